"""Extracts as they come: what is counted and explained, and what is refused without a value said."""

import datetime
import itertools
import os
import traceback

import pandas as pd
import pytest

from analysis.errors import InputError, MissingSourceError
from analysis.extracts import extracts, mapping, states
from analysis.extracts.extracts import AFTER, BEFORE, UNLISTED, UNREADABLE

from .office import HEADINGS

COUNTED = """
[victims.our_police.fields.count]
headings = ["Victims"]
"""


def read(office, name="victims_2026-Q1.csv", quarter="2026-Q1"):
    return extracts.read(office.folder / name, quarter, mapping.read(office.folder, "sampleshire")[0])


def test_rows_are_counted_by_quarter_and_label(office):
    office.csv([*office.rows(3), ["31/12/2025", "Larkmere", "A1 - Indian", "", "Beat 1"]])
    assert office.by("quarter", "district", "ethnic_group", "domestic_abuse") == {
        ("2025-Q4", "Larkmere", "Asian", "no"): 1,
        ("2026-Q1", "Quarrowby", "White", "yes"): 3,
    }
    frame = office.counts().frame
    assert set(frame["religion"]) == {"Not supplied"}
    assert frame["victims"].dtype == "int64"


def test_a_csv_is_read_whatever_parts_its_cells_and_ends_its_lines(office):
    for delimiter in (",", ";", "\t", "|"):
        office.csv(office.rows(2, c1="Tindlebury and Ossage"), delimiter=delimiter)
        assert office.by("district") == {"Quarrowby": 1, "Tindlebury and Ossage": 1}
    text = office.text([office.headings, *office.rows(2)]).replace("\n", "\r\n")
    office.csv(text.replace("Quarrowby", '"Quarrowby"'), encoding="utf-8-sig")
    assert office.by("district") == {"Quarrowby": 2}


def test_titles_above_the_headings_and_blank_rows_are_no_rows_of_victims(office):
    blank, title = [""] * 5, ["Victims, 1 July 2025 to 31 March 2026"]
    table = [title, [], office.headings, *office.rows(2), blank, *office.rows(1), blank, blank]
    office.csv(office.text(table))
    (explained,) = read(office).explained
    assert (explained.rows, explained.counted, explained.left_out) == (4, 3, {"a blank row": 1})


def test_a_workbook_with_two_sheets_of_other_headings_dates_and_blank_columns(office):
    first = [["Our Police"], [],
             ["Date Record Created", "", "District name", "Self Defined Ethnicity", "DA flag"],
             [datetime.datetime(2025, 12, 31), "", "Quarrowby", "W1 \u2013 British", "Y"],
             ["31/12/2025", "", "NULL", "NULL", ""], ["", "", "", "", ""]]  # fmt: skip
    second = [["Occurrence Created Date", "Local Authority", "DA flag", "Remand"],
              [datetime.datetime(2026, 3, 31, 23, 59), "larkmere", "Y", 3.0]]  # fmt: skip
    office.workbook(Old=first, New=second, Empty=[])
    assert office.by("quarter", "district", "ethnic_group", "domestic_abuse") == {
        ("2025-Q4", "Quarrowby", "White", "yes"): 1,
        ("2025-Q4", "Unknown", "Unknown", "no"): 1,
        ("2026-Q1", "Larkmere", "Not supplied", "yes"): 1,
    }


def test_a_number_in_a_workbook_is_the_text_that_a_csv_has(office):
    values = office.columns[office.columns.index('values = { "W1"') :].split("\n")[0]
    columns = office.columns.replace("ethnic_group]", "offences_in_12_months]")
    office.map(columns.replace(values, 'values = { "5" = "4 or more" }'))
    rows = [[datetime.date(2026, 1, 3), "Quarrowby", number, "Y", ""] for number in (1, 2.0, 5)]
    office.workbook(Victims=[office.headings, *rows])
    assert office.by("offences_in_12_months") == {"1": 1, "2": 1, "4 or more": 1}


def test_dates_are_read_in_the_listed_formats_and_in_iso(office):
    days = ["03/01/2026", "2026-01-03", "3/1/2026", "03/01/2026 14:22", "2026-01-03T14:22:01", "2026-Q1"]
    office.csv([[day, *office.row[1:]] for day in days])
    assert office.by("quarter") == {"2026-Q1": 6}


def test_every_row_is_counted_or_explained(office):
    days = ["03/01/2026", "NULL", "03/10/2025", "03/04/2026"]
    days += ["03/01/1926", "3 Jan", "03/01/2026", "05/11/2025"]
    office.csv([[day, *office.row[1:]] for day in days])
    (explained,) = read(office).explained
    assert (explained.rows, explained.counted) == (8, 4)
    assert explained.left_out == dict.fromkeys((extracts.NO_DATE, UNREADABLE, BEFORE, AFTER), 1)
    assert read(office).quarters == ("2025-Q4", "2026-Q1")


def test_an_old_date_typed_wrongly_makes_no_quarter_of_one_victim(office):
    days = ["03/01/2026"] * 4 + ["03/01/2016", "03/10/2025"]
    office.csv([[day, *office.row[1:]] for day in days])
    assert read(office).quarters == ("2025-Q4", "2026-Q1")
    office.map(office.columns.replace("unmapped_share", "quarters = 1\nunmapped_share"))
    assert read(office).quarters == ("2026-Q1",)


def test_a_value_in_no_list_is_told_by_cell_and_many_of_them_stop_the_load(office):
    table = office.rows(8)
    for row in table[:2]:
        row[1] = "Somewhere"
    office.csv(table)
    assert office.by("district") == {"Quarrowby": 6}
    told = office.counts().explained[0]
    assert (told.unmapped, told.cells) == ({"district": 2}, {"district": "B2, B3"})
    assert (told.rows, told.counted, told.left_out) == (8, 6, {UNLISTED: 2})
    table[5][1] = "Elsewhere"
    office.csv(table)
    said = office.refusal()
    assert said.startswith(
        'victims_2026-Q1.csv, column "District name": 3 of 8 cells, first B2, hold a value that it '
    )
    assert "lets 25.0% pass" in said and "Somewhere" not in said and "Elsewhere" not in said
    assert 'under the field "district": 2 different ones, in B2, B7.' in said


STATUSES = (
    "Section 4", "Skilled Worker", "FLR(M)", "BRP", "Stateless", "Deportation order", "Student route",
    "EU pre-settled", "AB/12/34/56/C", "W3X 8QT 2PL", "Maria del Carmen Lopez",
)  # fmt: skip


def test_what_no_word_list_knows_is_neither_counted_nor_told(office):
    """Of 35 words for immigration status, 27 were once taken in and counted as unknown."""
    for value, column in zip(STATUSES, itertools.cycle((1, 2, 3)), strict=False):
        table = office.rows(8)
        table[3][column] = value
        office.csv(table)
        try:
            counts = office.counts()
        except InputError as fault:
            assert value not in str(fault)
            continue
        assert counts.frame["victims"].sum() == 7
        assert not pd.DataFrame(counts.frame).isin([value, "Unknown"]).any().any()
        (told,) = counts.explained
        assert told.left_out == {UNLISTED: 1} and list(told.cells.values()) == [f"{'ABCD'[column]}5"]


def test_rows_left_out_for_several_columns_together_stop_the_load_too(office):
    table = office.rows(12)
    for row, column in zip(table, (1, 1, 2, 2), strict=False):
        row[column] = "Elsewhere"
    office.csv(table)
    said = office.refusal()
    assert said.startswith("victims_2026-Q1.csv: 4 of 12 rows hold a value that it does not list, in one")
    assert "lets 25.0% pass" in said and "(district: B2, B3; ethnic_group: C4, C5)" in said


def test_refused_and_not_asked_are_categories_and_an_unlisted_blank_is_no_guess(office):
    said = ("Declined", "Not asked by officer", "N1", "NULL")
    office.csv([[*office.row[:2], one, "Y", ""] for one in said])
    assert office.by("ethnic_group") == {"Not asked": 1, "Not stated": 1, "Refused": 1, "Unknown": 1}
    office.map(office.columns.replace('"Not Provided", ""]', '"Not Provided"]'))
    office.csv([[row[0], "", *row[2:]] for row in office.rows(3)])
    assert "3 of 3 cells, first B2, hold a blank; " in office.refusal()
    office.csv([*office.rows(3), [office.row[0], "", *office.row[2:]]])
    assert office.counts().explained[0].cells == {"district": "B5: blank"}


# Encodings, and rows that are nobody


def test_a_csv_of_windows_is_read_as_such_and_check_says_so(office):
    office.map(
        office.columns.replace('"Out of force" =', '"Café Quarter – north" = "Larkmere", "Out of force" =')
    )
    office.csv(office.rows(2, c1="Café Quarter – north"), encoding="cp1252")
    assert office.by("district") == {"Larkmere": 1, "Quarrowby": 1}
    (told,) = [row for row in states.own_files("sampleshire") if "cp1252" in row[4]]
    assert told[0] == "victims_2026-Q1.csv" and not told[-1]
    office.csv(office.rows(2))
    assert not [row for row in states.own_files("sampleshire") if "cp1252" in row[4]]


@pytest.mark.parametrize("last", [["Total records", "4"], ["", "Total", "", "4"], ["", "", "Row count: 4"]])
def test_a_row_that_says_how_many_rows_there_are_is_nobody_and_must_be_right(office, last):
    last += [""] * (5 - len(last))
    office.csv([*office.rows(4), last])
    explained = office.explained()
    assert (explained.counted, explained.left_out, explained.unmapped) == (4, {extracts.TOTAL_ROW: 1}, {})
    office.csv([*office.rows(3), last])
    assert "cell " in (said := office.refusal()) and "says how many there are in all" in said


def test_a_row_that_says_how_many_a_table_counts_is_nobody_and_must_be_right(office):
    office.map(office.columns + COUNTED)
    headings = [*HEADINGS[:4], "Victims"]
    rows = [["2026-Q1", place, "White", "Y", 3] for place in ("Quarrowby", "Larkmere")]
    office.csv([*rows, ["Total", "", "", "", 6]], headings=headings)
    assert office.explained().left_out == {extracts.TOTAL_ROW: 1}
    office.csv([*rows, ["Total", "", "", "", 7]], headings=headings)
    assert "cell A4: the row says how many there are in all" in office.refusal()


# A table that the supplier made


def test_a_table_that_the_supplier_counted_is_read_by_its_counts(office):
    office.map(office.columns + COUNTED)
    headings = [*HEADINGS[:4], "Victims"]
    rows = [["2026-Q1", "Quarrowby", "White", "Y", n] for n in (12, 1, 0)]
    office.csv(rows, headings=headings)
    assert office.by("district") == {"Quarrowby": 13}
    assert read(office).explained[0].left_out == {"a count of zero": 1}
    office.folder.joinpath("victims_2026-Q1.csv").unlink()
    office.workbook(Counts=[headings, *rows])
    assert office.by("district") == {"Quarrowby": 13}


# What is refused


@pytest.mark.parametrize(
    "heading", ["Beat teams", "07700 900123", "Adaeze Okonkwo", "Surname Okonkwo", "DA flag Okonkwo"]
)
def test_a_heading_that_is_not_listed_stops_the_load_and_is_not_said(office, heading):
    """A person's name may have slipped into the row of the headings."""
    office.csv(office.rows(), headings=[*HEADINGS[:4], heading])
    said = office.refusal()
    assert said.startswith("victims_2026-Q1.csv, cell E1: the heading ")
    assert "07700" not in said and "Okonkwo" not in said
    assert heading != "Beat teams" or said.endswith(
        "the heading is neither mapped nor ignored in columns.toml. "
        'Nearest: "Beat team". Map it to a field there, or list it under ignored. '
        "Nothing of the file was kept."
    )


def test_the_name_of_a_sheet_a_title_and_a_first_row_are_not_said(office):
    office.csv(office.text(office.rows()))
    said = office.refusal()
    assert "no row has the headings" in said and "Quarrowby" not in said
    office.csv(office.text([["Made by Mr Smith, 07700 900123"], office.headings, *office.rows()]))
    said = office.refusal()
    assert "cell A1: holds what looks like a telephone number, above the headings" in said
    assert "Smith" not in said
    (office.folder / "victims_2026-Q1.csv").unlink()
    table = [office.headings, *office.rows()]
    office.workbook(**{"Adaeze Okonkwo": table, "Ben Okonkwo": [["made by hand"]]})
    said = office.refusal()
    assert said.startswith("victims_2026-Q1.xlsx, sheet 2: no row has the headings") and "Okonkwo" not in said
    office.workbook(Victims=table, More=[["District name", "DA flag"], ["Larkmere", "Y"]])
    assert "sheet 2: has no column for the date" in office.refusal()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
@pytest.mark.parametrize("reader", [extracts.read, extracts.read_once])
def test_a_pipe_is_refused_and_not_waited_for(office, reader):
    path = office.folder / "victims_2026-Q1.csv"
    os.mkfifo(path)
    given = mapping.read(office.folder, "sampleshire")[0]
    with pytest.raises(InputError, match="is a pipe or a device, and no file"):
        reader(path, "2026-Q1", given)


@pytest.mark.parametrize(
    ("headings", "says"),
    [
        ([*HEADINGS[:4], "da FLAG"], "appears twice"),
        ([*HEADINGS[:4], "Local Authority"], 'a second column for the field "district", beside column B'),
        ([*HEADINGS[:4], ""], "cell E2: the column has values and no heading"),
        (
            ["Remand", *HEADINGS[1:]],
            'has no column for the date. Expected the heading "Date Record Created" or',
        ),
        ([*HEADINGS[:2], "Remand", *HEADINGS[3:]], 'no sheet has a column for the field "ethnic_group"'),
        ([*"abcde"], "no row has the headings that columns.toml, [victims.our_police] knows"),
    ],
)
def test_headings_that_do_not_fit_are_refused(office, headings, says):
    office.csv(office.rows(), headings=headings)
    said = office.refusal()
    assert said.startswith("victims_2026-Q1.csv") and says in said


@pytest.mark.parametrize(("since", "let_in"), [("2026-Q1", False), ("2026-Q2", True)])
def test_a_column_that_was_added_later_is_needed_from_its_first_file_on(office, since, let_in):
    flag = 'headings = ["DA flag"]'
    office.map(office.columns.replace(flag, f'{flag}\nsince = "{since}"'))
    office.csv([row[:3] for row in office.rows()], headings=office.headings[:3])
    if let_in:
        assert set(office.counts().frame["domestic_abuse"]) == {"Not supplied"}
    else:
        assert 'field "domestic_abuse". Expected the heading "DA flag". If only later' in office.refusal()


HEADS = b"Date Record Created,District name,DA flag\n"


@pytest.mark.parametrize(
    ("suffix", "content", "says"),
    [
        ("csv", b"", "the file is empty"),
        ("csv", HEADS.decode().encode("utf-16"), "is not UTF-8 text. Save it as CSV UTF-8"),
        ("csv", b"\xef\xbb\xbf" + HEADS + b"03/01/2026,Caf\xe9,Y\n", "line 2 is not UTF-8 text"),
        ("csv", HEADS + b"03/01/2026,Caf\x81,Y\n", "line 2 is not UTF-8 text"),
        ("csv", HEADS + b"03/01/2026,Larkmere,Y", "the last line does not end"),
        ("csv", HEADS, "holds no rows"),
        ("csv", HEADS + b'03/01/2026,"Larkmere,Y\n', "a quotation mark opens"),
        ("csv", HEADS + b"03/01/2026,Larkmere\n", "row 2: has 2 cells"),
        ("xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "has a password, or is in the format"),
        ("xlsx", HEADS, "is not a workbook that can be read"),
    ],
)  # fmt: skip
def test_a_file_that_is_cut_broken_or_locked_is_refused(office, suffix, content, says):
    (office.folder / f"victims_2026-Q1.{suffix}").write_bytes(content)
    said = office.refusal()
    assert said.startswith(f"victims_2026-Q1.{suffix}") and says in said
    assert "Larkmere" not in said and "Caf" not in said


def test_a_workbook_that_is_cut_anywhere_is_refused(office):
    whole = office.workbook(Victims=[office.headings, *office.rows(50)]).read_bytes()
    for at in range(30, len(whole), 211):
        (office.folder / "victims_2026-Q1.xlsx").write_bytes(whole[:at])
        assert office.refusal().startswith("victims_2026-Q1.xlsx")


def test_files_whose_names_or_quarters_do_not_fit_are_refused(office):
    with pytest.raises(MissingSourceError, match="holds no file named victims_"):
        office.counts()
    office.csv(office.rows(), quarter="2026-Q5")
    assert 'victims_2026-Q5.csv: "2026-Q5" is where' in office.refusal()
    (office.folder / "victims_2026-Q5.csv").unlink()
    office.csv(office.rows())
    office.workbook(Victims=[office.headings, *office.rows()])
    assert "both are the extract of 2026-Q1. Keep one of them" in office.refusal()
    for path in office.folder.glob("victims*"):
        path.unlink()
    office.csv(office.rows(), quarter="2026-Q2")
    assert "no row is dated in 2026-Q2, the quarter in its name" in office.refusal()


# Nothing gets out


def traced(office, kind=InputError):
    """Return all that a traceback of the error says that reading raises, local variables too."""
    with pytest.raises(kind) as caught:
        office.counts()
    assert caught.value.__cause__ is None and caught.value.__context__ is None
    told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert "CANARY" not in told and "Quarrowby" not in told
    return told


def test_no_frame_of_a_traceback_holds_a_row(office):
    office.csv(office.rows(30, c1="CANARY-0001", c4="CANARY-0002 Mr Smith"))
    assert "cell E2: holds what looks like a person's name" in traced(office)


@pytest.mark.parametrize(("fault", "comes_out"), [(KeyError, InputError), (KeyboardInterrupt,) * 2])
def test_a_fault_of_our_own_says_its_kind_and_no_more(office, monkeypatch, fault, comes_out):
    office.csv(office.rows(c1="CANARY-0001"))

    def fail(*_):
        raise fault("CANARY-0001")

    monkeypatch.setattr(extracts, "_held", fail)
    told = traced(office, comes_out)
    assert "extracts/extracts.py" not in told
    assert fault is KeyboardInterrupt or "stopped (KeyError)" in told


def test_nothing_is_printed_logged_or_left_behind(office, tmp_path, monkeypatch, capfd, caplog):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    office.csv(office.rows(9))
    office.workbook("2026-Q2", Victims=[HEADINGS, *[["03/05/2026", *row[1:]] for row in office.rows()]])
    before = sorted(office.folder.rglob("*"))
    office.counts()
    assert capfd.readouterr() == ("", "") and not caplog.records
    assert not list(temporary.iterdir()) and sorted(office.folder.rglob("*")) == before
