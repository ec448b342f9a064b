"""Coverage and the access gap: empty cells have names, a line is access for some, the gap is a range."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.services import coverage
from analysis.measures.services.coverage import (
    access_gap,
    cells_by_answer,
    coverage_by_group,
    empty_cells_named,
    gap_by_need,
)
from tests.measures.services.rows import DAY, DRUGS, ENGLISH, MONEY, directory

GROUP = "domestic abuse"

COUNTS = ["services", "services_from_afar", "services_by_interpreter", "services_not_known"]


def covered(services, districts=("Wick",), languages=("Polish",), groups=(GROUP,)):
    """Return the cells of some groups in the languages asked about, English besides."""
    asked = [name for name in languages if name != ENGLISH]
    need = pd.DataFrame({"language": asked, "people_not_proficient": 1.0, "status": "shown"})
    found = coverage_by_group(services, list(districts), DAY, need)
    return found[found["for_whom"].isin(groups) & found["language"].isin(languages)]


def cell(services, for_people="anyone", group=GROUP):
    """Return the one cell of money advice in Polish in Wick."""
    found = covered(services, groups=[group])
    return found[(found["for_people"] == for_people) & (found["what_for"] == MONEY)].iloc[0]


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
    assert cell(rows)[COUNTS].tolist() == [3, 1, 1, 0]
    assert cell(rows, "people with no recourse")[COUNTS].tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize(("change", "answer"), [
    ({}, "in person"),
    ({"channel": "visits; telephone"}, "in person"),
    ({"channel": "telephone"}, "by telephone or online alone"),
    ({"languages": "English", "interpreters": "yes"}, "through an interpreter alone"),
    ({"languages": "English", "interpreters": "unknown"}, "nobody"),
    ({"accepts_no_recourse": "unknown"}, "not known"),
    ({"accepts_no_recourse": "no"}, "nobody"),
    ({"verified_on": pd.Timestamp("2026-01-01")}, "in person"),
    ({"verified_on": pd.Timestamp("2025-12-31")}, "not known"),
    ({"verified_on": pd.Timestamp("2025-12-31"), "accepts_no_recourse": "no"}, "nobody"),
    ({"districts": "Whole area"}, "in person"),
    ({"districts": "Larkmere; Wick"}, "in person"),
    ({"districts": "Larkmere"}, "nobody"),
    ({"districts": "Larkmere", "refuge": "yes"}, "in person"),  # or this would tell where it is not
    ({"what_for": f"Money; {MONEY}"}, "in person"),
])  # fmt: skip
def test_the_answer_for_people_with_no_recourse(change, answer):
    assert cell(directory(change), "people with no recourse")["answer"] == answer


def test_a_group_is_helped_by_its_own_services_and_by_those_for_anybody():
    rows = directory({"for_whom": GROUP}, {"for_whom": "any victim"}, {"for_whom": "modern slavery"})
    found = covered(rows, groups=[GROUP, "hate crime"])
    money = found[(found["what_for"] == MONEY) & (found["for_people"] == "anyone")]
    assert money[["for_whom", "services"]].values.tolist() == [[GROUP, 2], ["hate crime", 1]]
    with pytest.raises(InputError, match=r'No service is for "domestic abuze". Nearest: "domestic abuse"'):
        access_gap(NEED, rows, DAY, "domestic abuze")


def test_languages_are_asked_about_by_how_many_are_in_need(monkeypatch):
    monkeypatch.setattr(coverage, "MOST_LANGUAGES", 2)
    need = pd.DataFrame({
        "language": ["Urdu", "Polish", "Polish", "Tamil", "Sign"],
        "status": ["shown"] * 4 + ["not available"],
        "people_not_proficient": [30.0, 20.0, 20.0, 1.0, None],
    })  # fmt: skip
    found = coverage_by_group(directory({}), ["Wick"], DAY, need)
    assert found["language"].unique().tolist() == [ENGLISH, "Polish", "Urdu"]
    found = coverage_by_group(directory({}).head(0), ["Wick"], DAY, need)
    assert found["language"].unique().tolist() == ["Polish", "Urdu"]


def test_empty_cells_that_are_alike_have_one_row_with_all_their_names():
    services = directory({"districts": "Wick; Larkmere", "languages": f"Polish; {ENGLISH}"})
    found = covered(services, ["Wick", "Larkmere", "Ash"], ["Polish", "Urdu", ENGLISH])
    anyone = found[(found["for_people"] == "anyone") & found["what_for"].isin([MONEY, DRUGS])]
    named = empty_cells_named(anyone)
    assert named[["what_for", "districts", "languages", "cells"]].values.tolist() == [
        [DRUGS, "every district", "every language listed", 9],
        [MONEY, "Ash", "every language listed", 3],
        [MONEY, "Wick, Larkmere", "Urdu", 2],
    ]
    (counted,) = cells_by_answer(anyone).to_dict("records")
    assert (counted["nobody"], counted["cells"]) == (14, 18) == (named["cells"].sum(), len(anyone))
    assert counted["share_with_nobody_pct"] == pytest.approx(100 * 14 / 18)


def test_without_a_directory_or_a_need_nothing_is_known():
    nothing = directory({}).head(0)
    assert cell(nothing)[["answer", *COUNTS]].isna().all() and cell(nothing)["status"] == "not available"
    found = cells_by_answer(covered(nothing))
    assert found["status"].tolist() == ["not available"] * 2 and found["share_with_nobody_pct"].isna().all()
    nobody = NEED.assign(people_not_proficient=0.0, lower=0.0, upper=0.0)
    for found in (gap(services=nothing), gap(nobody)):
        assert found["status"] == "not available" and np.isnan(found["people_without_provider"])
    summed = gap_by_need(access_gap(NEED, nothing, DAY, GROUP)).iloc[0]
    assert summed["status"] == "not available" and summed[["lower", "share_pct"]].isna().all()


# The access gap


NEED = pd.DataFrame(
    {
        "area_name": "Wick",
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


def gap(need=NEED, services=MIXED, **how):
    """Return the one row of money advice."""
    found = access_gap(need, services, DAY, GROUP, **how)
    return found[found["what_for"] == MONEY].iloc[0]


def test_everybody_in_need_is_in_one_of_four_parts_and_the_gap_is_a_range():
    found = gap()
    assert found[["people_in_need", *coverage.PARTS]].tolist() == [200, 100, 50, 0, 50]
    # At least the Arabic speakers, at their fewest; at most those and the Urdu speakers, at their most.
    assert (found["lower"], found["upper"], found["share_pct"]) == (10, 90, 25)
    assert found["share_lower_pct"] == pytest.approx(100 * 10 / (10 + 120 + 60 + 40))
    assert found["share_upper_pct"] == pytest.approx(100 * 90 / (90 + 80 + 40))
    # Of 200 in all at least 120 speak Polish or Romanian, and those have somebody.
    found = gap(NEED.assign(of_all_languages=200.0))
    assert (found["lower"], found["upper"]) == (10, 80)


def test_people_with_no_recourse_have_a_gap_of_their_own():
    rows = MIXED.assign(accepts_no_recourse=["no", "yes", "yes"])
    found = gap(services=rows, for_people="people with no recourse")
    assert found["people_without_provider"] == 150 and found["people_met_in_person"] == 0
    with pytest.raises(InputError, match='for_people is "everybody"'):
        gap(for_people="everybody")


def test_a_language_of_unknown_need_is_left_out_and_a_hidden_one_hides_the_gap():
    need = NEED.assign(status=["shown", "shown", "shown", "not available"])
    need.loc[3, ["people_not_proficient", "lower", "upper"]] = np.nan
    found = gap(need)
    assert found["people_in_need"] == 180 and "left out: languages whose need is not known" in found["method"]
    hidden = gap(need.assign(status=["suppressed", *["shown"] * 3]).head(3))
    assert hidden["status"] == "suppressed" and hidden[["people_in_need", "lower"]].isna().all()


def test_the_gap_is_summed_over_places_in_whole_people():
    need = pd.DataFrame({
        "area_name": ["Wick", "Larkmere"], "language": "Polish", "people_not_proficient": [30.0, 10.0],
        "lower": [20.0, 5.0], "upper": [40.0, 15.5], "status": "shown",
    })  # fmt: skip
    found = gap_by_need(access_gap(need, directory({}), DAY, GROUP)).set_index("what_for").loc[MONEY]
    assert (found["people_in_need"], found["people_without_provider"]) == (40, 10)
    assert (found["lower"], found["upper"], found["share_pct"], found["met_pct"]) == (5, 16, 25, 75)
    assert found["range"] == "5 to 16" and found["places"] == 2 and found["status"] == "shown"
