"""Make a replication folder of a study: data, codings, results, versions, checksums, and a script that reruns it.

Example: research bundle --study my-study
"""

import base64
import contextlib
import hashlib
import html
import io
import platform
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pandas as pd

from research import __version__, agree, merge
from research.cli import CODEBOOK, COMMANDS, SKIPPED, Finished, print_message, quote_path, run_command
from research.codebook import Codebook, read_codebook
from research.csv_cells import read_frame
from research.default_run import DISTRIBUTION
from research.errors import InputError
from research.output import open_folder
from research.parser import OVERWRITE, STUDY, flag
from research.plurals import count_noun
from research.report.fonts import subset_font
from research.shipped import shipped_path
from research.stata import write_stata
from research.workbook import Column, Table, write_workbook

CHECKSUMS = "SHA256SUMS"
_OUTPUT = "results/replication"
_SCRIPT = "rerun.py"
_ORDER = ("merge", "agree", "train", "label", "estimate", "plan", "compare")
_FOLDERS = {"merge": "corpus", "agree": "results/agreement", "train": "results/baseline", "label": "results/labelled",
            "estimate": "results/estimate", "plan": "results/plan", "compare": "results/compare"}  # fmt: skip
_TABLES = {"sentences": "results/labelled/sentences.csv", "shares": "results/estimate/shares.csv",
           "codings": "corpus/codings.csv"}  # fmt: skip
_MAX_ROWS = 1_000_000  # of a sheet of Excel
_STYLE = (
    '@font-face{font-family:"Page Sans SC";src:url(data:font/woff;base64,{font}) format("woff")}'
    'body{max-width:44em;margin:0 auto;padding:2em 1.2em;font:11pt/1.6 "PingFang SC","Microsoft YaHei",'
    '"Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC","Page Sans SC",sans-serif;overflow-wrap:anywhere}'
    "h1{font-size:17pt;line-height:1.3}h2{font-size:13pt;margin:0}section{break-inside:avoid;margin-top:1.6em}"
    "p,dl{margin:.3em 0}small{font-weight:normal;color:#4d4d4d}dt{font-weight:bold}dd{margin:0 0 0 1.2em}"
    "@page{size:A4;margin:17mm 16mm}@media print{body{max-width:none;padding:0}}"
)
_NUMERIC = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class BundleConfig:
    """What to bundle; it is the command line."""

    study: Path = flag(Path(), STUDY, type=Path)
    output: Path = flag(Path(_OUTPUT), "the folder to write", study=_OUTPUT, group="output")
    overwrite: bool = flag(False, OVERWRITE, group="output")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 for what the user can fix."""
    return run_command(bundle, BundleConfig, "research bundle", __doc__, arguments)


def bundle(config: BundleConfig) -> Finished:
    """Copy the study, remake its corpus and agreement from the codings, and write tables, checksums and the script.

    Returns
    -------
    Finished
        With status 3 if a command of the study used files that lie outside of it.

    Raises
    ------
    InputError
        If nothing is merged yet, or the folder cannot be written.
    """
    study = config.study
    codebook = read_codebook(study / CODEBOOK)
    if not (study / "corpus" / "sentences.csv").exists():
        raise InputError(
            f"{study}: nothing is merged yet, so nothing can be rerun; first: "
            f"research merge --study {quote_path(study)}"
        )
    commands = list_commands(study)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        copy_study(study, folder, config.output)
        for command, work in (("merge", merge.main), ("agree", agree.main)):
            if line := next((words for words in commands if words[1] == command), None):
                shutil.rmtree(folder / _FOLDERS[command], ignore_errors=True)
                arguments = [str(folder) if word == "." else word for word in line[2:]]
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
                    status = work(arguments)
                if status not in (0, SKIPPED):
                    raise InputError(_say_refusal(command, said.getvalue(), folder, study))
        (folder / COMMANDS).write_text("".join(f"{shlex.join(words)}\n" for words in commands), "utf-8", newline="\n")
        (folder / "versions.txt").write_text("".join(f"{line}\n" for line in list_versions()), "utf-8", newline="\n")
        write_tables(folder, codebook)
        (folder / "codebook.html").write_text(write_codebook_page(codebook), "utf-8", newline="\n")
        for name in ("README.md", _SCRIPT):
            text = shipped_path(f"study/replication/{name}").read_text("utf-8")
            (folder / name).write_text(text, "utf-8", newline="\n")
        sums = [f"{measure(file)}  {file.relative_to(folder).as_posix()}" for file in list_files(folder)]
        (folder / CHECKSUMS).write_text("".join(f"{line}\n" for line in sums), "utf-8", newline="\n")
    outside = find_outside(commands)
    for word in outside:
        print_message(f"not in the bundle: {word}, which a command used; copy it into the study and give that again")
    print_message(
        f"{config.output}: {count_noun(len(sums), 'file')}, {count_noun(len(commands), 'command')}; "
        f"python {_SCRIPT} there reruns them"
    )
    return Finished(config.output / "README.md", SKIPPED if outside else 0)


def _say_refusal(command: str, said: str, folder: Path, study: Path) -> str:
    """Return what a command refused in the copy of a study, as it is of the study itself."""
    lines = [line for line in said.strip().splitlines() if not line.startswith("warning: ")]
    reason = lines[-1].removeprefix("error: ").removeprefix("错误：").replace(str(folder), str(study))
    return f"research {command} --study {quote_path(study)} would not do again what it did: {reason}"


def list_commands(study: Path) -> list[list[str]]:
    """Return the command lines that make the corpus and the results of a study anew, in order.

    Of commands that wrote the same folder the last one counts; without a record each has its default flags.

    Parameters
    ----------
    study
        The folder; its commands.txt is the record.
    """
    record = study / COMMANDS
    lines = [shlex.split(line) for line in record.read_text("utf-8").splitlines()] if record.exists() else []
    last: dict[tuple[str, str], list[str]] = {
        (name, folder): ["research", name, "--study", "."]
        for name, folder in _FOLDERS.items() if (study / folder).exists()
    }  # fmt: skip
    for words in lines:
        if len(words) > 1 and words[1] in _ORDER:
            folder = _find_output(words) or _FOLDERS[words[1]]
            if (study / folder).exists():
                last[words[1], folder] = [word for word in words if word != "--overwrite"]
    return sorted(last.values(), key=lambda words: _ORDER.index(words[1]))


def _find_output(words: Sequence[str]) -> str:
    for name, value in zip(words, (*words[1:], ""), strict=True):
        if name in ("-o", "--output"):
            return value
    return ""


def find_outside(commands: Iterable[Sequence[str]]) -> list[str]:
    """Return the paths in command lines that lead out of the study's folder.

    Examples
    --------
    >>> find_outside([["research", "compare", "--metadata", "/home/a/years.csv", "--by", "year"]])
    ['/home/a/years.csv']
    """
    return [word for words in commands for word in words if Path(word).is_absolute() or word.startswith("..")]


def copy_study(study: Path, folder: Path, output: Path) -> None:
    """Copy a study's files, but for hidden ones, bundles and models of the codebook's words alone."""
    for file in list_files(study):
        inside = file.relative_to(study)
        if output.resolve() in file.resolve().parents or inside.as_posix().startswith(f"{_OUTPUT}/"):
            continue
        (folder / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / inside)


def list_files(folder: Path) -> list[Path]:
    """Return the files in a folder, by their paths, without hidden ones."""
    files = (path for path in folder.rglob("*") if path.is_file())
    seen = [path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    return sorted(seen, key=lambda path: path.relative_to(folder).as_posix())


def measure(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def list_versions() -> list[str]:
    """Return the versions of Python, of this package and of what it needs, a line each."""
    lines = [f"python=={platform.python_version()}", f"{DISTRIBUTION}=={__version__}"]
    try:
        needed = sorted(
            re.split(r"[<>=!~;\[ ]", text)[0] for text in requires(DISTRIBUTION) or () if "extra ==" not in text
        )
        lines += [f"{name}=={version(name)}" for name in needed]
    except PackageNotFoundError:
        pass  # a clone that was not installed
    return lines


def write_tables(folder: Path, codebook: Codebook) -> None:
    """Write the sentences, the shares and the codings as .xlsx and, with labels of the domains, as .dta.

    Parameters
    ----------
    folder
        Of the bundle; the tables go to its folder ``tables``.
    codebook
        The domains, whose names label the codes in Stata.
    """
    (folder / "tables").mkdir()
    for name, path in _TABLES.items():
        if not (folder / path).exists():
            continue
        frame = read_frame(folder / path)
        for column in frame.columns:
            cells = frame[column]
            if column not in ("document_id", "sentence_id") and all(
                _NUMERIC.fullmatch(cell) or not cell for cell in cells
            ):
                frame[column] = pd.to_numeric(cells, errors="coerce")
        if len(frame) <= _MAX_ROWS:
            columns = [Column(str(column), 60 if column in ("text", "context") else 14) for column in frame.columns]
            rows = [["" if pd.isna(cell) else cell for cell in row] for row in frame.itertuples(index=False)]
            write_workbook(folder / "tables" / f"{name}.xlsx", [Table(name, columns, rows)])
        _write_stata(folder / "tables" / f"{name}.dta", frame, codebook)


def _write_stata(path: Path, frame: pd.DataFrame, codebook: Codebook) -> None:
    frame = frame.dropna(axis="columns", how="all")
    labels: dict[float, str] = dict(zip(range(1, len(codebook) + 1), codebook.names("zh"), strict=True))
    codes = {domain: number for number, domain in enumerate(codebook.ids, 1)}
    coded = [column for column in ("domain", "secondary") if column in frame and frame[column].isin([*codes, ""]).all()]
    for column in coded:
        frame = frame.assign(**{column: frame[column].map(codes).astype("float64")})
    kept = [column for column in coded if frame[column].notna().any()]
    frame = frame.drop(columns=[column for column in coded if column not in kept])
    write_stata(path, frame, value_labels=dict.fromkeys(kept, labels))


def write_codebook_page(codebook: Codebook) -> str:
    """Return the codebook as a web page to print and lay beside the coding; it holds a font of its characters.

    Examples
    --------
    >>> "<h2>卫生健康与疫情防控" in write_codebook_page(read_codebook())
    True
    """
    title = html.escape(codebook.name)
    parts = [
        f"<h1>{title} {html.escape(codebook.version)}</h1>",
    ]
    for domain in codebook.domains:
        names = f"{html.escape(domain.name_zh)} <small>{html.escape(domain.id)} · {html.escape(domain.name_en)}</small>"
        parts.append(f"<section><h2>{names}</h2><p>{html.escape(domain.definition)}</p><dl>")
        counts = [("；" if any("、" in text for text in domain.counts) else "、").join(domain.counts)]
        rules = {"计入 Counts": counts, "不计入 Excludes": domain.excludes, "例句 Examples": domain.examples}
        for heading, texts in rules.items():
            given = [f"<dd>{html.escape(text)}</dd>" for text in texts if text]
            parts += [f"<dt>{heading}</dt>", *given] if given else []
        parts.append("</dl></section>")
    body = "\n".join(parts)
    font = base64.b64encode(subset_font("".join(sorted(set(html.unescape(body)))))).decode()
    head = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE.replace('{font}', font)}</style>"
    )
    return f"{head}\n{body}</html>\n"


if __name__ == "__main__":
    sys.exit(main())
