"""The error that a user can fix."""

from research.errors import InputError


def test_the_message_is_what_was_written_and_no_bug_is_taken_for_it():
    assert str(InputError("a.txt: the file is empty; give a file with text")).startswith("a.txt: ")
    assert not issubclass(InputError, (ValueError, OSError))
