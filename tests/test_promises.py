"""The worst row of each promise: what is better, and what counts as kept."""

from tests.benchmarks.promises import row, worst


def test_the_worst_row_is_the_lowest_the_highest_or_the_farthest_from_a_range_as_is_wanted():
    rows = [row("holds", name, 10, share, least=0.9) for name, share in (("a", 0.95), ("b", 0.88))]
    rows += [row("false", name, 10, share, most=0.05) for name, share in (("a", 0.01), ("b", 0.04))]
    rows += [row("between", name, 10, share, 0.87, 0.94) for name, share in (("a", 0.97), ("b", 0.88))]
    rows += [row("power", name, 10, share) for name, share in (("a", 0.4), ("b", 0.6))]
    rows += [row("error", name, 10, share, better="less") for name, share in (("a", 0.4), ("b", 0.6))]
    found = worst(rows).set_index("promise")
    assert found["setting"].to_dict() == {
        "holds": "b",
        "false": "b",
        "between": "a",
        "power": "a",
        "error": "b",
    }
    assert found["settings_met"].to_dict() == {"holds": 1, "false": 2, "between": 1, "power": 2, "error": 2}
    assert found["wanted"]["power"] == "stated: more is better" and (found["settings"] == 2).all()
