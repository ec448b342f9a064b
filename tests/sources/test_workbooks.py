"""Workbooks: a large one is told by its first rows without being opened whole."""

import pytest
import xlsxwriter

from analysis.sources import inventory, workbooks
from analysis.sources.files import SourceFile


@pytest.fixture
def book(tmp_path):
    """Return a workbook with a cover and a sheet of headings and some rows."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as written:
        written.add_worksheet("Cover").write(0, 0, "A title & more")
        sheet = written.add_worksheet("Data")
        sheet.write_row(0, 0, ["Force Name", "Outcome Type"])
        for row in range(1, 50):
            sheet.write_row(row, 0, [f"Force {row}", row])
    return SourceFile(path)


def test_the_first_rows_of_every_sheet_are_read(book, monkeypatch):
    monkeypatch.setattr(workbooks, "LARGE", 0)
    found = workbooks.first_texts(book)
    assert found == ["A title & more", "Force Name", "Outcome Type", "Force 1", "1"]


def test_a_small_workbook_is_left_to_be_opened_whole(book):
    size = book.path.stat().st_size
    assert workbooks.first_texts(book) is None
    assert size < workbooks.LARGE


def test_a_large_workbook_is_told_as_a_small_one_is(book, monkeypatch):
    whole = inventory._titles.__wrapped__(book)
    monkeypatch.setattr(workbooks, "LARGE", 0)
    quick = inventory._titles.__wrapped__(book)
    assert [text for text in quick if text != "1"] == [text for text in whole if text != "1.0"]


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut", b"<!DOCTYPE html>", b"", None])
def test_what_is_no_workbook_is_left_to_the_reader_that_refuses_it(book, tmp_path, monkeypatch, content):
    monkeypatch.setattr(workbooks, "LARGE", 0)
    path = tmp_path / "other.xlsx"
    path.write_bytes(book.path.read_bytes()[100:] if content is None else content)
    assert workbooks.first_texts(SourceFile(path)) is None


def test_other_workbooks_are_left_to_be_opened_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "LARGE", 0)
    path = tmp_path / "book.ods"
    path.write_bytes(b"PK")
    assert workbooks.first_texts(SourceFile(path)) is None
