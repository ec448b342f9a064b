"""Of which quarters a file is: its rows say it, and its name only where they do not."""

import datetime

import pytest

from analysis.sources import ages, inventory
from analysis.sources.catalogue import catalogue
from analysis.sources.quarters_in_rows import QUARTERS_OF
from analysis.sources.recorded_crime import HEADINGS

# As the Home Office calls it: the name has the day of its release.
NAMED = "prc-pfa-mar2013-onwards-tables-{released}.ods"


@pytest.fixture
def recorded(workbook):
    """Return a function that writes the table of recorded crime up to a quarter, a sheet a year."""

    def write(released, years):
        sheets = {}
        for year, quarters in years.items():
            rows = [
                [year.replace("_", "/"), quarter, "Warwickshire", "105A", "Assault", "Violence", "Injury", 7]
                for quarter in range(1, quarters + 1)
            ]
            codes = ["Financial Year", "Financial Quarter", "Force Name", "Offence Code"]
            order = [*codes, *[name for name in HEADINGS if name not in codes]]
            sheets[year] = [order, *rows]
        return workbook(sheets, NAMED.format(released=released))

    return write


def found(file):
    (item,) = inventory.scan(file.path.parent).files
    return item


def test_recorded_crime_ages_by_its_rows_though_names_say_the_release_alone(recorded):
    item = found(recorded("230426", {"2024_25": 4, "2025_26": 3}))
    assert (item.period, item.begins, item.until) == ("2025/26", "2024-Q2", "2025-Q4")
    card = catalogue()["recorded_crime"]
    assert ages.state(card, item.until, datetime.date(2026, 7, 31)) == "current"
    assert ages.state(card, item.until, datetime.date(2026, 8, 1)) == "late"
    assert ages.state(card, item.until, datetime.date(2027, 2, 1)) == "too old"


def test_the_newer_edition_of_a_table_that_grows_takes_the_place_of_the_older(recorded):
    recorded("230426", {"2024_25": 4, "2025_26": 3})
    newer = recorded("230726", {"2024_25": 4, "2025_26": 4})
    scanned = inventory.scan(newer.path.parent)
    assert [item.file.path.name for item in scanned.files] == [newer.path.name]
    assert [older.until for older, _ in scanned.replaced] == ["2025-Q4"]


def test_a_file_that_goes_on_after_the_quarter_is_read_for_what_came_before(recorded, monkeypatch):
    file = recorded("230726", {"2024_25": 4, "2025_26": 4})
    kept = inventory._scan_as_of(file.path.parent, "2025-Q2", ())
    assert [item.until for item in kept.files] == ["2026-Q1"]
    assert not inventory._scan_as_of(file.path.parent, "2024-Q1", ()).files


def test_every_card_whose_rows_say_the_quarter_has_it_from_them(sampleshire_folder):
    files = inventory.scan(sampleshire_folder).files
    of_rows = [item for item in files if item.card_id in QUARTERS_OF]
    assert {item.card_id for item in of_rows} == set(QUARTERS_OF)
    assert all(item.begins and item.ends for item in of_rows)


def test_a_title_of_a_workbook_that_says_the_quarter_wins_over_the_name(workbook):
    card = catalogue()["nrm_workbook"]
    title = "Table 1: National Referral Mechanism referrals, Quarter 3 2025"
    file = workbook({"1": [[title]]}, "national-referral-mechanism-statistics-uk-quarter-4-2025.xlsx")
    assert inventory._period(card, file, [title]) == "2025-Q3"
    assert inventory._period(card, file, ["Contents"]) == "2025-Q4"
