"""Workbooks: a large one is opened once to see what it is, and what it begins with is kept."""

from types import SimpleNamespace

import pytest
import xlsxwriter

from analysis import settings
from analysis.errors import InputError
from analysis.sources import inventory, workbooks
from analysis.sources.files import SourceFile


@pytest.fixture(autouse=True)
def kept_apart(tmp_path, monkeypatch):
    """Keep what is opened in a folder of the test, with a card of one kind of workbook."""
    card = SimpleNamespace(identified_by=[["Outcome Type", "A title"]])
    monkeypatch.setattr(inventory, "catalogue", lambda: {"outcomes": card})
    monkeypatch.setattr(settings, "data", lambda *parts: tmp_path.joinpath("data", *parts))


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


def test_a_large_workbook_is_told_as_a_small_one_is_and_opened_once(book, monkeypatch):
    whole = inventory._titles.__wrapped__(book)
    assert whole == ["A title & more", "Force Name", "Outcome Type", "Force 1", "1.0"]
    monkeypatch.setattr(inventory, "LARGE", 0)
    assert inventory._titles.__wrapped__(book) == whole
    monkeypatch.setattr(workbooks, "opened", None)
    assert inventory._titles.__wrapped__(book) == whole


def test_of_a_large_workbook_that_no_card_knows_nothing_is_kept(book, tmp_path, monkeypatch):
    """It may be the office's own, laid among publishers' files by mistake."""
    monkeypatch.setattr(inventory, "LARGE", 0)
    monkeypatch.setattr(inventory, "catalogue", dict)
    assert inventory._titles.__wrapped__(book) == []
    kept = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert any(path.name == "frame" for path in kept)
    assert not any(b"Outcome" in path.read_bytes() or b"Force 1" in path.read_bytes() for path in kept)


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut", b"<!DOCTYPE html>", b"", None])
def test_what_is_no_workbook_is_refused_large_or_small(book, tmp_path, monkeypatch, content):
    path = tmp_path / "other.xlsx"
    path.write_bytes(book.path.read_bytes()[100:] if content is None else content)
    for large in (0, inventory.LARGE):
        monkeypatch.setattr(inventory, "LARGE", large)
        with pytest.raises(InputError, match=r"other\.xlsx"):
            inventory._titles.__wrapped__(SourceFile(path))
