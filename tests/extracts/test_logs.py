"""The office's own logs: every column listed, every cell of a kind, and no value in any message."""

import dataclasses

import pandas as pd
import pytest
import xlsxwriter

from analysis import areas, settings
from analysis.errors import InputError, MissingSourceError
from analysis.extracts import contents, logs, refused, states

SECRET = "Notaperson"
HEADINGS = "month,route,area,contacts"
ROW = "2026-02,Lantern line,Larkmere,7"


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Return a function that writes a log and reads it."""
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path))

    def read(text, name="contacts", suffix=".csv"):
        (tmp_path / f"{name}{suffix}").write_text(text, encoding="utf-8")
        return logs.read("sampleshire", name)

    read.folder = tmp_path
    return read


def said(office, text, name="contacts"):
    """Return the message with which a log is refused; it never holds a value."""
    with pytest.raises(InputError) as caught:
        office(text, name)
    assert SECRET.lower() not in str(caught.value).lower()
    return str(caught.value)


def test_cells_come_back_in_their_types_and_rows_keep_their_numbers(office):
    found = office(f"{HEADINGS}\n{ROW}\n\n03/2026,Lantern line,whole AREA,0\n")
    assert found.place == "contacts.csv" and list(found.frame.index) == [2, 4]
    assert list(found.frame.itertuples(index=False, name=None)) == [
        (pd.Timestamp("2026-02-01"), "Lantern line", "Larkmere", 7),
        (pd.Timestamp("2026-03-01"), "Lantern line", "Whole area", 0),
    ]


def test_a_place_is_a_district_that_the_area_has_by_the_folders_own_lookup(office):
    moved = dataclasses.replace(areas.area("sampleshire"), district_names=("Larkmere", "Ambletwold"))
    text = f"{HEADINGS}\n{ROW.replace('Larkmere', 'Ambletwold')}\n"
    assert "cell C2" in said(office, text)
    assert list(logs.read(moved, "contacts").frame["area"]) == ["Ambletwold"]


def test_a_workbook_is_read_as_a_csv_is_of_one_sheet_and_not_beside_one(office):
    path, log = office.folder / "contacts.xlsx", ("sampleshire", "contacts")

    def fill(*sheets):
        with xlsxwriter.Workbook(path) as book:
            month = book.add_format({"num_format": "mmm yy"})
            for name in sheets:
                sheet = book.add_worksheet(name)
                sheet.write_row(0, 0, HEADINGS.split(","))
                sheet.write_datetime(1, 0, pd.Timestamp("2026-02-01"), month)
                sheet.write_row(1, 1, ["Lantern line", "Larkmere", 7])

    fill("Log")
    assert list(logs.read(*log).frame.iloc[0]) == [pd.Timestamp("2026-02-01"), "Lantern line", "Larkmere", 7]
    fill("One", "Two")
    with pytest.raises(InputError, match="has 2 sheets with rows"):
        logs.read(*log)
    assert "both are the log contacts" in said(office, f"{HEADINGS}\n{ROW}\n")


def test_a_log_that_nobody_keeps_is_a_gap_and_one_without_rows_is_empty(office):
    with pytest.raises(MissingSourceError, match="`vna template contacts` writes an empty one"):
        logs.read("sampleshire", "contacts")
    found = office(f"{HEADINGS}\n").frame
    assert not len(found) and list(found.columns) == HEADINGS.split(",")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("one,two\n1,2\n", "no row has the headings that data/reference/local_logs.toml knows"),
        (f"{HEADINGS}\n{ROW}", "was cut short"),
        (f"{HEADINGS},{SECRET}\n{ROW},1\n", "cell E1: the heading is not one of the log's"),
        (f"{HEADINGS},contact\n{ROW},1\n", 'Nearest: "contacts"'),
        (f"{HEADINGS},area\n{ROW},Larkmere\n", "cell E1: the heading appears twice, first in column C"),
        (f"{HEADINGS},\n{ROW},{SECRET}\n", "cell E2: the column has values and no heading"),
        ("month,route,contacts\n2026-02,Lantern line,7\n", "has no column area"),
        (f"Ring 07700 900123,,,\n{HEADINGS}\n{ROW}\n", "cell A1: holds what looks like a telephone number"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_log_is_refused(office, text, says):
    assert says in said(office, text)


@pytest.mark.parametrize(
    ("cell", "where", "says"),
    [
        (f"{SECRET},Lantern line,Larkmere,7", "A3", "a month as YYYY-MM"),
        ("2026-13,Lantern line,Larkmere,7", "A3", "a month as YYYY-MM"),
        ("1999-12,Lantern line,Larkmere,7", "A3", "from 2000 on"),
        (f"2026-02,Lantern line,{SECRET},7", "C3", 'a district of the area by its name, or "Whole area"'),
        ("2026-02,Lantern line,Larkmere,seven", "D3", "a whole number, 0 or more"),
        ("2026-02,Lantern line,Larkmere,", "D3", "is blank, and the column contacts needs"),
        (f"2026-02,{SECRET}@example.org,Larkmere,7", "B3", "looks like an e-mail address"),
        (f"2026-02,{SECRET * 7},Larkmere,7", "B3", "a short name of 60 letters at most"),
    ],
)
def test_a_cell_that_is_not_of_its_columns_kind_is_refused_by_place_and_rule(office, cell, where, says):
    message = said(office, f"{HEADINGS}\n{ROW}\n" + f"{cell}\n" * 3)
    assert message.startswith(f"contacts.csv, cell {where}: ") and says in message
    assert "3 such cells" in message or "3 in all" in message


def test_a_label_has_sixty_letters_at_most_and_a_name_may_hold_refugee(office):
    for label in ("l" * 60, "Refugee forum"):
        assert office(f"{HEADINGS}\n2026-02,{label},Larkmere,7\n").frame["route"].tolist() == [label]
    assert "cell B2" in said(office, f"{HEADINGS}\n2026-02,{'l' * 61},Larkmere,7\n")


OUTREACH = "month,neighbourhood_team,language,setting,events,interpreter\n"


def test_a_language_may_have_another_of_its_names_and_an_unknown_is_not_said(office):
    called = {"polish": "Polish", "Farsi": "Persian or Farsi", "Punjabi": "Panjabi", "Dari": "Dari"}
    rows = [f"2026-02,Wick,{written},workplace,1,yes\n" for written in called]
    assert office(OUTREACH + "".join(rows), "outreach").frame["language"].tolist() == list(called.values())
    for unknown in (SECRET, "Polish; Urdu"):
        message = said(office, f"{OUTREACH}2026-02,Wick,{unknown},workplace,1,yes\n", "outreach")
        wanted = "is not what the column language needs: a language that data/reference/languages.csv"
        assert f"cell C2: {wanted}" in message


def test_choices_are_kept_in_the_order_of_the_list_whatever_their_case(office):
    columns = logs.columns("piece_tests")
    row = dict.fromkeys(columns, "") | {
        "piece": "P", "language": "Polish", "area": "Larkmere", "channel": "Leaflet", "format": "text",
        "stage": "in test",
        "tested_on": "28/02/2026", "finding": "Tone or stigma;not understood",
    }  # fmt: skip
    text = f"{','.join(columns)}\n{','.join(row.values())}\n"
    found = office(text, "piece_tests").frame.iloc[0]
    assert (found["channel"], found["finding"]) == ("leaflet", "not understood; tone or stigma")
    assert found["tested_on"] == pd.Timestamp("2026-02-28") and pd.isna(found["review_by"])
    message = said(office, text.replace("not understood", SECRET), "piece_tests")
    assert "cell K2: is not what the column finding needs: some of: no fault found; " in message


def filled(name, **cells):
    """Return a log with one row: the first choice, or a cell that its kind lets in, and `cells`."""
    fit = {"label": "A name", "document": "A report", "language": "Polish", "place": "Larkmere"}
    fit |= {"day": "2026-02-28", "whole number": "7", "amount": "7", "share": "7", "percentage": "7"}
    row = {
        heading: column.choices[0] if column.choices else fit[column.kind]
        for heading, column in logs.columns(name).items()
    } | cells
    return f"{','.join(row)}\n{','.join(row.values())}\n"


def test_several_languages_and_places_of_a_cell_are_read_under_their_own_names(office):
    cells = {"languages": "punjabi; Polish;Panjabi", "districts": "quarrowby; LARKMERE"}
    found = office(filled("services", **cells), "services").frame.iloc[0]
    assert (found["languages"], found["districts"]) == ("Panjabi; Polish", "Quarrowby; Larkmere")
    message = said(office, filled("services", languages=f"Polish; {SECRET}; Urdu"), "services")
    assert "is not what the column languages needs: a language" in message
    assert "column languages needs" in said(office, filled("services", languages="Polish;"), "services")
    assert 'Nearest: "Polish"' in said(office, filled("services", languages="Urdu; Polihs"), "services")
    assert "column districts needs" in said(office, filled("services", districts="Larkmere; Far"), "services")


def test_a_share_lies_from_zero_to_a_hundred(office):
    for text in ("0", "100", "100.0", "99.5"):
        found = office(filled("options", effect_pct=text), "options").frame
        assert found["effect_pct"].tolist() == [float(text)]
    for text in ("100.1", "101", "-1", "12%"):
        message = said(office, filled("options", effect_pct=text), "options")
        assert "is not what the column effect_pct needs: a percentage from 0 to 100" in message


@pytest.mark.parametrize("formula", [f'=HYPERLINK("{SECRET}")', f"@{SECRET}", f"+cmd|'{SECRET}'!A0"])
def test_a_formula_in_a_log_is_refused_by_its_cell_and_never_said(office, formula):
    cell = formula.replace('"', '""')
    text = f'{HEADINGS}\n{ROW}\n2026-02,"{cell}",Larkmere,7\n'
    assert "contacts.csv, cell B3: " in said(office, text)
    assert [one for one in states.faults(areas.area("sampleshire")) if "cell B3" in one]


def test_a_row_below_a_log_of_windows_leaves_one_encoding(office):
    path, log = office.folder / "language_decisions.csv", ("sampleshire", "language_decisions")
    headings = "language,verdict,decided_by,decided_on,reason,proposed,need"
    text = f"# Decided \u2013 by the office\n{headings}\nPolish,MONITOR,Head of policy,2026-02-01,,,\n"
    path.write_bytes(text.encode("cp1252"))
    row = {"language": "Polish", "verdict": "MONITOR", "decided_by": "Head of policy"}
    logs.record(areas.area("sampleshire"), "language_decisions", row | {"decided_on": "2026-03-01"})
    assert len(logs.read(*log).frame) == 2
    assert path.read_text(encoding="utf-8-sig").startswith(text)


# The list of logs itself


def test_no_heading_or_choice_of_a_log_is_one_that_is_never_let_in():
    for name in logs.names():
        for heading, column in logs.columns(name).items():
            if column.kind != logs.TELEPHONE:  # an organisation's own, in the directory alone
                assert refused.kind(heading) is None, heading
                never = ("name", "status", "immigration", "phone", "mail")
                assert not [one for one in never if one in heading]
            assert column.kind in logs.WANTED or column.kind == logs.CHOICE
            assert bool(column.choices) == (column.kind == logs.CHOICE)
            for choice in column.choices:
                assert contents.kind(choice) in (None, contents.STATUS) and logs.BETWEEN not in choice, choice


def test_a_log_names_columns_of_its_own_as_those_that_may_be_there_once():
    for name in logs.names():
        found = logs.described(name)
        assert {*found.once, *filter(None, [found.known_on])} <= set(logs.columns(name)), name
        assert bool(found.once) == bool(found.twice), name


@pytest.mark.parametrize("sensitivity", ["", "secret"])
def test_a_log_that_does_not_say_who_may_see_its_rows_is_refused(monkeypatch, sensitivity):
    monkeypatch.setattr(logs, "_listed", lambda: {"visits": {"title": "Visits", "sensitivity": sensitivity}})
    with pytest.raises(InputError, match=r'\[visits\]: "sensitivity" is missing or unknown'):
        logs.described("visits")


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_row_is_written_below_the_last_in_the_files_order_and_nothing_else(office, delimiter):
    order = ["verdict", "language", "decided_on", "decided_by", "need", "reason", "proposed"]
    old = delimiter.join(["MONITOR", "Polish", "01/02/2026", "Head of policy", "", "", ""])
    text = f"# What the office decided\n{delimiter.join(order)}\n{old}\n"
    office(text, "language_decisions")
    row = {"language": "Polish", "verdict": "TRANSLATE_COUNTY", "decided_by": "Head of policy"}
    path = logs.record(areas.area("sampleshire"), "language_decisions", row | {"decided_on": "2026-03-01"})
    added = delimiter.join(["TRANSLATE_COUNTY", "Polish", "2026-03-01", "Head of policy", "", "", ""])
    assert path.read_text(encoding="utf-8") == f"{text}{added}\n"
    assert len(logs.read("sampleshire", "language_decisions").frame) == 2
