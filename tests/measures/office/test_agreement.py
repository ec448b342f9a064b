"""Sources that give one quantity: what agrees within its definitions, and what contradicts itself."""

import pandas as pd
import pytest

from analysis import measures
from tests.measures.services import rows

MONTHS = pd.date_range("2025-04-01", periods=4, freq="QS")
NONE = {
    "revisions": pd.DataFrame(columns=["year_ending", "publication", "edition", "offences"]),
    "contracts": pd.DataFrame(columns=["lot", "provider", "ends_on", "directory_says", "services"]),
    "routes": pd.DataFrame(columns=["route", "hours", "languages"]),
    "services": pd.DataFrame(columns=["service", "hours", "languages"]),
}
NOTHING = pd.DataFrame(columns=["period_start", "offence_group", "kind", "offences"])
NOWHERE = pd.DataFrame(columns=["period", "offence", "offences", "status"])


def compared(recorded=NOTHING, by_partnership=NOWHERE, **given):
    return measures.office.sources_compared(recorded, by_partnership, **NONE | given, as_of=rows.DAY)


def crime(each, quarters=4):
    rows = pd.DataFrame({"period_start": MONTHS[:quarters], "offences": each})
    return rows.assign(offence_group="Sexual offences", kind="recorded crime")


def partnerships(*counts, period="year ending March 2026"):
    rows = pd.DataFrame({"offences": counts, "offence": "Sexual offences", "status": "shown"})
    return rows.assign(period=period)


@pytest.mark.parametrize(("other", "agree"), [(392, "yes"), (391, "no"), (408, "yes"), (409, "no")])
def test_crime_of_one_year_may_differ_by_one_in_fifty(other, agree):
    (row,) = compared(crime(100), partnerships(other - 200, 200)).to_dict("records")
    assert row["quantity"] == "Sexual offences, year ending March 2026"
    assert (row["one_says"], row["other_says"], row["agree"]) == ("400", f"{other}", agree)


@pytest.mark.parametrize(("offences", "agree"), [((41_411, 41_443), "yes"), ((400, 395, 391), "no")])
def test_a_year_that_is_published_several_times_is_compared(offences, agree):
    """41,411 stood beside 41,443, and the question whether two sources agree had no answer."""
    several = pd.DataFrame({"offences": offences, "year_ending": "2018-03", "publication": "Published"})
    several["edition"] = [f"file {offence}" for offence in offences]
    (row,) = compared(revisions=several).to_dict("records")
    assert row["quantity"] == "Total recorded crime (excluding fraud), year ending March 2018"
    assert (row["one_says"], row["other_says"]) == (f"{min(offences):,}", f"{max(offences):,}")
    assert (row["one_source"], row["agree"]) == (f"file {min(offences)}", agree)


def test_another_year_and_a_year_that_is_not_whole_are_not_compared():
    assert compared(crime(100, quarters=3), partnerships(900)).empty
    assert compared(crime(100), partnerships(900, period="year ending March 2025")).empty
    assert compared(crime(100), partnerships(900).assign(status="not available")).empty


def test_a_contract_with_two_last_days_and_a_route_with_two_hours_come_first():
    ends = pd.Timestamp("2026-09-30")
    contract = {"lot": "Children", "provider": "Kindle", "ends_on": ends, "services": 1}
    contracts = pd.DataFrame([contract | {"directory_says": said} for said in (None, "31 March 2027")])
    line = {"languages": "English; Polish"} | rows.NOBODY
    routes = pd.DataFrame([line | {"route": "Line", "hours": "day and night"}])
    services = rows.directory(line | {"service": "line", "languages": "Polish; English"})
    found = compared(contracts=contracts, routes=routes, services=services)
    assert found[["quantity", "agree"]].values.tolist() == [
        ["Last day of the contract of Kindle (Children)", "no"],
        ["Hours of Line", "no"],
        ["Last day of the contract of Kindle (Children)", "yes"],
        ["Languages of Line", "yes"],
    ]
    assert found.loc[0, "other_says"] == "31 March 2027"
    # A contract of which the directory lists no service is in one list alone.
    assert compared(contracts=contracts.assign(services=0)).empty


@pytest.mark.parametrize(("route", "listed", "agree"), [
    ({}, {rows.SHARES: "may"}, ["no"]),
    ({rows.SHARES: "may"}, {}, ["no"]),
    ({}, {}, ["yes"]),
    # Nobody's answer, and one that was given after the day, contradict nothing.
    ({}, rows.NOBODY, []),
    ({}, {rows.SHARES: "may", rows.SAID_ON: pd.Timestamp("2026-07-01")}, []),
    ({}, {rows.SHARES: "may", "service": "Other", "organisation": "Other"}, []),
    ({"route": "LANTERN"}, {rows.SHARES: "may"}, ["no"]),
])  # fmt: skip
def test_two_answers_on_sharing_details_are_told(route, listed, agree):
    """The less safe answer counted, "may" for "never" on the same day, and nobody was told of the other."""
    routes = pd.DataFrame([rows.ROUTE | {"hours": None, "languages": None} | route])
    found = compared(routes=routes, services=rows.directory(listed))
    found = found[found["quantity"].str.startswith("What ")]
    assert found["agree"].tolist() == agree
    if agree == ["no"]:
        answers = {*found["one_says"], *found["other_says"]}
        assert answers == {"never (Manager, 20 May 2026)", "may (Manager, 20 May 2026)"}
