"""The stored table of false alarms: what it holds, and that the measure gives it again."""

import pytest

from analysis import measures, tables


def test_what_the_chapters_use_keeps_to_what_it_states():
    found = tables.false_alarms("sampleshire")
    judged = found["method_judged"]
    used = found[judged.str.startswith("alert") | judged.eq("step, one series")]
    assert set(used["season"]) == {"none", "strong"} and set(used["mean_count"]) == {2, 10, 50}
    assert (used["lower"] <= used["stated_pct"]).all()
    assert (used["alarms"] / used["judged"] * 100 - used["found_pct"]).abs().max() < 0.006


@pytest.mark.slow
def test_the_measure_gives_the_stored_rows_again():
    stored = tables.false_alarms("sampleshire").query("method_judged == 'C1' and mean_count == 10")
    again = measures.false_alarm_table(["C1"], means=[10])
    assert again["alarms"].tolist() == stored["alarms"].tolist()
