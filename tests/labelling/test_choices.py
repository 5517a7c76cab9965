"""What a labelling may be asked for."""

from research.labelling.choices import CROSSWALK, DEFAULT_FIGURES, FIGURES, PROBABILITIES, SENTENCES, SHARES, WIDE


def test_the_tables_have_different_names_that_a_spreadsheet_opens():
    names = [SENTENCES, PROBABILITIES, SHARES, WIDE, CROSSWALK]
    assert len(set(names)) == len(names)
    assert {name.partition(".")[2] for name in names} == {"csv"}


def test_figures_are_written_by_default():
    assert DEFAULT_FIGURES in FIGURES[1:]
