"""How closely the hidden count that is protected least can be told: worked out as a reader would."""

from itertools import product

import numpy as np

from analysis.disclosure import document as documents
from analysis.disclosure.release import TOTAL

from .small_releases import release, tabulation
from .test_solving import cells, rows, solved

BY_DISTRICT = release(tabulation("by_district", ["district"], periods="quarter"))


def told(**districts):
    made = solved(rows(Q1_2025=districts), "2025-Q1", listed=BY_DISTRICT)
    return made["tabulations"]["by_district"].get("narrowest"), made


def test_two_counts_that_add_up_to_four_are_known_to_be_one_to_three():
    found, made = told(East=2, West=2, North=30)
    assert cells(made)[("2025-Q1", ("East",))] == "[c]"
    assert found == [1, 3, 2]
    lost = documents.losses(made).iloc[0]
    assert (lost["closest"], lost["closest_cells"]) == ("1 to 3", 2)


def test_where_nothing_is_hidden_there_is_none():
    found, made = told(East=20, West=40)
    assert found is None
    assert documents.losses(made).iloc[0]["closest"] == "nothing is hidden"


def by_hand(found, limit=5):
    """Return [lower, upper, how many] from every world of one table of three districts."""
    labels = [label for label in found if label != TOTAL]
    hidden = [label for label in labels if found[label] == "[c]"]
    rest = found[TOTAL] - sum(value for label, value in found.items() if label not in (TOTAL, *hidden))
    worlds = [one for one in product(range(1, found[TOTAL]), repeat=len(hidden)) if sum(one) == rest]
    ranges = [(min(column), max(column)) for column in zip(*worlds, strict=True)]
    small = [ends for ends in ranges if ends[0] < limit]
    if not small:
        return None
    closest = min(small, key=lambda ends: (ends[1] - ends[0], ends[0]))
    return [*closest, small.count(closest)]


def test_it_is_what_every_possible_world_says():
    compared = []
    for seed in range(60):
        chance = np.random.default_rng(seed)
        numbers = {name: int(chance.integers(0, 14)) for name in ("East", "North", "West")}
        found, made = told(**numbers)
        shown = {labels[0]: value for (_, labels), value in cells(made).items()}
        if isinstance(shown.get(TOTAL), int) and "[c]" in shown.values():
            compared.append((found, by_hand(shown)))
    assert len(compared) > 10
    assert [one for one, _ in compared] == [other for _, other in compared]
