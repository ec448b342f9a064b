"""Appendix tables on domestic abuse: found by their words, read strictly, and nothing else stops them."""

import functools

import pandas as pd
import pytest

from analysis.sources import inventory
from analysis.sources.files import SourceFile
from analysis.sources.survey_abuse_tables import REGIONS, abuse_prevalence
from tests.sources import refusals

OF_ANY_KIND = "(non-physical abuse, threats, force, sexual assault or stalking)"
WHOM = "in the last year among adults aged 16"
TITLES = {
    "Table 1": "Table 1: Prevalence of domestic abuse among adults aged 16 years and over, by type of abuse "
    "and sex, England and Wales, year ending March 2022 [note 1]",
    "Table 3": f"Table 3: Prevalence of domestic abuse {WHOM} to 59, by type of abuse and sex, England and "
    "Wales, year ending March 2020 to year ending March 2022 [note 1]",
    "Table 7": f"Table 7: Prevalence of domestic abuse {WHOM} years and over, by household and area "
    "characteristics and sex, England and Wales, year ending March 2022",
}
NAMES = [name.title() for name in REGIONS]
TYPES = [
    [
        "Type of abuse [note 4]",
        "Women since the age of 16",
        "Women in the last year",
        "People in the last\nyear",
    ],
    ["Any domestic abuse " + OF_ANY_KIND, 29.3, 6.9, 5.0],
    [f"Any partner abuse {OF_ANY_KIND} [note 5]", 24.0, 4.8, 3.5],
    ["Partner abuse - non-sexual", 20.0, "4.0", 3.0],
    ["Threats", 9.0, 1.1, 0.9],
    ["Family abuse - non-sexual", 8.0, "[c]", 1.5],
    ["Threats", 3.0, 0.4, 0.2],
    ["Any sexual assault (including attempts)", 26.0, "[c]", 2.3],
    ["Stalking", "", "", ""],
    ["Any stalking [note 7]", 23.0, 4.9, 3.3],
    ["Stalking by a partner or ex-partner", 9.0, "lots", 0.9],
    ["Unweighted base - number of adults", 7_810, 7_810, 14_730],
]
YEARS = [
    ["Type of abuse [note 4]", "Sex", "Apr 2019 to Mar 2020 [note 9]", "Year ending March 2022",
     "Apr 2019 to Mar 2020 compared with Apr 2021 to Mar 2022"],
    ["Any domestic abuse", "Men", 3.6, 3.0, "No"],
    ["Any domestic abuse", "Women", 7.3, "[x]", "No"],
    ["Unweighted base - number of adults", "Women", 10_240, 9_010, ""],
]  # fmt: skip
HOUSEHOLDS = [
    [
        "Group",
        "Characteristic [note 8]",
        "Unweighted base",
        "Any domestic abuse Women",
        "Any partner abuse Women",
    ],
    ["Tenure", "Other", 400, 6.0, 5.0],
    ["Accommodation", "Other", 400, 7.0, 5.5],
    ["Area", "Urban", 4_000, 6.0, "none"],
    *(["Region", name, 1_240, 6.0 + place / 10, 4.0 + place / 10] for place, name in enumerate(NAMES)),
]
ABOVE = [["This worksheet contains one table."], [], ["Some cells refer to notes."], [], ["Percentage"]]


def rows(name, table, above=ABOVE, title=None):
    return [[TITLES[name] if title is None else title], *above, *table]


@pytest.fixture
def tables(workbook):
    """Return a function that writes the workbook, with sheets changed or added; None for one that is gone."""

    def write(name="domesticabuseprevalenceandvictimcharacteristics2022.xlsx", **changed):
        sheets = {
            "Cover sheet": [["Domestic abuse prevalence"]],
            "Table 1": rows("Table 1", TYPES),
            "Table 2": [["Table 2: Estimated numbers of victims, year ending March 2022"], *ABOVE, *TYPES[:1],
                        ["Any domestic abuse", 7_000, 1_700, 2_400]],
            "Table 3": rows("Table 3", YEARS),
            "Table 6": rows("Table 7", HOUSEHOLDS[:3]),
            "Table 7": rows("Table 7", HOUSEHOLDS),
        }  # fmt: skip
        sheets |= {key.replace("_", " "): held for key, held in changed.items()}
        return workbook({key: held for key, held in sheets.items() if held is not None}, name)

    return write


refusal = functools.partial(refusals.refusal, abuse_prevalence)


def cell(table, row, column, value):
    """Return a table with one cell changed."""
    changed = [list(one) for one in table]
    changed[row][column] = value
    return changed


def test_types_years_and_regions_are_read_and_sub_labels_and_counts_are_not(tables):
    found = abuse_prevalence(tables())
    frame = found.frame
    assert found.explained == {
        "percentages by type": 8,
        "percentages by year": 4,
        "percentages by region": 20,
    }
    here = frame[frame["region_code"].eq("") & frame["oldest"].isna()].set_index(["harm", "sex"])
    assert here["share_pct"].dropna().to_dict() == {
        ("Any domestic abuse", "women"): 6.9,
        ("Any domestic abuse", "people"): 5.0,
        ("Partner abuse", "women"): 4.8,
        ("Partner abuse", "people"): 3.5,
        ("Sexual assault", "people"): 2.3,
        ("Stalking", "women"): 4.9,
        ("Stalking", "people"): 3.3,
    }
    assert set(here["year"]) == {"2021/22"} and set(here["youngest"]) == {16}
    hidden = here.loc[("Sexual assault", "women")]
    assert (hidden["status"], hidden["reason"]) == ("suppressed", "suppressed by the publisher")


def test_the_table_by_year_gives_each_year_and_says_what_is_not_available(tables):
    frame = abuse_prevalence(tables()).frame
    years = frame[frame["oldest"].eq(59)]
    assert years[["sex", "year", "status"]].values.tolist() == [
        ["men", "2019/20", "shown"],
        ["men", "2021/22", "shown"],
        ["women", "2019/20", "shown"],
        ["women", "2021/22", "not available"],
    ]


def test_regions_have_their_codes_and_east_is_the_east_of_england(tables):
    frame = abuse_prevalence(tables()).frame
    regions = frame[frame["region_code"].ne("")]
    assert regions["region_code"].nunique() == 10
    (east,) = regions[regions["region"].eq("East") & regions["harm"].eq("Partner abuse")].itertuples()
    assert (east.region_code, east.share_pct, east.sex) == ("E12000006", 4.5, "women")
    assert {"Yorkshire and The Humber", "Wales"} <= set(regions["region"])


@pytest.mark.parametrize(
    "change",
    [
        {"Table_1": rows("Table 1", TYPES, above=[])},
        {"Table_1": rows("Table 1", TYPES, above=[*ABOVE, *ABOVE])},
        {"Table_9": [["Notes"], ["Type of abuse", "What it is"]]},
        {"Table_1": rows("Table 1", [*TYPES[:1], ["A new type", 1, "?", "?"], *TYPES[1:]])},
        {"Table_1": rows("Table 1", [[*row, ""] for row in [[*TYPES[0], "Change"], *TYPES[1:]]])},
        {"Table_7": rows("Table 7", [["", *row] for row in HOUSEHOLDS])},
        {"Table_3a": rows("Table 3", YEARS)},
    ],
    ids=["no rows above", "more rows above", "a table of words", "a new type", "a column", "moved", "twice"],
)  # fmt: skip
def test_what_is_merely_unknown_elsewhere_does_not_stop_the_reading(tables, change):
    expected = abuse_prevalence(tables(name="one.xlsx")).frame
    found = abuse_prevalence(tables(name="other.xlsx", **change)).frame
    pd.testing.assert_frame_equal(found, expected)


def test_an_edition_without_regions_or_years_gives_what_it_has(tables):
    found = abuse_prevalence(tables(Table_3=None, Table_7=None))
    assert found.explained["percentages by year"] == found.explained["percentages by region"] == 0
    assert len(found.frame) == found.explained["percentages by type"] == 8


AT = 'sheet "Table 1"'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Table_1": None}, 'no sheet is titled "Prevalence of domestic abuse …"'),
        ({"Table_1": rows("Table 1", TYPES, title="Prevalence of domestic abuse, year ending March 2022")},
         f"{AT}: its title does not say the ages"),
        ({"Table_1": rows("Table 1", TYPES, title=TITLES["Table 1"].replace("March 2022", "May"))},
         "does not say the ages asked"),
        ({"Table_1": rows("Table 1", TYPES, title=TITLES["Table 1"].replace("2022", "2023"))},
         'sheet "Table 3": is of the year ending March 2022, and'),
        *(({"Table_1": rows("Table 1", cell(TYPES, 2, 2, value))},
           f'{AT}, column "women in the last year", row 9: found "{value}", expected a percentage')
          for value in ("[u]", -1, 101, "4,7", "n/a", "")),
        ({"Table_1": rows("Table 1", cell(TYPES, 0, 1, "Women in the last year"))},
         'heading "women in the last year" appears twice, in columns 2 and 3'),
        ({"Table_1": rows("Table 1", [*TYPES, ["Stalking", 20.0, 5.1, 3.4]])},
         f"{AT}, row 19: Stalking, women, 2021/22: has another figure in row 16"),
        ({"Table_1": rows("Table 1", cell(TYPES, 2, 2, 8.0))},
         "women, 2021/22: has fewer victims of any domestic abuse than of a part of it"),
        ({"Table_3": rows("Table 3", cell(YEARS, 0, 2, "Apr 2019 to May 2020"))},
         'sheet "Table 3", column 3: found the heading "apr 2019 to may 2020", expected a year'),
        ({"Table_3": rows("Table 3", YEARS, title=TITLES["Table 3"].replace("2022", "2021"))},
         "its title is of the year ending March 2021, and its newest column of that ending March 2022"),
        ({"Table_3": rows("Table 3", cell(YEARS, 2, 1, "Females"))},
         'sheet "Table 3", row 9: found "females", expected one of women, men'),
        ({"Table_3": rows("Table 3", cell(YEARS, 2, 0, ""))}, 'sheet "Table 3", row 9: has no type of abuse'),
        ({"Table_3": rows("Table 3", [*YEARS, ["Any domestic abuse", "People", 7.9, 5.0, ""]])},
         "has a share of all people that is not between those of women and of men"),
        ({"Table_7": rows("Table 7", HOUSEHOLDS[:-1])}, 'has no row "Wales" among its regions; 1 in all'),
        ({"Table_7": rows("Table 7", cell(HOUSEHOLDS, 9, 1, "East of England"))}, 'has no row "East" among'),
        ({"Table_7": rows("Table 7", [*HOUSEHOLDS, HOUSEHOLDS[-1]])},
         'sheet "Table 7", row 21: "Wales" appears in row 20 too'),
        ({"Table_7": rows("Table 7", cell(HOUSEHOLDS, 5, 4, "[low]"))},
         'column "any partner abuse women", row 12: found "[low]"'),
    ],
)  # fmt: skip
def test_what_is_used_and_not_as_published_is_refused(tables, change, said):
    message = refusal(tables(**change))
    assert message.startswith("domesticabuseprevalenceandvictimcharacteristics2022.xlsx") and said in message


def test_a_workbook_is_known_by_its_titles_and_is_of_the_year_that_they_say(tables):
    found = inventory.identify(SourceFile(tables(name="a copy.xlsx").path))
    assert (found.card_id, found.period) == ("survey_abuse_tables", "2022-03")
