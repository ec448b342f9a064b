"""Where tests find the real open data and the published reference results: beside the project."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def _beside(folder):
    def find(name):
        path = SHARED / folder / name
        if not path.exists():
            pytest.skip(f"{folder}/{name} is not beside the project: this check of the real thing was not made")
        return path

    return find


@pytest.fixture(scope="session")
def real():
    """Return a function from a name to a real open file, skipping visibly where it is absent."""
    return _beside("data")


@pytest.fixture(scope="session")
def oracle():
    """Return a function from a name to a published reference result, skipping visibly where it is absent."""
    return _beside("oracles")
