"""The error that the user can fix, and the warning of a document that was not read as a whole."""


class InputError(Exception):
    """Report input that the user can fix, in one line: place, what was given, what is expected, how to fix it.

    The scripts print the message and end with exit status 2. Anything else that is raised is a bug and keeps its
    traceback.

    Examples
    --------
    >>> str(InputError("report.txt: the file is empty; give a file with text"))
    'report.txt: the file is empty; give a file with text'
    """


class ReadingWarning(UserWarning):
    """Warn of a document that was read, but not as a whole or not without doubt; one line, as an error."""
