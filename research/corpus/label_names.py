"""The names of domains: ids, Chinese and English names, and codes of other projects, as people write them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from research.codebook import Codebook
from research.errors import InputError

_DECIMALS = re.compile(r"(?<=[0-9])\.0+$")
_NUMBER = re.compile(r"0*([0-9]+)(?:\.0+)?")
_SEPARATORS = re.compile(r"\s*[,，;；、/／|+＋&＆]\s*|\s+|(?<=.)[和与及](?=.)")
_NO_LABEL = frozenset({
    "不确定", "不清楚", "不知道", "不好说", "说不清", "待定", "未知", "无", "没有", "空", "其他", "其它",
    "?", "??", "-", "--", "—", "n/a", "#n/a", "na", "nan", "none", "null", "unsure", "unclear",
})  # fmt: skip # what coders write where they give no domain
_UNCODED = 999  # what projects of the Comparative Agendas Project write where no major topic is meant
_SUBTOPICS = 100  # a subtopic is the major topic times this, and a rest


@dataclass(frozen=True)
class Naming:
    """The names of the domains of a codebook: id, Chinese name, English name, one of before, or CAP code.

    Attributes
    ----------
    codebook
        Its ``cap`` lists the major topics of the Comparative Agendas Project that a domain corresponds to; one of
        them may belong to several domains.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> naming = Naming(read_codebook())
    >>> naming.find_domain(" 卫生健康与疫情防控", "a.csv, line 2"), naming.match_code("3", "", "a.csv, line 2")
    ('health', 'health')
    """

    codebook: Codebook

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        """The id by each name as `fold_name` gives it; names that two domains share are left out."""
        names: dict[str, str] = {}
        for domain in self.codebook.domains:
            for name in {fold_name(domain.name_zh), fold_name(domain.name_en)}:
                names[name] = "" if name in names else domain.id
        former = {fold_name(name): domain.id for domain in self.codebook.domains for name in domain.former}
        names = former | names | {fold_name(domain): domain for domain in self.codebook.ids}
        return {name: domain for name, domain in names.items() if domain}

    def find_domain(self, given: str, place: str) -> str:
        """Return the id for an id or a name, nothing for an empty cell; raise `InputError` with `place` otherwise."""
        label = given.strip()
        if not label or label in self.codebook:
            return label
        whole = _DECIMALS.sub("", label)  # as some spreadsheets write 3
        found = whole if whole in self.codebook else self._ids.get(fold_name(label), label)
        parts = [self.find_name(part) for part in _SEPARATORS.split(label)]
        if found not in self.codebook and len(parts) > 1 and all(part in self.codebook for part in parts):
            raise InputError(
                f"{place}: got {len(parts)} domains in one cell, {label!r}; write the main one there and another in "
                "the column secondary"
            )
        if found not in self.codebook and fold_name(label) in _NO_LABEL:
            raise InputError(
                f"{place}: {label!r} is no domain of the codebook; leave the cell empty and say why in the column "
                "note, or add a domain for such sentences to the codebook"
            )
        fix = f'; correct the cell or, if a domain was called so before, write former = ["{label}"] below its id there'
        self.codebook.check_label(found, place, fix)
        return found

    def find_name(self, given: str) -> str:
        """Return the id of a domain for its name, and anything else as it is."""
        return given if given in self.codebook else self._ids.get(fold_name(given), given)

    def give_code(self, domain: str) -> str:
        """Return a domain's first CAP code, or its id where it has none; empty without a domain.

        Examples
        --------
        >>> from research.codebook import read_codebook
        >>> [Naming(read_codebook()).give_code(domain) for domain in ("health", "general", "")]
        ['3', 'general', '']
        """
        codes = self.codebook[domain].cap if domain in self.codebook else ()
        return str(codes[0]) if codes else domain

    def is_code(self, label: str) -> bool:
        """Tell whether a label is a number that is no id, and so may be a CAP code, where the codebook has such."""
        whole = _DECIMALS.sub("", label.strip())
        return _read_number(label) is not None and whole not in self.codebook and bool(self._codes)

    def is_uncoded(self, code: str) -> bool:
        """Tell whether a CAP code says that there is no major topic.

        Examples
        --------
        >>> from research.codebook import read_codebook
        >>> [Naming(read_codebook()).is_uncoded(code) for code in ("999", "999.0", "3", "")]
        [True, True, False, False]
        """
        number = _read_number(code)
        return number == _UNCODED and number not in self._codes

    @cached_property
    def _codes(self) -> frozenset[int]:
        return frozenset(number for domain in self.codebook.domains for number in domain.cap)

    def match_code(self, code: str, domain: str, place: str) -> str:
        """Return the domain that a CAP code and, where it is given, a domain mean.

        Parameters
        ----------
        code
            A number, as a spreadsheet writes it, of a major topic or a subtopic, or what `find_domain` takes, or empty.
            999, where the codebook does not have it, says that there is no major topic.
        domain
            A domain id, or empty.
        place
            What messages call the row.

        Raises
        ------
        InputError
            If the two contradict each other, or there is no domain and the code is that of none or of several.
        """
        code, number = code.strip(), _read_number(code)
        if not code or self.is_uncoded(code):
            return domain
        if number is not None and number >= _SUBTOPICS and number not in self._codes:
            number //= _SUBTOPICS
        if number is None or code in self.codebook or fold_name(code) in self._ids:
            found = [self.find_domain(code, place)]
        else:
            found = [one.id for one in self.codebook.domains if number in one.cap]
        if domain in found:
            return domain
        if domain:
            expected = ", ".join(map(str, self.codebook[domain].cap)) or domain
            raise InputError(f"{place}: domain {domain!r} and major_topic {code!r} contradict; expected {expected}")
        if not found:
            known = sorted(self._codes)
            raise InputError(
                f"{place}: major_topic {code!r} is of no domain; expected one of {', '.join(map(str, known))}"
            )
        if len(found) > 1:
            raise InputError(f"{place}: major_topic {code!r} is of {', '.join(found)}; write one of these ids instead")
        return found[0]


def fold_name(name: str) -> str:
    """Return a name without what people type differently: case, blanks, full-width letters, characters of no width.

    Examples
    --------
    >>> fold_name(" Ｗater\u200b Supply"), fold_name("供 水")
    ('watersupply', '供水')
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) != "Cf")


def _read_number(code: str) -> int | None:
    found = _NUMBER.fullmatch(code.strip())
    return int(found[1]) if found else None
