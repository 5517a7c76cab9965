"""The lines of what a reader gave, with what each is marked as."""

from research.text.marks import Contents


def list_roles(contents: Contents) -> list[tuple[str, str]]:
    """Return the lines with their roles, empty where a line has none."""
    roles = {start: role for start, _, role in contents.marks}
    lines, position = [], 0
    for line in contents.text.split("\n"):
        lines.append((line, roles.get(position, "")))
        position += len(line) + 1
    return lines
