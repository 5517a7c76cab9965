"""What several tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

settings.register_profile("steady", deadline=None)  # loading jieba once takes longer than any deadline
settings.load_profile("steady")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the project; tests that need it are skipped by name where it is not."""
    if not (SHARED / "corpus" / "reports").is_dir():
        pytest.skip("../shared is not here")
    return SHARED
