"""Safe reporting routes: each says whom it tells, who said so and when; none invented for a real place."""

import pandas as pd
import pytest

from analysis import settings, tables
from analysis.extracts import logs
from analysis.measures.services import enforcement, reporting_routes
from analysis.tables.declaration import columns
from analysis.tables.people.reference import LOCAL, SHARING, UNSURE, SafeReportingRoutes
from analysis.tables.people.reference import NATIONAL_ROUTE as NATIONAL
from analysis.tables.people.reference import ROUTES as FILE
from tests.sources.refusals import refusal

SHARES, SAID_BY, SAID_ON = "shares_with_enforcement", "sharing_said_by", "sharing_said_on"
GOOD = {
    "area": "kent", "route": "The counter", "kind": "partner who reports", "offers": "It can.",
    SHARES: "never", SAID_BY: "Manager", SAID_ON: "2026-05-20", "source": "A report",
    "stated_on": "2026-01-01", "verified_on": "",
}  # fmt: skip


@pytest.fixture
def read(in_reference):
    """Return a function that reads the routes of Kent from a file of one row, the good one with changes."""

    def write_and_read(**changes):
        in_reference(FILE, pd.DataFrame([GOOD | changes]).to_csv(index=False))
        return tables.people.safe_reporting_routes("kent")

    return write_and_read


def test_every_route_has_its_source_and_day_and_no_more_is_claimed():
    found = tables.people.safe_reporting_routes("warwickshire")
    assert list(found.columns) == columns(SafeReportingRoutes)
    assert found["source"].str.len().gt(20).all() and found["stated_on"].notna().all()
    assert not (found["verified_on"] < found["stated_on"]).any()
    own = found[found["reach"] == "local"]
    assert own["source"].str.contains("super-complaint").all() and own["verified_on"].isna().all()
    assert list(own.loc[own["kind"] == "no such route", "route"].str.contains("insecure")) == [True]
    assert list(own.loc[own["kind"] == "anonymous report", "route"].str.contains("SARC")) == [True]
    # It says that the police share details, and that councils report to the police; of the rest nothing.
    own = found[(found["reach"] == "local") & (found["kind"] != "no such route")]
    may = own[SHARES] == "may"
    assert sorted(own.loc[may, "route"]) == [
        "Local authorities within the county",
        "Safer Neighbourhood Teams",
    ]
    assert set(own.loc[~may, SHARES]) == {"not known"}
    assert own[SAID_BY].str.startswith("the response to the super-complaint").all()
    assert set(own[SAID_ON]) == {pd.Timestamp("2021-11-29")}


@pytest.mark.parametrize(
    ("area", "missing"), [("warwickshire", {"TARA", "BAWSO", "New Pathways"}), ("gwent", {"TARA"})]
)
def test_a_body_that_works_in_another_nation_alone_is_no_route_of_an_area(area, missing):
    everything = pd.read_csv(settings.data("reference", FILE))
    national = set(everything.loc[everything["kind"] == "modern slavery first responder", "route"])
    assert len(national) == 10
    found = tables.people.safe_reporting_routes(area)
    assert national - set(found["route"]) == missing


def test_of_national_routes_those_that_say_that_they_work_here_stand_apart():
    found = tables.people.safe_reporting_routes("kent")
    assert found["reach"].value_counts().to_dict() == {NATIONAL: 4, UNSURE: 3}
    assert found.loc[found["reach"] == NATIONAL, "source"].str.contains("where it works: ").all()
    assert set(found[SHARES]) == {"not known"}


def test_sampleshire_has_invented_routes_alone_without_number_or_address():
    found = tables.people.safe_reporting_routes("sampleshire")
    assert set(found["source"]) <= {"Invented for Sampleshire", "The office's own list of routes"}
    assert set(found["reach"]) == {"local"}
    # None says that it shares: such routes have tests of their own.
    assert set(found[SHARES]) == set(SHARING) - {"shares"}
    everything = pd.read_csv(settings.data("reference", FILE))
    assert set(everything.loc[everything["source"].str.contains("Invented"), "area"]) == {"sampleshire"}
    # Numbers change: the people who make the material look them up on the day.
    assert not everything["offers"].str.contains(r"\d{3}|@|www|http", regex=True).any()


NOBODY_ASKED = {SHARES: "not known", SAID_BY: "", SAID_ON: ""}
REFUSED = {
    "no day": ({"stated_on": "yesterday"}, 'row 2: found "yesterday": stated_on needs a day as 2026-05-20'),
    "no day at all": ({"stated_on": ""}, 'column "stated_on"'),
    "checked soon": ({"verified_on": "soon"}, 'found "soon": verified_on needs a day'),
    "no source": ({"source": ""}, 'column "source"'),
    "another answer": ({SHARES: "sometimes"}, f'column "{SHARES}", row 1: found "sometimes"'),
    "never, says nobody": ({SAID_BY: "", SAID_ON: ""}, "not who said so or on which day"),
    "never, on no day": ({SAID_ON: ""}, "not who said so or on which day"),
    "a day of nobody": ({SHARES: "not known", SAID_BY: ""}, "not who said so or on which day"),
    "no such place": ({"area": "kentt"}, "\"area\": found 'kentt', expected the short name of a police"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_row_that_does_not_say_who_said_what_and_when_is_refused(read, case):
    changes, says = REFUSED[case]
    assert len(read()) == len(read(**NOBODY_ASKED)) == 1
    assert says in refusal(read, **changes)


def test_the_answers_are_the_same_in_the_directory_the_routes_and_the_measures():
    choices = logs.columns("services")[SHARES].choices
    assert choices == SHARING == enforcement.ANSWERS
    assert (LOCAL, NATIONAL, UNSURE) == reporting_routes.REACHES
