"""The office's workbook: a sheet a log, filled in by hand, read as the single files are."""

import re
import zipfile

import pytest
import python_calamine
import xlsxwriter

from analysis import areas, settings
from analysis.errors import InputError, MissingSourceError
from analysis.extracts import logs, office_workbook, states, templates

HEADINGS = ("provider", "quarter", "places", "said_by", "said_on")
ROW = ("Harbour Trust", "2026-Q1", 40, "Contract manager", "2026-04-02")


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Return a function that writes the workbook with rows of providers as the office's own."""
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path))

    def fill(rows=(ROW,), called="Providers"):
        with xlsxwriter.Workbook(tmp_path / "office.xlsx") as book:
            book.add_worksheet(logs.READ_ME).write_row(0, 0, ["What the office knows"])
            for sheet, log in logs.workbook_sheets().items():
                page = book.add_worksheet(called if sheet == "Providers" else sheet)
                page.write_row(0, 0, logs.columns(log))
                for number, row in enumerate(rows if sheet == "Providers" else (), start=1):
                    page.write_row(number, 0, row)

    fill.folder = tmp_path
    return fill


def test_the_template_has_each_logs_headings_and_lists_to_choose_from(tmp_path):
    path = templates.write("office", tmp_path)
    book = python_calamine.CalamineWorkbook.from_path(path)
    assert book.sheet_names == [logs.READ_ME, logs.LISTS, *logs.workbook_sheets()]
    for sheet, log in logs.workbook_sheets().items():
        assert book.get_sheet_by_name(sheet).to_python()[0] == list(logs.columns(log))
    columns = zip(*book.get_sheet_by_name(logs.LISTS).to_python(), strict=True)
    lists = [list(filter(None, column)) for column in columns]
    assert list(logs.columns("services")["shares_with_enforcement"].choices) in lists
    with zipfile.ZipFile(path) as parts:
        page = parts.read(f"xl/worksheets/sheet{book.sheet_names.index('Services') + 1}.xml").decode()
    rules = re.findall(r'<dataValidation type="(\w+)"', page)
    assert rules.count("list") > 5 and rules.count("date") == 3


def test_a_sheet_is_read_as_the_single_file_is_and_not_beside_it(office):
    office()
    found = logs.read("sampleshire", "provider_capacity")
    assert found.place == 'office.xlsx, sheet "Providers"'
    assert found.frame[["provider", "places"]].to_numpy().tolist() == [["Harbour Trust", 40]]
    line = ",".join(map(str, ROW))
    (office.folder / "provider_capacity.csv").write_text(f"{','.join(HEADINGS)}\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r'capacity\.csv and office\.xlsx, sheet "Providers": both are'):
        logs.read("sampleshire", "provider_capacity")
    (office.folder / "office.xlsx").unlink()
    assert logs.read("sampleshire", "provider_capacity").frame.equals(found.frame)


def test_a_sheet_without_rows_is_no_log(office):
    office(())
    assert not logs.held(office.folder, "provider_capacity")
    with pytest.raises(MissingSourceError):
        logs.read("sampleshire", "provider_capacity")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"called": "Suppliers"}, 'office.xlsx: has no sheet "Providers"'),
        ({"rows": [(*ROW[:4], "early April")]}, 'sheet "Providers", cell E2: .* said_on needs: a day'),
        ({"rows": [(*ROW[:2], "forty", *ROW[3:])]}, 'sheet "Providers", cell C2: .* needs: a whole number'),
        ({"rows": [("", *ROW[1:])]}, 'sheet "Providers", cell A2: is blank'),
    ],
)
def test_what_cannot_be_read_is_refused_by_sheet_and_cell_without_the_value(office, change, says):
    office(**change)
    with pytest.raises(InputError, match=says) as caught:
        logs.read("sampleshire", "provider_capacity")
    assert not re.search("early April|forty|Suppliers", str(caught.value))


def test_the_check_says_what_each_sheet_adds_to_which_chapter(office):
    office()
    rows = {row[0]: row for row in states.own_files("sampleshire") if row[0].startswith("office.xlsx")}
    assert len(rows) == len(logs.workbook_sheets())
    assert all(office_workbook.chapters(log)[-1].isdigit() for log in logs.workbook_sheets().values())
    assert all(logs.described(log).adds for log in logs.workbook_sheets().values())
    assert {"Services", "Routes", "Contracts", "Commitments", "Who decides"} <= set(logs.workbook_sheets())
    assert rows['office.xlsx, sheet "Providers"'][3:] == (
        "1",
        "adds to chapters 00, 05: whether providers had room for those who were referred to them",
        "",
    )
    assert rows['office.xlsx, sheet "Options"'][4].startswith(
        "nothing is filled in: it would add to chapters 00, 14: what could close each gap"
    )
    assert [name for name, _ in states.unread(areas.area("sampleshire"))] == []
