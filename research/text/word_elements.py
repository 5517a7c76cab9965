"""The elements of Word files: look-ups by the name of an element, whichever of the two namespaces of Open XML it has."""

import re

from research.text.archive import Element, get_attribute, local_name

_OFF = frozenset(("0", "false", "off", "none"))


def find_child(element: Element | None, *path: str) -> Element | None:
    """Return the first child of a name, its first child of the next name, and so on; None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if local_name(child) == name), None)
    return element


def get_value(element: Element | None, name: str = "val") -> str:
    """Return an attribute, empty where there is none."""
    return get_attribute(element, name) if element is not None else ""


def read_number(text: str, default: int = 0) -> int:
    """Return a whole number that is written in an attribute."""
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else default


def is_on(properties: Element | None, name: str) -> bool:
    """Tell whether a property is there and not switched off."""
    found = find_child(properties, name)
    return found is not None and get_value(found) not in _OFF


def list_children(element: Element | None, name: str) -> list[Element]:
    """Return the children of a name."""
    return [child for child in element if local_name(child) == name] if element is not None else []
