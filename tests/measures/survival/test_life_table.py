"""Counts of endings in bands of time: worked by hand, against the exact estimate, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.survival.cumulative_incidence import cumulative_incidence

COLUMNS = ["days_from", "days_before", "ending", "people"]
# 30 came in; 12 in the second band's risk set once half of its 4 still waiting are taken away.
COUNTS = pd.DataFrame(
    [
        (0, 7, "referred", 8), (0, 7, "declined", 4), (0, 7, "still waiting", 4),
        (7, 28, "referred", 3), (7, 28, "declined", 1), (7, 28, "still waiting", 4),
        (28, None, "referred", 5), (28, None, "declined", 1), (28, None, "still waiting", 0),
    ],
    columns=COLUMNS,
)  # fmt: skip


def banded(table, width):
    """Return spells as counts in bands of so many days."""
    words = table.assign(ending=table["event"].map({0: "still waiting", 1: "referred", 2: "declined"}))
    words["days_from"] = np.floor(words["time"] / width) * width
    counts = pd.crosstab(words["days_from"], words["ending"])
    bands = np.arange(0, counts.index.max() + width / 2, width)
    counts.index = np.round(counts.index / width).astype(int)
    counts = counts.reindex(range(len(bands)), fill_value=0).stack().rename("people").reset_index()
    counts = counts.rename(columns={"days_from": "band"})
    counts["days_from"] = counts["band"] * width
    return counts.assign(days_before=(counts["band"] + 1) * width)


def spells(number=400, seed=3):
    rng = np.random.default_rng(seed)
    ends = rng.exponential(40, (2, number)) * [[1.0], [1.6]]
    last_seen = rng.uniform(10, 120, number)
    times = np.minimum(ends.min(axis=0), last_seen)
    event = np.where(ends.min(axis=0) > last_seen, 0, ends.argmin(axis=0) + 1)
    return pd.DataFrame({"time": times, "event": event})


def test_the_table_by_hand():
    found = measures.life_table(COUNTS)
    first, second = found[found["ending"] == "referred"].head(2).itertuples()
    # 30 there at first, 4 of them last seen in the band: 28 at risk, 12 ended.
    assert (first.at_risk, first.ended, first.still_waiting) == (30, 8, 4)
    assert first.cumulative_incidence == pytest.approx(8 / 28)
    assert first.survival == pytest.approx(16 / 28)
    assert first.standard_error == pytest.approx(np.sqrt(8 / 28 * 20 / 28 / 28))
    assert (second.at_risk, second.cumulative_incidence) == (14, pytest.approx(8 / 28 + 16 / 28 * 3 / 12))
    last = found.tail(2)
    assert last["survival"].tolist() == [0, 0] and last["days_before"].isna().all()
    assert last["cumulative_incidence"].sum() == pytest.approx(1)
    assert set(found["status"]) == {"shown"}
    assert (
        (found["lower"] < found["cumulative_incidence"]) & (found["cumulative_incidence"] < found["upper"])
    ).all()


def test_everybody_ends_in_the_one_way_there_is_and_there_is_no_interval_of_that():
    # The shares of these bands add up to 0.9999999999999999.
    counts = [(0, 7, 27, 2), (7, 14, 18, 4), (14, 21, 22, 3), (21, 28, 16, 0)]
    rows = [
        (start, end, ending, people)
        for start, end, ended, waiting in counts
        for ending, people in (("referred", ended), ("still waiting", waiting))
    ]
    last = measures.life_table(pd.DataFrame(rows, columns=COLUMNS)).iloc[-1]
    assert (last["survival"], last["cumulative_incidence"], last["status"]) == (0, 1, "shown")
    assert last[["lower", "upper"]].isna().all()
    assert last["method"] == "life table, competing endings; no interval: everybody has ended"


def test_the_finer_the_bands_the_nearer_to_aalen_and_johansen():
    table = spells()
    at = np.array([16.0, 32.0, 64.0, 96.0])
    exact = cumulative_incidence(table, at=at).replace({"ending": {1: "referred", 2: "declined"}})
    exact = exact.set_index(["time", "ending"]).sort_index()
    off = []
    for width in (16.0, 2.0, 0.25, 1 / 1024):
        rows = measures.life_table(banded(table, width))
        rows = rows[rows["days_before"].isin(at)].set_index(["days_before", "ending"]).sort_index()
        assert len(rows) == len(exact) == 8
        off.append(
            [
                np.abs(rows[name].to_numpy() - exact[name].to_numpy()).max()
                for name in ("cumulative_incidence", "standard_error", "lower", "upper", "survival")
            ]
        )
    off = np.array(off)
    assert (np.diff(off, axis=0) < 0).all()
    assert (off[0] > 1e-4).all()
    assert (off[-1] < 1e-12).all()  # a band holds one ending or one last look at most: the two are one


@pytest.mark.parametrize(("seeds", "least"), [(60, 52), pytest.param(300, 273, marks=pytest.mark.slow)])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(seeds, least):
    """At 95 % fewer than 52 of 60, or than 273 of 300, would come about once in 350 or in 780 runs."""
    # Endings at rates 1/40 and 1/64 a day: 0.615 of all end the first way, by day 40 all but exp(-1.625).
    truth = 0.6153846 * (1 - np.exp(-1.625))
    held = 0
    for seed in range(seeds):
        rows = measures.life_table(banded(spells(200, seed), 8.0))
        row = rows[(rows["days_before"] == 40) & (rows["ending"] == "referred")].iloc[0]
        held += row["lower"] <= truth <= row["upper"]
    assert held >= least


def test_nothing_is_said_of_the_end_of_a_band_without_one_while_people_wait_in_it():
    waiting = COUNTS.assign(people=[*COUNTS["people"][:-1], 1])
    found = measures.life_table(waiting)
    assert found["status"].tolist() == ["shown"] * 4 + ["not available"] * 2
    assert found["cumulative_incidence"].tail(2).isna().all()
    assert found["method"].tail(1).item().startswith("not given: the last band has no end")
    assert found["ended"].tolist() == [4, 8, 1, 3, 1, 5]


def test_a_band_that_nobody_came_to_has_no_figures():
    found = measures.life_table(COUNTS.assign(people=[8, 4, 4, 0, 0, 0, 0, 0, 0]))
    assert found["status"].tolist() == ["shown"] * 2 + ["not available"] * 4
    assert found["method"].iloc[2] == "not given: nobody was still there when the band began"


@pytest.mark.parametrize("state", ["suppressed", "not available"])
def test_one_hidden_count_hides_its_group_and_no_other(state):
    groups = pd.concat(
        [COUNTS.assign(state=name, status="shown", method=None) for name in "AB"], ignore_index=True
    )
    groups.loc[4, ["people", "status", "method"]] = [np.nan, state, "not asked"]
    found = measures.life_table(groups, by="state")
    hidden = found[found["state"] == "A"]
    assert set(hidden["status"]) == {state} and set(hidden["method"]) == {"not asked"}
    assert hidden.drop(columns=["days_from", "days_before"]).select_dtypes("number").isna().all(axis=None)
    assert set(found.loc[found["state"] == "B", "status"]) == {"shown"}


def changed(first_from=0, first_before=7, **columns):
    """Return the counts with other edges of the first band."""
    edges = {"days_from": [first_from] * 3 + [7] * 3 + [28] * 3}
    return COUNTS.assign(**edges | {"days_before": [first_before] * 3 + [28] * 3 + [None] * 3}, **columns)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (changed(first_before=8), "from day 0 to before day 8 and from day 7 to before day 28 overlap"),
        (changed(first_before=6), "a hole between the bands from day 0 to before day 6 and"),
        (changed(first_from=1), "the first band, from day 1 to before day 7, leaves a hole"),
        (changed(first_before=None), "from day 0 on and from day 7 to before day 28 overlap"),
        (changed(first_before=0), '"days_before" is not after "days_from" in row 0'),
        (changed(first_from=None), '"days_from" is blank or negative in row 0'),
        (changed(people=[-1] + [1] * 8), '"people" is negative in row 0'),
        (changed(people=[0.5] + [1] * 8), '"people" is not whole in row 0'),
        (changed(ending=[None, *COUNTS["ending"][1:]]), '"ending" is blank in row 0'),
        (COUNTS.drop(index=4), 'from day 7 to before day 28 has no row for "declined": write 0'),
        (pd.concat([COUNTS, COUNTS.iloc[[4]]], ignore_index=True), 'has two rows or more for "declined"'),
        (COUNTS[COUNTS["ending"] != "still waiting"], 'No row of "ending" is "still waiting"'),
        (COUNTS.drop(columns="days_before"), 'Column "days_before" is not in the table'),
    ],
)  # fmt: skip
def test_bands_and_counts_that_cannot_be_are_refused(table, message):
    with pytest.raises(InputError, match=message):
        measures.life_table(table)


def test_the_group_in_which_a_band_is_wrong_is_named():
    good = COUNTS.assign(state="Referred")
    wrong = changed(first_before=6, state="Left support")
    with pytest.raises(InputError, match=r"^Left support: there is a hole"):
        measures.life_table(pd.concat([good, wrong], ignore_index=True), by="state")


def test_bands_need_not_stand_in_order_and_no_table_has_no_rows():
    shuffled = COUNTS.sample(frac=1, random_state=2).reset_index(drop=True)
    pd.testing.assert_frame_equal(measures.life_table(shuffled), measures.life_table(COUNTS))
    assert len(measures.life_table(COUNTS[:0])) == 0
