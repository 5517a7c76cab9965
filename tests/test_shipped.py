"""Where the files of the package lie."""

import pytest

from research.shipped import shipped_path


@pytest.mark.parametrize("name", ["codebook.toml", "corpus/sentences.csv", "vectors.npz", "held_out.npz"])
def test_what_labelling_needs_is_shipped(name):
    assert shipped_path(name).is_file()


def test_a_file_that_is_not_shipped_is_a_bug_of_the_package():
    with pytest.raises(FileNotFoundError, match=r"gone\.txt is not shipped"):
        shipped_path("gone.txt")
