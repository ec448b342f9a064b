"""Captures tables small enough to read."""

import pandas as pd
import pytest

# Each list has 107 people and each two share 27; fitted as independent, 178 people are on none.
THREE = [
    (1, 0, 0, 60),
    (0, 1, 0, 60),
    (0, 0, 1, 60),
    (1, 1, 0, 20),
    (1, 0, 1, 20),
    (0, 1, 1, 20),
    (1, 1, 1, 7),
]
# Police and council share a few people, and no other two lists do.
THIN = [(1, 0, 0, 40), (0, 1, 0, 30), (0, 0, 1, 20), (1, 1, 0, 6)]
APART = THIN[:3]


@pytest.fixture
def captures():
    """Return a function from rows of (police, council, charity, people) to a captures table."""

    def make(rows=THREE, lists=("police", "council", "charity")):
        return pd.DataFrame(rows, columns=[*lists, "people"])

    return make
