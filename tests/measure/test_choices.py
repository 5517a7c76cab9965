"""The choices of an estimation of shares, and their names."""

from research.measure.choices import METHOD_HELP, METHOD_NAMES, METHODS, TARGET_NAMES, TARGETS


def test_every_method_and_every_target_has_a_name_and_methods_are_explained():
    assert tuple(METHOD_NAMES) == METHODS
    assert tuple(TARGET_NAMES) == TARGETS
    assert all(f"{name}, {METHOD_NAMES[name]}" in METHOD_HELP for name in METHODS)
