"""Sampleshire's appendix tables: invented, marked so, and of the rates that its indicator has."""

import io

import pandas as pd
import pytest
import python_calamine

from analysis.sources.files import SourceFile
from analysis.sources.survey_abuse_tables import abuse_prevalence
from analysis.sources.survey_indicators import survey_indicator
from sampleshire.survey_abuse_tables import FILE


@pytest.fixture
def survey(sampleshire_folder):
    return sampleshire_folder / "survey"


def test_the_rates_of_partner_abuse_are_those_of_the_indicator(survey):
    indicator = survey_indicator(SourceFile(survey / "indicator_5-2-1.csv")).frame
    wanted = indicator.query("kind == 'all kinds' and people == 'everybody' and status == 'shown'")
    wanted = wanted[wanted["series"].ne("Women aged 16 to 74")]
    wanted = wanted.assign(oldest=wanted["series"].str.contains("59").map({True: 59, False: pd.NA}))
    found = abuse_prevalence(SourceFile(survey / FILE)).frame
    found = found.query("harm == 'Partner abuse' and sex == 'women'")
    keys = ["year", "oldest", "region_code"]
    both = found.merge(wanted.astype({"oldest": "Int64"}), on=keys, suffixes=("", "_indicator"))
    assert len(both) == len(found) == len(wanted) == 15
    assert both["share_pct"].tolist() == both["share_pct_indicator"].round(1).tolist()


def test_every_table_says_that_it_is_invented(survey):
    book = python_calamine.load_workbook(io.BytesIO((survey / FILE).read_bytes()))
    tables = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names if name != "Notes"]
    assert len(tables) == 4
    assert all(rows[1][0].startswith("Every figure in this") for rows in tables)
