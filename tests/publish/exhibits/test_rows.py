"""What every chart and table is made of: rows that say of each what is shown, and the sources they name."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.publish.exhibits.rows import NO_ROWS, exhibit
from analysis.tables.cards import Source

DAY = "2021-03-21"
CENSUS = Source(
    "census_ts024", "Main language", "Office for National Statistics", "OGL-UK-3.0", DAY, newest=DAY
)
VICTIMS = Source("victims", "Victims", "The force", period="2026", table="victims_by_district")
VICTIMS = replace(VICTIMS, periods=("2025-Q4", "2026-Q1"))


@pytest.fixture
def languages():
    rows = [("Polish", 8464, 1.45, "shown"), ("Romanian", 5638, 0.95, "shown")]
    rows += [("Panjabi", None, None, "not available"), ("Welsh", 3, 0.04, "suppressed")]
    return pd.DataFrame(rows, columns=["language", "people", "share_pct", "status"])


# What is refused


@pytest.mark.parametrize("given", ["census_ts024", ["census_ts024"], [CENSUS, None], None])
def test_only_a_table_is_shown_and_its_sources_are_what_cards_give(languages, given):
    with pytest.raises(TypeError, match=r"sources= takes what tables\.cards\(AREA\) gives.*was given"):
        exhibit(languages, given)
    with pytest.raises(TypeError, match=r"from a table, a DataFrame, and was given a list\."):
        exhibit([1, 2], CENSUS)
    with pytest.raises(InputError, match="names its sources"):
        exhibit(languages, ())


def with_first(column, value):
    """Return what puts another value into the first row."""
    return lambda rows: rows.assign(**{column: [value, *rows[column][1:]]})


UNKNOWN_STATUS = "It takes shown, suppressed or not available"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: rows.rename(columns={"status": "state"}), r'no column "status"\. Nearest: "state"'),
        (with_first("status", "hiden"), UNKNOWN_STATUS),
        (with_first("status", None), UNKNOWN_STATUS),
        (lambda rows: pd.concat([rows, rows[["people"]]], axis=1), 'has the column "people" twice'),
        (with_first("share_pct", None), r'"share_pct" is blank in 1 of the 2 rows.*row 1'),
        (lambda rows: with_first("people", None)(rows[["people", "status"]]), "hold no number, first row 1"),
        (with_first("share_pct", float("inf")), "infinite"),
    ],
)
def test_rows_that_do_not_say_what_is_shown_or_lack_it_are_refused(languages, change, says):
    with pytest.raises(InputError, match=says):
        exhibit(change(languages), CENSUS)


def test_an_interval_may_be_blank_and_so_a_share_where_there_can_be_none(languages):
    assert exhibit(languages.assign(lower=float("nan")), CENSUS).rows.columns[-1] == "lower"
    stages = {"stage": ["Recorded", "Offered"], "share_pct": [None, 44.4], "people": [90, 40]}
    first = ["not applicable: nothing comes before the first stage", "Wilson"]
    made = exhibit(pd.DataFrame(stages | {"method": first, "status": "shown"}), CENSUS)
    assert made.rows["share_pct"].isna().tolist() == [True, False]
    held = {"share_pct": [1.0, 2.0], "benchmark_missing_pct": [None, 61.0], "status": "shown"}
    assert len(exhibit(pd.DataFrame(held), CENSUS).rows) == 2


# What is kept of a row


def test_every_number_of_a_suppressed_row_is_blanked_and_what_is_known_stays(languages):
    languages = languages.assign(large=languages["people"] > 5, method="exact")
    languages.loc[2, "people"] = 49  # known of a row that is not available
    rows = exhibit(languages, CENSUS).rows
    welsh = rows[rows["language"].eq("Welsh")]
    assert welsh[["people", "share_pct", "large", "method"]].isna().all(axis=None)
    assert rows["method"].notna().sum() == 3 and languages.loc[3, "people"] == 3
    assert rows.loc[2, "people"] == 49


def test_a_statement_says_itself_what_of_a_row_may_stand():
    """Its word is known where its figure is hidden, and it may have rows without any number."""
    said = replace(CENSUS, table="campaign_results")
    rows = pd.DataFrame({"campaign": ["A"], "answer": ["worked"], "status": "shown"})
    assert exhibit(rows, said).rows["answer"].tolist() == ["worked"]


# Gaps


def test_without_a_file_or_rows_there_is_a_gap_that_says_why_and_shows_no_row(languages):
    gone = replace(CENSUS, missing=("Main language is not in the folder.",))
    made = exhibit(languages, [VICTIMS, gone])
    assert made.missing == gone.missing and made.rows.empty
    assert exhibit(languages.drop(columns="status").iloc[:0], gone).missing == gone.missing
    assert exhibit(languages.iloc[:0], CENSUS).missing == (NO_ROWS,)
    assert exhibit(languages.iloc[:0], CENSUS, if_empty="No place has any.").missing == ("No place has any.",)


def test_a_measure_of_which_nothing_is_available_gives_its_own_reasons(languages):
    none = languages.assign(status="not available")
    assert exhibit(none, CENSUS).missing == ("None of its figures is available.",)
    told = none.assign(method=["not given: too few months"] * 3 + ["no base"])
    assert exhibit(told, CENSUS).missing == ("Too few months", "No base")


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("Nobody has sent an extract.", "Nobody has sent an extract."),
        ("it ends in 2025-Q4", "Not everything that it needs is there: it ends in October to December 2025."),
    ],
)
def test_a_released_table_without_figures_says_why(languages, reason, said):
    table = replace(VICTIMS, reason=reason)
    assert exhibit(languages.assign(status="not available"), table).missing == (said,)
    assert exhibit(languages, table).missing == ()


# Periods


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (None, "21 March 2021"),
        ("the spring", "the spring"),
        ("year_ending", "year ending December 2023"),
        ("month", "October 2023 to December 2023"),
        ("quarter", "October to December 2023"),
    ],
)
def test_the_period_is_a_columns_else_as_said_else_the_first_sources(period, words):
    rows = pd.DataFrame({"year_ending": ["2023-Q4"] * 2, "month": ["2023-10", "2023-12"], "people": [4, 5]})
    rows = rows.assign(quarter="2023-Q4", status="shown")
    assert exhibit(rows, [CENSUS, VICTIMS][:1], period).period == words


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (["2026-Q1"], "January to March 2026"),
        (["2025-Q4", "2026-Q1"], "October 2025 to March 2026"),
        (["2019-Q1"], "October 2025 to March 2026"),
    ],
)
def test_the_period_of_a_released_table_is_its_rows_else_all_that_it_shows(held, words, languages):
    rows = pd.DataFrame({"period": held, "victims": 9, "status": "shown"})
    assert exhibit(rows, VICTIMS).period == exhibit(rows, VICTIMS, "period").period == words
    assert exhibit(languages, [CENSUS, VICTIMS]).period == "October 2025 to March 2026"


# Age


POLICE = replace(CENSUS, id="police_street", title="Street-level crime", period="2018-03", newest="2018-03")


def test_figures_of_any_source_that_is_too_old_say_so_beneath(languages):
    made = exhibit(languages, POLICE, note="Points are moved.")
    assert made.old == ("“Street-level crime” ends in March 2018",)
    assert made.not_current == f"There are no current figures on this: {made.old[0]}."
    assert made.note == "Points are moved. Not current: “Street-level crime” ends in March 2018."
    assert exhibit(languages, [CENSUS, POLICE]).old == made.old
    current = exhibit(languages, [CENSUS, CENSUS])
    assert current.old == () and current.not_current == ""
    assert exhibit(languages, replace(POLICE, missing=("It is not there.",))).old == ()


def test_the_figures_own_period_counts_before_that_of_the_first_sources_files(languages):
    assert exhibit(languages, POLICE, "2999-01").old == ()
    assert exhibit(languages, replace(POLICE, newest="2999-01")).old != (), "what it shows is of 2018"
    assert exhibit(languages, replace(POLICE, newest="2999-01"), "in all").old == ()


# What appears beneath


def test_the_citation_names_publisher_title_period_and_licence(languages):
    alone = exhibit(languages, CENSUS)
    assert alone.citation == "Office for National Statistics: Main language (21 March 2021). OGL-UK-3.0."
    assert (alone.cards, alone.tabulation, alone.invented) == (("census_ts024",), "", False)
    other = replace(CENSUS, id="census_ts029", title="Proficiency")
    made = exhibit(languages, [CENSUS, VICTIMS, other, CENSUS])
    assert made.source == (
        "Office for National Statistics: Main language (21 March 2021), Proficiency (21 March 2021); "
        "The force: Victims (October 2025 to March 2026)."
    )
    assert made.cards == ("census_ts024", "victims", "census_ts029")
    assert made.tabulation == "victims_by_district" and made.citation == f"{made.source} OGL-UK-3.0."


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        (("TS024", "TS029"), "Census 2021 TS024, Of (21 March 2021), Census 2021 TS029, Of (21 March 2021)"),
        (("TS024", "TS007A", "TS004"), "Census 2021 TS024, TS007A and TS004 (21 March 2021)"),
    ],
)
def test_many_census_tables_of_one_day_are_named_by_their_numbers(tables, says, languages):
    held = [replace(CENSUS, id=f"census_{one.lower()}", title=f"Census 2021 {one}, Of") for one in tables]
    assert exhibit(languages, held).source == f"Office for National Statistics: {says}."


def test_invented_figures_are_called_so_but_the_countrys_are_real(languages):
    made = exhibit(languages, replace(CENSUS, invented=True))
    assert made.invented and made.citation == (
        "Invented data of Sampleshire, in the layout of Office for National Statistics: Main language "
        "(21 March 2021)."
    )
    ours = replace(CENSUS, publisher="This project, from documents", invented=True, period="2021")
    assert exhibit(languages, ours).source == (
        "Invented data of Sampleshire; national laws, recommendations and lists are real: Main language "
        "(2021)."
    )
