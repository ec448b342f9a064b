"""Duty to Notify reports, nationally: by nationality and by quarter, not a row shown."""

import pandas as pd
import pytest

import sampleshire
from analysis.release import people
from analysis.sources import nationalities
from analysis.tables.declaration import columns
from analysis.tables.people.duty_to_notify import DutyToNotify, by_nationality, counts, quarters

TABLE, NEXT = "nrm_duty_to_notify_2026_q1.csv", "nrm_duty_to_notify_2026_q2.csv"


def test_reports_are_as_they_truly_were_in_every_quarter(everywhere):
    found = people.duty_to_notify("sampleshire")
    assert list(found.columns) == columns(DutyToNotify)
    truth = sampleshire.truth()["reports"]
    truth = truth.assign(nationality=truth["nationality"].map(nationalities.written))
    truth = truth.groupby(["quarter", "nationality"])["reports"].sum()
    assert found.set_index(["quarter", "nationality"])["reports"].sort_index().to_dict() == truth.to_dict()
    assert len(quarters("sampleshire")) == 17
    assert list(counts("sampleshire").columns) == ["quarter", "nationality", "reports"]


def test_the_course_differs_from_the_tables_by_what_was_revised_since(everywhere):
    course = people.duty_to_notify_by_quarter("sampleshire").set_index("quarter")["reports"]
    tabled = people.duty_to_notify("sampleshire").groupby("quarter")["reports"].sum()
    difference = course[tabled.index] - tabled
    assert difference[difference != 0].to_dict() == {"2023-Q1": 1}


def test_each_nationality_of_two_is_counted(county):
    county(TABLE)
    found = by_nationality("sampleshire")
    rows = people.duty_to_notify("sampleshire")
    expected = sum(
        len(nationalities.named_in(text)) * count
        for text, count in zip(rows["nationality"], rows["reports"], strict=True)
    )
    assert found["reports"].sum() == expected
    assert set(found["period_end"]) == {pd.Timestamp("2026-03-31")}


def test_without_a_file_the_tables_are_empty_with_their_columns(county):
    county("ruc21_lsoa21.csv")
    assert list(people.duty_to_notify("sampleshire").columns) == columns(DutyToNotify)
    for load in (
        people.duty_to_notify,
        by_nationality,
        people.duty_to_notify_by_quarter,
        counts,
    ):
        assert not len(load("sampleshire"))


@pytest.mark.real
def test_the_real_reports_are_as_published(real, reads):
    reads(real("home-office"))
    found = people.duty_to_notify("warwickshire").groupby("quarter")["reports"].sum()
    assert found.to_dict() == {
        "2022-Q2": 1_125,
        "2022-Q3": 1_160,
        "2022-Q4": 1_307,
        "2023-Q1": 1_420,
        "2023-Q2": 1_148,
        "2023-Q3": 1_317,
        "2023-Q4": 1_044,
    }
    course = people.duty_to_notify_by_quarter("warwickshire").set_index("quarter")["reports"]
    assert (course[found.index] - found).loc[lambda change: change != 0].to_dict() == {"2022-Q2": 1}


@pytest.mark.real
def test_the_five_largest_nationalities_of_the_country(real, reads):
    reads(real("home-office"))
    found = by_nationality("warwickshire")
    found = found[~found["country"].isin(["", "GBR"])].groupby("nationality")["reports"].sum()
    assert found.nlargest(5).to_dict() == {
        "Albanian": 1_384,
        "Eritrean": 1_300,
        "Sudanese": 876,
        "Romanian": 567,
        "Chinese": 518,
    }
