"""The directory on a page: what a service said counts while it is fresh, and silence is not an answer."""

import pandas as pd
import pytest

from analysis import measures
from analysis.extracts import logs
from analysis.measures.services.directory import NO_DIRECTORY, VICTIM_GROUPS
from analysis.measures.victims.needs import NEED_CATEGORIES
from tests.measures.services.rows import DAY, DRUGS, ENGLISH, MONEY, SAID_BY, SAID_ON, SHARES, directory

REFUGEES = "refugees and people seeking asylum"

STALE = {"verified_on": pd.Timestamp("2025-12-31")}
LATER = {"verified_on": pd.Timestamp("2026-07-01")}


def test_groups_and_needs_are_those_that_the_offices_directory_may_name():
    choices = {name: column.choices for name, column in logs.columns("services").items()}
    assert set(choices["for_whom"]) == {"any victim", *VICTIM_GROUPS}
    assert set(choices["what_for"]) == set(NEED_CATEGORIES)


@pytest.mark.parametrize(
    ("change", "says", "counted"),
    [
        ({}, "takes them", "counts"),
        ({"accepts_no_recourse": "no"}, "does not", "counts"),
        ({"accepts_no_recourse": "unknown"}, "has not said", "counts"),
        ({"verified_on": pd.Timestamp("2026-01-01")}, "takes them", "counts"),
        (STALE, "not verified lately", "stale"),
        (LATER, "not verified lately", "verified after this day"),
    ],
)
def test_what_a_service_says_of_people_with_no_recourse_counts_for_180_days(change, says, counted):
    (found,) = measures.services.directory_listed(directory(change), DAY).to_dict("records")
    assert (found["recourse"], found["counted"]) == (says, counted)
    assert found["status"] == ("not available" if change is LATER else "shown")
    assert found["languages"] == "English; Polish" and found["called"] == "Lantern: Line"


def test_services_that_are_safe_to_offer_come_first_with_who_said_so_and_when():
    services = directory(
        {"organisation": "A", SHARES: "not known", SAID_BY: None, SAID_ON: pd.NaT},
        {"organisation": "B", SHARES: "may", "for_whom": "hate crime"},
        {"organisation": "C", SHARES: "only with consent", "for_whom": f"modern slavery; {REFUGEES}"},
        {"organisation": "D"},
        {"organisation": "E"} | STALE,
    )
    listed = measures.services.directory_listed
    found = listed(services, DAY).set_index("organisation")
    assert found.index.tolist() == ["D", "C", "E", "A", "B"]
    assert found["safe"].tolist() == ["yes", "yes", "no", "no", "no"], "a stale entry is not safe"
    assert found.loc["A", "sharing"] == "not known (nobody has said)"
    assert found.loc["C", "sharing"] == "only with consent (Manager, 20 May 2026)"
    assert listed(services, DAY, group=REFUGEES)["organisation"].tolist() == ["C"]
    assert listed(services, DAY, group="nobody's group").empty
    takes = listed(services.assign(accepts_no_recourse=["yes", *["no"] * 4]), DAY, by_recourse=True)
    assert takes["organisation"].tolist()[:3] == ["D", "C", "A"], "never first, though it takes them"


def test_a_need_counts_each_answer_and_says_whether_anybody_takes_them():
    rows = directory(
        {"what_for": "Shelter; Advice"},
        {"what_for": "Advice", "accepts_no_recourse": "no"},
        {"what_for": "Work", "accepts_no_recourse": "unknown"},
        {"what_for": "Shelter"} | STALE,
    )
    found = measures.services.recourse_by_need(rows, DAY).set_index(["what_for", "answer"])
    assert len(found) == 12
    counts = {"takes them": 1, "does not": 1, "has not said": 0, "not verified lately": 0}
    assert found.loc["Advice", "services"].to_dict() == counts
    assert found.loc[("Shelter", "not verified lately"), "services"] == 1
    assert found.loc[("Work", "takes them"), ["services", "anybody"]].tolist() == [0, "no"]
    assert found.loc["Shelter", "anybody"].unique().tolist() == ["yes"]


def test_what_there_is_for_each_need_is_counted_of_entries_that_are_not_stale():
    other = {"channel": "telephone; online", "languages": ENGLISH, "accepts_no_recourse": "unknown"}
    found = measures.services.services_by_need(directory({}, other, STALE), DAY).set_index("what_for")
    names = ["services", "counted", "in_person", "from_afar", "other_languages", "take_no_recourse"]
    assert found.loc[MONEY, names].tolist() == [3, 2, 1, 1, 1, 1]
    assert found.loc[MONEY, "recourse_not_said"] == 1
    assert len(found) == 8 and found.loc[DRUGS, "services"] == 0 and found["status"].eq("shown").all()


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({}, "in person"),
        ({"languages": "Urdu", "interpreters": "yes"}, "through an interpreter alone"),
        (STALE, "not known"),
        ({"for_whom": "hate crime"}, "nobody"),
        ({"for_whom": REFUGEES}, "in person"),
    ],
)
def test_the_best_answer_in_a_language_and_none_without_a_directory(change, answer):
    rows = directory({"what_for": "Shelter; Advice", "districts": "Wick; Wye"} | change)
    found = measures.services.services_by_language(rows, ["Polish", "Polish"], DAY, REFUGEES)
    assert found["answer"].tolist() == [answer]
    assert found[["services", "services_from_afar", "services_by_interpreter"]].sum(axis=1).max() <= 1
    nothing = rows.iloc[:0]
    spoken = measures.services.services_by_language(nothing, ["Polish"], DAY, REFUGEES)
    for found in (spoken, measures.services.services_by_need(nothing, DAY)):
        assert found["status"].eq("not available").all() and found["services"].isna().all()
        assert set(found["method"]) == {NO_DIRECTORY}
    assert measures.services.recourse_by_need(nothing, DAY).empty
    assert measures.services.directory_listed(nothing, DAY, group="x").empty


# Funding


@pytest.mark.parametrize(("until", "days", "funding"), [
    ("2026-06-29", -1, "has ended"), ("2026-06-30", 0, "ends soon"), ("2026-12-31", 184, "ends soon"),
    ("2027-01-01", 185, "ends later"),
])  # fmt: skip
def test_both_sides_of_every_end_of_funding(until, days, funding):
    found = measures.services.funding_ends(directory({"funded_until": pd.Timestamp(until)}), DAY).iloc[0]
    assert (found["days_left"], found["funding"], found["status"]) == (days, funding, "shown")


def test_the_money_of_a_lot_ends_on_one_day_first_ends_first_unknown_last():
    end = {"lot": "General", "funded_until": pd.Timestamp("2026-09-30")}
    ends = [end, end, {"funded_until": pd.Timestamp("2026-07-31")}, {}]
    rows = directory(*(one | {"service": f"S{at}"} for at, one in enumerate(ends)))
    funding = measures.services.funding_ends(rows, DAY)
    assert funding["service"].tolist() == ["S2", "S0", "S1", "S3"]
    assert funding["funding"].tolist() == [*["ends soon"] * 3, "nobody has said"]
    assert set(funding["sharing"]) == {"never (Manager, 20 May 2026)"}
    found = measures.services.funding_by_lot(funding)
    assert found["ends"].tolist() == ["No lot: council, to 31 July 2026", "General, to 30 September 2026"]
    assert found["services"].tolist() == [1, 2] and found["months_left"].tolist() == [1, 3]


def test_of_a_refuge_no_district_is_ever_given():
    services = directory({"refuge": "yes", "districts": "Larkmere; Quarrowby"}, {"districts": "Larkmere"})
    found = measures.services.directory_listed(services, DAY)
    assert sorted(found["districts"]) == ["Larkmere", "not printed: a refuge"]
