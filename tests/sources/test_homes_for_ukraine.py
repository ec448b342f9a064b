"""Homes for Ukraine: the header moves, one to four are hidden, and each fault is named by file and cell."""

import pandas as pd
import pytest

from analysis.sources import inventory
from analysis.sources.files import SourceFile
from analysis.sources.homes_for_ukraine import homes_for_ukraine
from sampleshire.workbook import ods
from tests.sources.refusals import refusal

TITLE = "Ukraine Sponsorship Scheme: as of 27 June 2023"
HEADINGS = ["Area code", "Lower tier local authority name", "Visas issued", "Arrivals of visa holders"]
NAME = "ukraine-sponsorship-scheme.ods"


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes a workbook of one sheet: rows above the header, headings, rows."""

    def write(*rows, above=5, headings=HEADINGS, sheet="LTLA_-_England", title=TITLE):
        head = [[title], *[[""]] * (above - 1)]
        path = tmp_path / NAME
        sheets = {"Summary": [[title]], sheet: [*head, headings, *map(list, rows)]}
        path.write_bytes(ods(sheets))
        return SourceFile(path)

    return write


@pytest.mark.parametrize("above", [5, 9])
def test_the_header_is_found_in_whichever_row_it_stands(workbook, above):
    rows = ("E07000218", "North", 30, 12), ("E07000219", "Nuneaton  and B", 9, "<5")
    beneath = ("", "Total", 39, 14), ("Note: hidden", "", "", "")
    found = homes_for_ukraine(workbook(*rows, *beneath, above=above))
    frame = found.frame
    assert frame["people_arrived"].tolist() == [12, pd.NA]
    assert frame["status"].tolist() == ["shown", "suppressed"]
    assert frame["area_name"].tolist() == ["North", "Nuneaton and B"]
    assert set(frame["date"]) == {pd.Timestamp("2023-06-27")}
    assert found.explained == {"authorities": 2, "totals and notes": 2}


def test_a_blank_is_not_a_zero_and_thousands_are_read(workbook):
    frame = homes_for_ukraine(workbook(("E07000218", "N", 1, ""), ("E07000219", "B", 1, "1,204"))).frame
    assert frame["status"].tolist() == ["not available", "shown"]
    assert frame["people_arrived"].tolist() == [pd.NA, 1204]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"headings": [*HEADINGS[:3], "People"]}, "no row among the first 20 names arrivals"),
        ({"headings": [*HEADINGS[:2], "Arrivals, week", "Arrivals, all"]}, 'hold the word "arrival"'),
        ({"sheet": "UTLA_-_England"}, 'no sheet whose name begins "LTLA"'),
        ({"title": "Visa data"}, "does not say of which week"),
    ],
)
def test_another_layout_is_refused(workbook, change, says):
    message = refusal(homes_for_ukraine, workbook(("E07000218", "N", 30, 12), **change))
    assert message.startswith(NAME) and says in message


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        *(([("E07000218", "N", 30, cell)], 'sheet "LTLA_-_England", cell D7: found')
          for cell in ("<10", "-3", "2.5", "some", "[c]")),
        ([("E07000218", "N", 30, 12)] * 2, "E07000218 appears twice; 1 in all"),
        ([("", "Total", 1, 1)], "has no authority such as"),
    ],
)  # fmt: skip
def test_a_cell_that_is_no_count_an_authority_twice_and_none_at_all_are_refused(workbook, rows, says):
    assert says in refusal(homes_for_ukraine, workbook(*rows))


def test_a_week_counts_for_an_edition_from_its_day_on(workbook):
    file = workbook(("E07000218", "N", 30, 12))
    (item,) = inventory.scan(file.path.parent).files
    assert (item.card_id, item.period) == ("homes_for_ukraine", "2023-06-27")
    days = [pd.Timestamp(day).date() for day in ("2023-06-26", "2023-06-27")]
    assert [inventory.known_by(item.period, day) for day in days] == [False, True]
