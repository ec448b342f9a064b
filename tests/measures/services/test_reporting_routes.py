"""The safe reporting routes: which may be offered first, who answers, and where people may drop out."""

import pandas as pd
import pytest

from analysis.measures.services.reporting_routes import police_routes, routes_in_words
from tests.measures.services.rows import ENGLISH, NOBODY, SAID_ON, SHARES, directory, pathway

NOT_SUPPLIED = "next steps were not supplied for this edition"
SUPPLIED = pd.DataFrame({"route": ["Line"]})  # that the office has a list of its own


def test_a_route_is_answered_by_the_service_or_the_organisation_of_its_name():
    tie = ("Lantern", "Hub", "nothing: the person is told where to go")
    found = pathway({}, {"route": "LANTERN"}, {"route": "Elsewhere"}, ties=[tie])
    answered = ["English; Polish", "Hub (nothing: the person is told where to go)", "nowhere known"]
    nobody = ["not stated", "not stated", f"its languages, hours and {NOT_SUPPLIED}"]
    columns = ["languages", "passes_on_to", "where_it_drops"]
    assert found[columns].values.tolist() == [answered, answered, nobody]


FAR, UNSURE = {"reach": "national"}, {"reach": "national, not known whether it serves the area"}
ASK = "ask whether it shares details with immigration enforcement"


def test_a_safe_route_names_those_whom_it_passes_people_on_to_and_who_may_share():
    others = [("Hub", {SHARES: "may"}), ("Old", {SAID_ON: pd.Timestamp("2025-06-29")}), ("Safe", {})]
    services = directory({}, *({"organisation": name, "service": name} | change for name, change in others))
    ties = [("Lantern", name, "with the person's consent") for name in ("Hub", "Unlisted", "Old", "Safe")]
    found = pathway({}, {"route": "HUB", SHARES: "may"}, services=services, ties=ties)
    safe, may = found.set_index("route").loc[["Line", "HUB"], "sharing"]
    assert safe == (
        "never (Manager, 20 May 2026); passes people on to Hub (may), Unlisted (not known) and Old (not "
        "asked for a year)"
    )
    assert may == "may (Manager, 20 May 2026)"


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
def test_only_a_checked_route_that_needs_consent_to_share_may_come_first(change, offer, to_do):
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


@pytest.mark.parametrize(("shared", "offer", "to_do"), [
    ("without asking, by law or policy", "not first", "agree that it passes nobody on without asking"),
    ("unknown", "not first", "agree that it passes nobody on without asking"),
    ("with the person's consent", "not first",
     "agree with those that it passes details on to that they share nothing without consent"),
    ("nothing: the person is told where to go", "may be offered first",
     "tell people what the next organisation may share, before they are passed on"),
])  # fmt: skip
def test_a_route_that_passes_people_on_unasked_is_never_first(shared, offer, to_do):
    found = pathway({}, ties=[("Lantern", "Hub", shared)]).iloc[0]
    assert (found["offer"], found["to_do"]) == (offer, to_do)
    assert "passes people on to Hub (not known)" in found["sharing"]


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


OLD = {"stated_on": pd.Timestamp("2021-11-29"), "verified_on": pd.NaT}
NO_FIRST = "No route is known to be safe, so none may be offered first: ask before anybody is sent to one. "
WAS = "checked within a year"


@pytest.mark.parametrize(("routes", "local", "others"), [
    ([{"kind": "no such route"}], "No local reporting route is recorded",
     "Not to be promised, because it is said not to exist: R0 (said on 5 January 2026)."),
    ([OLD, OLD, FAR | NOBODY, FAR | OLD, UNSURE],
     "No local reporting route has been checked since November 2021",
     f"{NO_FIRST}2 national routes serve this area; 1 was {WAS}. "
     "Nobody has said whether one more national route serves it."),
    ([{}], f"The only local reporting route was {WAS} and may be offered first",
     "No national route is listed for this edition."),
    ([{}, FAR | {"stated_on": pd.Timestamp("2026-07-01"), "verified_on": pd.NaT}],
     f"The only local reporting route was {WAS} and may be offered first",
     "Which national routes serve this area was looked up after the day of this edition."),
    ([NOBODY, FAR], f"The only local reporting route was {WAS} and is not known to be safe",
     f"One national route serves this area; it was {WAS}."),
    ([NOBODY, OLD, FAR | OLD, UNSURE, UNSURE],
     f"1 of 2 local reporting routes was {WAS}; it is not known to be safe",
     f"{NO_FIRST}One national route serves this area; it has not been {WAS}. "
     "Nobody has said whether 2 more national routes serve it."),
    ([{}, {}, NOBODY, FAR, FAR], f"3 of 3 local reporting routes were {WAS}; 2 may be offered first",
     f"2 national routes serve this area; 2 were {WAS}."),
    ([{}, NOBODY, OLD, FAR | OLD, FAR | OLD],
     f"2 of 3 local reporting routes were {WAS}; 1 may be offered first",
     f"2 national routes serve this area; no route was {WAS}."),
])  # fmt: skip
def test_the_sentences_on_routes_read_well_for_none_one_and_many(routes, local, others):
    found = pathway(*({"route": f"R{at}"} | change for at, change in enumerate(routes)))
    said = routes_in_words(found, SUPPLIED).iloc[0]
    assert (said["local"], said["others"]) == (local, others)


@pytest.mark.parametrize(("routes", "says"), [
    (["Line"], "Each route, who answers there, and where people may drop out"),
    (["Line", "B"], "For 1 route of 2 it is not written down who answers in which language"),
    (["Line", "B", "C"], "For 2 routes of 3 it is not written down who answers in which language"),
    (["B"], "For no route is it written down who answers in which language"),
])  # fmt: skip
def test_where_nobody_wrote_down_who_answers_it_is_said_of_how_many(routes, says):
    found = pathway(*({"route": name} for name in routes))
    assert routes_in_words(found, SUPPLIED)["answered"].tolist() == [says]


@pytest.mark.parametrize(("routes", "local"), [
    ([OLD], "1 local reporting route was named by November 2021"),
    ([OLD, OLD], "2 local reporting routes were named by November 2021"),
])  # fmt: skip
def test_without_the_offices_list_it_is_not_said_that_nobody_checked(routes, local):
    """No file was supplied, and the report said that no route had been checked since 2021."""
    found = pathway(*({"route": f"R{at}"} | change for at, change in enumerate(routes)))
    said = routes_in_words(found, SUPPLIED.head(0)).iloc[0]
    assert said["local"] == f"{local}; no list of checked routes was supplied for this edition"
    assert said["answered"] == "What each route offers; no list of who answers was supplied for this edition"


def test_999_and_101_are_always_listed_with_the_policy_that_the_force_has_stated():
    """Without a log the tables of routes had neither the police nor what the police share."""
    columns = ["recommendations", "kind", "says", "body", "stated_on"]
    promised = pd.DataFrame(
        [("4", "promised", "Routes are checked.", "Police", pd.Timestamp("2025-11-20")),
         ("1; 4", "stated as done", "Nothing is shared on a doubt.", "Police", pd.Timestamp("2025-11-20"))],
        columns=columns,
    )  # fmt: skip
    found = police_routes(promised)
    assert found["route"].tolist() == ["999", "101, or any police officer"]
    assert set(found["sharing"]) == {
        "may. The force says: Nothing is shared on a doubt (Police, 20 November 2025)"
    }
    (unknown,) = set(police_routes(promised.head(1))["sharing"])
    assert unknown == "may (the force's own policy was not supplied for this edition)"
    assert set(pathway({}).columns) >= set(found.columns)


def test_what_the_office_wrote_of_a_route_counts_before_the_directory():
    told = {"languages": f"{ENGLISH}; Urdu", "hours": "by appointment"}
    found = pathway({}, told, told | {"route": "Elsewhere"}, {"route": "Alone", "languages": ENGLISH})
    assert found["languages"].tolist() == ["English; Polish", "English; Urdu", "English; Urdu", "English"]
    assert found["hours"].tolist() == ["office hours", "by appointment", "by appointment", "not stated"]
    nowhere = f"its {NOT_SUPPLIED}"
    assert found["where_it_drops"].tolist()[2:] == [nowhere, f"{nowhere}; English alone"]


@pytest.mark.parametrize(("change", "drops"), [
    ({"languages": ENGLISH}, "English alone and no interpreter"),
    ({"languages": ENGLISH, "interpreters": "yes"}, "English alone, with an interpreter"),
    ({"accepts_no_recourse": "unknown"}, "it does not say that it helps people with no recourse"),
])  # fmt: skip
def test_where_people_drop_is_said(change, drops):
    (found,) = pathway({}, services=directory(change))["where_it_drops"]
    assert found == f"{drops}; it is not known whom it passes people on to"


CONSENT, TOLD = "with the person's consent", "nothing: the person is told where to go"


@pytest.mark.parametrize(("ties", "offer"), [
    ([("Lantern", "Hub", CONSENT), ("Hub", "Safe", CONSENT)], "may be offered first"),
    # Lantern asked and passed people to a hub that passed them on without asking, and was offered first.
    ([("Lantern", "Hub", CONSENT), ("Hub", "Safe", "without asking, by law or policy")], "not first"),
    ([("Lantern", "Hub", CONSENT), ("Hub", "Counter", CONSENT)], "not first"),
    ([("Lantern", "Hub", CONSENT), ("Hub", "Nobody asked", CONSENT)], "not first"),
    ([("Lantern", "Hub", CONSENT), ("Hub", "Counter", TOLD)], "may be offered first"),
    ([("Lantern", "Hub", CONSENT), ("Hub", "Safe", CONSENT), ("Safe", "Counter", CONSENT)],
     "may be offered first"),
])  # fmt: skip
def test_what_the_next_but_one_shares_decides_whether_a_route_comes_first(ties, offer):
    others = [("Hub", {}), ("Safe", {}), ("Counter", {SHARES: "may"})]
    services = directory({}, *({"organisation": name, "service": name} | change for name, change in others))
    found = pathway({}, services=services, ties=ties).iloc[0]
    assert found["offer"] == offer
    assert offer == "may be offered first" or found["to_do"].startswith("agree with those that it passes")


@pytest.mark.parametrize(("change", "says"), [
    ({SHARES: "may"}, "Far, further on, may share what it is told"),
    ({SHARES: "shares"}, "Far, further on, shares what it is told"),
    (NOBODY, "nobody has said whether Far, further on, shares what it is told"),
    ({SAID_ON: pd.Timestamp("2025-06-29")},
     "nobody has said within a year whether Far, further on, shares what it is told"),
    ({"organisation": "Another"}, "nobody has said whether Far, further on, shares what it is told"),
])  # fmt: skip
def test_that_nobody_has_said_is_not_that_somebody_may_share(change, says):
    far = {"organisation": "Far", "service": "Far"} | change
    services = directory({}, {"organisation": "Hub", "service": "Hub"}, far)
    ties = [("Lantern", "Hub", CONSENT), ("Hub", "Far", CONSENT)]
    (sharing,) = pathway({}, services=services, ties=ties)["sharing"]
    assert sharing == f"never (Manager, 20 May 2026); {says}"


def test_a_referral_into_the_national_mechanism_is_a_hop_to_the_home_office():
    found = pathway({"kind": "modern slavery first responder"}).iloc[0]
    assert found["offer"] == "not first" and "goes to the Home Office" in found["sharing"]


@pytest.mark.parametrize(("ends", "says"), [
    ("2026-12-31", "its money ends on 31 December 2026"), ("2027-01-01", "not stated"),
    ("2026-06-29", "its money ended on 29 June 2026"), (None, "not stated"),
])  # fmt: skip
def test_a_route_whose_money_ends_within_two_quarters_says_so(ends, says):
    services = directory({"funded_until": pd.Timestamp(ends) if ends else pd.NaT})
    found = pathway({}, services=services).iloc[0]
    assert found["money_ends"] == says
    assert (says in found["where_it_drops"]) == (says != "not stated")


def test_each_service_of_a_route_whose_money_ends_is_named():
    """A route lost its advocates in September, and was said to end "nowhere known"."""
    services = directory(
        {"service": "Advocates", "funded_until": pd.Timestamp("2026-09-30")},
        {"service": "Telephone", "funded_until": pd.Timestamp("2026-08-31")},
        {"service": "Visits", "funded_until": pd.Timestamp("2028-03-31")},
        {"service": "Advice"},
    )
    (said,) = pathway({"route": "Lantern"}, services=services)["money_ends"]
    assert said == (
        "the money of its “Telephone” ends on 31 August 2026; the money of its “Advocates” ends on 30 "
        "September 2026"
    )
