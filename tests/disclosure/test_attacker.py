"""The attacker of these tests finds what published counterexamples record, and its three methods agree."""

import json

import numpy as np
import pandas as pd
import pytest

from .attacker import TOTAL, Worlds, breaks, every_world, read

BY = ["row", "column"]


def with_margins(inner, by, count):
    """Return a table of every cell and margin, by adding up, with every cell shown."""
    frame = pd.DataFrame(inner, columns=[*by, count])
    for column in by:
        others = [other for other in by if other != column]
        margin = (
            frame.groupby(others, as_index=False)[count].sum()
            if others
            else frame[[count]].sum().to_frame().T
        )
        frame = pd.concat([frame, margin.assign(**{column: TOTAL})], ignore_index=True)
    return frame.assign(status="shown")


def hide(table, by, names, status="primary"):
    """Return a table with named cells hidden."""
    keys = list(table[by].itertuples(index=False, name=None))
    assert set(names) <= set(keys)
    return table.assign(
        status=[status if key in names else old for key, old in zip(keys, table["status"], strict=True)]
    )


def cells_of(names):
    return [tuple(name.split("|")) for name in names]


@pytest.fixture
def counterexamples(oracle):
    return json.loads(oracle("03_sdc/counterexamples.json").read_text(encoding="utf-8"))


def ranges(published):
    worlds = Worlds(published)
    return {published.names[place]: worlds.range_of(place) for place in published.hidden}


def linked(counterexamples):
    """Return counterexample b as one table: two overlapping groupings of the same regions."""
    data = pd.DataFrame(counterexamples["b_linked_tables"]["data"])
    groupings = pd.DataFrame(
        {
            "child": [*data["region"], *data["region"]],
            "parent": [*data["county"], *data["group"]],
        }
    )
    rows = [
        *zip(data["region"], data["n"], strict=True),
        *data.groupby("county")["n"].sum().items(),
        *data.groupby("group")["n"].sum().items(),
        (TOTAL, data["n"].sum()),
    ]
    return pd.DataFrame(rows, columns=["region", "n"]).assign(status="shown"), groupings


def test_two_tables_that_are_safe_alone_reveal_a_cell_together(counterexamples):
    case = counterexamples["b_linked_tables"]
    table, groupings = linked(counterexamples)
    hidden = hide(table, ["region"], [(name,) for name in case["primary"]])
    published = read(hidden, ["region"], "n", {"region": groupings}, zeros_shown=False)
    expected = {(cell,): tuple(ends) for cell, ends in case["intervals"]["joint"].items()}
    assert ranges(published) == expected
    assert {each.cell for each in breaks(published, "exact")} == {("K",)}
    assert {each.cell for each in breaks(published, "interval")} == {("K",)}
    repaired = hide(table, ["region"], [(name,) for name in case["an_optimum"]])
    assert not breaks(read(repaired, ["region"], "n", {"region": groupings}, zeros_shown=False), "interval")


def test_hidden_zeros_can_be_found_where_published_ones_give_nothing_away(counterexamples):
    case = counterexamples["c_singletons_and_zeros"]
    data = pd.DataFrame(case["data"])
    table = with_margins(data.to_numpy().tolist(), ["v1", "v2"], "v").astype({"v": int})
    hidden = hide(table, ["v1", "v2"], cells_of(case["primary"]))
    published = read(hidden, ["v1", "v2"], "v", zeros_shown=False)
    expected = {tuple(cell.split("|")): tuple(ends) for cell, ends in case["attack_primary_only"].items()}
    assert ranges(published) == expected
    found = {each.cell for each in breaks(published, "exact")}
    assert found == set(cells_of(case["recoverable"]))
    shown_zeros = hide(table, ["v1", "v2"], cells_of(case["zeros_published"]["primary"]))
    published = read(shown_zeros, ["v1", "v2"], "v", zeros_shown=False)
    assert ranges(published) == {
        tuple(cell.split("|")): tuple(ends) for cell, ends in case["zeros_published"]["attack"].items()
    }
    assert not breaks(published, "interval")


def test_two_hidden_cells_that_add_up_to_two_are_known_where_zeros_are_published():
    inner = [("a", "x", 1), ("a", "y", 1), ("a", "z", 9), ("b", "x", 9), ("b", "y", 9), ("b", "z", 9)]
    table = with_margins(inner, BY, "count")
    table = hide(table, BY, [("a", "x"), ("a", "y")])
    table = hide(table, BY, [("b", "x"), ("b", "y")], "secondary")
    assert not breaks(read(table, BY, "count", zeros_shown=False), "interval")
    found = breaks(read(table, BY, "count"), "informed")
    assert {(each.cell, each.what) for each in found} == {
        (("a", "x"), "not higher"),
        (("a", "y"), "not higher"),
    }


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("zeros_shown", [True, False])
def test_integer_programming_and_the_list_of_every_world_agree(seed, zeros_shown):
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(2, 4, size=2)
    inner = [(f"r{i}", f"c{j}", int(rng.integers(0, 5))) for i in range(rows) for j in range(columns)]
    table = with_margins(inner, BY, "count")
    keys = list(table[BY].itertuples(index=False, name=None))
    eligible = [
        key
        for key, value in zip(keys, table["count"], strict=True)
        if key != (TOTAL, TOTAL) and (value or not zeros_shown)
    ]
    chosen = [eligible[at] for at in rng.permutation(len(eligible))[: rng.integers(1, 7)]]
    published = read(hide(table, BY, chosen), BY, "count", zeros_shown=zeros_shown)
    # The grand total is shown and bounds every cell, so that the list is complete.
    worlds = every_world(published, most=40)
    listed = {
        published.names[place]: (min(column), max(column))
        for place, column in zip(published.hidden, zip(*worlds, strict=True), strict=True)
    }
    assert ranges(published) == listed
