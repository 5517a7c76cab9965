"""What people who are new to a study do wrong: the line that they get, and that its advice leads on."""

import csv
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from research import agree, estimate, label, merge, plan, project, review, status, train
from research.__main__ import main
from research.codebook import read_codebook
from research.corpus.tasks import read_tasks, write_tasks
from research.csv_cells import read_table
from research.messages import LANGUAGE
from research.workbook import Column, Table, read_sheets, write_workbook
from tests.conftest import leave_figures_blank
from tests.letters import LETTERS

NAMES = {"housing": "住房", "transport": "出行", "utilities": "水电"}
NEXT = {"housing": "transport", "transport": "utilities", "utilities": "housing"}
ANNA, BOB = Path("coding/round-01-anna.xlsx"), Path("coding/round-01-bob.xlsx")
TO_SETTLE = Path("results/agreement/to_settle.xlsx")


def choose_letters() -> dict[str, str]:
    """Five shipped letters of each of three domains: the domain of each by its id."""
    counts: dict[str, Counter[str]] = {}
    for _, row in read_table(LETTERS / "corpus" / "sentences.csv").rows:
        counts.setdefault(row["document_id"], Counter())[row["domain"]] += 1
    main_domain = {name: found.most_common(1)[0][0] for name, found in counts.items()}
    return {
        name: domain
        for wanted in NAMES
        for name, domain in [pair for pair in main_domain.items() if pair[1] == wanted][:5]
    }


LETTERS_OF = choose_letters()


def fill(path: Path, *, only: str = "", documents: frozenset[str] = frozenset(LETTERS_OF), slips: int = 0) -> None:
    """Code a file as the letters' domains say, or all alike, or some documents alone; `slips` sentences otherwise."""
    codebook = read_codebook(path.parent.parent / "codebook.toml")
    tasks = [
        replace(task, domain=(only or LETTERS_OF[task.document_id]) if task.document_id in documents else "")
        for task in read_tasks(path, codebook)
    ]
    for place in range(slips):
        tasks[place] = replace(tasks[place], domain=NEXT[tasks[place].domain])
    write_tasks(path, tasks, codebook, path.suffix[1:])


@pytest.fixture(scope="module")
def stages(tmp_path_factory):
    """A study after each of its steps, in a folder called as the step."""
    root = tmp_path_factory.mktemp("stages")
    with pytest.MonkeyPatch.context() as patch:
        leave_figures_blank(patch)
        study = root / "new"
        assert project.main(["new", str(study), "--domains", *(f"{one}={name}" for one, name in NAMES.items())]) == 0
        for _, row in read_table(LETTERS / "documents" / "letters.csv").rows:
            if row["document_id"] in LETTERS_OF:
                (study / "documents" / f"{row['document_id']}.txt").write_text(row["text"], "utf-8")
        for stage, command, *flags in (
            ("sampled", review, "--number", "40", "--form", "xlsx", "--coders", "anna", "bob"),
            ("coded", None),
            ("merged", merge),
            ("agreed", agree),
            ("trained", train, "--classifier", "bayes", "--folds", "2", "--jobs", "1"),
            ("labelled", label, "--jobs", "1"),
        ):
            study = Path(shutil.copytree(study, root / stage))
            if command is not None:
                assert command.main(["--study", str(study), *flags]) == 0
            else:
                fill(study / ANNA)
                fill(study / BOB, slips=2)
    return root


@pytest.fixture
def enter(stages, tmp_path, monkeypatch):
    """Copy a stage to the folder towns of an empty working folder."""
    leave_figures_blank(monkeypatch)
    monkeypatch.chdir(tmp_path)

    def copy(stage: str) -> Path:
        shutil.copytree(stages / stage, "towns")
        return Path("towns")

    return copy


def edit(path: Path, change: Callable[[list[list[str]]], object]) -> None:
    """Change the rows of a workbook, the header among them."""
    rows = [list(row) for row in read_sheets(path.read_bytes(), str(path))[0].rows]
    change(rows)
    write_workbook(path, [Table("sheet", [Column(name) for name in rows[0]], rows[1:])])


def put(column: str, *cells: str) -> Callable[[list[list[str]]], None]:
    """Write cells into the first rows of a column."""

    def change(rows: list[list[str]]) -> None:
        place = next(number for number, name in enumerate(rows[0]) if name.endswith(column))
        for row, cell in zip(rows[1:], cells, strict=False):
            row[place] = cell

    return change


def move_to_note(rows: list[list[str]]) -> None:
    domain, note = (next(n for n, name in enumerate(rows[0]) if name.endswith(one)) for one in ("domain", "note"))
    for row in rows[1:]:
        row[domain], row[note] = "", row[domain]


def sort_texts(rows: list[list[str]]) -> None:
    place = next(number for number, name in enumerate(rows[0]) if name.endswith("text"))
    put("text", *sorted(row[place] for row in rows[1:]))(rows)


def substitute(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def write_years(path: Path) -> None:
    rows = [f"{name},{2019 + number % 2}" for number, name in enumerate(LETTERS_OF)]
    path.write_text("\n".join(["document_id,year", *rows]), "utf-8")


def code_alone(study: Path, **how: object) -> None:
    """Anna alone codes, and is merged."""
    (study / BOB).unlink()
    fill(study / ANNA, **how)
    assert merge.main(["--study", str(study)]) == 0


def code_again(study: Path, name: str, **how: object) -> None:
    fill(study / "coding" / name, **how)
    assert merge.main(["--study", str(study), "--overwrite"]) == 0


def sample_chosen(study: Path) -> None:
    """Sample and code the sentences that the model is least sure of."""
    assert review.main(["--study", str(study), "--number", "20", "--strategy", "uncertain"]) == 0
    fill(study / "coding" / "round-01.csv")
    assert merge.main(["--study", str(study)]) == 0


def code_all(study: Path) -> None:
    assert review.main(["--study", str(study)]) == 0
    fill(study / "coding" / "round-01.csv")
    assert merge.main(["--study", str(study)]) == 0


def settle(study: Path) -> None:
    codebook = read_codebook(study / "codebook.toml")
    tasks = [replace(task, domain="housing") for task in read_tasks(study / TO_SETTLE, codebook)]
    write_tasks(study / TO_SETTLE, tasks, codebook, "xlsx")


def nothing(study: Path) -> None:
    """Leave the study as it is."""


class Mistake(NamedTuple):
    """What goes wrong after a stage, what is said, and what the advice leads to.

    Attributes
    ----------
    stage, spoil, command
        Of the study, what is done to it, and the command that is then given.
    said
        In the line that tells of it.
    mend, followed
        What the advice says to do, and the command that then works.
    status
        The exit status of the command.
    """

    stage: str
    spoil: Callable[[Path], object]
    command: str
    said: str
    mend: Callable[[Path], object]
    followed: str
    status: int = 2


def remove_domain(study: Path) -> None:
    path = study / "codebook.toml"
    kept = [part for part in path.read_text("utf-8").split("\n[[domain]]\n") if 'id = "utilities"' not in part]
    path.write_text("\n[[domain]]\n".join(kept), "utf-8")


def relabel(study: Path, old: str, new: str) -> None:
    """Put another name for one in the files of both coders."""
    for path in (study / ANNA, study / BOB):
        edit(path, lambda rows: [row.__setitem__(0, new) for row in rows if row[0] == old])


def edit_text(study: Path, old: str, new: str) -> None:
    path = study / "documents" / f"{next(iter(LETTERS_OF))}.txt"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


TEXT = "自来水管网改造完成。"
MISTAKES = {
    "project: the word new is forgotten": Mistake(
        "new", nothing, "project parks", "got 'parks', expected the word new and one folder: research project new parks",
        nothing, "project new parks",
    ),
    "project: commas between domains": Mistake(
        "new", nothing, "project new parks --domains 供水，养老", "two domains or more with blanks between them: "
        "--domains 供水 养老", nothing, "project new parks --domains 供水 养老",
    ),
    "project: the folder is there": Mistake(
        "new", nothing, "project new towns --domains a b", "towns: has something in it, and nothing is overwritten; give "
        "the name of a new folder", nothing, "project new towns-2 --domains a b",
    ),
    "project: a name with a blank": Mistake(
        "new", nothing, "project new my parks", 'expected the word new and one folder: research project new "my parks"',
        nothing, 'project new "my parks"',
    ),
    "codebook: a table of another name": Mistake(
        "new", lambda s: substitute(s / "codebook.toml", "\n[[domain]]\n", "\n[[domains]]\n"), "review --study towns",
        "[[domains]] is not known; write [[domain]]",
        lambda s: substitute(s / "codebook.toml", "[[domains]]", "[[domain]]"), "review --study towns",
    ),
    "codebook: a domain without the line above it": Mistake(
        "new", lambda s: substitute(s / "codebook.toml", '[[domain]]\nid = "transport"', 'id = "transport"'),
        "review --study towns", "gives id again: write [[domain]] above the keys of each domain",
        lambda s: substitute(s / "codebook.toml", 'id = "transport"', '[[domain]]\nid = "transport"'),
        "review --study towns",
    ),
    "coding: a coder whose name is a path": Mistake(
        "new", nothing, "review --study towns --coders anna/1 bob", "as --coders anna-1 bob", nothing,
        "review --study towns --coders anna-1 bob",
    ),
    "coding: all sentences are unsure": Mistake(
        "coded", lambda s: edit(s / ANNA, put("domain", *["不确定"] * 40)), "merge --study towns",
        "leave the cell empty and say why in the column note, or add a domain for such sentences to the codebook; "
        "39 other rows have a fault, too (row 3, 4, 5, 6, 7 ...)",
        lambda s: edit(s / ANNA, put("domain", *[""] * 40)), "merge --study towns",
    ),
    "merge: a domain was taken out of the codebook": Mistake(
        "merged", remove_domain, "merge --study towns --overwrite", "domain '水电' is not in the codebook",
        lambda s: relabel(s, "水电", "住房"), "merge --study towns --overwrite",
    ),
    "merge: a colon for a sign of equality": Mistake(
        "coded", lambda s: edit(s / ANNA, lambda rows: rows[0].__setitem__(0, "类别")),
        "merge --study towns --columns domain:类别", "expected OURS=THEIRS without blanks, as domain=类别", nothing,
        "merge --study towns --columns domain=类别",
    ),
    "agree: a folder for the first coder's file": Mistake(
        "coded", nothing, "review --study towns --again towns/coding --coders cai", "towns/coding: is a folder; give one "
        "of the files in it", nothing, f"review --study towns --again towns/{ANNA} --coders cai",
    ),
    "estimate: a document was changed": Mistake(
        "merged", lambda s: edit_text(s, "。", "！"), "estimate --study towns", "that document was changed; give the "
        "documents that they were sampled from", lambda s: edit_text(s, "！", "。"), "estimate --study towns",
    ),
    "bundle: a coder's file was spoiled after merging": Mistake(
        "merged", lambda s: relabel(s, "出行", "出门"), "bundle --study towns", "research merge --study towns would not do "
        "again what it did: towns/coding/round-01-anna.xlsx, row", lambda s: relabel(s, "出门", "出行"),
        "bundle --study towns",
    ),
    "codebook: one id twice": Mistake(
        "new", lambda s: substitute(s / "codebook.toml", 'id = "transport"', 'id = "housing"'), "review --study towns",
        "towns/codebook.toml, domains 1 and 2: got the id 'housing' 2 times; each needs its own",
        lambda s: substitute(s / "codebook.toml", 'id = "housing"', 'id = "homes"'), "review --study towns",
    ),
    "codebook: Notepad added .txt": Mistake(
        "new", lambda s: (s / "codebook.toml").rename(s / "codebook.toml.txt"), "review --study towns",
        "towns: no codebook.toml in it; rename codebook.toml.txt to codebook.toml",
        lambda s: (s / "codebook.toml.txt").rename(s / "codebook.toml"), "review --study towns",
    ),
    "codebook: quotes in quotes": Mistake(
        "new", lambda s: substitute(s / "codebook.toml", 'definition = ""', 'definition = "住房的"质量"问题"'),
        "review --study towns", "write 「 」 for quotes within a text in quotes",
        lambda s: substitute(s / "codebook.toml", '"住房的"质量"问题"', '"住房的「质量」问题"'), "review --study towns",
    ),
    "documents: a text in place of a folder": Mistake(
        "new", nothing, f"review --study towns {TEXT}", f"{TEXT}: is a text, no file or folder; save it as a .txt file",
        lambda _: Path("text.txt").write_text(TEXT, "utf-8"), "review --study towns text.txt",
    ),
    "documents: a table whose texts have a name of their own": Mistake(
        "new", lambda s: (s / "documents" / "more.csv").write_text("编号,留言\n1,楼道漏水。\n", "utf-8"),
        "review --study towns towns/documents/more.csv", "it has 编号, 留言; name the one that holds the texts with "
        "--text-column", nothing, "review --study towns towns/documents/more.csv --text-column 留言",
    ),
    "documents: a table with two columns of texts": Mistake(
        "new", lambda s: (s / "documents" / "more.csv").write_text("来信内容,回复内容\n楼道漏水。,已经修好。\n", "utf-8"),
        "review --study towns towns/documents/more.csv", "texts may stand in 来信内容, 回复内容; name one with --text-column",
        nothing, "review --study towns towns/documents/more.csv --text-column 来信内容",
    ),
    "documents: a table without a row of names": Mistake(
        "new", lambda s: (s / "documents" / "more.csv").write_text("1,楼道漏水，请尽快修理。谢谢！\n", "utf-8"),
        "review --study towns towns/documents/more.csv", "holds a text, not names of columns; write a row of names above it",
        lambda s: (s / "documents" / "more.csv").write_text("编号,正文\n1,楼道漏水，请尽快修理。谢谢！\n", "utf-8"),
        "review --study towns towns/documents/more.csv",
    ),
    "documents: a workbook of Excel 2003": Mistake(
        "new", lambda s: (s / "documents" / "more.xls").write_text('<?xml version="1.0"?><Workbook xmlns="urn:x"/>', "utf-8"),
        "review --study towns towns/documents/more.xls", "open it in Excel and save it as .xlsx",
        lambda s: write_workbook(s / "documents" / "more.xlsx", [Table("sheet", [Column("正文")], [[TEXT]])]),
        "review --study towns towns/documents/more.xlsx",
    ),
    "documents: one cannot be read": Mistake(
        "new", lambda s: (s / "documents" / "报告.docx").write_bytes(b"no Word file"), "review --study towns",
        "skipped: towns/documents/报告.docx: not a Word file or a broken one",
        lambda s: ((s / "documents" / "报告.docx").unlink(), (s / "coding" / "round-01.csv").unlink()),
        "review --study towns", 3,
    ),
    "coding: commas between coders": Mistake(
        "new", nothing, "review --study towns --coders anna, bob", "got 'anna,', expected different names without "
        "commas, blanks and \\ / : * ? \" < > |, as --coders anna bob",
        nothing, "review --study towns --coders anna bob",
    ),
    "coding: a label with a typo": Mistake(
        "coded", lambda s: edit(s / ANNA, put("domain", "住方")), "merge --study towns",
        "round-01-anna.xlsx, row 2: domain '住方' is not in the codebook (it knows 住房, 出行, 水电)",
        lambda s: edit(s / ANNA, put("domain", "住房")), "merge --study towns",
    ),
    "coding: labels in another column": Mistake(
        "coded", lambda s: (edit(s / ANNA, move_to_note), edit(s / BOB, move_to_note)), "merge --study towns",
        "no sentence has a label yet; the column note holds domains: move them to the column domain",
        lambda s: (fill(s / ANNA), fill(s / BOB)), "merge --study towns",
    ),
    "merge: one column was sorted": Mistake(
        "coded", lambda s: (shutil.copy(s / ANNA, "kept.xlsx"), edit(s / ANNA, sort_texts)), "merge --study towns",
        "give it the text that was sampled: rows are sorted whole, no column alone",
        lambda s: shutil.copy("kept.xlsx", s / ANNA), "merge --study towns",
    ),
    "merge: two labels in a cell": Mistake(
        "coded", lambda s: edit(s / ANNA, put("domain", "住房、出行")), "merge --study towns",
        "row 2: got 2 domains in one cell, '住房、出行'; write the main one there and another in the column secondary",
        lambda s: (edit(s / ANNA, put("domain", "住房")), edit(s / ANNA, put("secondary", "出行"))),
        "merge --study towns",
    ),
    "merge: notes beside the coding": Mistake(
        "coded", lambda s: (s / "coding" / "notes.xlsx").write_bytes((LETTERS / "README.md").read_bytes()),
        "merge --study towns", "towns/coding/notes.xlsx", lambda s: (s / "coding" / "notes.xlsx").unlink(),
        "merge --study towns",
    ),
    "agree: one coder": Mistake(
        "coded", code_alone, "agree --study towns", "got the labels of one coder, anna, expected two or more; give the "
        "same sentences to another: research review --again FILE --coders NAME",
        lambda s: (
            review.main(["--study", str(s), "--again", str(s / ANNA), "--coders", "cai", "--form", "xlsx"]),
            code_again(s, "round-01-cai.xlsx", slips=2),
        ),
        "agree --study towns",
    ),
    "agree: before merging": Mistake(
        "coded", nothing, "agree --study towns", "towns/corpus/codings.csv: not there yet; first: research merge "
        "--study towns", lambda s: merge.main(["--study", str(s)]), "agree --study towns",
    ),
    "agree: settled where the differences are listed": Mistake(
        "agreed", settle, "merge --study towns --overwrite", "settled here, but in no FILE; copy "
        "towns/results/agreement/to_settle.xlsx to towns/coding as settled.xlsx, and merge again",
        lambda s: shutil.copy(s / TO_SETTLE, s / "coding" / "settled.xlsx"), "merge --study towns --overwrite",
    ),
    "train: before merging": Mistake(
        "coded", nothing, "train --study towns --classifier bayes --folds 2 --jobs 1",
        "towns/corpus: not there yet; first: research merge --study towns",
        lambda s: merge.main(["--study", str(s)]), "train --study towns --classifier bayes --folds 2 --jobs 1",
    ),
    "train: labels of one domain": Mistake(
        "coded", lambda s: code_alone(s, only="housing"), "train --study towns --classifier bayes --folds 2 --jobs 1",
        "are 'housing', expected two domains or more; code sentences of another: research review --study towns",
        lambda s: (review.main(["--study", str(s)]), code_again(s, "round-02.csv", only="transport")),
        "train --study towns --classifier bayes --folds 2 --jobs 1",
    ),
    "train: labels of one document": Mistake(
        "coded", lambda s: code_alone(s, documents=frozenset([next(iter(LETTERS_OF))])),
        "train --study towns --classifier bayes --folds 2 --jobs 1", "are 'housing', expected two domains or more",
        lambda s: code_again(s, ANNA.name), "train --study towns --classifier bayes --folds 2 --jobs 1",
    ),
    "label: a folder with a typo": Mistake(
        "trained", nothing, "label towns/document --study towns --jobs 1",
        "towns/document: there is no such file or folder; did you mean towns/documents?",
        nothing, "label towns/documents --study towns --jobs 1",
    ),
    "label: the folder above the study": Mistake(
        "trained", nothing, "label --study . --jobs 1", "no codebook.toml in it, so it is no study folder; did you mean "
        "--study towns?", nothing, "label --study towns --jobs 1",
    ),
    "label: per cent in place of a share": Mistake(
        "trained", nothing, "label --study towns --min-precision 90 --jobs 1",
        "--min-precision: must be between 0 and 1, got 90", nothing, "label --study towns --min-precision 0.9 --jobs 1",
    ),
    "estimate: from a sample that was not random": Mistake(
        "new", sample_chosen, "estimate --study towns", "0 body sentences with a known inclusion probability; expected 2 "
        "or more: sample them with `research review --strategy random`",
        lambda s: (review.main(["--study", str(s), "--strategy", "random"]), code_again(s, "round-02.csv")),
        "estimate --study towns",
    ),
    "estimate: a document was renamed": Mistake(
        "merged", lambda s: (s / "documents" / f"{next(iter(LETTERS_OF))}.txt").rename("away.txt"),
        "estimate --study towns", "sampled sentences are not in the documents",
        lambda s: Path("away.txt").rename(s / "documents" / f"{next(iter(LETTERS_OF))}.txt"), "estimate --study towns",
    ),
    "plan: every sentence is coded": Mistake(
        "new", code_all, "plan --study towns", "body sentences are labelled; nothing is left to plan: add documents, or "
        "count the shares with research estimate", nothing, "estimate --study towns",
    ),
    "compare: nothing tells the years": Mistake(
        "labelled", nothing, "compare --study towns", "--by year: none of 15 documents has a value; give --metadata, a "
        "table with document_id and year", lambda _: write_years(Path("years.csv")),
        "compare --study towns --metadata years.csv",
    ),
    "compare: before labelling": Mistake(
        "trained", lambda s: write_years(s / "documents" / "documents.csv"), "compare --study towns",
        "towns/results/labelled: not there yet; first: research label --study towns",
        lambda s: label.main(["--study", str(s), "--jobs", "1"]), "compare --study towns",
    ),
    "bundle: before merging": Mistake(
        "coded", nothing, "bundle --study towns", "towns: nothing is merged yet, so nothing can be rerun; first: "
        "research merge --study towns", lambda s: merge.main(["--study", str(s)]), "bundle --study towns",
    ),
}  # fmt: skip


def test_there_are_three_mistakes_or_more_at_each_of_ten_steps():
    steps = Counter(name.partition(":")[0] for name in MISTAKES)
    joined = {"estimate": "estimate and plan", "plan": "estimate and plan", "bundle": "compare and bundle",
              "compare": "compare and bundle"}  # fmt: skip
    counts = Counter(joined.get(name.partition(":")[0], name.partition(":")[0]) for name in MISTAKES)
    assert min(counts.values()) == 3
    assert len(steps) >= 10


@pytest.mark.slow
@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_one_line_whose_advice_works(name, enter, capsys):
    mistake = MISTAKES[name]
    study = enter(mistake.stage)
    mistake.spoil(study)
    capsys.readouterr()
    assert main(shlex.split(mistake.command, posix=True)) == mistake.status
    lines = [line for line in capsys.readouterr().err.splitlines() if mistake.said in line]
    assert len(lines) == 1
    assert re.match("error: " if mistake.status == 2 else "skipped: |left out: ", lines[0])
    mistake.mend(study)
    assert main(shlex.split(mistake.followed)) == 0


def read_said(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(shlex.split(command)) == 0
    return capsys.readouterr().err


@pytest.mark.slow
def test_a_domain_that_was_renamed_is_named_with_a_repair_that_works(enter, capsys):
    study = enter("trained")
    substitute(study / "codebook.toml", 'id = "transport"', 'id = "mobility"')
    substitute(study / "codebook.toml", 'name_zh = "出行"', 'name_zh = "出行交通"')
    train_again = "train --study towns --classifier bayes --folds 2 --jobs 1 --overwrite"
    for command in ("agree --study towns --overwrite", train_again):
        capsys.readouterr()
        assert main(shlex.split(command)) == 2
        [said] = re.findall("^error: .*", capsys.readouterr().err, re.MULTILINE)
        assert (
            "domain 'transport' is not in the codebook (it knows housing, mobility, utilities); correct the cell or, "
            in said
        )
        assert 'if a domain was called so before, write former = ["transport"] below its id there' in said
    substitute(study / "codebook.toml", 'id = "mobility"', 'id = "mobility"\nformer = ["transport"]')
    assert "next: read the coding back: research merge --study towns --overwrite" in read_said(
        "status --study towns", capsys
    )
    assert "next: read the coding back" not in read_said("merge --study towns --overwrite", capsys)
    read_said("agree --study towns --overwrite", capsys)
    said = read_said(train_again, capsys)
    assert re.search(r"^labels are needed most of .*mobility \(F1 [\d.]+, \d+ labels?\)", said, re.MULTILINE)


def test_a_lock_of_a_spreadsheet_and_a_missing_name_of_a_coder_do_no_harm(enter, capsys):
    study = enter("coded")
    (study / "coding" / f"~${ANNA.name}").write_bytes(b"locked")
    edit(study / ANNA, put("coder", *[""] * 20))
    assert " 2 coders, " in read_said("merge --study towns", capsys)


def test_a_copy_of_a_coders_file_is_named(enter, capsys):
    study = enter("coded")
    shutil.copy(study / ANNA, study / "coding" / "round-01-anna-copy.xlsx")
    fill(study / "coding" / "round-01-anna-copy.xlsx", slips=3)
    said = read_said("merge --study towns", capsys)
    assert "warning: anna labelled 40 sentences in towns/coding/round-01-anna-copy.xlsx and again in" in said
    assert ", 3 of them otherwise: the second counts; delete the file that is not wanted" in said
    (study / "coding" / "round-01-anna-copy.xlsx").unlink()
    assert "again in" not in read_said("merge --study towns --overwrite", capsys)


def test_labels_alone_and_a_codebook_alone_are_enough_for_shares_and_a_plan(enter, capsys):
    study = enter("coded")
    assert "no labels yet, so the plan assumes that the 3 domains" in read_said("plan --study towns", capsys)
    assert merge.main(["--study", "towns"]) == 0
    assert "shares are counted from the labels alone" in read_said("estimate --study towns", capsys)
    shares = pd.read_csv(study / "results" / "estimate" / "shares.csv")
    assert set(shares["method"]) == {"counted"}
    assert "the plan is that of counting labels alone" in read_said("plan --study towns --overwrite", capsys)
    assert (study / "results" / "plan" / "plan.csv").exists()


@pytest.mark.slow
def test_a_domain_that_nobody_coded_is_named_where_it_is_trained_and_estimated(enter, capsys):
    study = enter("coded")
    known = frozenset(name for name, domain in LETTERS_OF.items() if domain != "utilities")
    code_alone(study, documents=known)
    said = read_said("train --study towns --classifier bayes --folds 2 --jobs 1", capsys)
    assert "no sentence is coded utilities, so the model cannot learn it" in said
    assert "no coded sentence is utilities: only how large such a share may be" in read_said(
        "estimate --study towns", capsys
    )


def test_a_codebook_that_grew_after_training_is_noticed(enter, capsys):
    study = enter("trained")
    with (study / "codebook.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[domain]]\nid = "school"\nname_zh = "上学"\nname_en = "School"\n')
    assert "learned before the codebook changed (school)" in read_said("label --study towns --jobs 1", capsys)


@pytest.mark.slow
def test_years_in_a_table_beside_the_documents_reach_the_comparison(enter, capsys):
    study = enter("trained")
    write_years(study / "documents" / "documents.csv")
    said = read_said("label --study towns --jobs 1", capsys)
    assert "left out" not in said
    assert "2 groups of year" in read_said("compare --study towns", capsys)


def test_names_of_files_in_a_table_of_years_are_those_of_documents(enter, capsys):
    study = enter("labelled")
    write_years(Path("years.csv"))
    text = Path("years.csv").read_text("utf-8").replace(",20", ".txt,20")
    Path("years.csv").write_text(text, "utf-8")
    assert "2 groups of year" in read_said("compare --study towns --metadata years.csv", capsys)
    assert list(csv.reader(text.splitlines()))[1][0].endswith(".txt")
    assert study.exists()


def test_a_second_sample_before_the_first_is_coded_is_warned_of(enter, capsys):
    enter("sampled")
    said = read_said("review --study towns --number 10", capsys)
    assert f"warning: towns/{ANNA.as_posix()}, towns/{BOB.as_posix()}: nobody has coded there yet" in said


@pytest.mark.slow
def test_a_workbook_of_settled_differences_is_not_replaced(enter, capsys):
    study = enter("agreed")
    settle(study)
    assert agree.main(["--study", "towns", "--overwrite"]) == 2
    assert "settled here, but in no FILE; copy" in capsys.readouterr().err
    shutil.copy(study / TO_SETTLE, study / "coding" / "settled.xlsx")
    assert merge.main(["--study", "towns", "--overwrite"]) == 0
    assert agree.main(["--study", "towns", "--overwrite"]) == 0


@pytest.mark.slow
def test_where_no_label_differs_agreement_is_said_without_numbers(enter, capsys):
    study = enter("coded")
    fill(study / ANNA, only="housing")
    fill(study / BOB, only="housing")
    assert merge.main(["--study", "towns"]) == 0
    said = read_said("agree --study towns", capsys)
    assert "agreement 1.000, kappa and alpha have no value" in said
    assert "nan" not in said


def test_outside_of_a_study_its_folder_is_asked_for(enter, capsys):
    enter("new")
    assert status.main([]) == 2
    assert "the current folder: no codebook.toml in it, so it is no study folder; did you mean --study towns?" in (
        capsys.readouterr().err
    )


def test_a_census_has_no_intervals(enter, capsys):
    study = enter("new")
    code_all(study)
    assert "every sentence is coded, so the shares are counts and need no intervals" in read_said(
        "estimate --study towns", capsys
    )
    assert estimate.main(["--study", "towns"]) == 2
    assert plan.main(["--study", "towns"]) == 2


IN_CHINESE = {
    "project: commas between domains": "错误：--domains：只得到 '供水，养老'，应为两个以上的领域，以空格分开：--domains 供水 养老",
    "project: the folder is there": "错误：towns：其中已有内容，不会覆盖；请给出新文件夹的名字",
    "codebook: one id twice": "错误：towns/codebook.toml，第 1 和 2 个领域：id 'housing' 出现 2 次；每个领域的 id 不得相同",
    "codebook: Notepad added .txt": "错误：towns：其中没有 codebook.toml；请把 codebook.toml.txt 改名为 codebook.toml"
    "（Windows 默认隐藏扩展名，请设置为显示）",
    "documents: a table whose texts have a name of their own": "错误：towns/documents/more.csv：没有名为 正文、内容、全文、text 或 "
    "content 的列；现有 编号, 留言；请用 --text-column 指明文本所在的列",
    "documents: one cannot be read": "已跳过：towns/documents/报告.docx：不是 Word 文件，或已损坏（BadZipFile: File is not a zip "
    "file）；请打开后重新保存",
    "coding: a label with a typo": "错误：towns/coding/round-01-anna.xlsx，第 2 行：领域 '住方' 不在编码手册中（其中有 住房、出行、"
    '水电）；请改正单元格；若某个领域以前叫这个名字，请在编码手册中该领域的 id 之下写 former = ["住方"]',
    "coding: labels in another column": "错误：towns/coding/round-01-anna.xlsx, towns/coding/round-01-bob.xlsx：还没有一句有标签；"
    "领域填在了 note 列：请移到 domain 列",
    "merge: two labels in a cell": "错误：towns/coding/round-01-anna.xlsx，第 2 行：一个单元格中有 2 个领域：'住房、出行'；请只写"
    "主领域，另一个写在 secondary 列",
    "agree: before merging": "错误：towns/corpus/codings.csv：尚不存在；请先执行：research merge --study towns",
    "label: a folder with a typo": "错误：towns/document：没有这个文件或文件夹；您是否想写 towns/documents？",
    "label: per cent in place of a share": "错误：--min-precision：得到 90.0，应在 0 与 1 之间",
    "compare: nothing tells the years": "错误：--by year：15 篇文档都没有取值；请用 --metadata 给出含 document_id 和 year 列的表",
}


@pytest.mark.parametrize("name", IN_CHINESE)
def test_a_mistake_is_told_in_chinese_with_the_same_advice(name, enter, capsys, monkeypatch):
    mistake = MISTAKES[name]
    study = enter(mistake.stage)
    mistake.spoil(study)
    monkeypatch.setenv(LANGUAGE, "zh")
    capsys.readouterr()
    assert main(shlex.split(mistake.command)) == mistake.status
    assert IN_CHINESE[name] in capsys.readouterr().err.splitlines()


STEPS = [
    ("new", "status"), ("new", "review --number 20 --coders anna bob --form xlsx"), ("coded", "status"), ("coded", "merge"),
    ("coded", "plan"), ("merged", "agree"), ("merged", "estimate"), ("merged", "plan --jobs 1"),
    ("agreed", "train --classifier bayes --folds 2 --jobs 1"), ("trained", "label --jobs 1"), ("labelled", "status"),
    ("labelled", "bundle"), ("labelled", "compare --metadata years.csv"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("stage", "command"), STEPS, ids=" ".join)
def test_a_command_of_a_study_says_nothing_in_english(stage, command, enter, capsys, monkeypatch):
    enter(stage)
    write_years(Path("years.csv"))
    monkeypatch.setenv(LANGUAGE, "zh")
    capsys.readouterr()
    name, *flags = command.split()
    assert main([name, "--study", "towns", *flags]) == 0
    said = capsys.readouterr().err.splitlines()
    assert said
    assert [line for line in said if not re.search("[\u4e00-\u9fff]{2}", line)] == []
