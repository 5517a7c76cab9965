"""Colors of domains: those of the codebook, or a sequence that people with any color vision can tell apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from research.codebook import Codebook, Domain, read_codebook

INK, MUTED, FAINT = "#1a1a1a", "#4d4d4d", "#6b6b6b"  # text: of names and values, of subtitles, of footnotes
GRID, ZERO, PALE = "#e4e4e4", "#b4b4b4", "#c9c9c9"  # lines of a grid, the zero line, what is in the background
RESIDUAL, RESIDUAL_INK = "#a4a4a4", "#4a4a4a"
ORANGE = "#c8642b"  # errors: confusions, overconfidence
BLUES = ("#f6f7f7", "#e3ecf9", "#bcd2f1", "#749fdb", "#2b5ca9", "#0c2a5b")
ORANGES = ("#f6f6f6", "#f8e6d5", "#f8cda6", "#f0a96f", "#c4601f", "#702d07")
BROWN_DASH = "#7a4a12"  # in the brown cells, which in grey would look like the blue ones
BROWN_TO_BLUE = ("#854a05", "#d39a4a", "#f0d6ae", "#f6f6f6", "#bdd1f1", "#5687cc", "#153f83")
# Of groups, apart from the colors of families in hue and lightness.
GROUPS = ("#b5460f", "#8c8c8c", "#143f6b", "#6f9a3c")
SEQUENCE = (
    "#3f7cec", "#be8d01", "#d03546", "#5f0178", "#007382", "#3e5a21", "#05a5ad", "#df7484", "#8b6700", "#014554",
    "#548656", "#3b63d8", "#4595ff", "#018c98", "#7d229a", "#49703b", "#344500", "#d85867", "#a47a01", "#005b6b",
)  # fmt: skip
_TINT, _LIGHT = 0.82, 0.45  # shares of white
_READABLE = 4.5  # contrast of text (WCAG 2.2, 1.4.3)
_RESIDUAL_IDS = frozenset({"general", "other", "others"})


@dataclass(frozen=True)
class DomainStyle:
    """How a domain looks.

    Attributes
    ----------
    color, tint, ink
        Of marks, of the background of text, and of text on white or on the tint.
    family
        The id of the domain's family; empty in a codebook without families.
    residual
        Whether the domain holds what is left over, so that it comes last and outside rankings.
    """

    color: str
    tint: str
    ink: str
    family: str = ""
    residual: bool = False


def style_domains(
    domains: Iterable[str], codebook: Codebook | None = None, sizes: Mapping[str, float] | None = None
) -> dict[str, DomainStyle]:
    """Return the style of each domain.

    Domains of a family have the colors that the codebook gives. Others get `SEQUENCE` in the order of the codebook;
    where there are more than colors, the largest get them and the rest are grey.

    Parameters
    ----------
    domains
        Ids, also such as the codebook does not have.
    codebook
        By default the shipped one.
    sizes
        The share of each domain, to choose the largest; by default the first get colors.

    Examples
    --------
    >>> style_domains(["health"])["health"].color
    '#a47a01'
    """
    codebook = read_codebook() if codebook is None else codebook
    known = {domain.id: domain for domain in codebook.domains}
    families = {family.id: family for family in codebook.families}
    wanted = list(dict.fromkeys(domains))
    ordered = [domain for domain in codebook.ids if domain in wanted] + [x for x in wanted if x not in known]
    styles: dict[str, DomainStyle] = {}
    plain = []
    for name in ordered:
        domain = known.get(name, Domain(name, name, name))
        family = families.get(domain.family)
        if family is not None:
            styles[name] = DomainStyle(
                domain.color or family.color, family.tint, family.ink, family.id, residual=family.residual
            )
        elif name in _RESIDUAL_IDS:
            styles[name] = DomainStyle(RESIDUAL, "#ffffff", RESIDUAL_INK, residual=True)
        elif domain.color:
            styles[name] = _make_style(domain.color)
        else:
            plain.append(name)
    largest = sorted(plain, key=lambda name: -(sizes or {}).get(name, 0.0))[: len(SEQUENCE)]
    colors = iter(SEQUENCE)
    for name in plain:
        grey = DomainStyle(RESIDUAL, "#ffffff", RESIDUAL_INK)
        styles[name] = _make_style(next(colors)) if name in largest else grey
    return {name: styles[name] for name in wanted}


def mix(color: str, other: str, share: float) -> str:
    """Return a color with a share of another, from 0 to 1.

    Examples
    --------
    >>> mix("#000000", "#ffffff", 0.5)
    '#808080'
    """
    mixed = (round(a + (b - a) * share) for a, b in zip(_read(color), _read(other), strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def lighten(color: str, share: float = _LIGHT) -> str:
    """Return a color with a share of white, by default that of the line of an interval.

    Examples
    --------
    >>> lighten("#000000")
    '#737373'
    """
    return mix(color, "#ffffff", share)


def measure_contrast(first: str, second: str) -> float:
    """Return the contrast of two colors, from 1 to 21 (WCAG 2.2).

    Examples
    --------
    >>> measure_contrast("#000000", "#ffffff")
    21.0
    """
    dark, light = sorted((_measure_luminance(first), _measure_luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def choose_ink(background: str) -> str:
    """Return black or white, whichever is easier to read on a background.

    Examples
    --------
    >>> choose_ink("#5f0178"), choose_ink("#05a5ad")
    ('#ffffff', '#000000')
    """
    return max(("#000000", "#ffffff"), key=lambda ink: measure_contrast(ink, background))


def interpolate(colors: tuple[str, ...], share: float) -> str:
    """Return a color of a scale at a share from 0 to 1.

    Examples
    --------
    >>> interpolate(("#000000", "#ffffff"), 2)
    '#ffffff'
    """
    place = min(max(share, 0.0), 1.0) * (len(colors) - 1)
    step = min(int(place), len(colors) - 2)
    return mix(colors[step], colors[step + 1], place - step)


def _make_style(color: str) -> DomainStyle:
    tint, ink = mix(color, "#ffffff", _TINT), color
    while measure_contrast(ink, tint) < _READABLE:
        ink = mix(ink, "#000000", 0.1)
    return DomainStyle(color, tint, ink)


def _read(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _measure_luminance(color: str) -> float:
    red, green, blue = (
        value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in _read(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
