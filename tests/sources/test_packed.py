"""Zips and workbooks that unpack to too much, span too much or declare entities are refused before that."""

import functools
import io
import tracemalloc
import zipfile

import pytest
import xlsxwriter

from analysis.extracts import cells
from analysis.sources import files, inventory, packed, workbooks
from sampleshire import workbook
from tests.sources import refusals

SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
WIDE = b"<row>" + b"<c/>" * 200 + b"</row>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPES = {
    "a billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>',
    "a file from outside": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "an address from outside": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
}


@functools.cache
def book(row=1, column=1, formula=None):
    """Return a workbook whose last cell appears in a row and column, counted from zero."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as made:
        sheet = made.add_worksheet("Data")
        sheet.write_row(0, 0, ["Heading one", "Heading two"])
        sheet.write(row, column, "word")
        if formula:
            sheet.write_formula(2, 0, formula)
    return held.getvalue()


def edited(content, name, edit):
    """Return a zip in which `edit` was applied to the bytes of a member; a new one is made of nothing."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, edit(data) if entry.filename == name else data)
        if name not in old.namelist():
            new.writestr(name, edit(b""))
    return held.getvalue()


def ods(rows_repeated=1, columns_repeated=1, blank_rows=0, blank_columns=0):
    """Return an OpenDocument workbook in which one cell is repeated, behind blanks."""
    before = (
        f'<table:table-row table:number-rows-repeated="{blank_rows}"><table:table-cell/></table:table-row>'
    )
    gap = f'<table:table-cell table:number-columns-repeated="{blank_columns}"/>'
    cell = b'<table:table-row><table:table-cell office:value-type="string"><text:p>word'
    row = f'<table:table-row table:number-rows-repeated="{rows_repeated}">{gap if blank_columns else ""}'
    row += f'<table:table-cell table:number-columns-repeated="{columns_repeated}" office:value-type="string">'
    made = workbook.ods({"Data": [["Heading one", "Heading two"], ["word"]]})
    changed = f"{before if blank_rows else ''}{row}<text:p>word".encode()
    return edited(made, "content.xml", lambda data: data.replace(cell, changed))


def refusal(content, name="book.xlsx"):
    message = refusals.refusal(packed.refuse_hostile, name, content)
    assert message.startswith(name)
    return message


def of_forty_sheets():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as made:
        for number in range(40):
            made.add_worksheet(f"S{number}").write(99_999, 25, "word")
    return held.getvalue()


def encoded(codec):
    return edited(book(), TEXTS, lambda data: data.decode().encode(codec))


ENDLESS = b"<!--" + b" " * 200_000 + b"-->"
LAUGHING = DOCTYPES["a billion laughs"].encode()
SPAN, ENCODING = "cells, most of them empty", "not in UTF-8"
HOSTILE = {
    "the last cell": (book(1_048_575, 16_383), SPAN),
    "long": (book(1_048_575, 701), SPAN),
    "wide": (book(40_000, 16_383), SPAN),
    "repeated": (ods(1_048_576, 16_384), SPAN),
    "behind blanks": (ods(blank_rows=1_000_000, blank_columns=16_000), SPAN),
    "repeated rows": (ods(1_048_576, 20), SPAN),
    "many sheets": (of_forty_sheets(), "span 104,104,000 cells"),
    **{codec: (encoded(codec), ENCODING) for codec in ("utf-16", "utf-16-be", "utf-32")},
    "a prolog without end": (
        edited(book(), TEXTS, lambda data: ENDLESS + data[data.index(b"<sst") :]),
        "is not XML as workbooks have it",
    ),
    "binary": (edited(book(), "xl/worksheets/sheet1.bin", lambda _: b"\0"), "binary workbook"),
    "OpenDocument": (
        edited(ods(), "content.xml", lambda data: data.replace(b"<office", LAUGHING + b"<office", 1)),
        "declares a type of document",
    ),
}


@pytest.mark.parametrize(("content", "says"), HOSTILE.values(), ids=HOSTILE)
def test_a_workbook_that_could_do_harm_is_refused(content, says):
    assert says in refusal(content)
    assert says != SPAN or len(content) < 10_000


@pytest.mark.parametrize(
    "content",
    [book(), book(200_000, 20), book(3, 700), ods(), ods(100, 100, 100, 100), b"PK no zip", b"", book()[1:],
     workbook.ods({"Data": [["a", "b"]] * 50})],
)  # fmt: skip
def test_what_is_no_danger_passes(content):
    packed.refuse_hostile("book.xlsx", content)


@pytest.mark.parametrize(
    "turn",
    [lambda d: d.replace(b'r="B2"', b"r = 'xfd1048576'"), lambda d: d.replace(b'r="B2"', b'r="AAAAA999"'),
     lambda d: d.replace(b'r="B2"', b'r="B99999999"'),
     lambda d: d.replace(b"<sheetData>", b"<sheetData>" + b"<row/>" * 200_000 + WIDE),
     lambda d: d.replace(b"<c ", b"<x:c ").replace(b'r="B2"', b'r="XFD1048576"')],
    ids=["other quotes", "five letters", "eight digits", "no addresses", "another prefix"],
)  # fmt: skip
def test_an_address_is_found_however_it_is_written(turn):
    assert "span" in refusal(edited(book(), SHEET, turn))


@pytest.mark.parametrize("part", [TEXTS, SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
def test_a_workbook_that_declares_a_type_of_document_is_refused(part, doctype):
    def declare(data):
        head, end, rest = data.partition(b"?>")
        return head + end + b"<!-- a remark -->" + doctype.encode() + rest.replace(b"word", b"&l9;")

    assert "declares a type of document" in refusal(edited(book(), part, declare))


@pytest.fixture
def smaller(monkeypatch):
    """Lower the limits so that a test of them takes a moment."""
    monkeypatch.setattr(packed, "LARGEST", 3_000_000)
    monkeypatch.setattr(packed, "SMALL", 1_000_000)


def squeezed(size, method=zipfile.ZIP_DEFLATED):
    """Return a zip of a member that unpacks to so many bytes of the same."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        archive.writestr("census2021-ts029-ltla.csv", bytes(size))
    return held.getvalue()


@pytest.mark.usefixtures("smaller")
def test_a_zip_that_unpacks_to_very_much_is_refused_and_never_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    path.write_bytes(squeezed(2_000_000))
    tracemalloc.start()
    says = "bomb.zip: 'census2021-ts029-ltla.csv' would unpack to 2 MB"
    member = files.SourceFile(path, "census2021-ts029-ltla.csv")
    assert refusals.refusal(files.zip_members, path).startswith(says)
    assert refusals.refusal(member.read_bytes).startswith(says)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500_000
    (problem,) = inventory.scan(tmp_path).problems
    assert "would unpack to" in problem.message


@pytest.mark.usefixtures("smaller")
def test_limits_have_two_sides(tmp_path):
    path = tmp_path / "large.zip"
    path.write_bytes(squeezed(999_999))  # small, however tightly it is packed
    files.zip_members(path)
    path.write_bytes(squeezed(3_000_000, method=zipfile.ZIP_STORED))  # large, and not packed at all
    files.zip_members(path)
    path.write_bytes(squeezed(3_000_001, method=zipfile.ZIP_STORED))
    assert "would unpack to 3 MB" in refusals.refusal(files.zip_members, path)


@pytest.mark.usefixtures("smaller")
def test_a_workbook_that_unpacks_to_very_much_is_refused():
    content = edited(book(), SHEET, lambda data: data + b" " * 2_000_000)
    assert "would unpack to 2 MB" in refusal(content)
    content = book()
    for number in range(5):
        content = edited(content, f"xl/media/{number}.bmp", lambda _: bytes(900_000))
    assert "more than any workbook" in refusal(content)


def test_a_file_of_very_many_bytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "census2021-ts029-ltla.csv"
    with path.open("wb") as stream:
        stream.truncate(packed.LARGEST + 1)  # it takes no room on the disk
    for read, given in ((files.read_csv, [files.SourceFile(path)]), (cells.sheets, [path, bool])):
        assert "is 2,000 MB; the limit is" in refusals.refusal(read, *given)


def test_a_size_that_lies_is_found_out(tmp_path):
    """A member that says it is small unpacks to no more than it says."""
    content = squeezed(2_000_000)
    path = tmp_path / "lies.zip"
    path.write_bytes(content.replace((2_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little")))
    (member,) = files.zip_members(path)
    assert "damaged" in refusals.refusal(member.read_bytes)


def test_every_reader_of_workbooks_looks_first(tmp_path):
    path = tmp_path / "UKVI_IP_Q2_2026.xlsx"
    path.write_bytes(book(1_048_575, 16_383))
    for read, given in ((workbooks.opened, [files.SourceFile(path)]), (cells.sheets, [path, bool])):
        assert "most of them empty" in refusals.refusal(read, *given)
    (problem,) = inventory.scan(tmp_path).problems
    assert problem.card_id == "change_of_conditions" and "most of them empty" in problem.message


@pytest.mark.parametrize("lost", [1, 64, 2_000])
def test_a_workbook_that_lost_its_first_bytes_is_refused_as_damaged(tmp_path, lost):
    # Where its members are said to begin lies before its first byte.
    path = tmp_path / "book.xlsx"
    path.write_bytes(book()[:4] + book()[4 + lost :])
    said = refusals.refusal(workbooks.opened, files.SourceFile(path))
    assert said.startswith("book.xlsx: is not a workbook that can be read")


def test_a_formula_is_read_as_what_it_came_to_and_is_never_worked_out(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(book(formula='=HYPERLINK("http://127.0.0.1:9/", "figure")'))
    opened = workbooks.opened(files.SourceFile(path))
    assert workbooks.rows(opened, "Data")[2][0] == 0.0  # nobody had worked it out yet


def test_a_workbook_with_a_link_to_another_reads_as_one_without(tmp_path):
    linked = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    plain, other = tmp_path / "plain.xlsx", tmp_path / "linked.xlsx"
    plain.write_bytes(book())
    other.write_bytes(edited(book(), "xl/externalLinks/externalLink1.xml", lambda _: linked))
    first, second = (
        workbooks.rows(workbooks.opened(files.SourceFile(path)), "Data") for path in (plain, other)
    )
    assert first == second


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    secret = tmp_path / "private" / "victims.csv"
    secret.parent.mkdir()
    secret.write_text("Name,Address\nA,B\n", encoding="utf-8")
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    for name in ("census2021-ts029-ltla.csv", "notes.csv", "more.zip"):
        (inputs / name).symlink_to(secret)
    inside = inputs / "census2021-ts030-ltla.csv"
    inside.write_text("date,geography,geography code,Religion: Total\n", encoding="utf-8")
    (inputs / "again.csv").symlink_to(inside)
    (inputs / "folder").symlink_to(secret.parent)
    found = inventory.scan(inputs)
    told = {problem.card_id: problem.message for problem in found.problems}
    assert set(told) == {"census_ts029", ""} and all("is not followed" in one for one in told.values())
    assert not any(word in message for message in told.values() for word in ("Name", "Address", "private"))
    read = {file.path.resolve() for file in (*found.unused, *(one.file for one in found.files))}
    assert read and secret.resolve() not in read
    # A folder that is itself a link is read.
    (tmp_path / "link").symlink_to(inputs)
    assert len(inventory.scan(tmp_path / "link").files) == len(found.files)


@pytest.mark.parametrize("content", ["", "[]", "{}", "{" * 5, '{"invented"', "[" * 100_000])
def test_a_stamp_that_says_nothing_is_refused_in_one_line(tmp_path, content):
    (tmp_path / inventory.STAMP).write_text(content, encoding="utf-8")
    assert "does not say whether these files are invented" in refusals.refusal(inventory.scan, tmp_path)
