"""What is kept for a report is checked as it is kept, whoever drew it."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis import charts, measures, read, report
from analysis.errors import InputError

AREA, TITLE = "sampleshire", "Victims by offence"
BY_DISTRICT = "victims_by_offence_and_district"


@pytest.fixture
def victims(tables):
    """Return victims by offence and district, some of whom are hidden."""
    found = read(BY_DISTRICT, AREA)
    assert found["status"].eq("suppressed").any()
    return found


@pytest.fixture
def hidden(victims):
    """Return the rows of a district in which some offences are hidden."""
    district = victims.loc[victims["status"].eq("suppressed"), "district"].iloc[0]
    return victims[victims["district"] == district]


def test_a_chart_becomes_a_figure_with_its_numbers_its_source_and_its_mark(tables):
    quarters = read("victims_by_offence", AREA, offence_group="Total")
    kept = report.figure(
        charts.bar(quarters, "period", "victims"), title=TITLE, subtitle="Victims by quarter"
    )
    assert kept.kind == "figure" and kept.grid.rows[0][1] == f"{quarters['victims'].iloc[0]:,}"
    assert "Sampleshire Police: Victims of recorded crime" in kept.source
    assert kept.alt.startswith("Bar chart of victims by quarter") and 'id="invented-data"' in kept.svg
    assert len(kept.csv.splitlines()) == len(quarters) + 1 and "invented" in kept.csv


def test_what_is_hidden_has_its_marker_in_picture_table_and_alt_text(hidden):
    kept = report.figure(charts.bar(hidden, "offence_group", "victims"), title=TITLE)
    assert "[c]" in kept.drawn and any("[c]" in row for row in kept.grid.rows)
    assert kept.alt.endswith("Some figures are hidden, so that nobody can be recognised.")


def test_fewer_than_three_bars_become_a_table(tables):
    people = read("victims_by_age_and_sex", AREA, age_band="Total", margins=True)
    two = people[people["sex"].isin(["Female", "Male"])]
    kept = report.figure(charts.bar(two, "sex", "victims"), title="Victims by sex", subtitle="Victims")
    assert kept.kind == "table" and kept.alt.startswith("Table of victims") and len(kept.grid.rows) == 2


def test_what_pandas_draws_is_kept_once_hidden_rows_are_marked(hidden):
    hidden = hidden.reset_index(drop=True)
    ax = hidden.plot.barh(x="offence_group", y="victims")
    with pytest.raises(InputError, match=r"not shown, and the chart has nothing in their place.*charts.mark"):
        report.figure(ax, data=hidden, title=TITLE)
    ax = hidden.plot.barh(x="offence_group", y="victims")
    kept = report.figure(charts.mark(ax, hidden, "victims"), title=TITLE)
    assert kept.kind == "figure" and "[c]" in kept.drawn and 'id="invented-data"' in kept.svg
    plt.close("all")


def test_a_figure_that_was_kept_is_not_left_for_jupyter_to_show_again(tables):
    quarters = read("victims_by_offence", AREA, offence_group="Total")
    plt.close("all")
    report.figure(quarters.plot.barh(x="period", y="victims"), data=quarters, title=TITLE)
    assert not plt.get_fignums()


def test_a_drawing_without_its_rows_is_refused(tables):
    _, ax = plt.subplots()
    with pytest.raises(InputError, match="Add data=, the frame of its numbers"):
        report.figure(ax, title=TITLE)
    with pytest.raises(TypeError, match="an Axes of matplotlib"):
        report.figure(["no axes"], title=TITLE)
    plt.close("all")


def test_a_sum_over_hidden_cells_is_refused_with_or_without_a_status(hidden):
    added = hidden.groupby("district", as_index=False)["victims"].sum()
    for rows in (added, added.assign(status="shown")):
        with pytest.raises(InputError, match=r"victims is [\d,]+ here and the released table has"):
            report.table(rows, title=TITLE)
    worst = hidden.groupby("district", as_index=False, observed=True).agg(
        victims=("victims", "sum"), status=("status", "max")
    )
    assert [row[-1] for row in report.table(worst, ["district", "victims"], title=TITLE).grid.rows] == ["[c]"]


def test_a_status_that_was_lost_under_another_name_is_refused(hidden):
    counted = hidden.groupby("district", as_index=False)["victims"].sum()
    counted = counted.rename(columns={"victims": "people_harmed"})
    with pytest.raises(InputError, match="cells that are not shown, and this no longer says where"):
        report.table(counted, title=TITLE)


def test_sources_do_not_let_hidden_cells_pass(hidden):
    added = hidden.groupby("district", as_index=False)["victims"].sum()
    with pytest.raises(InputError, match="the released table has"):
        report.table(added, title=TITLE, sources=[read("residents", AREA)])


def test_a_frame_that_forgot_its_tables_is_refused_until_it_is_told(victims):
    joined = victims.merge(read("residents", AREA)[["area_name"]].drop_duplicates(), how="left",
                           left_on="district", right_on="area_name")  # fmt: skip
    joined.attrs = {}
    with pytest.raises(InputError, match=r"not known which tables.*sources=\[…\]"):
        report.table(joined, ["offence_group", "victims"], across="district", title=TITLE)
    kept = report.table(
        joined, ["offence_group", "victims"], across="district", title=TITLE, sources=[victims]
    )
    assert kept.kind == "table"


def test_a_count_of_people_of_a_table_that_is_not_cited_is_refused(victims):
    living = read("residents_by_group", AREA).groupby("district", as_index=False)["residents"].sum()
    whole = victims.query("offence_group == 'Burglary'").merge(living, on="district")
    whole.attrs = victims.attrs
    with pytest.raises(InputError, match=r'"residents" is of .*which this does not cite'):
        report.table(whole, ["district", "victims", "residents"], title=TITLE)
    both = [victims, read("residents_by_group", AREA)]
    kept = report.table(whole, ["district", "victims", "residents"], title=TITLE, sources=both)
    assert "Census 2021" in kept.source


def test_a_measure_says_what_its_answer_stands_on(victims):
    pooled = measures.pool(victims, "offence_group", "victims")
    assert pooled.attrs["vna"] == victims.attrs["vna"] and pooled["status"].max() == "suppressed"


def test_a_language_that_may_not_be_placed_is_refused_and_one_that_may_is_kept(tables):
    verdicts = read("language_verdicts", AREA)
    may = verdicts.query("material == 'yes' and placed == 'yes'")["language"].iloc[0]
    may_not = verdicts.query("material == 'yes' and placed != 'yes'")["language"].iloc[0]
    every = read("all_languages_msoa21_for_exploring", AREA)
    shapes = read("boundaries_msoa21", AREA)

    def mapped(language):
        rows = every[every["language"] == language]
        return charts.map(rows, shapes, "msoa21_code", "speakers", unit="Speakers (estimate)", lower="lower")

    with pytest.raises(InputError, match=f"{may_not} may not be shown for small places"):
        report.figure(mapped(may_not), title="Speakers")
    assert report.figure(mapped(may), title="Speakers").places
    hidden = every[every["language"] == may_not].drop(columns=["language", "msoa21_code"])
    with pytest.raises(InputError, match="all_languages_msoa21_for_exploring is for exploring"):
        report.table(hidden, ["area_name", "speakers"], title="Speakers")
    assert report.figure(mapped(may_not), title="Speakers", restricted=True).restricted


def test_no_table_of_the_decision_names_a_place_that_may_not_be_placed(tables):
    names = set(read("area_names", AREA)["district22_name"])
    verdicts = read("language_verdicts", AREA)
    apart = list(verdicts.query("placed != 'yes'")["language"])
    assert apart
    of_places = ("language_starts", "language_neighbourhoods", "languages_by_district", "languages_by_team")
    for table in ("language_working", "language_verdicts", *of_places):
        rows = read(table, AREA)
        told = rows[rows["language"].isin(apart)].drop(columns="language").astype("str")
        found = [
            name
            for name in names
            if told.apply(lambda cells, name=name: cells.str.contains(name)).any(axis=None)
        ]
        assert not found, (table, found)


def test_a_missing_table_becomes_a_gap_with_its_reason_and_never_a_zero(without):
    without("victims_by_offence")
    with pytest.warns(UserWarning, match="victims_by_offence: There is no file of it"):
        empty = read("victims_by_offence", AREA)
    assert empty.empty and list(empty) == ["period", "offence_group", "victims", "status"]
    kept = report.figure(charts.bar(empty, "offence_group", "victims"), title=TITLE)
    assert kept.kind == "gap" and kept.words == "This cannot be shown. There is no file of it in the folder."
    assert report.table(empty, title=TITLE).kind == "gap"
    for figure in (report.total(empty, "victims"), report.count(empty), report.value(empty, "victims")):
        assert figure == "[x]" and figure.empty
    said = report.say("{n} victim(s)", "Victims are not known.", n=report.count(empty))
    assert said == "Victims are not known." and repr(report.text(said)).startswith("No row is behind")
    told = report.say("{n} victim(s)", "Not known.", if_empty="Nobody gave a count.", n=report.count(empty))
    assert report.text(told).words == "Nobody gave a count."


def test_rows_of_several_tables_are_kept_without_the_one_that_is_missing(without):
    without("victims_by_disability")
    with pytest.warns(UserWarning, match="victims_by_disability"):
        lost = read("victims_by_disability", AREA)
    there = read("victims_by_offence", AREA)
    assert report.held(there, lost)[0] is there and len(report.held(there, lost)) == 1
    assert len(report.held(lost)) == 1


def test_titles_hold_no_digit_and_prose_is_not_kept(tables):
    quarters = read("victims_by_offence", AREA, offence_group="Total")
    with pytest.raises(InputError, match='holds the digit "9"'):
        report.figure(charts.bar(quarters, "period", "victims"), title="9,156 victims")
    with pytest.raises(TypeError, match="Write prose in Markdown"):
        report.text("Nobody was asked.")


def test_more_than_a_page_can_hold_is_drawn_and_not_kept(tables):
    every = read("language", AREA).groupby("language", as_index=False)["residents_3_plus"].sum()
    ax = charts.bar(every, "language", "residents_3_plus")
    with pytest.raises(InputError, match="holds at most 40 bars, and this one has 9"):
        report.figure(ax, title="Languages")


def test_a_table_takes_its_headings_from_the_columns(victims):
    kept = report.table(
        victims, {"offence_group": "Offence", "victims": "Victims"}, across="district", title=TITLE
    )
    assert kept.grid.headings[0] == "Offence" and isinstance(kept.csv, str)
    assert pd.notna(kept.subtitle)
