"""Word vectors."""

import numpy as np
import pytest

from research.errors import InputError
from research.model.vectors import fit_vectors, read_vectors, write_vectors

HEALTH, ROADS = ["医院", "医生", "病床", "护士", "疫苗"], ["公路", "桥梁", "隧道", "铁路", "车站"]


def draw(paragraphs=300, seed=0):
    generator = np.random.default_rng(seed)
    return [generator.choice(words, 6).tolist() for words in [HEALTH, ROADS] * (paragraphs // 2)]


def test_words_of_one_field_are_nearer_to_each_other_than_to_others():
    vectors = fit_vectors(draw(), dimension=2, min_count=2)
    place = {word: row for row, word in enumerate(vectors.words)}
    likeness = vectors.matrix @ vectors.matrix.T
    inside = likeness[np.ix_([place[w] for w in HEALTH], [place[w] for w in HEALTH])]
    across = likeness[np.ix_([place[w] for w in HEALTH], [place[w] for w in ROADS])]
    assert inside.min() > 0.9
    assert abs(across).max() < 0.1


def test_the_same_text_gives_the_same_bytes(tmp_path):
    for name in ("one.npz", "two.npz"):
        write_vectors(tmp_path / name, fit_vectors(draw(), dimension=3, min_count=2))
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_vectors_come_back_but_for_rounding(tmp_path):
    vectors = fit_vectors(draw(), dimension=3, min_count=2)
    write_vectors(tmp_path / "v.npz", vectors)
    found = read_vectors(tmp_path / "v.npz")
    assert found.words == vectors.words
    assert found.about == vectors.about
    assert np.allclose(found.matrix, vectors.matrix, atol=0.02)
    assert np.allclose(np.linalg.norm(found.matrix, axis=1), 1, atol=1e-5)


def test_too_little_text_is_refused():
    with pytest.raises(InputError, match="too few for 50 dimensions"):
        fit_vectors(draw(10), dimension=50)


def test_a_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "v.npz").write_text("no vectors")
    with pytest.raises(InputError, match=r"v\.npz: no word vectors .*; train them with research\.train_vectors"):
        read_vectors(tmp_path / "v.npz")


def test_the_shipped_vectors_say_what_they_are_of():
    about = read_vectors().about
    assert about["documents"] == len(about["sources"])
    assert about["characters"] > 1_000_000


def test_like_words_are_near_in_the_shipped_vectors():
    vectors = read_vectors()
    place = {word: row for row, word in enumerate(vectors.words)}
    near = [vectors.words[row] for row in np.argsort(-(vectors.matrix @ vectors.matrix[place["征兵"]]))[:25]]
    assert {"兵役", "新兵"} <= set(near)


def test_vectors_have_200_dimensions_unless_told_otherwise():
    characters = [chr(0x4E00 + number) for number in range(210)]
    generator = np.random.default_rng(0)
    assert fit_vectors([generator.permutation(characters).tolist() for _ in range(5)]).matrix.shape == (210, 200)
