"""What is written from Python is what the command writes."""

import pytest

import research
from research import label


@pytest.mark.slow
def test_writing_gives_the_files_of_the_command_byte_for_byte(labelled, folder, run, tmp_path):
    assert label.main([str(folder), "--run", str(run), "--output", str(tmp_path / "command")]) == 0
    assert labelled.write(str(tmp_path / "api")) == tmp_path / "api"
    files = {path.name: path.read_bytes() for path in (tmp_path / "command").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "api").iterdir()} == files


def test_gold_labels_are_not_written(tmp_path):
    labelled = research.Labelled.from_corpus(research.read_corpus().select({"city_answer_2013_001"}))
    with pytest.raises(research.InputError, match="no run predicted"):
        labelled.write(tmp_path / "gold")
    assert not (tmp_path / "gold").exists()
