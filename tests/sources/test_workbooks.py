"""Workbooks: a large one is opened once to see what it is, and what it begins with is kept."""

import pytest
import xlsxwriter

from analysis import settings
from analysis.errors import InputError
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


def test_a_large_workbook_is_told_as_a_small_one_is_and_opened_once(book, tmp_path, monkeypatch):
    whole = inventory._titles.__wrapped__(book)
    assert whole == ["A title & more", "Force Name", "Outcome Type", "Force 1", "1.0"]
    monkeypatch.setattr(settings, "data", lambda *parts: tmp_path.joinpath("data", *parts))
    monkeypatch.setattr(inventory, "LARGE", 0)
    assert inventory._titles.__wrapped__(book) == whole
    monkeypatch.setattr(workbooks, "opened", None)
    assert inventory._titles.__wrapped__(book) == whole


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut", b"<!DOCTYPE html>", b"", None])
def test_what_is_no_workbook_is_refused_large_or_small(book, tmp_path, monkeypatch, content):
    monkeypatch.setattr(settings, "data", lambda *parts: tmp_path.joinpath("data", *parts))
    path = tmp_path / "other.xlsx"
    path.write_bytes(book.path.read_bytes()[100:] if content is None else content)
    for large in (0, inventory.LARGE):
        monkeypatch.setattr(inventory, "LARGE", large)
        with pytest.raises(InputError, match=r"other\.xlsx"):
            inventory._titles.__wrapped__(SourceFile(path))
