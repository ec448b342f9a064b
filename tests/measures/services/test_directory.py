"""The directory: stale entries do not count, empty cells have names, a line is access for some."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.services.access_gap import access_gap
from analysis.measures.services.coverage_matrix import cells_by_answer, coverage_matrix, empty_cells
from analysis.measures.services.service_pages import funding_ends
from analysis.measures.services.verified import days_since_verified

DAY = "2026-06-30"
ROW = {
    "organisation": "O", "service": "S", "what_for": "Shelter", "for_whom": "any victim",
    "districts": "Wick", "languages": "Polish", "interpreters": "no", "accepts_no_recourse": "yes",
    "channel": "in person", "way_in": "by themselves", "lot": None, "funded_by": "council",
    "funded_until": pd.NaT, "verified_on": pd.Timestamp("2026-06-01"),
    "shares_with_enforcement": "never", "sharing_said_by": "Manager",
    "sharing_said_on": pd.Timestamp("2026-05-20"),
}  # fmt: skip


def directory(*changes):
    return pd.DataFrame([ROW | {"service": f"S{at}"} | change for at, change in enumerate(changes or [{}])])


def cell(services, for_people="anyone", **how):
    """Return the one cell of a matrix of shelter in Polish in Wick."""
    how = {"needs": ["Shelter"], "languages": ["Polish"]} | how
    found = coverage_matrix(services, ["Wick"], DAY, **how)
    return found[found["for_people"] == for_people].iloc[0]


# Days since verified


@pytest.mark.parametrize(("day", "days", "counted"), [
    ("2026-06-30", 0, "counts"), ("2026-01-01", 180, "counts"), ("2025-12-31", 181, "stale"),
])  # fmt: skip
def test_an_entry_counts_for_180_days_and_not_for_181(day, days, counted):
    rows = directory({"verified_on": pd.Timestamp(day)})
    found = days_since_verified(rows, DAY).iloc[0]
    assert (found["days_since_verified"], found["counted"]) == (days, counted)
    assert cell(rows)["services"] == (1 if counted == "counts" else 0)
    assert cell(rows)["services_not_known"] == (0 if counted == "counts" else 1)


def test_the_number_of_days_is_a_parameter():
    rows = directory({"verified_on": pd.Timestamp("2026-04-01")})
    assert cell(rows, stale_after=90)["services"] == 1 and cell(rows, stale_after=89)["services"] == 0


def test_an_entry_that_was_verified_later_keeps_its_row_and_does_not_count():
    rows = directory({}, {"verified_on": pd.Timestamp("2026-07-01")})
    found = days_since_verified(rows, DAY)
    assert len(found) == 2 and found["status"].tolist() == ["shown", "not available"]
    assert found["counted"].tolist() == ["counts", "verified after this day"]
    assert cell(rows)["services"] == 1


# Coverage


def test_each_kind_of_answer_is_counted_apart():
    rows = directory(
        {},
        {"channel": "telephone; online"},
        {"languages": "English", "interpreters": "yes"},
        {"accepts_no_recourse": "unknown"},
        {"accepts_no_recourse": "no"},
        {"what_for": "Money"},
        {"districts": "Larkmere"},
        {"languages": "English"},
    )
    names = ["services", "services_from_afar", "services_by_interpreter", "services_not_known"]
    assert cell(rows)[names].tolist() == [3, 1, 1, 0]
    assert cell(rows, "people with no recourse")[names].tolist() == [1, 1, 1, 1]


ANSWERS = [
    ({}, "in person"),
    ({"channel": "visits; telephone"}, "in person"),
    ({"channel": "telephone"}, "by telephone or online alone"),
    ({"languages": "English", "interpreters": "yes"}, "through an interpreter alone"),
    ({"languages": "English", "interpreters": "unknown"}, "nobody"),
    ({"accepts_no_recourse": "unknown"}, "not known"),
    ({"accepts_no_recourse": "no"}, "nobody"),
    ({"verified_on": pd.Timestamp("2025-01-01")}, "not known"),
    ({"verified_on": pd.Timestamp("2025-01-01"), "accepts_no_recourse": "no"}, "nobody"),
    ({"districts": "Whole area"}, "in person"),
    ({"districts": "Larkmere; Wick"}, "in person"),
    ({"districts": "Larkmere"}, "nobody"),
    ({"what_for": "Money; Shelter"}, "in person"),
]


@pytest.mark.parametrize(("change", "answer"), ANSWERS)
def test_the_answer_for_people_with_no_recourse(change, answer):
    assert cell(directory(change), "people with no recourse")["answer"] == answer


def test_empty_cells_have_names():
    rows = directory({}, {"what_for": "Money", "accepts_no_recourse": "no"})
    matrix = coverage_matrix(rows, ["Wick", "Larkmere"], DAY)
    empty = empty_cells(matrix)
    assert len(matrix) == 8 and len(empty) == 5
    assert "Money for people with no recourse in Wick, in Polish" in empty["cell"].tolist()
    assert empty["answer"].eq("nobody").all()
    summed = cells_by_answer(matrix, by=["what_for"]).set_index("what_for")
    assert summed.loc["Money", "nobody"] == 3 and summed.loc["Money", "cells"] == 4
    assert summed.loc["Shelter", "share_with_nobody_pct"] == 50


def test_a_group_is_helped_by_its_own_services_and_by_those_for_anybody():
    rows = directory(
        {"for_whom": "domestic abuse"}, {"for_whom": "any victim"}, {"for_whom": "modern slavery"}
    )
    assert cell(rows)["services"] == 3
    assert cell(rows, group="domestic abuse")["services"] == 2
    with pytest.raises(InputError, match=r'No service is for "domestic abuze". Nearest: "domestic abuse"'):
        cell(rows, group="domestic abuze")


def test_without_a_directory_nothing_is_known_and_nothing_is_said():
    found = cell(directory().head(0))
    assert found["status"] == "not available" and pd.isna(found["services"]) and pd.isna(found["answer"])
    with pytest.raises(InputError, match="No district is given"):
        coverage_matrix(directory(), [], DAY)


# The access gap


NEED = pd.DataFrame(
    {
        "area_name": ["Wick", "Wick", "Wick", "Wick"],
        "language": ["Polish", "Romanian", "Urdu", "Arabic"],
        "people_not_proficient": [100.0, 50.0, 30.0, 20.0],
        "lower": [80.0, 40.0, 20.0, 10.0],
        "upper": [120.0, 60.0, 40.0, 50.0],
    }
)
MIXED = directory(
    {},
    {"languages": "Romanian", "channel": "telephone"},
    {"languages": "Urdu", "verified_on": pd.Timestamp("2025-01-01")},
)


def test_everybody_in_need_is_in_one_of_four_parts_and_the_gap_is_a_range():
    (found,) = access_gap(NEED, MIXED, DAY, needs=None).to_dict("records")
    assert found["people_in_need"] == 200 and found["people_met_in_person"] == 100
    assert found["people_with_a_line_alone"] == 50 and found["people_by_interpreter_alone"] == 0
    assert found["people_without_provider"] == 50
    # At least the Arabic speakers, at their fewest; at most those and the Urdu speakers, at their most.
    assert (found["lower"], found["upper"]) == (10, 90)
    assert found["share_pct"] == 25
    assert found["share_lower_pct"] == pytest.approx(100 * 10 / (10 + 120 + 60 + 40))
    assert found["share_upper_pct"] == pytest.approx(100 * 90 / (90 + 80 + 40))


def test_nobody_is_without_a_provider_who_is_surely_among_the_others():
    # Of 200 in all at least 120 speak Polish or Romanian, and those have somebody.
    (found,) = access_gap(NEED.assign(of_all_languages=200.0), MIXED, DAY, needs=None).to_dict("records")
    assert (found["lower"], found["upper"]) == (10, 80)


def test_people_with_no_recourse_have_a_gap_of_their_own():
    rows = MIXED.assign(accepts_no_recourse=["no", "yes", "yes"])
    (found,) = access_gap(NEED, rows, DAY, for_people="people with no recourse", needs=None).to_dict(
        "records"
    )
    assert found["people_without_provider"] == 150 and found["people_met_in_person"] == 0
    with pytest.raises(InputError, match='for_people is "everybody"'):
        access_gap(NEED, rows, DAY, for_people="everybody", needs=None)


def test_a_language_of_unknown_need_is_left_out_by_name_and_a_hidden_one_hides_the_gap():
    need = NEED.assign(status=["shown", "shown", "shown", "not available"])
    need.loc[3, ["people_not_proficient", "lower", "upper"]] = np.nan
    (found,) = access_gap(need, MIXED, DAY, needs=None).to_dict("records")
    assert found["people_in_need"] == 180 and "left out: languages whose need is not known" in found["method"]
    (hidden,) = access_gap(
        need.assign(status=["suppressed", *["shown"] * 3]).head(3), MIXED, DAY, needs=None
    ).to_dict("records")
    assert (
        hidden["status"] == "suppressed" and np.isnan(hidden["people_in_need"]) and np.isnan(hidden["lower"])
    )


def test_no_directory_and_no_need_give_no_figure():
    (found,) = access_gap(NEED, MIXED.head(0), DAY, needs=["Shelter"]).to_dict("records")
    assert found["status"] == "not available" and np.isnan(found["people_without_provider"])
    nobody = NEED.assign(people_not_proficient=0.0, lower=0.0, upper=0.0)
    (none,) = access_gap(nobody, MIXED, DAY, needs=None).to_dict("records")
    assert none["status"] == "not available" and np.isnan(none["share_pct"])
    with pytest.raises(InputError, match="Two rows for one"):
        access_gap(pd.concat([NEED, NEED.head(1)]), MIXED, DAY)


# Funding


@pytest.mark.parametrize(("until", "days", "funding"), [
    ("2026-06-29", -1, "has ended"), ("2026-06-30", 0, "ends soon"), ("2026-12-27", 180, "ends soon"),
    ("2026-12-28", 181, "ends later"),
])  # fmt: skip
def test_both_sides_of_every_end_of_funding(until, days, funding):
    found = funding_ends(directory({"funded_until": pd.Timestamp(until)}), DAY).iloc[0]
    assert (found["days_left"], found["funding"], found["status"]) == (days, funding, "shown")


def test_services_of_a_lot_are_counted_and_an_end_that_nobody_gave_comes_last():
    rows = directory({}, {"lot": "General", "funded_until": pd.Timestamp("2027-03-31")}, {"lot": "General"})
    found = funding_ends(rows, DAY)
    assert found["service"].tolist() == ["S1", "S0", "S2"]
    assert found["services_in_lot"].tolist()[0] == 2 and pd.isna(found["services_in_lot"].iloc[1])
    assert found["funding"].tolist()[1:] == ["nobody has said"] * 2
