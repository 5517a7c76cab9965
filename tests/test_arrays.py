"""The array types say what they hold."""

from typing import get_args

import numpy as np
import pytest

from research import arrays


@pytest.mark.parametrize(
    ("name", "scalar"),
    [("Array", np.float64), ("Integers", np.int64), ("Integers32", np.int32), ("Booleans", np.bool_)],
)
def test_a_type_is_of_arrays_of_its_scalar(name, scalar):
    _, dtype = get_args(getattr(arrays, name))
    assert get_args(dtype) == (scalar,)
