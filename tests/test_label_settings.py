"""The settings of the labelling script."""

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from research.label_settings import LabelConfig
from research.text.limits import Limits


def test_a_document_may_be_as_large_as_everywhere():
    given = LabelConfig((Path("speech.txt"),))
    assert {name.name: getattr(given, name.name) for name in fields(Limits)} == vars(Limits())


@pytest.mark.slow
def test_the_command_line_is_read_without_what_labels():
    heavy = {"numpy", "scipy", "pandas", "research.text.documents", "research.text.tokens", "research.model.storage"}
    code = f"import sys, research.label; print({heavy} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
