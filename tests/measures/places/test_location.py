"""The areas where most live, and sums over larger places, with their limits."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.places import location

CODES = ["E01900001", "E01900002", "E01900003"]


def estimates(*speakers, spread=None, language="Polish", **columns):
    """Return a language's estimate by small area; with `spread`, limits that far below and above."""
    figures = np.array(speakers, dtype=float)
    table = pd.DataFrame({"language": language, "lsoa21_code": CODES[: len(figures)], "speakers": figures})
    if spread is not None:
        table = table.assign(lower=(figures - spread).clip(min=0), upper=figures + spread)
    return table.assign(**{"residents_3_plus": 1_000} | columns)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"lower": [1, 1, 1], "upper": [9, np.nan, 9]}, '"lower" or "upper" is blank'),
        ({"lower": [61, 1, 1], "upper": [99, 99, 99]}, "does not lie between its limits"),
        ({"lower": [1, 1, 1], "upper": [59, 99, 99]}, "does not lie between its limits"),
        ({"lower": [-1, 1, 1], "upper": [99, 99, 99]}, "does not lie between its limits"),
        ({"speakers": [60, 30, -1]}, '"speakers" is negative'),
        ({"lsoa21_code": [CODES[0], CODES[0], CODES[2]]}, 'Two rows for one "lsoa21_code"'),
        ({"lsoa21_code": [CODES[0], None, CODES[2]]}, '"lsoa21_code" is blank'),
    ],
)
def test_what_cannot_be_is_refused_by_name(columns, message):
    with pytest.raises(InputError, match=message):
        top(estimates(60, 30, 10).assign(**columns))
    absent = pd.concat([estimates(60, 30, 10), estimates(5, 5, language="Pashto")])
    with pytest.raises(InputError, match='Pashto has 2 of 3 areas by "lsoa21_code"'):
        top(absent)  # an absent area is not a zero


# The areas where most live


def top(table, k=5):
    return measures.places.in_top_areas(
        table.assign(area_name=table["lsoa21_code"]), "lsoa21_code", "area_name", k
    )


def test_the_share_in_the_top_areas_names_them_most_first():
    (row,) = top(estimates(10, 60, 30), k=2).itertuples()
    assert (row.areas, row.all_areas, row.speakers_in_areas, row.total_speakers) == (2, 3, 90, 100)
    assert (row.share_pct, row.lower, row.upper) == (90, 90, 90)
    assert row.named == f"{CODES[1]} and {CODES[2]}"
    assert (row.areas_for_half, row.method) == (1, location.EXACT)
    # More areas than there are hold everybody.
    counts = ["areas", "sure_areas", "share_pct", "lower", "upper"]
    every = top(estimates(60, 30, 10, spread=5), k=9).loc[0, counts].tolist()
    assert every == pytest.approx([3, 3, 100, 100, 100])


def test_the_range_of_the_share_holds_nine_in_ten_draws_and_widens_with_totals():
    table = estimates(60, 30, 10, standard_error=[9.0, 6.0, 3.0])
    row, again = top(table, k=1).loc[0], top(table, k=1).loc[0]
    assert 45 < row["lower"] < 60 < row["upper"] < 75 and row.equals(again)
    assert row["method"] == location.LIMITS_OF_THE_SHARE
    known = estimates(60, 30, 10, standard_error=1.0, district22_code=["A", "A", "B"])
    unsure = top(known.assign(error_of_total=0.3), k=2).loc[0]
    assert top(known, k=2).loc[0, ["share_pct", "lower", "upper"]].tolist() == [90, 90, 90]
    assert unsure["share_pct"] == 90 and unsure["lower"] < 88 and unsure["upper"] > 92


@pytest.mark.parametrize(
    ("speakers", "error", "k", "sure", "likely", "says"),
    [
        ((60, 30, 10), 6.0, 1, CODES[0], "none", "sure: all"),
        ((60, 30, 10), 40.0, 1, "none", "none", location.NONE_SURE),
        ((60, 30, 10), 4.0, 2, f"{CODES[0]} and {CODES[1]}", "none", "sure: all"),
        ((60, 30, 24), 4.0, 2, CODES[0], CODES[1], f"sure: {CODES[0]}; likely: {CODES[1]}"),
        ((30, 30, 30), 4.0, 2, "none", "none", location.NONE_SURE),
    ],
)
def test_an_area_is_sure_only_where_hardly_a_draw_puts_another_above_it(
    speakers, error, k, sure, likely, says
):
    (row,) = top(estimates(*speakers, standard_error=error), k=k).itertuples()
    assert (row.sure, row.likely, row.how_sure) == (sure, likely, says)
    assert row.sure_areas == sum(code in sure for code in CODES)


def test_areas_are_chosen_among_those_that_may_be_named_and_hold_a_share_of_all():
    table = estimates(60, 30, 10, standard_error=4.0, may_be_named=[False, True, True])
    (row,) = top(table, k=1).itertuples()
    assert (row.named, row.sure, row.share_pct, row.total_speakers) == (CODES[1], CODES[1], 30, 100)
    # The largest is no rival of theirs, and what may be named is named, however few there are.
    assert top(table, k=3).loc[0, ["areas", "named"]].tolist() == [2, f"{CODES[1]} and {CODES[2]}"]


def test_a_group_with_an_area_that_is_not_shown_or_with_nobody_is_not_placed():
    hidden = estimates(60, 30, 10, status=["shown", "suppressed", "shown"])
    nobody = estimates(0, 0, 0, language="Pashto", status="shown")
    found = top(pd.concat([hidden, nobody]))
    assert found["status"].tolist() == ["suppressed", "not available"]
    assert found[["share_pct", "named", "speakers_in_areas"]].isna().all(axis=None)
    none = top(hidden.iloc[:0])
    assert none.empty and list(none.columns) == list(found.columns)


# Larger places


TEAMS = pd.DataFrame({"lsoa21_code": CODES, "neighbourhood_team": ["North", "South", "South"]})


def larger(table, places=TEAMS):
    return location.in_larger_places(table, places, "neighbourhood_team")


def test_estimates_and_limits_add_up_to_teams_and_neighbours_err_together():
    table = estimates(60, 30, 10, spread=10, standard_error=[5.0, 3.0, 4.0])
    found = larger(table).set_index("neighbourhood_team")
    assert found.loc["South", ["areas", "speakers", "lower", "upper"]].tolist() == [2, 40, 20, 60]
    assert found.loc["North", "standard_error"] == 5
    assert 5 < found.loc["South", "standard_error"] < 7  # independent: 5; all together: 7
    hidden = larger(table.assign(status=["shown", "suppressed", "shown"]))
    assert hidden["status"].tolist() == ["shown", "suppressed"] and np.isnan(hidden.loc[1, "speakers"])


LOST = '1 of 3 areas by "lsoa21_code" have no "neighbourhood_team"'


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (TEAMS.iloc[:2], LOST),
        (TEAMS.assign(neighbourhood_team=["North", "South", None]), LOST),
        (pd.concat([TEAMS, TEAMS.iloc[:1]]), "A small area lies in one larger place"),
    ],
)
def test_an_area_without_a_team_is_not_lost_and_one_in_two_is_refused(places, said):
    with pytest.raises(InputError, match=said):
        larger(estimates(1, 2, 3), places)
