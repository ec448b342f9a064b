"""Crime Survey indicators: a break in a series is marked, and a rate without an interval says so."""

import re

import pytest

from analysis import tables
from analysis.sources import inventory
from analysis.sources.files import SourceFile
from analysis.sources.survey_indicators import survey_indicator
from analysis.tables.crime.survey import NO_INTERVAL, national_lines
from tests.mutations.originals import sheets_of, written
from tests.tables.edits import drop

FILES, APPENDIX = "indicator_*.csv", "domesticabuseprevalence*.xlsx"


def line(folder, number, series=""):
    """Return one line of an indicator by year: of everybody, and of all kinds."""
    rows = national_lines(survey_indicator(SourceFile(folder / f"indicator_{number}.csv")).frame)
    rows = rows[rows["series"].str.contains(series, regex=False) & rows["kind"].eq("all kinds")]
    return rows.set_index("year").sort_index()


def test_a_line_is_cut_after_a_gap_a_changed_question_and_a_telephone_survey(county):
    folder = county(FILES)
    rows = line(folder, "5-2-1", "16 to 59")
    assert rows.index[rows["series_break"]].tolist() == ["2021/22"]
    assert rows.loc["2021/22", "break_reason"] == "No figure for 2020/21"
    assert rows.loc["2020/21", "status"] == "not available"
    rows = line(folder, "16-1-4")
    cut = rows.loc[rows["series_break"], "break_reason"].to_dict()
    assert list(cut) == ["2012/13", "2017/18", "2021/22"]
    assert cut["2012/13"].startswith("The question changed its place")
    assert cut["2017/18"] == "No figure for 2016/17"
    rows = line(folder, "16-1-3", "(a) Physical")
    cut = rows.loc[rows["series_break"], "break_reason"]
    assert list(cut.index) == ["2020/21", "2021/22"] and "telephone" in cut.iloc[0]
    # A reason that falls in a gap cuts the line once, with both reasons.
    drop(folder / "indicator_16-1-3.csv", "2020/21,(a)")
    rows = line(folder, "16-1-3", "(a) Physical")
    ((year, why),) = rows.loc[rows["series_break"], "break_reason"].items()
    assert year == "2021/22"
    assert why.startswith("No figure for 2020/21. The survey was asked by telephone")


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
    # The publisher gives no interval: none is shown, and the row says why.
    assert rates[["lower_pct", "upper_pct"]].isna().all(axis=None) and set(rates["method"]) == {NO_INTERVAL}


def test_rates_by_region_stand_beside_the_countrys_and_are_of_a_year_each(county):
    county(FILES)
    rates = tables.crime.survey_rates("sampleshire")
    regions = rates[rates["region_code"].ne("")]
    assert set(regions["harm"]) == {"Partner abuse", "Physical violence", "Sexual violence"}
    abuse = regions[regions["harm"].eq("Partner abuse")]
    assert set(abuse["sex"]) == {"women"} and abuse["region_code"].nunique() == 3
    assert sorted(abuse["year"].unique()) == ["2018/19", "2019/20", "2021/22"]
    assert not rates["year"].str.contains("to").any()
    assert {"women", "people"} <= set(rates[rates["harm"].eq("Physical violence")]["sex"])


def test_the_appendix_tables_add_harms_and_an_indicators_rate_is_the_indicators(county):
    county(FILES, APPENDIX)
    rates = tables.crime.survey_rates("sampleshire")
    alone = {"Any domestic abuse", "Sexual assault", "Stalking"}
    assert alone | {"Partner abuse", "Physical violence", "Sexual violence"} == set(rates["harm"])
    added = rates[rates["harm"].isin(alone)]
    assert set(added["sex"]) == {"women", "people"} and set(added["oldest"].fillna(0)) == {0, 59}
    assert set(added.loc[added["region_code"].ne(""), "harm"]) == {"Any domestic abuse"}
    # The appendix tables round to one decimal.
    both = rates[rates["harm"].eq("Partner abuse") & rates["sex"].eq("women") & rates["status"].eq("shown")]
    assert (both["prevalence_pct"].round(1) != both["prevalence_pct"]).all()


def earlier(folder):
    """Write an edition of the appendix tables of which every year is one less."""

    def one_less(cell):
        return (
            re.sub("20[0-9]{2}", lambda year: str(int(year[0]) - 1), cell) if isinstance(cell, str) else cell
        )

    (newer,) = folder.glob(APPENDIX)
    sheets = {
        name: [[one_less(cell) for cell in row] for row in rows]
        for name, rows in sheets_of(newer.read_bytes()).items()
    }
    older = newer.with_name(newer.name.replace("2022", "2021"))
    older.write_bytes(written(sheets, older.name))
    inventory.forget()


def test_the_newer_edition_goes_before_the_older_and_a_figure_before_none(county):
    folder = county(FILES, APPENDIX)
    newer = tables.crime.survey_rates("sampleshire")
    earlier(folder)
    both = tables.crime.survey_rates("sampleshire")
    rate = ["harm", "sex", "youngest", "oldest", "year", "region_code"]
    same = newer[newer["status"].eq("shown")].merge(both, on=rate, suffixes=("", "_both"))
    assert len(same) == newer["status"].eq("shown").sum()
    assert same["prevalence_pct"].equals(same["prevalence_pct_both"])
    # In 2020/21 the indicator says that there was no survey, and the invented older edition has a figure.
    at = both["harm"].eq("Partner abuse") & both["sex"].eq("women") & both["oldest"].eq(59)
    assert both.loc[at & both["year"].isin(["2009/10", "2020/21"]), "status"].tolist() == ["shown"] * 2


@pytest.mark.real
def test_the_real_rate_of_partner_abuse(warwickshire):
    rates = tables.crime.survey_prevalence("warwickshire")
    found = rates[rates["harm"].eq("Partner abuse") & rates["oldest"].isna() & rates["kind"].eq("all kinds")]
    assert found[["year", "prevalence_pct"]].values.tolist() == [["2021/22", 4.77098293986571]]


@pytest.mark.real
@pytest.mark.parametrize(
    ("number", "series"),
    [
        ("5-2-1", "Women aged 16 to 59"),
        ("16-1-3", "(c) Sexual violence - 16 to 59"),
        ("16-1-4", ""),
        ("16-3-1", ""),
    ],
)
def test_the_publishers_own_breaks_are_among_ours(real, number, series):
    """The metadata counts years from zero; each that it names has no figure, and the line is cut then."""
    metadata = real(f"survey/{number}.md").read_text(encoding="utf-8")
    breaks = metadata.split("graph_series_breaks:")[1]
    folder = real("survey")
    every = survey_indicator(SourceFile(folder / f"indicator_{number}.csv")).frame["year"]
    every = sorted(year for year in every.unique() if "/" in year)
    named = {every[int(place)] for place in re.findall(r"value: (\d+)", breaks)}
    assert named
    rows = line(folder, number, series)
    shown = rows[rows["status"].eq("shown")]
    for year in named:
        assert year not in shown.index
        assert shown.loc[year:].iloc[0]["series_break"], year
