"""The script that learns word vectors."""

import numpy as np

from research import train_vectors
from research.model.vectors import hash_text, read_vectors


def test_vectors_are_learned_from_a_folder_and_say_from_what(tmp_path, capsys):
    text = "新建医院床位，改造公路桥梁。\n" * 30
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text(text)
    output = tmp_path / "v.npz"
    arguments = [str(tmp_path / "reports"), "--output", str(output), "--dimension", "3", "--min-count", "2"]
    assert train_vectors.main(arguments) == 0
    found = read_vectors(output)
    assert found.about["sources"] == {"a": hash_text(text)}
    assert found.matrix.shape == (len(found.words), 3)
    assert np.isfinite(found.matrix).all()
    assert "from 1 document " in capsys.readouterr().err


def test_too_little_text_ends_in_one_line(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("新建医院。")
    assert train_vectors.main([str(tmp_path / "a.txt"), "--output", str(tmp_path / "v.npz")]) == 2
    assert "too few" in capsys.readouterr().err
    assert not (tmp_path / "v.npz").exists()


def test_a_path_at_which_there_is_nothing_is_told_as_such(tmp_path, capsys):
    assert train_vectors.main([str(tmp_path / "nowhere"), "--output", str(tmp_path / "v.npz")]) == 2
    assert "nowhere: there is no such file or folder; check the path" in capsys.readouterr().err
