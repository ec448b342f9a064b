"""The pages on services: routes as a pathway, what there is for each need, empty cells by name, money."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures import services as measures
from analysis.measures.services.helping import NO_DIRECTORY
from analysis.sources.local import logs

DAY = "2026-06-30"
ENGLISH = "English (English or Welsh in Wales)"
ROW = {
    "organisation": "Lantern", "service": "Line", "what_for": "Finance and benefits",
    "for_whom": "any victim", "districts": "Wick", "languages": f"{ENGLISH}; Polish", "interpreters": "no",
    "accepts_no_recourse": "yes",
    "channel": "in person", "way_in": "by themselves", "hours": "office hours", "refuge": "no",
    "independent_of_police": "yes", "anonymous_reporting": "no", "lot": None, "funded_by": "council",
    "funded_until": pd.NaT, "verified_on": pd.Timestamp("2026-06-01"), "verified_by": "Officer",
}  # fmt: skip
ROUTE = {
    "route": "Line", "kind": "anonymous report", "reach": "local", "offers": "It listens.", "source": "Said",
    "stated_on": pd.Timestamp("2026-01-05"), "verified_on": pd.Timestamp("2026-06-01"),
}  # fmt: skip


def directory(*changes):
    return pd.DataFrame([ROW | change for change in changes])


def network(*rows):
    found = pd.DataFrame(rows, columns=["from_organisation", "to_organisation", "shared"])
    return found.astype("str")


def pathway(*routes, services=None, ties=()):
    rows = pd.DataFrame([ROUTE | change for change in routes])
    services = directory({}) if services is None else services
    return measures.reporting_pathway(rows, services, network(*ties), DAY)


# Routes


def test_a_route_is_answered_by_the_service_or_the_organisation_of_its_name():
    tie = ("Lantern", "Hub", "with the person's consent")
    found = pathway({}, {"route": "LANTERN"}, {"route": "Elsewhere"}, ties=[tie])
    assert found["languages"].tolist() == ["English; Polish", "English; Polish", "not stated"]
    assert found["passes_on_to"].tolist() == [*["Hub (with the person's consent)"] * 2, "not stated"]
    assert found["where_it_drops"].tolist() == [
        "nowhere known",
        "nowhere known",
        "languages, hours and next steps are written down nowhere",
    ]


def test_national_routes_that_differ_by_name_alone_stand_in_one_row_and_are_counted():
    far = {"reach": "national"}
    found = pathway({"route": "A"} | far, {"route": "B"} | far, {"route": "C", "kind": "no such route"})
    assert found["route"].tolist() == ["A; B", "C"] and found["routes"].tolist() == [2, 1]
    assert len(pathway({"route": "A"}, {"route": "B"})) == 2
    assert found["checked"].tolist() == [2, 1] and found["wanting"].tolist() == [0, 1]
    assert found["unanswered"].tolist() == [2, 1]
    assert found["where_it_drops"].iloc[1] == "there is none to take"


@pytest.mark.parametrize(("said", "checked", "check"), [
    ("2025-01-01", "2026-01-01", "checked"),
    ("2025-01-01", "2025-12-31", "not checked for long"),
    ("2025-01-01", None, "not checked since it was said"),
    ("2025-01-01", "2026-07-01", "not checked since it was said"),
    ("2026-07-01", "2026-07-01", "said after this day"),
])  # fmt: skip
def test_a_route_counts_as_checked_for_180_days(said, checked, check):
    found = pathway({"stated_on": pd.Timestamp(said), "verified_on": pd.Timestamp(checked or pd.NaT)})
    assert found["check"].tolist() == [check]
    assert found["checked"].tolist() == [int(check == "checked")]


@pytest.mark.parametrize(("change", "drops"), [
    ({"languages": ENGLISH}, "English alone and no interpreter"),
    ({"languages": ENGLISH, "interpreters": "yes"}, "English alone, with an interpreter"),
    ({"accepts_no_recourse": "unknown"}, "it does not say that it helps people with no recourse"),
])  # fmt: skip
def test_where_people_drop_is_said(change, drops):
    found = pathway({}, services=directory(change))
    assert found["where_it_drops"].iloc[0] == f"{drops}; it is not known whom it passes people on to"


# The directory


def test_what_there_is_for_each_need_is_counted_of_entries_that_are_not_stale():
    services = directory(
        {},
        {
            "service": "B",
            "channel": "telephone; online",
            "languages": ENGLISH,
            "accepts_no_recourse": "unknown",
        },
        {"service": "C", "verified_on": pd.Timestamp("2025-12-31")},
    )
    found = measures.services_by_need(services, DAY).set_index("what_for")
    money = found.loc["Finance and benefits"]
    names = ["services", "counted", "in_person", "from_afar", "other_languages", "take_no_recourse"]
    assert money[names].tolist() == [3, 2, 1, 1, 1, 1] and money["recourse_not_said"] == 1
    assert len(found) == 8 and found.loc["Drugs and alcohol", "services"] == 0
    assert found["status"].eq("shown").all()


def test_without_a_directory_no_need_has_a_number():
    found = measures.services_by_need(directory({}).head(0), DAY)
    assert found["services"].isna().all() and found["status"].eq("not available").all()
    assert set(found["method"]) == {NO_DIRECTORY}


def test_the_listed_directory_says_in_words_whom_it_takes_and_since_when():
    found = measures.directory_listed(
        directory({"organisation": "Z"}, {"organisation": "A", "accepts_no_recourse": "no"}), DAY
    )
    assert found["organisation"].tolist() == ["A", "Z"]
    assert found["recourse"].tolist() == ["does not", "takes them"]
    assert found["languages"].tolist() == ["English; Polish"] * 2
    assert found["days_since_verified"].tolist() == [29, 29]
    late = measures.directory_listed(directory({"organisation": "Z"}), DAY, stale_after=28)
    assert late["recourse"].tolist() == ["not verified lately"]


def test_the_groups_of_victims_are_those_that_the_offices_directory_may_name():
    choices = {name: column.choices for name, column in logs.columns("services").items()}
    assert set(choices["for_whom"]) == {"any victim", *measures.VICTIM_GROUPS}
    assert set(choices["what_for"]) == set(measures.NEED_CATEGORIES)


def test_a_group_that_no_service_is_for_is_helped_by_those_for_any_victim():
    found = measures.coverage_by_group(
        directory({}, {"for_whom": "hate crime", "service": "B"}), ["Wick"], DAY,
        ["modern slavery", "hate crime"], ["Polish"],
    )  # fmt: skip
    money = found[(found["what_for"] == "Finance and benefits") & (found["for_people"] == "anyone")]
    assert dict(zip(money["for_whom"], money["services"], strict=True)) == {
        "modern slavery": 1,
        "hate crime": 2,
    }


def test_languages_are_asked_about_by_how_many_are_in_need():
    need = pd.DataFrame({
        "language": ["Urdu", "Polish", "Polish", "Tamil", "Sign"],
        "status": ["shown"] * 4 + ["not available"],
        "people_not_proficient": [30.0, 20.0, 20.0, 1.0, None],
    })  # fmt: skip
    assert measures.languages_asked(need, directory({}), most=2) == [ENGLISH, "Polish", "Urdu"]
    assert measures.languages_asked(need, directory({}).head(0), most=1) == ["Polish"]
    with pytest.raises(InputError, match=r"0 languages are asked for\. Ask for one at least"):
        measures.languages_asked(need, directory({}), most=0)


def test_empty_cells_that_are_alike_have_one_row_with_all_their_names():
    matrix = measures.coverage_matrix(
        directory({"districts": "Wick; Larkmere"}), ["Wick", "Larkmere", "Ash"], DAY,
        needs=["Finance and benefits", "Drugs and alcohol"], languages=["Polish", "Urdu", ENGLISH],
    )  # fmt: skip
    anyone = matrix[matrix["for_people"] == "anyone"]
    found = measures.empty_cells_named(anyone)
    names = ["what_for", "districts", "languages", "cells"]
    assert found[names].values.tolist() == [
        ["Drugs and alcohol", "every district", "every language listed", 9],
        ["Finance and benefits", "Ash", "every language listed", 3],
        ["Finance and benefits", "Wick, Larkmere", "Urdu", 2],
    ]
    assert found["cells"].sum() == len(measures.empty_cells(anyone))


def test_cells_without_a_directory_are_not_counted():
    matrix = measures.coverage_matrix(
        directory({}).head(0), ["Wick"], DAY, needs=["Shelter"], languages=["Urdu"]
    )
    found = measures.cells_by_answer(matrix)
    assert found["status"].tolist() == ["not available"] * 2 and found["share_with_nobody_pct"].isna().all()


# People


def test_the_gap_is_summed_over_places_in_whole_people():
    need = pd.DataFrame({
        "area_name": ["Wick", "Larkmere"], "language": "Polish", "people_not_proficient": [30.0, 10.0],
        "lower": [20.0, 5.0], "upper": [40.0, 15.5], "status": "shown",
    })  # fmt: skip
    gap = measures.access_gap(need, directory({}), DAY, needs=["Finance and benefits"])
    found = measures.gap_by_need(gap).iloc[0]
    assert (found["people_in_need"], found["people_without_provider"]) == (40, 10)
    assert (found["lower"], found["upper"], found["share_pct"], found["met_pct"]) == (5, 16, 25, 75)
    assert found["places"] == 2


def test_without_a_directory_the_gap_of_no_need_is_known():
    need = pd.DataFrame({"area_name": ["Wick"], "language": "Polish", "people_not_proficient": [30.0]})
    gap = measures.access_gap(need, directory({}).head(0), DAY, needs=["Finance and benefits"])
    found = measures.gap_by_need(gap).iloc[0]
    assert found["status"] == "not available" and pd.isna(found["lower"]) and pd.isna(found["share_pct"])


# Money


def test_the_money_of_a_lot_ends_on_one_day_and_what_ends_first_comes_first():
    end = pd.Timestamp("2026-09-30")
    services = directory(
        {"lot": "General", "funded_until": end, "service": "A"},
        {"lot": "General", "funded_until": end, "service": "B"},
        {"funded_until": pd.Timestamp("2026-07-31"), "service": "C"},
        {"service": "D"},
    )
    found = measures.funding_by_lot(measures.funding_ends(services, DAY))
    assert found["ends"].tolist() == ["no lot: council, to 31 July 2026", "General, to 30 September 2026"]
    assert found["named"].tolist() == ["C", "A; B"] and found["services"].tolist() == [1, 2]
    assert found["months_left"].round(1).tolist() == [1.0, 3.0]
