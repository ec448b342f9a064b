"""Crime Survey indicators: percentages as published, and nothing read that the publisher withheld."""

import functools

import pandas as pd
import pytest

from analysis.sources import survey_indicators
from analysis.sources.files import SourceFile
from tests.sources import refusals

HEADINGS = (
    "Year,Series,Units,Type of partner abuse,Abuse sub-category,Age,Region,Unit multiplier,"
    "Observation status,GeoCode,Value"
)


def line(value="4.7", year="2021/22", kind="", part="", age="", region="", status="Normal value", code="",
         unit="Percentage (%)"):  # fmt: skip
    cells = [year, "Women aged 16 and over", unit, kind, part, age, region, "Units", status, code, value]
    return ",".join(f'"{cell}"' for cell in cells)


@pytest.fixture
def write(given):
    """Return a function that writes an indicator as the publisher does: with CRLF."""

    def write(*lines, headings=HEADINGS, name="indicator_5-2-1.csv"):
        return given("\r\n".join([headings, *lines]) + "\r\n", name)

    return write


def read(file):
    return survey_indicators.survey_indicator(file).frame


refusal = functools.partial(refusals.refusal, survey_indicators.survey_indicator)


def test_a_blank_means_all_and_what_splits_is_named(write):
    found = read(
        write(
            line(),
            line("1.2", kind="Non-sexual", part="Force"),
            line("9.1", age="16 to 19"),
            line("5.0", region="West Midlands", code="E12000005"),
        )
    )
    assert found[["kind", "people", "region_code", "share_pct"]].values.tolist() == [
        ["all kinds", "everybody", "", 4.7],
        ["Non-sexual: Force", "everybody", "", 1.2],
        ["all kinds", "Age: 16 to 19", "", 9.1],
        ["all kinds", "everybody", "E12000005", 5.0],
    ]
    assert set(found["indicator"]) == {"survey_partner_abuse"}


@pytest.mark.parametrize(
    ("status", "value", "state", "reason"),
    [
        ("Normal value", "4.5", "shown", ""),
        ("Normal value", "0.0", "shown", ""),
        ("Normal value", "", "not available", "no figure for this year"),
        ("Missing value", "", "not available", "no figure for this year"),
        ("Missing data", "", "not available", "no figure for this year"),
        ("Missing value; suppressed", "", "suppressed", "fewer than 50 people were asked"),
        ("Missing value; suppressed", "78.5", "suppressed", survey_indicators.MARKED),
    ],
)
def test_a_cell_is_a_number_or_says_why_it_is_none(write, status, value, state, reason):
    found = read(write(line(), line(value, status=status, age="16 to 19"))).iloc[1]
    assert (found["status"], found["reason"]) == (state, reason)
    assert pd.isna(found["share_pct"]) if state != "shown" else found["share_pct"] == float(value)


@pytest.mark.parametrize("value", ["0", "100", "1.5e-05"])
def test_both_ends_of_a_percentage_and_years_put_together_are_read(write, value):
    found = read(write(line(value, year="2018 to 2020")))
    assert found[["year", "share_pct"]].values.tolist() == [["2018 to 2020", float(value)]]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        *(([line(), line(value, age="16 to 19")],
           f'column "Value", row 3: found "{value}", expected a percentage from 0 to 100')
          for value in ("-0.1", "100.1", "4,7", "n/a")),
        ([line("303", unit="Number")], 'column "Units", row 2: found "Number"'),
        *(([line(year=year)], f'column "Year", row 2: found "{year}"')
          for year in ("2021", "2021/23", "21/22", "2020 to 2018")),
        ([line(), line("4.8")], "appears in row 2 too"),
        ([line(status="Normal values")], 'column "Observation status", row 2: found "Normal values"'),
        *(([line(region=region, code=code)], 'column "GeoCode", row 2')
          for region, code in (("West Midlands", ""), ("", "E12000005"), ("Wick", "E07000222"))),
    ],
)  # fmt: skip
def test_a_row_that_is_not_as_published_is_refused(write, lines, said):
    assert said in refusal(write(*lines))


def test_a_new_heading_and_another_indicator_are_refused(write):
    said = refusal(write(line() + ",1", headings=HEADINGS + ",Lower limit"))
    assert 'heading "Lower limit" is new' in said
    file = write("2021,,303", headings="Year,Sex,Value", name="indicator_16-2-2.csv")
    assert 'heading "Observation status" is missing' in refusal(file)


@pytest.mark.real
@pytest.mark.parametrize(
    ("number", "card", "rows", "shown"),
    [
        ("5-2-1", "survey_partner_abuse", 386, 365),
        ("5-2-2", "survey_family_sexual_violence", 84, 70),
        ("16-1-3", "survey_violence", 1_237, 1_169),
        ("16-1-4", "survey_feeling_safe", 405, 279),
        ("16-2-3", "survey_childhood_abuse", 15, 15),
        ("16-3-1", "survey_reporting", 147, 133),
    ],
)
def test_the_real_indicators(real, number, card, rows, shown):
    found = survey_indicators.survey_indicator(SourceFile(real(f"survey/indicator_{number}.csv")))
    assert found.rows == len(found.frame) == rows
    assert set(found.frame["indicator"]) == {card}
    assert (found.frame["status"] == "shown").sum() == shown == found.frame["share_pct"].notna().sum()


@pytest.mark.real
def test_the_golden_figures_of_real_files_and_no_indicator_counts_referrals(real):
    abuse = read(SourceFile(real("survey/indicator_5-2-1.csv")))
    everybody = abuse["people"].eq("everybody") & abuse["kind"].eq("all kinds") & abuse["region_code"].eq("")
    found = abuse[everybody & abuse["series"].eq("Women aged 16 and over") & abuse["year"].eq("2021/22")]
    assert found["share_pct"].tolist() == [4.77098293986571]
    childhood = read(SourceFile(real("survey/indicator_16-2-3.csv")))
    found = childhood[childhood["people"].eq("everybody") & childhood["kind"].eq("all kinds")]
    assert found["share_pct"].tolist() == [6.30247812578589]
    assert "Number" in refusal(SourceFile(real("survey/indicator_16-2-2.csv")))
