"""The directory on a page: what a service said counts while it is fresh, and silence is not an answer."""

import pandas as pd
import pytest

from analysis.measures.services.directory_pages import (
    directory_listed,
    recourse_by_need,
    services_by_language,
)

DAY, REFUGEES = "2026-06-30", "refugees and people seeking asylum"
ROW = {
    "organisation": "O", "what_for": "Shelter", "for_whom": "any victim", "districts": "Wick",
    "languages": "English (English or Welsh in Wales); Dari", "interpreters": "no",
    "accepts_no_recourse": "yes", "channel": "in person", "verified_on": pd.Timestamp("2026-06-01"),
    "shares_with_enforcement": "never", "sharing_said_by": "Manager",
    "sharing_said_on": pd.Timestamp("2026-05-20"),
}  # fmt: skip
STALE = {"verified_on": pd.Timestamp("2025-12-31")}


def directory(*changes):
    return pd.DataFrame([ROW | {"service": f"S{at}"} | change for at, change in enumerate(changes)])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "takes them"),
        ({"accepts_no_recourse": "no"}, "does not"),
        ({"accepts_no_recourse": "unknown"}, "has not said"),
        (STALE, "not verified lately"),
        ({"verified_on": pd.Timestamp("2026-01-01")}, "takes them"),
    ],
)
def test_what_a_service_says_of_people_with_no_recourse(change, says):
    assert directory_listed(directory(change), DAY)["recourse"].tolist() == [says]


def test_those_who_take_them_come_first_and_languages_are_short():
    rows = directory({"accepts_no_recourse": "no"}, STALE, {})
    found = directory_listed(rows, DAY, by_recourse=True)
    assert found["service"].tolist() == ["S2", "S0", "S1"]
    assert set(found["languages"]) == {"English; Dari"}


def test_services_for_a_group_are_those_that_name_it():
    rows = directory({}, {"for_whom": f"modern slavery; {REFUGEES}"}, {"for_whom": "hate crime"})
    assert directory_listed(rows, DAY, group=REFUGEES)["service"].tolist() == ["S1"]
    assert directory_listed(rows, DAY, group="nobody's group").empty


def test_a_need_counts_each_answer_and_says_whether_anybody_takes_them():
    rows = directory({"what_for": "Shelter; Advice"}, {"what_for": "Advice", "accepts_no_recourse": "no"},
                     {"what_for": "Work", "accepts_no_recourse": "unknown"}, STALE)  # fmt: skip
    found = recourse_by_need(rows, DAY).set_index(["what_for", "answer"])
    assert len(found) == 12
    assert (
        found.loc[("Advice", "takes them"), "services"] == found.loc[("Advice", "does not"), "services"] == 1
    )
    assert found.loc[("Shelter", "not verified lately"), "services"] == 1
    assert found.loc[("Work", "takes them"), ["services", "anybody"]].tolist() == [0, "no"]
    assert found.loc["Shelter", "anybody"].unique().tolist() == ["yes"]


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({}, "in person"),
        ({"channel": "telephone"}, "by telephone or online alone"),
        ({"languages": "Polish", "interpreters": "yes"}, "through an interpreter alone"),
        (STALE, "not known"),
        ({"for_whom": "hate crime"}, "nobody"),
        ({"for_whom": REFUGEES}, "in person"),
    ],
)
def test_the_best_answer_in_a_language(change, answer):
    found = services_by_language(directory(change), ["Dari"], DAY, REFUGEES)
    assert found["answer"].tolist() == [answer]


def test_a_service_with_several_needs_and_districts_is_one():
    rows = directory({"what_for": "Shelter; Advice", "districts": "Wick; Wye"})
    assert services_by_language(rows, ["Dari", "Dari"], DAY)["services"].tolist() == [1]


def test_without_a_directory_nothing_is_known():
    nothing = directory({}).iloc[:0]
    found = services_by_language(nothing, ["Dari"], DAY, REFUGEES)
    assert found["status"].tolist() == ["not available"] and found["services"].isna().all()
    assert recourse_by_need(nothing, DAY).empty and directory_listed(nothing, DAY, group="x").empty
