"""The interval of people who may have no recourse: never a point, a caseload's, or out of nothing."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import measures
from analysis.errors import InputError
from analysis.measures.hidden import ranges

POINTS = ("value", "estimate", "mean", "median", "mode", "middle", "point", "people")


# Never a point


def test_no_column_holds_a_point_and_no_sentence_a_number_of_people(interval):
    found = interval(draws=5_000)
    assert not [name for name in found.columns if any(word in name for word in POINTS)]
    assert not found["method"].str.contains(r"\b\d+ people").any()
    assert (found["lower"] < found["upper"]).all() and (found["status"] == "shown").all()
    assert (found[["lower", "upper"]] % 10 == 0).all(axis=None), "ends are whole tens"
    # The finest area is a district and the last rows are the whole, each a part of the one before.
    assert found["level"].tolist() == ["district"] * 8 + ["whole area"] * 4
    whole = found.tail(4)
    assert set(whole["area_name"]) == {"Whole area"}
    assert whole["quantity"].tolist() == list(ranges.QUANTITIES)
    assert whole["upper"].is_monotonic_decreasing and whole["lower"].is_monotonic_decreasing


def test_where_nobody_lives_who_could_be_meant_the_interval_still_has_two_ends(census, interval):
    passports, arrivals = census()
    none = passports.assign(
        residents=passports["residents"].where(passports["passport"] == "United Kingdom", 0)
    )
    found = interval(tables=(none, arrivals))
    assert (found["lower"] == 0).all() and (found["upper"] == 10).all()


# What is computed


def test_with_one_assumption_that_matters_the_ends_are_those_of_its_range(assumptions, interval):
    def even(low, high):
        return {"low_pct": low, "high_pct": high, "shape": "every value alike"}

    nobody = (ranges.OTHER_LATELY, ranges.OTHER_BEFORE, ranges.NO_PASSPORT)
    rows = assumptions(
        **dict.fromkeys((ranges.CHANGED, ranges.LATELY), even(99.9999, 100.0)),
        **dict.fromkeys(nobody, even(0.0, 1e-9)),
        **{ranges.EU_PASSPORT: even(10.0, 20.0)},
    )
    row = interval(rows, draws=100_000).query("quantity == @ranges.NO_RECOURSE").iloc[0]
    # 4,000 holders of a passport of the union: 2.5 and 97.5 in 100 of 400 to 800 are 410 and 790, and chance
    # moves the number of people by some 25.
    assert row["lower"] in (390, 400) and row["upper"] in (800, 810)


def test_nobody_arrives_lately_beyond_those_who_arrived(census, interval):
    many, none = (interval(tables=census(lately=count), draws=5_000) for count in (3_000, 0))
    whole = [rows.query("quantity == @ranges.NO_RECOURSE").iloc[-1] for rows in (many, none)]
    assert whole[1]["upper"] < whole[0]["lower"] + (whole[0]["upper"] - whole[0]["lower"]) / 2


def test_the_whole_is_drawn_together_the_same_each_run_and_nearly_with_others(interval):
    found, again, other = (interval(draws=draws) for draws in (20_000, 20_000, 20_001))
    pd.testing.assert_frame_equal(found, again)
    assert ((found["upper"] / other["upper"] - 1).abs().iloc[-4:] < 0.05).all()
    # Two districts alike, one set of shares: the whole is twice as wide, within the tens moved outwards.
    ends = found.query("quantity == @ranges.NO_RECOURSE").iloc[[0, -1]]
    district, whole = ends["upper"] - ends["lower"]
    assert whole == pytest.approx(2 * district, abs=40)


def test_assumptions_that_err_together_make_a_wider_range_beside_the_other(interval):
    found = interval(draws=20_000)
    width, together = found["upper"] - found["lower"], found["upper_together"] - found["lower_together"]
    assert (together > 1.2 * width).all() and (found["lower_together"] <= found["lower"]).all()
    assert found["method"].str.contains("drawn independently of the others").all()


def test_one_place_of_all_ranges_is_drawn_with_the_correlation_asked_for():
    names = list("abcdefg")
    for together in (0.0, 0.6):
        drawn = np.column_stack(list(ranges.positions(50_000, names, 3, together).values()))
        apart = np.corrcoef(stats.norm.ppf(drawn), rowvar=False)[np.triu_indices(len(names), 1)]
        assert apart == pytest.approx(together, abs=0.02)
        assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.01)


def test_the_people_of_each_district_have_their_own_chance(census, assumptions, interval):
    flat = {row.assumption: {"low_pct": row.low_pct, "high_pct": row.low_pct * (1 + 1e-9)}
            for row in assumptions().itertuples()}  # fmt: skip
    found = interval(assumptions(**flat), draws=20_000).query("quantity == @ranges.NO_RECOURSE")
    # Every share is known, so that only chance is left: 1.96 roots of the number of people, in tens.
    for row in found.itertuples():
        middle = (row.lower + row.upper) / 2
        assert row.upper - row.lower == pytest.approx(2 * 1.96 * np.sqrt(middle), abs=21)


SHAPES = ("every value alike", ranges.MIDDLE, ranges.DOUBLING, ranges.PUBLISHED)


def test_shapes_draw_what_they_say():
    position = (np.arange(100_000) + 0.5) / 100_000
    row = {"low_pct": 10.0, "high_pct": 40.0}
    drawn = {shape: ranges.values(row | {"shape": shape}, position) for shape in SHAPES}
    assert drawn["every value alike"].mean() == pytest.approx(0.25)
    assert drawn["the middle likelier"].std() == pytest.approx(0.3 / np.sqrt(24), rel=1e-3)
    assert np.median(drawn["every doubling alike"]) == pytest.approx(0.2, rel=1e-3)
    inside = (drawn["a published interval"] >= 0.1) & (drawn["a published interval"] <= 0.4)
    assert inside.mean() == pytest.approx(0.95, abs=1e-3)
    for shape in SHAPES[:3]:
        assert drawn[shape].min() >= 0.1 and drawn[shape].max() <= 0.4


# What cannot be computed


def test_without_an_assumption_nothing_that_needs_it_is_computed_and_it_is_named(not_found, interval):
    found = interval(not_found("prevalence_of_abuse"))
    state = found.groupby("quantity")["status"].unique().map(list)
    assert state[ranges.NO_RECOURSE] == state[ranges.AMONG_ADULTS] == ["shown"]
    assert state[ranges.VICTIMS] == state[ranges.SEEKING] == ["not available"]
    lost = found[found["status"] != "shown"]
    assert lost[["lower", "upper"]].isna().all(axis=None)
    assert lost["method"].str.contains("for lack of: prevalence_of_abuse").all()


def test_with_nothing_found_every_row_stands_and_none_has_a_figure(not_found, interval):
    found = interval(not_found(*ranges.NAMES))
    assert len(found) == 12 and (found["status"] == "not available").all()
    listed = measures.hidden.assumptions_listed(not_found(*ranges.NAMES))
    assert len(listed) == 9 and set(listed["found"]) == {"no"} and set(listed["range"]) == {"not found"}
    listed = measures.hidden.assumptions_listed(not_found("seek_help")).set_index("called")
    assert listed["found"].value_counts().to_dict() == {"yes": 8, "no": 1}
    there = listed.loc["prevalence_of_abuse"]
    assert (there["range"], there["found"]) == ("3.5 to 9%", "yes")
    assert there["rests_on"] == "Invented survey of households, 2025 (everybody aged sixteen and over)"
    gone = listed.loc["seek_help"]
    assert (gone["range"], gone["not_for"], gone["status"]) == ("not found", "", "shown")


def test_without_an_areas_census_figure_it_and_the_whole_are_not_available(census, interval):
    passports, arrivals = census()
    gone = passports.astype({"residents": float})
    gone.loc[(gone["area_code"] == "E07000902") & (gone["passport"] == "Poland"), "residents"] = np.nan
    found = interval(tables=(gone, arrivals))
    assert found.groupby("area_name")["status"].unique().map(list).to_dict() == {
        "E07000901": ["shown"],
        "E07000902": ["not available"],
        "Whole area": ["not available"],
    }


def test_without_one_of_the_tables_nothing_is_known_and_the_whole_is_not_nobody(census, interval):
    passports, arrivals = census()
    for left in ((passports.iloc[:0], arrivals.iloc[:0]), (passports, arrivals.iloc[:0])):
        found = interval(tables=left)
        assert set(found["area_name"]) == {*left[0]["area_name"], "Whole area"}
        assert set(found["status"]) == {"not available"}
        assert found[["lower", "upper"]].isna().all(axis=None)
    assert set(interval(tables=(passports.iloc[:0], arrivals))["area_name"]) == {"Whole area"}


# What is refused


def test_a_share_of_all_of_a_hundred_is_let_in_and_a_change_may_be_more(assumptions, interval):
    found = interval(assumptions(seek_help={"high_pct": 100.0}, changed_since_census={"high_pct": 180.0}))
    assert (found["status"] == "shown").all()


def test_an_unknown_passport_and_a_table_that_lacks_a_row_are_refused(census, interval):
    passports, arrivals = census()
    other = passports.replace({"passport": {"Poland": "Polland"}})
    for tables, said in (
        ((other, arrivals), r'"Polland" is not a group.*Nearest: "Poland"'),
        ((passports[passports["passport"] != "Poland"], arrivals), "every area needs every group once"),
        ((passports, arrivals.head(2)), "E07000902 is in one of the tables"),
    ):
        with pytest.raises(InputError, match=said):
            interval(tables=tables)
