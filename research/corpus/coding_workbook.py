"""Coding workbooks: sentences to label in a spreadsheet, with a drop-down list of domains and the codebook."""

from collections.abc import Mapping, Sequence

from research.codebook import Codebook, Domain
from research.workbook import Column, Table

CODING = "编码 Coding"
CODEBOOK = "编码手册 Codebook"
SETTLING = "商定 Settling"
RULING = "编码手册的规定 ruling"  # by which a file is known as one in which differences were settled
_SHOWN = {
    "domain": Column("领域 domain", 18, to_fill=True),
    "text": Column("句子 text", 60),
    "context": Column("语境 context", 60),
    "headings": Column("上级标题 headings", 24),
    "secondary": Column("第二领域 secondary", 18),
    "note": Column("备注 note", 24),
    "proposal": Column("proposal", 18),
}
_ONLY_IF_GIVEN = ("proposal",)
_CODEBOOK_COLUMNS = (
    Column("领域", 18), Column("id", 14), Column("English", 22), Column("定义 Definition", 50),
    Column("计入 Counts", 40), Column("不计入 Excludes", 40), Column("例句 Examples", 60),
)  # fmt: skip


def name_domains(codebook: Codebook) -> dict[str, str]:
    """Return what coders choose for each domain: its Chinese name, or its id where another domain has that name, too.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> name_domains(read_codebook())["health"]
    '卫生健康与疫情防控'
    """
    taken = [name.strip().casefold() for one in codebook.domains for name in {one.id, one.name_zh, one.name_en}]
    names = {}
    for domain in codebook.domains:
        unique = taken.count(domain.name_zh.strip().casefold()) == 1 or domain.name_zh == domain.id
        names[domain.id] = domain.name_zh if unique else domain.id
    return names


def make_coding_sheets(records: Sequence[Mapping[str, object]], codebook: Codebook) -> list[Table]:
    """Return the sheets of a coding workbook: one column to fill, context beside it, ids hidden; and the codebook.

    Parameters
    ----------
    records
        The fields of each task.
    codebook
        The domains to choose from.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> sheets = make_coding_sheets([{"text": "修路。", "sentence_id": "0", "domain": ""}], read_codebook())
    >>> [(column.header, column.hidden) for column in sheets[0].columns]
    [('领域 domain', False), ('句子 text', False), ('sentence_id', True)]
    """
    names = name_domains(codebook)
    fields = [name for name in records[0] if name not in _SHOWN] if records else []
    shown = [name for name in _SHOWN if records and name in records[0]]
    columns = []
    for name in (*shown, *fields):
        column = _SHOWN.get(name, Column(name, hidden=True))
        hidden = column.hidden or (name in _ONLY_IF_GIVEN and not any(record[name] for record in records))
        choices = tuple(names.values()) if name in ("domain", "secondary") else ()
        columns.append(Column(column.header, column.width, hidden, choices, column.to_fill))
    rows = [[_show(name, record[name], names) for name in (*shown, *fields)] for record in records]
    return [Table(CODING, columns, rows), make_codebook_sheet(codebook)]


def make_settling_sheets(
    records: Sequence[Mapping[str, object]], given: Sequence[Mapping[str, str]], codebook: Codebook
) -> list[Table]:
    """Return the sheets in which coders settle a difference: what each gave, and what the codebook says of it.

    Parameters
    ----------
    records
        The fields of the task of each sentence.
    given
        The domain id that each coder gave it, by the coder's name.
    codebook
        The domains to choose from.
    """
    coding, explained = make_coding_sheets(records, codebook)
    names = name_domains(codebook)
    coders = sorted({coder for one in given for coder in one})
    added = [*(Column(f"编码 {coder}", 18) for coder in coders), Column(RULING, 60)]
    place = 1 + [column.header for column in coding.columns].index(_SHOWN["text"].header)
    rows = []
    for row, one in zip(coding.rows, given, strict=True):
        labels = [names.get(one.get(coder, ""), one.get(coder, "")) for coder in coders]
        rulings = [describe_domain(codebook[domain]) for domain in codebook.ids if domain in one.values()]
        rows.append([*row[:place], *labels, "\n".join(rulings), *row[place:]])
    columns = [*coding.columns[:place], *added, *coding.columns[place:]]
    return [Table(SETTLING, columns, rows), explained]


def make_codebook_sheet(codebook: Codebook) -> Table:
    """Return the codebook as a sheet to read beside the coding."""
    names = name_domains(codebook)
    rows = [
        [names[one.id], one.id, one.name_en, one.definition, "；".join(one.counts), "；".join(one.excludes),
         "\n".join(one.examples)]
        for one in codebook.domains
    ]  # fmt: skip
    return Table(CODEBOOK, _CODEBOOK_COLUMNS, rows)


def describe_domain(domain: Domain) -> str:
    """Return what the codebook rules on a domain: its definition, what counts and what does not.

    Examples
    --------
    >>> describe_domain(Domain("water", "供水", "Water", "自来水。", counts=("水质",), excludes=("排水 → drains",)))
    '【供水】自来水。计入：水质。不计入：排水 → drains。'
    """
    parts = [f"【{domain.name_zh}】{domain.definition}"]
    parts += [f"计入：{'；'.join(domain.counts)}。"] if domain.counts else []
    parts += [f"不计入：{'；'.join(domain.excludes)}。"] if domain.excludes else []
    return "".join(parts)


def _show(name: str, value: object, names: Mapping[str, str]) -> str:
    """Return a cell as text: a number as a cell of its own would lose its last digits."""
    text = "" if value is None else str(value)
    return names.get(text, text) if name in ("domain", "secondary", "proposal") else text
