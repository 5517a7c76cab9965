"""What is wrong with a codebook that is no TOML, and how to mend it; imported only where one is not."""

import re

# What word processors and Chinese input methods write in place of the signs of TOML.
_STRAIGHT = str.maketrans("“”„‘’＝［］，＂＃", '"""\'\'=[],"#')
_QUOTES = str.maketrans("“”„＂［］", '""""[]')
_KEY = re.compile(r"^([ \t]*\w+[ \t]*)＝", re.MULTILINE)
_LISTED = re.compile(r'"[ \t]*，[ \t]*"')
_NOT_TOML = re.compile(r"[^\"']*?([“”„‘’＝［］，＂＃])")
_AT_LINE = re.compile(r"at line (\d+)")  # in what the parser says
_SINGLE = re.compile(r"\s*\[domain\]\s*$")
_KEY_OF = re.compile(r"\s*(\w+)\s*=")
_SWITCH = re.compile(r"\s*multilabel\s*=")
_COLON = re.compile(r"\s*\w+\s*:")
_WRONG_BRACKETS = re.compile(r"\s*(?!\[\[\w+\]\]\s*$)[\[【]+\s*\w+\s*[\]】]+\s*$")
_NO_COMMA = re.compile(r'.*"\s+"|.*"\s*[、；;，]\s*"')
_BACKSLASH = re.compile(r'[^#]*"[^"]*\\(?!["\\nt])')
_BEHIND = re.compile(r'\s*\w+\s*=\s*"[^"]*"\s+[^\s#]')
_QUOTES_IN_QUOTES = re.compile(r'.*[^\s,\[=\\]"[^\s,\]#"]')
_HALF_QUOTED = re.compile(r'[^"]*"[^"]*$|[^"]*"(?:[^"]*"[^"]*")+[^"]*$')
_BARE = re.compile(r"\s*\w+\s*=\s*(?!true|false)[^\s\"'\[{\d+-]")
_SHOWN = 60  # characters of a line in a message
_BRACKETS = "write [[domain]] with two brackets above each domain"


def straighten(text: str) -> str:
    """Return a codebook with straight signs for the curly and full-width ones around its texts.

    Examples
    --------
    >>> straighten("id ＝ “roads”")
    'id = "roads"'
    """
    return _LISTED.sub('", "', _KEY.sub(r"\1=", text.translate(_QUOTES)))


def say_fault(content: str, said: str, otherwise: str) -> str:
    r"""Say how to mend the first sign that a word processor put for one of TOML's, or the line that the parser names.

    Parameters
    ----------
    content
        The text of the codebook.
    said
        What the parser said of it.
    otherwise
        What is said where the fault is none of those that are known.

    Examples
    --------
    >>> say_fault('[[domain]]\nid: "roads"', "Expected '=' after a key in a key/value pair (at line 2, column 3)", "")
    'line 2 is \'id: "roads"\': write = in place of : between a key and its value'
    """
    lines = content.splitlines()
    for number, line in enumerate(lines, 1):
        if (found := _NOT_TOML.match(line)) and not line.lstrip().startswith("#"):
            return f"line {number} has {found[1]!r} in place of {found[1].translate(_STRAIGHT)!r}, write that"
    place = _AT_LINE.search(said)
    if place is None or int(place[1]) > len(lines):
        return otherwise
    number = int(place[1])
    line = lines[number - 1]
    if said.startswith("Cannot overwrite"):
        single = [place for place, text in enumerate(lines, 1) if _SINGLE.match(text)]
        if single:
            number, line = int(single[0]), lines[single[0] - 1]
            return f"line {number} is {line.strip()!r}: {_BRACKETS}"
        key = found[1] if (found := _KEY_OF.match(line)) else line.strip()
        return f"line {number} gives {key} again: write [[domain]] above the keys of each domain, or delete the line"
    if number > 1 and line.lstrip().startswith('"') and lines[number - 2].rstrip().endswith('"'):
        return f"write a comma at the end of line {number - 1}"
    return f"line {number} is {line.strip()[:_SHOWN]!r}: {_find_fix(line) or _find_quotes(line) or otherwise}"


def _find_fix(line: str) -> str:
    """Return what to write in a line whose signs are wrong; nothing where only its quotes may be."""
    if _SWITCH.match(line):
        return "write true or false, without quotes"
    if _COLON.match(line):
        return "write = in place of : between a key and its value"
    if _WRONG_BRACKETS.match(line):
        return _BRACKETS
    if _NO_COMMA.match(line):
        return "write a comma, as in English, between two texts"
    return ""


def _find_quotes(line: str) -> str:
    """Return what to write in a line whose texts are not in quotes as they should be; nothing where they are."""
    if _BACKSLASH.match(line):
        return "write two backslashes, or /, for each backslash in a text"
    if _BEHIND.match(line):
        return "write nothing behind the closing quote but a comment that begins with #"
    if _QUOTES_IN_QUOTES.match(line):
        return "write 「 」 for quotes within a text in quotes"
    if _HALF_QUOTED.match(line):
        return "write each text in one line, with a quote at both ends"
    if _BARE.match(line):
        return "write the value in quotes"
    return ""
