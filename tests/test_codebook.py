"""The codebook that is shipped, and a user's own."""

import os

import pytest

from research.codebook import make_codebook, read_codebook
from research.errors import InputError

IDS = [
    "economy",
    "industry",
    "innovation",
    "agriculture",
    "poverty",
    "urban_infrastructure",
    "ecology",
    "education",
    "health",
    "welfare",
    "culture_tourism",
    "ideology",
    "party_building",
    "cadres_talent",
    "discipline",
    "governance",
    "law_safety",
    "democracy",
    "defence_border",
    "opening",
    "general",
]


def test_the_shipped_codebook_has_the_21_domains_in_order():
    assert list(read_codebook().ids) == IDS


def test_every_domain_is_described_with_three_examples():
    for domain in read_codebook().domains:
        assert domain.definition
        assert domain.counts
        assert len(set(domain.examples)) == 3


def test_no_keyword_speaks_for_two_domains():
    keywords = [keyword for domain in read_codebook().domains for keyword in domain.keywords]
    assert len(keywords) == len(set(keywords))


def test_an_unknown_label_is_refused_with_the_nearest_one():
    with pytest.raises(InputError, match=r"a\.csv, line 14: domain 'heath' .*did you mean 'health'\?"):
        read_codebook().check_label("heath", "a.csv, line 14")


def test_an_unknown_label_is_taken_for_the_name_that_it_is_part_of():
    with pytest.raises(InputError, match=r"domain 'urban' .*did you mean 'urban_infrastructure'\?"):
        read_codebook().check_label("urban", "a.csv, line 2")


def test_a_former_name_can_be_that_of_one_domain_only(tmp_path):
    path = tmp_path / "mine.toml"
    text = '[[domain]]\nid="a"\nformer=["x"]\nname_zh="甲"\nname_en="A"\n[[domain]]\nid="b"\nformer=["y"]\nname_zh="乙"\nname_en="B"\n'
    path.write_text(text, "utf-8")
    assert [domain.former for domain in read_codebook(path).domains] == [("x",), ("y",)]
    for taken in ("x", "a", "甲"):
        path.write_text(text.replace('"y"', f'"{taken}"'), "utf-8")
        with pytest.raises(
            InputError, match=f"domain 2: got '{taken}' in former, which is of 'a'; leave it out of one"
        ):
            read_codebook(path)


def test_a_codebook_of_ids_and_names_is_enough(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[[domain]]\nid="a"\nname_zh="甲"\nname_en="A"\n[[domain]]\nid="b"\nname_zh="乙"\nname_en="B"\n')
    assert read_codebook(path).names("zh") == ("甲", "乙")


DOMAINS = "".join(f'[[domain]]\nid="{x}"\nname_zh="甲"\nname_en="A"\n' for x in "ab")
BAD = {
    "one domain": '[[domain]]\nid="a"\nname_zh="甲"\nname_en="A"\n',
    "no names": '[[domain]]\nid="a"\n[[domain]]\nid="b"\n',
    "one id twice": '[[domain]]\nid="a"\nname_zh="甲"\nname_en="A"\n' * 2,
    "blank in the id": '[[domain]]\nid="a b"\nname_zh="甲"\nname_en="A"\n[[domain]]\nid="b"\nname_zh="乙"\nname_en="B"\n',
    "neither one label nor several": 'labels = "many"\n'
    + "".join(f'[[domain]]\nid="{x}"\nname_zh="甲"\nname_en="A"\n' for x in "ab"),
    "no TOML": "domain = [",
    "brackets without end": "domain = " + "[" * 100_000,
    "a key of 50,000 parts": "a" + ".a" * 50_000 + " = 1",
    "a number of keywords": DOMAINS + "keywords = 5\n",
    "numbers as keywords": DOMAINS + "keywords = [5]\n",
    "words as codes": DOMAINS + 'cap = ["x"]\n',
    "a year out of the calendar": "x = 2000-99-99\n" + DOMAINS,
    "a table of labels": DOMAINS + "[labels]\na = 1\n",
    "multilabel as text": 'multilabel = "yes"\n' + DOMAINS,
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_bad_codebook_is_refused_by_name(tmp_path, content):
    path = tmp_path / "mine.toml"
    path.write_text(content)
    with pytest.raises(InputError, match=r"mine\.toml"):
        read_codebook(path)


def test_a_codebook_tells_whether_a_sentence_may_have_several_domains(tmp_path):
    for line, multilabel in [("", False), ("multilabel = false\n", False), ("multilabel = true\n", True)]:
        (tmp_path / "mine.toml").write_text(line + DOMAINS)
        assert read_codebook(tmp_path / "mine.toml").multilabel is multilabel


def test_the_earlier_key_for_several_domains_is_answered_with_the_present_one(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('labels = "several"\n' + DOMAINS)
    with pytest.raises(InputError, match="write multilabel = true instead"):
        read_codebook(path)
    path.write_text(path.read_text().replace('labels = "several"', "multilabel = true"))
    assert read_codebook(path).multilabel


def test_ids_are_text_also_where_the_file_has_numbers(tmp_path):
    ids = ["3", '"14"', '"005"', '"-"']
    path = tmp_path / "mine.toml"
    path.write_text("".join(f'[[domain]]\nid = {x}\nname_zh = "甲"\nname_en = "A"\n' for x in ids))
    assert read_codebook(path).ids == ("3", "14", "005", "-")


def test_a_path_may_be_a_string(tmp_path):
    (tmp_path / "mine.toml").write_text(DOMAINS)
    assert read_codebook(str(tmp_path / "mine.toml")) == read_codebook(tmp_path / "mine.toml")


def test_labels_without_a_codebook_are_sorted():
    assert make_codebook(["b", "a", "b"]).ids == ("a", "b")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_codebook(tmp_path):
    os.mkfifo(tmp_path / "mine.toml")
    with pytest.raises(InputError, match="not a file"):
        read_codebook(tmp_path / "mine.toml")


def test_a_word_of_a_million_letters_takes_no_time(tmp_path):
    (tmp_path / "mine.toml").write_text(f'{DOMAINS}keywords = ["{"a" * 1_000_000}"]\n')
    assert len(read_codebook(tmp_path / "mine.toml").domains[1].keywords[0]) == 1_000_000


FAMILY = '[[family]]\nid="x"\nname_zh="大类"\nname_en="Family"\ncolor="#3f7cec"\ntint="#e2e9ff"\nink="#2446a8"\n'
STYLED = DOMAINS.replace('id="a"\n', 'id="a"\nshort_name_zh="短"\nshort_name_en="S"\nfamily="x"\ncolor="#3b63d8"\n')


def test_short_names_stand_for_names_where_there_are_any(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(FAMILY + STYLED)
    codebook = read_codebook(path)
    assert [codebook.short_names(language) for language in ("zh", "en", "id")] == [("短", "甲"), ("S", "A"), ("a", "b")]
    assert [(domain.family, domain.color) for domain in codebook.domains] == [("x", "#3b63d8"), ("", "")]
    (family,) = codebook.families
    assert (family.name_en, family.tint, family.residual) == ("Family", "#e2e9ff", False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (STYLED, "domain 1: Got family = 'x', the file has no .* table"),
        (FAMILY.replace('"x"', '"y"') + STYLED, "domain 1: Got family = 'x', expected one of y$"),
        (FAMILY * 2 + STYLED, "a family stands twice"),
        (FAMILY + STYLED.replace("#3b63d8", "blue"), "color = 'blue'; expected a color as \"#3b63d8\"$"),
        (FAMILY.replace("ink=", "other=") + STYLED, "'ink' is missing; every family needs color, tint and ink"),
        (FAMILY.replace('name_en="Family"', "") + STYLED, "'name_en' is missing"),
        (FAMILY + 'residual = "yes"\n' + STYLED, "residual must be true or false, got 'yes'"),
        ("family = 3\n" + STYLED, r"expected \[\[family\]\] tables"),
        ("family = [3]\n" + STYLED, r"family 1: expected a \[\[family\]\] table"),
    ],
)
def test_families_and_colors_are_checked(tmp_path, content, message):
    (tmp_path / "mine.toml").write_text(content)
    with pytest.raises(InputError, match=message):
        read_codebook(tmp_path / "mine.toml")


TWO = '[[domain]]\nid = "w"\nname_zh = "供水"\nname_en = "W"\n[[domain]]\nid = "c"\nname_zh = "养老"\nname_en = "C"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_codebook_is_read_as_notepad_saves_it(tmp_path, encoding):
    (tmp_path / "c.toml").write_bytes(TWO.replace("\n", "\r\n").encode(encoding))
    assert read_codebook(tmp_path / "c.toml").names("zh") == ("供水", "养老")


PAIR = '[[domain]]\nid="a"\nname_zh="甲"\nname_en="A"\n[[domain]]\nid="b"\nname_zh="乙"\nname_en="B"\n'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            PAIR + '[[domains]]\nid="c"\nname_zh="丙"\nname_en="C"\n',
            r": \[\[domains\]\] is not known; write \[\[domain\]\]",
        ),
        (
            PAIR + '[[Domain]]\nid="c"\nname_zh="丙"\nname_en="C"\n',
            r": \[\[Domain\]\] is not known; write \[\[domain\]\]",
        ),
        (PAIR + 'keyword=["x"]\n', "domain 2: keyword is not known; write keywords"),
        (PAIR + "multilabel=true\n", r"domain 2: multilabel stands below \[\[domain\]\]; write it above the first"),
        ("multilable=true\n" + PAIR, ": multilable is not known; write multilabel"),
    ],
)
def test_a_key_that_would_not_be_read_is_refused_if_it_is_nearly_one(tmp_path, content, said):
    (tmp_path / "mine.toml").write_text(content, "utf-8")
    with pytest.raises(InputError, match=said):
        read_codebook(tmp_path / "mine.toml")


def test_a_domain_may_have_notes_under_other_keys(tmp_path):
    (tmp_path / "mine.toml").write_text(PAIR + 'remark="问过王老师"\n', "utf-8")
    assert read_codebook(tmp_path / "mine.toml").ids == ("a", "b")


@pytest.mark.parametrize("value", ['"供水、水管，水质"', '["供水", "水管、水质"]'])
def test_key_words_in_one_text_are_words_each(tmp_path, value):
    path = tmp_path / "mine.toml"
    path.write_text(f"{PAIR}keywords = {value}\n", "utf-8")
    assert read_codebook(path)["b"].keywords == ("供水", "水管", "水质")
