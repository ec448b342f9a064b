"""The pages on services: routes as a pathway, what there is for each need, empty cells by name, money."""

import pandas as pd
import pytest

from analysis.extracts import logs
from analysis.measures.plans.pages import campaign_routes, campaign_routes_in_words
from analysis.measures.services.access_gap import access_gap
from analysis.measures.services.coverage_matrix import cells_by_answer, coverage_matrix, empty_cells
from analysis.measures.services.directory_pages import directory_listed, safe_in_words
from analysis.measures.services.helping import NO_DIRECTORY, VICTIM_GROUPS
from analysis.measures.services.reporting_routes import reporting_pathway, routes_counted, routes_in_words
from analysis.measures.services.service_pages import (
    coverage_by_group,
    empty_cells_named,
    funding_by_lot,
    funding_ends,
    gap_by_need,
    languages_asked,
    no_recourse_in_words,
    services_by_need,
)
from analysis.measures.victims.needs import NEED_CATEGORIES

DAY = "2026-06-30"
ENGLISH = "English (English or Welsh in Wales)"
ROW = {
    "organisation": "Lantern", "service": "Line", "what_for": "Finance and benefits",
    "for_whom": "any victim", "districts": "Wick", "languages": f"{ENGLISH}; Polish", "interpreters": "no",
    "accepts_no_recourse": "yes",
    "channel": "in person", "way_in": "by themselves", "hours": "office hours", "refuge": "no",
    "independent_of_police": "yes", "anonymous_reporting": "no", "lot": None, "funded_by": "council",
    "funded_until": pd.NaT, "verified_on": pd.Timestamp("2026-06-01"), "verified_by": "Officer",
    "shares_with_enforcement": "never", "sharing_said_by": "Manager",
    "sharing_said_on": pd.Timestamp("2026-05-20"),
}  # fmt: skip
ROUTE = {
    "route": "Line", "kind": "anonymous report", "reach": "local", "offers": "It listens.", "source": "Said",
    "stated_on": pd.Timestamp("2026-01-05"), "verified_on": pd.Timestamp("2026-06-01"),
    "shares_with_enforcement": "never", "sharing_said_by": "Manager",
    "sharing_said_on": pd.Timestamp("2026-05-20"),
}  # fmt: skip


def directory(*changes):
    return pd.DataFrame([ROW | change for change in changes])


def network(*rows):
    found = pd.DataFrame(rows, columns=["from_organisation", "to_organisation", "shared"])
    return found.astype("str")


def pathway(*routes, services=None, ties=()):
    rows = pd.DataFrame([ROUTE | change for change in routes])
    services = directory({}) if services is None else services
    return reporting_pathway(rows, services, network(*ties), DAY)


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


SHARES, SAID_BY, SAID_ON = "shares_with_enforcement", "sharing_said_by", "sharing_said_on"
NOBODY = {SHARES: "not known", SAID_BY: None, SAID_ON: pd.NaT}
FAR, UNSURE = {"reach": "national"}, {"reach": "national, not known whether it serves the area"}
ASK = "ask whether it shares details with immigration enforcement"


@pytest.mark.parametrize(("change", "offer", "to_do"), [
    ({}, "may be offered first", "nothing"),
    ({SHARES: "only with consent"}, "may be offered first", "nothing"),
    ({SHARES: "may"}, "not first", "agree that it shares nothing without consent"),
    (NOBODY, "not first", ASK),
    ({SAID_ON: pd.Timestamp("2025-06-30")}, "may be offered first", "nothing"),
    ({SAID_ON: pd.Timestamp("2025-06-29")}, "not first", ASK.replace("ask", "ask again")),
    ({SAID_ON: pd.Timestamp("2026-07-01")}, "not first", ASK),
    ({"verified_on": pd.NaT}, "not yet", "check that it is still there"),
    (UNSURE, "not yet", "ask whether it serves this area"),
    ({"kind": "no such route"}, "does not exist", "find somebody to run it"),
])  # fmt: skip
def test_only_a_checked_route_that_shares_nothing_without_consent_may_be_offered_first(change, offer, to_do):
    found = pathway(change | {"route": "Elsewhere"}).iloc[0]
    assert (found["offer"], found["to_do"]) == (offer, to_do)


def test_not_known_and_may_never_come_before_a_safe_route():
    may, consent = {SHARES: "may", "route": "A"}, {SHARES: "only with consent", "route": "C"}
    unchecked = {"verified_on": pd.NaT, "route": "D"}
    found = pathway(may, NOBODY | {"route": "B"}, unchecked, consent, {"route": "E"})
    assert found["route"].tolist() == ["E", "C", "B", "A", "D"]


def test_where_route_and_directory_differ_the_less_safe_answer_counts():
    found = pathway({}, services=directory({SHARES: "may"})).iloc[0]
    assert found["offer"] == "not first" and found["sharing"] == "may (Manager, 20 May 2026)"
    assert pathway({SHARES: "may"}).iloc[0]["offer"] == "not first"
    old = {SAID_ON: pd.Timestamp("2024-05-20")}
    assert pathway(old).iloc[0]["offer"] == "may be offered first", "of two alike the newer counts"
    assert pathway({}, services=directory(old)).iloc[0]["offer"] == "may be offered first"


@pytest.mark.parametrize("shared", ["without asking, by law or policy", "unknown"])
def test_a_route_that_passes_people_on_without_asking_is_never_first(shared):
    found = pathway({}, ties=[("Lantern", "Hub", shared)]).iloc[0]
    assert found["offer"] == "not first"
    assert found["to_do"] == "agree that it passes nobody on without asking"


def test_every_route_has_its_own_row_and_local_and_national_ones_are_counted_apart():
    found = pathway(
        FAR | {"route": "A"}, FAR | {"route": "B", "verified_on": pd.NaT}, UNSURE | {"route": "C"},
        {"route": "D"}, {"route": "E", "kind": "no such route"},
    )  # fmt: skip
    assert len(found) == 5
    counted = routes_counted(found)
    assert counted["routes"].tolist() == [1, 2, 1], "what does not exist is not a route"
    assert counted["checked"].tolist() == [1, 1, 1] and counted["first"].tolist() == [1, 1, 0]


@pytest.mark.parametrize(("said", "checked", "check"), [
    ("2025-01-01", "2025-06-30", "checked"),
    ("2025-01-01", "2025-06-29", "not checked for a year"),
    ("2025-01-01", None, "not checked since it was said"),
    ("2025-01-01", "2026-07-01", "not checked since it was said"),
    ("2026-07-01", "2026-07-01", "said after this day"),
])  # fmt: skip
def test_a_check_of_a_route_holds_for_a_year(said, checked, check):
    found = pathway({"stated_on": pd.Timestamp(said), "verified_on": pd.Timestamp(checked or pd.NaT)})
    assert found["check"].tolist() == [check]
    assert routes_counted(found)["checked"].sum() == int(check == "checked")


OLD = {"stated_on": pd.Timestamp("2021-11-29"), "verified_on": pd.NaT}
NO_FIRST = "No route is known to be safe, so none may be offered first: ask before anybody is sent to one. "
WAS = "checked within a year"


@pytest.mark.parametrize(("routes", "local", "others"), [
    ([{"kind": "no such route"}], "No local reporting route is recorded",
     "No national route is known to serve this area. "
     "Not to be promised, because it is said not to exist: R0 (said on 5 January 2026)."),
    ([OLD, OLD, FAR | NOBODY, FAR | OLD, UNSURE],
     "No local reporting route has been checked since November 2021",
     f"{NO_FIRST}2 national routes serve this area; 1 was {WAS}. "
     "Nobody has said whether one more national route serves it."),
    ([{}], f"The only local reporting route was {WAS} and is safe to offer first",
     "No national route is known to serve this area."),
    ([NOBODY, FAR], f"The only local reporting route was {WAS} and is not known to be safe",
     f"One national route serves this area; it was {WAS}."),
    ([NOBODY, OLD, FAR | OLD, UNSURE, UNSURE],
     f"1 of 2 local reporting routes was {WAS}; it is not known to be safe",
     f"{NO_FIRST}One national route serves this area; it has not been {WAS}. "
     "Nobody has said whether 2 more national routes serve it."),
    ([{}, {}, NOBODY, FAR, FAR], f"3 of 3 local reporting routes were {WAS}; 2 are safe to offer first",
     f"2 national routes serve this area; 2 were {WAS}."),
    ([{}, NOBODY, OLD, FAR | OLD, FAR | OLD],
     f"2 of 3 local reporting routes were {WAS}; 1 is safe to offer first",
     f"2 national routes serve this area; no route was {WAS}."),
])  # fmt: skip
def test_the_sentences_on_routes_read_well_for_none_one_and_many(routes, local, others):
    found = pathway(*({"route": f"R{at}"} | change for at, change in enumerate(routes)))
    said = routes_in_words(found).iloc[0]
    assert (said["local"], said["others"]) == (local, others)


@pytest.mark.parametrize(("routes", "says"), [
    (["Line"], "Each route, who answers there, and where people may drop out"),
    (["Line", "B"], "For 1 route of 2 it is not written down who answers in which language"),
    (["Line", "B", "C"], "For 2 routes of 3 it is not written down who answers in which language"),
    (["B"], "For no route is it written down who answers in which language"),
])  # fmt: skip
def test_where_nobody_wrote_down_who_answers_it_is_said_of_how_many(routes, says):
    found = pathway(*({"route": name} for name in routes))
    assert routes_in_words(found)["answered"].tolist() == [says]


def test_a_campaign_says_whether_its_route_may_be_offered_first():
    doors = pathway({}, {SHARES: "may", "route": "Counter"})
    log = pd.DataFrame({"campaign": ["A", "B", "C"], "route": ["LINE", "Counter", "Elsewhere"]})
    found = campaign_routes(log, doors)
    assert found["offer"].tolist() == ["may be offered first", "not first", "not among the routes"]
    assert found["sharing"].tolist()[-1] == "not known (nobody has said)"
    to = " sent people to a route that is safe to offer first"
    for rows, says in ((log, "1 of 3 campaigns"), (log[:1], "The one campaign"), (log[1:], "No campaign"),
                       (pd.concat([log[:1], log[:1]]), "All 2 campaigns")):  # fmt: skip
        told = campaign_routes_in_words(campaign_routes(rows, doors))
        assert told["says"].tolist() == [says + to]


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
    found = services_by_need(services, DAY).set_index("what_for")
    money = found.loc["Finance and benefits"]
    names = ["services", "counted", "in_person", "from_afar", "other_languages", "take_no_recourse"]
    assert money[names].tolist() == [3, 2, 1, 1, 1, 1] and money["recourse_not_said"] == 1
    assert len(found) == 8 and found.loc["Drugs and alcohol", "services"] == 0
    assert found["status"].eq("shown").all()


def test_without_a_directory_no_need_has_a_number():
    found = services_by_need(directory({}).head(0), DAY)
    assert found["services"].isna().all() and found["status"].eq("not available").all()
    assert set(found["method"]) == {NO_DIRECTORY}


def test_the_listed_directory_says_in_words_whom_it_takes_and_since_when():
    found = directory_listed(
        directory({"organisation": "Z"}, {"organisation": "A", "accepts_no_recourse": "no"}), DAY
    )
    assert found["organisation"].tolist() == ["A", "Z"]
    assert found["recourse"].tolist() == ["does not", "takes them"]
    assert found["languages"].tolist() == ["English; Polish"] * 2
    assert found["days_since_verified"].tolist() == [29, 29]
    assert found["called"].tolist() == ["A: Line", "Z: Line"]
    late = directory_listed(directory({"organisation": "Z"}), DAY, stale_after=28)
    assert late["recourse"].tolist() == ["not verified lately"]


def test_services_that_are_safe_to_offer_first_come_first_and_each_says_who_said_so_and_when():
    services = directory(
        NOBODY | {"organisation": "A"}, {"organisation": "B", SHARES: "may"},
        {"organisation": "C", SHARES: "only with consent"}, {"organisation": "D"},
        {"organisation": "E", "verified_on": pd.Timestamp("2025-06-01")},
    )  # fmt: skip
    found = directory_listed(services, DAY).set_index("organisation")
    assert found.index.tolist() == ["D", "C", "E", "A", "B"]
    assert found["safe"].tolist() == ["yes", "yes", "no", "no", "no"], "a stale entry is not safe"
    assert found.loc["A", "sharing"] == "not known (nobody has said)"
    assert found.loc["C", "sharing"] == "only with consent (Manager, 20 May 2026)"
    takes = directory_listed(services.assign(accepts_no_recourse=["yes", *["no"] * 4]), DAY, by_recourse=True)
    assert takes["organisation"].tolist()[:3] == ["D", "C", "A"], "never first, though it takes them"


@pytest.mark.parametrize(("answers", "says"), [
    (["never", "may"], "1 of 2 services said within a year that it shares nothing with immigration "
                       "enforcement without consent"),
    (["never", "only with consent"], "2 of 2 services said within a year that they share nothing with "
                                     "immigration enforcement without consent"),
    (["may"], "No service said within a year that it shares nothing with immigration enforcement without "
              "consent: ask before anybody is sent to one"),
])  # fmt: skip
def test_how_many_services_are_safe_to_offer_first_reads_well_for_none_one_and_many(answers, says):
    services = directory(*({SHARES: answer, "service": f"S{at}"} for at, answer in enumerate(answers)))
    listed = directory_listed(services, DAY)
    assert safe_in_words(listed)["says"].tolist() == [says]
    assert safe_in_words(listed.head(0))["status"].tolist() == ["not available"]


@pytest.mark.parametrize(("shares", "where"), [
    ([100, 100, 40], "In 2 of 3 district-and-need combinations no"),
    ([0, 40], "In every district and for every need a"),
    ([100, 100], "In no district and for no need a"),
])  # fmt: skip
def test_where_people_with_no_recourse_have_nobody_is_one_sentence(shares, where):
    gap = pd.DataFrame({"share_pct": [*shares, None], "status": ["shown"] * len(shares) + ["not available"]})
    assert no_recourse_in_words(gap)["says"].tolist() == [
        f"{where} service confirms that it accepts people with no recourse to public funds in a language "
        "they speak"
    ]
    assert no_recourse_in_words(gap.tail(1))["status"].tolist() == ["not available"]


def test_the_groups_of_victims_are_those_that_the_offices_directory_may_name():
    choices = {name: column.choices for name, column in logs.columns("services").items()}
    assert set(choices["for_whom"]) == {"any victim", *VICTIM_GROUPS}
    assert set(choices["what_for"]) == set(NEED_CATEGORIES)


def test_a_group_that_no_service_is_for_is_helped_by_those_for_any_victim():
    found = coverage_by_group(
        directory({}, {"for_whom": "hate crime", "service": "B"}), ["Wick"], DAY,
        ["Polish"], groups=["modern slavery", "hate crime"],
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
    assert languages_asked(need, directory({}), most=2) == [ENGLISH, "Polish", "Urdu"]
    assert languages_asked(need, directory({}).head(0), most=1) == ["Polish"]


def test_empty_cells_that_are_alike_have_one_row_with_all_their_names():
    matrix = coverage_matrix(
        directory({"districts": "Wick; Larkmere"}), ["Wick", "Larkmere", "Ash"], DAY,
        needs=["Finance and benefits", "Drugs and alcohol"], languages=["Polish", "Urdu", ENGLISH],
    )  # fmt: skip
    anyone = matrix[matrix["for_people"] == "anyone"]
    found = empty_cells_named(anyone)
    names = ["what_for", "districts", "languages", "cells"]
    assert found[names].values.tolist() == [
        ["Drugs and alcohol", "every district", "every language listed", 9],
        ["Finance and benefits", "Ash", "every language listed", 3],
        ["Finance and benefits", "Wick, Larkmere", "Urdu", 2],
    ]
    assert found["cells"].sum() == len(empty_cells(anyone))


def test_cells_without_a_directory_are_not_counted():
    matrix = coverage_matrix(directory({}).head(0), ["Wick"], DAY, needs=["Shelter"], languages=["Urdu"])
    found = cells_by_answer(matrix)
    assert found["status"].tolist() == ["not available"] * 2 and found["share_with_nobody_pct"].isna().all()


# People


def test_the_gap_is_summed_over_places_in_whole_people():
    need = pd.DataFrame({
        "area_name": ["Wick", "Larkmere"], "language": "Polish", "people_not_proficient": [30.0, 10.0],
        "lower": [20.0, 5.0], "upper": [40.0, 15.5], "status": "shown",
    })  # fmt: skip
    gap = access_gap(need, directory({}), DAY, needs=["Finance and benefits"])
    found = gap_by_need(gap).iloc[0]
    assert (found["people_in_need"], found["people_without_provider"]) == (40, 10)
    assert (found["lower"], found["upper"], found["share_pct"], found["met_pct"]) == (5, 16, 25, 75)
    assert found["places"] == 2


def test_without_a_directory_the_gap_of_no_need_is_known():
    need = pd.DataFrame({"area_name": ["Wick"], "language": "Polish", "people_not_proficient": [30.0]})
    gap = access_gap(need, directory({}).head(0), DAY, needs=["Finance and benefits"])
    found = gap_by_need(gap).iloc[0]
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
    found = funding_by_lot(funding_ends(services, DAY))
    assert found["ends"].tolist() == ["no lot: council, to 31 July 2026", "General, to 30 September 2026"]
    assert found["services"].tolist() == [1, 2]
    assert set(funding_ends(services, DAY)["sharing"]) == {"never (Manager, 20 May 2026)"}
    assert found["months_left"].round(1).tolist() == [1.0, 3.0]
