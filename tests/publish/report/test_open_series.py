"""Open figures about few people: as published or hidden, pooled, kept and attacked as the victims' are."""

import importlib
import shutil

import pandas as pd
import pytest

from analysis import tables
from analysis.errors import InputError
from analysis.publish.report import publishing, verify
from analysis.release import solve
from analysis.sources import checks, inventory
from sampleshire import STAMP
from tests.publish.report.an_edition import Office, only_these_tables, tabulation

# The module: the package has its `load` under that name.
referrals = importlib.import_module("analysis.tables.people.referrals")
ADULT, CHILD = "Adult (18 or over)", "Child (17 or under)"
REFERRED = {"source": "nrm_referrals", "periods": "up to three years"}
LISTED = {
    one.name: one
    for one in (
        tabulation("referrals_by_nationality", by=("nationality",), policy="modern_slavery", **REFERRED),
        tabulation("referrals_by_gender", by=("gender",), policy="as_published", **REFERRED),
        tabulation("people_on_asylum_support_by_district", "asylum_support", policy="as_published"),
    )
}
QUARTERS = [f"{year}-Q{number}" for year in (2024, 2025, 2026) for number in (1, 2, 3, 4)]


@pytest.fixture
def office(tmp_path, sampleshire_folder, monkeypatch):
    """Return an office with Sampleshire's invented Home Office files."""
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    for path in (sampleshire_folder / STAMP, *sampleshire_folder.glob("home-office/*")):
        shutil.copy(path, inputs)
    only_these_tables(monkeypatch, LISTED)
    # Every build would check again, file by file, what tests/test_cli.py checks.
    monkeypatch.setattr(checks, "looked_over", lambda *_: ({}, ()))
    yield Office(tmp_path, inputs)
    inventory.forget()


@pytest.fixture
def referred(monkeypatch):
    """Return a function that sets how many were referred a quarter: Albanian adults, two Polish children."""

    def sets(adults, until="2025-Q4", **changed):
        rows = [
            (quarter, nationality, group, gender, "Labour", number)
            for quarter in QUARTERS
            if quarter <= until
            for nationality, group, gender, number in (
                ("Albanian", ADULT, "Male", changed.get(quarter.replace("-", "_"), adults)),
                ("Polish", CHILD, "Female", 1 if quarter.endswith("Q1") else 0),
            )
            if number
        ]
        frame = referrals.with_groups(pd.DataFrame(rows, columns=["quarter", *referrals.FIELDS, "referrals"]))
        monkeypatch.setattr(referrals, "counts", lambda area: frame)
        monkeypatch.setattr(referrals, "quarters", lambda area: [one for one in QUARTERS if one <= until])

    return sets


def cells(document, name="referrals_by_nationality"):
    return {labels[0]: value for _, labels, value in document["tabulations"][name]["cells"]}


def pool(document, name="referrals_by_nationality"):
    ((label, quarters),) = document["tabulations"][name]["periods"].items()
    return label, quarters


def test_sampleshires_own_files_are_solved_published_attacked_and_kept(office):
    document = office.publishes("first", "2026-Q1")
    label, quarters = pool(document)
    assert label == "three years ending 2026-Q1" and len(quarters) == 12
    stock = "people_on_asylum_support_by_district"
    assert pool(document, stock) == ("2026-Q1", ["2026-Q1"]), "it is shown for the newest quarter alone"
    hidden, shown = cells(document), cells(document, "referrals_by_gender")
    assert "[c]" in hidden.values() and "[c]" not in shown.values()
    assert not [value for value in hidden.values() if isinstance(value, int) and 0 < value < 10]
    assert hidden["Total"] == shown["Total"] and "[c]" not in cells(document, stock).values()
    lines, safe = verify.attacked_reports(office.reports)
    assert safe and "over 1 edition," in lines[0]
    assert document["tabulations"]["referrals_by_gender"]["supplier"] == ""
    # What was counted is kept by series, for its owner alone, and handed on to what chapters count from.
    assert set(office.ledger().entries[0]["counts"]) == {"nrm_referrals", "asylum_support"}
    kept = solve.in_force(office.ledger(), {"edition": "draft"})
    assert set(kept) == {"nrm_referrals", "asylum_support"} and "2026-Q1" in kept["nrm_referrals"]
    files = sorted(office.local.rglob("*.csv"))
    assert {path.parent.name for path in files} == {"nrm_referrals", "asylum_support"}
    for path in (*files, *(path.parent for path in files)):
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_a_pool_says_of_how_many_quarters_it_is_and_ends_where_the_table_does(office, referred):
    referred(4)
    document = office.builds("first", "2026-Q2")
    label, quarters = pool(document)
    assert document["as_of"] == "2026-Q2"
    assert (label, quarters[0], quarters[-1]) == ("eight quarters ending 2025-Q4", "2024-Q1", "2025-Q4")
    assert cells(document) == {"Albanian": "[c]", "Polish": "[c]", "Total": 34}, "32, hidden with the two"
    assert cells(document, "referrals_by_gender") == {"Female": 2, "Male": 32, "Total": 34}


def test_an_edition_without_an_as_of_quarter_is_published_as_it_was_built(office, referred):
    """The build let each series end with its own newest quarter, and publishing with the newest of all."""
    referred(4, until="2025-Q3")
    document = office.builds("first", None)
    assert document["as_of"] == "2026-Q2" and pool(document)[0].endswith("ending 2025-Q3")
    publishing.publish("first", "sampleshire", **office.places)
    assert office.ledger().editions == ["first"]


def test_what_differs_from_what_was_built_is_named(office, referred):
    referred(4)
    office.builds("first", "2026-Q2")
    referred(5)
    says = "changed since it was built: referrals_by_gender, referrals_by_nationality"
    with pytest.raises(InputError, match=says):
        publishing.publish("first", "sampleshire", **office.places)


def test_the_next_edition_shows_the_same_pool_until_a_year_has_gone(office, referred):
    referred(4)
    first = office.publishes("first", "2026-Q1")
    referred(4, "2026-Q3")
    again = office.publishes("again", "2026-Q3")
    assert pool(again) == pool(first) and cells(again) == cells(first)
    referred(4, "2026-Q4")
    last = office.publishes("last", "2026-Q4")
    assert pool(last)[0] == "three years ending 2026-Q4"
    lines, safe = verify.attacked_reports(office.reports)
    assert safe and "3 editions" in lines[0]


def test_a_series_is_revised_as_the_victims_are(office, referred):
    referred(4)
    office.publishes("first", "2025-Q4")
    referred(4, **{"2025_Q4": 9})
    last = office.publishes("last", "2025-Q4", revise="nrm_referrals", reason="The Home Office did.")
    assert last["revised"] == {"nrm_referrals": {"2025-Q4": "last"}}
    assert cells(last, "referrals_by_gender")["Total"] == 4 * 8 + 2 + 5
    assert verify.attacked_reports(office.reports)[1]


def test_a_quarter_that_was_published_and_then_revised_stays_as_it_was(office, referred):
    referred(4)
    office.publishes("first", "2025-Q4")
    referred(4, "2026-Q4", **{"2025_Q4": 9})
    document = office.publishes("last", "2026-Q4")
    assert cells(document, "referrals_by_gender")["Total"] == 4 * 12 + 3
    with office.in_a_chapter("last"):
        counts = tables.released("referrals_by_gender", "sampleshire", gender="Total")
        assert counts["referrals"].tolist() == [4 * 12 + 3]


def test_a_chapter_reads_what_was_released_and_cites_its_publisher(office, referred):
    referred(9)
    office.builds("first", "2025-Q4")
    with office.in_a_chapter("first"):
        shown = tables.released("referrals_by_gender", "sampleshire")
        assert shown["referrals"].tolist() == [2, 72]
        hidden = tables.released("referrals_by_nationality", "sampleshire")
        assert set(hidden["status"]) == {"suppressed"} and hidden["referrals"].isna().all()
        (source,) = tables.cards("sampleshire")("referrals_by_nationality")
    assert (source.id, source.publisher) == ("nrm_referrals", "Home Office")
    assert (source.periods, source.missing) == (("eight quarters ending 2025-Q4",), ())


def test_without_files_or_of_under_four_quarters_a_series_is_not_available(office, referred):
    inputs = office.places["inputs"]
    for path in [*inputs.rglob("nrm_referrals*"), *inputs.rglob("national-referral-mechanism*")]:
        path.unlink()
    document = office.builds("first", "2026-Q1")
    assert set(cells(document).values()) <= {"[x]"}
    assert "[x]" not in cells(document, "people_on_asylum_support_by_district").values()
    referred(9, until="2024-Q3")
    assert set(cells(office.builds("first", "2025-Q4")).values()) == {"[x]"}
