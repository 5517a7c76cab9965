"""The words in figures: names of domains, numbers of sentences and documents, in Chinese or English."""

from collections.abc import Hashable, Iterable

from research.codebook import Codebook, read_codebook
from research.errors import InputError

_LANGUAGES = ("zh", "en", "id")


def choose(language: str, zh: str, en: str) -> str:
    """Return the text of a language; with ids for names (``id``) texts are English.

    Raises
    ------
    InputError
        If `language` is none of ``zh``, ``en`` and ``id``.

    Examples
    --------
    >>> choose("id", "句", "sentence")
    'sentence'
    """
    if language not in _LANGUAGES:
        raise InputError(f"Got language={language!r}, expected one of 'zh', 'en', 'id'")
    return zh if language == "zh" else en


def name_domains(domains: Iterable[Hashable], codebook: Codebook | None, language: str) -> list[str]:
    """Return the names of domains, by default those of the shipped codebook; one that it does not have keeps its id.

    Raises
    ------
    InputError
        As `choose`.

    Examples
    --------
    >>> name_domains(["health", "sport"], None, "zh")
    ['卫生健康与疫情防控', 'sport']
    """
    codebook = read_codebook() if codebook is None else codebook
    names = dict(zip(codebook.ids, codebook.names(choose(language, "zh", language)), strict=True))
    return [names.get(str(domain), str(domain)) for domain in domains]


def order_domains(found: Iterable[str], codebook: Codebook | None, *, only_found: bool = False) -> list[str]:
    """Return domains in codebook order: all of a codebook, or those found if there is none; others come last.

    Parameters
    ----------
    found
        Ids of domains.
    codebook
        By default the shipped one gives the order of those found.
    only_found
        Whether domains of `codebook` that were not found are left out.

    Examples
    --------
    >>> order_domains(["sport", "health", "economy"], None)
    ['economy', 'health', 'sport']
    """
    present = list(dict.fromkeys(found))
    known = (read_codebook() if codebook is None else codebook).ids
    all_known = codebook is not None and not only_found
    return [domain for domain in known if all_known or domain in present] + [
        domain for domain in present if domain not in known
    ]


def describe_size(language: str, sentences: int, documents: int | None = None) -> str:
    """Return the number of sentences, and of documents where it is known, as it stands behind a title.

    Examples
    --------
    >>> describe_size("zh", 400, 8), describe_size("en", 1)
    ('（n=400句，8篇）', ' (n = 1 sentence)')
    """
    zh, parts = f"{sentences}句", [count_noun(sentences, "sentence")]
    if documents is not None:
        zh, parts = f"{zh}，{documents}篇", [*parts, count_noun(documents, "document")]
    return choose(language, f"（n={zh}）", f" (n = {', '.join(parts)})")


def count_noun(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count_noun(1, "document"), count_noun(2, "document")
    ('1 document', '2 documents')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
