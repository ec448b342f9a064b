"""The stored table of false alarms: what it holds."""

from analysis import tables


def test_what_the_chapters_use_keeps_to_what_it_states():
    found = tables.crime.false_alarms("sampleshire")
    assert found["method_judged"].nunique() == 3
    assert set(found["season"]) == {"none", "strong"} and set(found["mean_count"]) == {2, 10, 50}
    assert (found["lower"] <= found["stated_pct"]).all()
    assert (found["alarms"] / found["judged"] * 100 - found["found_pct"]).abs().max() < 0.006
