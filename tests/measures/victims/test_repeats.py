"""One person may be several events: the rate counts them all, and its interval knows it."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.rates import limits


def again(rows, labels, **columns):
    table = pd.DataFrame({"offences_in_12_months": labels, "victims": rows}).assign(**columns)
    return measures.victims.repeat_victims(table).loc[0]


@pytest.mark.parametrize(("label", "rows"), [("1", 0), ("2", 30), ("3", 30), ("4 or more", 30)])
def test_rows_are_offences_and_two_or_more_make_a_repeat_victim(label, rows):
    found = again([70, 30, 25], ["1", label, "Unknown"])
    assert (found["offences_again"], found["offences_known"], found["offences_unknown"]) == (rows, 100, 25)
    assert found["offences_again_pct"] == rows
    assert not {"lower", "upper", "share_pct"} & {*found.index}  # rows of one person are not independent


@pytest.mark.parametrize(
    ("persons", "rows"),
    [
        # 50 met one, 20 two, 5 three: 105 rows. 10 met four or more, between 40 rows and any number.
        ([50, 20, 5], [50, 40, 15]),
        ([50, 20, 5, 10], [50, 40, 15, 40]),
        ([50, 20, 5, 1], [50, 40, 15, 400]),
    ],
)
def test_the_bounds_hold_the_share_of_people_and_the_share_of_offences_is_more(persons, rows):
    found = again(rows, ["1", "2", "3", "4 or more"][: len(rows)])
    true = 100 * sum(persons[1:]) / sum(persons)
    assert found["least_pct"] <= true < found["offences_again_pct"] <= found["most_pct"]


def test_at_least_is_what_the_same_people_would_make_and_unknowns_add_none():
    assert again([50, 40, 15], ["1", "2", "3"])["least_pct"] == pytest.approx(100 * 25 / 75)
    assert again([50, 400], ["1", "4 or more"])["least_pct"] == pytest.approx(100 * 1 / 51)
    with_unknown = again([50, 40, 25], ["1", "2", "Unknown"])
    assert with_unknown["least_pct"] == pytest.approx(100 * 20 / 95)
    assert with_unknown["most_pct"] == pytest.approx(100 * 65 / 115)


def test_nobody_met_twice_nobody_known_and_what_is_hidden_stays_hidden():
    none = again([50, 0], ["1", "4 or more"])
    assert none[["least_pct", "most_pct", "offences_again"]].eq(0).all()
    assert again([7], ["Unknown"])["status"] == "not available"
    hidden = again([50.0, np.nan], ["1", "2"], status=["shown", "suppressed"])
    assert hidden["status"] == "suppressed" and pd.isna(hidden["least_pct"])
    rate = victim_rate([400.0, np.nan], ["1", "2"], status=["shown", "suppressed"])
    assert rate["status"] == "suppressed" and pd.isna(rate["rate_per_1000"])


LIVING = pd.DataFrame({"residents": [30_000, 20_000]})


def victim_rate(victims, each, residents=LIVING, **columns):
    table = pd.DataFrame({"offences_in_12_months": each, "victims": victims}).assign(**columns)
    return measures.victims.rate_of_victims(table, residents).loc[0]


def test_victims_met_once_each_have_the_ordinary_rate_and_the_unknown_count_once():
    table = pd.DataFrame({"victims": [400], "residents": [50_000]})
    plain = measures.rates.rate(table, "victims", "residents").loc[0]
    found = victim_rate([300, 100], ["1", "Unknown"])
    columns = ["victims", "residents", "rate_per_1000", "lower", "upper"]
    assert found[columns].tolist() == pytest.approx(plain[columns].tolist())


def test_the_same_people_counted_as_victims_or_as_persons_have_one_interval():
    # Thirty people with two offences each are sixty victims of crimes.
    found = victim_rate([400, 60], ["1", "2"])
    # The variance of the persons: 400 with one event, and the square of two for each of thirty.
    wider = np.sqrt((400 + 4 * 30) / 460)
    ends = [460 + wider * (limit - 460) for limit in limits.byar_limits(460)]
    assert found[["rate_per_1000", "lower", "upper"]].tolist() == pytest.approx(
        [one / 50 for one in (460, *ends)]
    )
    few = victim_rate([4], ["4"])
    assert few["lower"] == 0 and few["rate_per_1000"] == 0.08 and few["upper"] > 0.08


@pytest.mark.parametrize("residents", [[0], [np.nan]])
def test_without_residents_victims_keep_their_count_and_have_no_rate(residents):
    found = victim_rate([400], ["1"], pd.DataFrame({"residents": residents}))
    assert (found["victims"], found["status"]) == (400, "not available")
    assert found[["rate_per_1000", "lower", "upper"]].isna().all()
