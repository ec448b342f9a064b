"""Crime Survey indicators: a break in a series is marked, and a rate without an interval says so."""

import re

import pytest

from analysis import tables
from analysis.tables.crime.survey import LINE, NO_INTERVAL

FILES = "indicator_*.csv"


@pytest.fixture
def found(county):
    county(FILES)
    return tables.crime.survey.survey_indicators("sampleshire")


def headline(found, indicator, series="", kind="all kinds"):
    rows = found[found["indicator"].eq(indicator) & found["people"].eq("everybody") & found["kind"].eq(kind)]
    rows = rows[rows["region_code"].eq("") & rows["series"].str.contains(series, regex=False)]
    return rows.set_index("year").sort_index()


def test_six_indicators_are_read_and_every_line_is_in_order(found):
    assert found["indicator"].nunique() == 6
    assert found.equals(found.sort_values([*LINE, "year"], kind="stable", ignore_index=True))


def test_the_line_is_cut_after_a_year_without_a_survey(found):
    rows = headline(found, "survey_partner_abuse", "16 to 59")
    assert rows.index[rows["series_break"]].tolist() == ["2021/22"]
    assert rows.loc["2021/22", "break_reason"] == "No figure for 2020/21"
    assert rows.loc["2020/21", "status"] == "not available"


def test_a_changed_question_and_two_gaps_cut_one_line(found):
    rows = headline(found, "survey_feeling_safe")
    cut = rows.loc[rows["series_break"], "break_reason"].to_dict()
    assert list(cut) == ["2012/13", "2017/18", "2021/22"]
    assert cut["2012/13"].startswith("The question changed its place")
    assert cut["2017/18"] == "No figure for 2016/17"


def test_a_survey_by_telephone_cuts_the_line_on_both_sides(found):
    rows = headline(found, "survey_violence", "(a) Physical")
    cut = rows.loc[rows["series_break"], "break_reason"]
    assert list(cut.index) == ["2020/21", "2021/22"] and "telephone" in cut.iloc[0]


def test_a_reason_that_falls_in_a_gap_cuts_the_line_once_with_both_reasons(county):
    folder = county(FILES)
    path = folder / "indicator_16-1-3.csv"
    lines = path.read_bytes().decode().splitlines(True)
    kept = [line for line in lines if not line.startswith("2020/21,(a)")]
    path.write_bytes("".join(kept).encode())
    rows = headline(tables.crime.survey.survey_indicators("sampleshire"), "survey_violence", "(a) Physical")
    cut = rows.loc[rows["series_break"], "break_reason"].to_dict()
    assert list(cut) == ["2021/22"]
    assert cut["2021/22"].startswith("No figure for 2020/21. The survey was asked by telephone")


def test_the_first_point_of_a_line_is_no_break(found):
    shown = found[found["status"].eq("shown") & ~found["years_together"]]
    first = shown.groupby(LINE).head(1)
    assert not first["series_break"].any()


def test_years_put_together_are_on_no_line(found):
    together = found[found["years_together"]]
    assert together["year"].tolist() == ["2018 to 2020"] and not together["series_break"].any()


def test_prevalence_is_of_everybody_and_says_whom_the_survey_asked(county):
    county(FILES)
    rates = tables.crime.survey_prevalence("sampleshire")
    assert set(rates["harm"]) == {
        "Partner abuse",
        "Sexual violence or stalking by a family member",
        "Physical violence",
        "Sexual violence",
    }
    newest = rates[
        rates["harm"].eq("Partner abuse") & rates["year"].eq("2021/22") & rates["kind"].eq("all kinds")
    ]
    assert newest[["sex", "youngest"]].drop_duplicates().values.tolist() == [["women", 16]]
    assert sorted(newest["oldest"].fillna(0)) == [0, 59]
    assert rates["youngest"].eq(16).all()


def test_a_rate_without_a_published_interval_has_none_and_says_why(county):
    county(FILES)
    rates = tables.crime.survey_prevalence("sampleshire")
    assert rates[["lower_pct", "upper_pct"]].isna().all(axis=None)
    assert set(rates["method"]) == {NO_INTERVAL}


def test_without_a_file_both_tables_are_empty_with_their_columns(county):
    county("ruc21_lsoa21.csv")
    assert list(tables.crime.survey.survey_indicators("sampleshire").columns)[:3] == [
        "indicator",
        "series",
        "year",
    ]
    assert (
        tables.crime.survey.survey_indicators("sampleshire").empty
        and tables.crime.survey_prevalence("sampleshire").empty
    )


def test_one_indicator_alone_gives_the_rates_it_has(county):
    county("indicator_5-2-1.csv")
    assert set(tables.crime.survey_prevalence("sampleshire")["harm"]) == {"Partner abuse"}
    assert set(tables.crime.survey.survey_indicators("sampleshire")["indicator"]) == {"survey_partner_abuse"}


def test_an_indicator_that_is_no_rate_of_victims_gives_no_prevalence(county):
    county("indicator_16-1-4.csv")
    assert tables.crime.survey_prevalence("sampleshire").empty


@pytest.fixture
def real_indicators(real, reads):
    reads(real("README.md").parent)
    return tables.crime.survey.survey_indicators("warwickshire")


@pytest.mark.real
def test_the_real_rate_of_partner_abuse(real, reads):
    reads(real("README.md").parent)
    rates = tables.crime.survey_prevalence("warwickshire")
    found = rates[rates["harm"].eq("Partner abuse") & rates["oldest"].isna() & rates["kind"].eq("all kinds")]
    assert found[["year", "prevalence_pct"]].values.tolist() == [["2021/22", 4.77098293986571]]


@pytest.mark.real
@pytest.mark.parametrize(
    ("number", "card", "series"),
    [
        ("5-2-1", "survey_partner_abuse", "Women aged 16 to 59"),
        ("16-1-3", "survey_violence", "(c) Sexual violence - 16 to 59"),
        ("16-1-4", "survey_feeling_safe", ""),
        ("16-3-1", "survey_reporting", ""),
    ],
)
def test_the_publishers_own_breaks_are_among_ours(real, real_indicators, number, card, series):
    """The metadata counts years from zero; each that it names has no figure, and the line is cut then."""
    rows = headline(real_indicators, card, series)
    metadata = real(f"survey/{number}.md").read_text(encoding="utf-8")
    breaks = metadata.split("graph_series_breaks:")[1]
    every = sorted(real_indicators.loc[real_indicators["indicator"].eq(card), "year"].unique())
    every = [year for year in every if "/" in year]
    named = {every[int(place)] for place in re.findall(r"value: (\d+)", breaks)}
    assert named
    shown = rows[rows["status"].eq("shown")]
    for year in named:
        assert year not in shown.index
        after = shown.loc[year:].iloc[0]
        assert after["series_break"], year


@pytest.mark.real
def test_no_real_number_that_the_publisher_withheld_is_read(real_indicators):
    withheld = real_indicators[real_indicators["reason"].str.startswith("marked missing")]
    assert len(withheld) == 2 and withheld["share_pct"].isna().all()
