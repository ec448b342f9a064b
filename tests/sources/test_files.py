"""One file as a publisher gave it: what is read, and every fault that no reader need look for again."""

import gzip
import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.sources import files, reading
from analysis.sources.files import SourceFile
from tests.sources.refusals import lacks, refusal
from tests.sources.zipped import encrypted, marked, packed


def zipped(given, members):
    return given(packed(members), "download.zip").path


# What is read


def test_every_cell_is_tidy_text_with_commas_and_quotes_and_a_blank_is_empty(given):
    frame = files.read_csv(given("code,count\n007,\nNA, 4 \n"))
    assert frame.to_dict("list") == {"code": ["007", "NA"], "count": ["", "4"]}
    assert not frame.isna().any().any()
    frame = files.read_csv(given('a,b\n"x, ""y""","p\nq"\n'))
    assert frame.iloc[0].tolist() == ['x, "y"', "p q"]


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbfa,b\n1,2\n", b"a,b\r\n1,2\r\n", b'"a","b"\n"1","2"\n', b"a,b\n\n1,2\n"],
    ids=["byte-order mark", "CRLF", "quoted", "blank line"],
)
def test_the_same_table_in_another_dress_reads_the_same(given, content):
    file = given(content)
    assert files.read_csv(file).to_dict("list") == {"a": ["1"], "b": ["2"]}
    assert files.headings(file) == ["a", "b"]


def test_a_member_of_a_zip_reads_as_the_loose_file(given):
    text = "a,b\n" + "1,2\n" * 1_000
    loose = given(text)
    (member,) = files.zip_members(zipped(given, {"folder/": "", "folder/table.csv": text}))
    pd.testing.assert_frame_equal(files.read_csv(member), files.read_csv(loose))
    assert member.name == "download.zip: folder/table.csv"
    assert member.stem_name == loose.stem_name == "table.csv"
    assert member.head(3) == loose.head(3) == b"a,b"


# What is refused


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "table.csv: the file is empty. Download it again."),
        (b"\xef\xbb\xbf", "table.csv: the file is empty."),
        (b"a,b\n", "table.csv: holds headings and no rows. Download it again."),
        (b"\n<!DOCTYPE html>\n<html></html>\n", "table.csv: holds a web page, not data"),
        (b'<?xml version="1.0"?>\n<Error>AccessDenied</Error>\n', "table.csv: holds a web page, not data"),
        (b'{"error":{"code":400}}\n', "table.csv: holds the server's error message, not data."),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "table.csv: is packed (gzip), and its name does not say so."),
        (b"\xef\xbb\xbf" * 2 + b"a,b\n1,2\n", "table.csv: begins with two invisible byte-order marks"),
        ("a,b\n1,2\n".encode("utf-16"), "is not UTF-8 text (it looks like UTF-16). Save it as CSV UTF-8."),
        ("a,b\n1,2\n".encode("utf-16-le"), "is not UTF-8 text (it looks like UTF-16)."),
        ("a,b\n1,2\nCafé,3\n".encode("latin-1"), "table.csv: line 3 is not UTF-8 text."),
        (b"a,b\n1,2\n3,", "line 3, the last, does not end: the file was cut short. Download it again."),
        (b"a,b\n1,2\n1,2,3\n4\n", "row 3 has 3 cells where the header has 2; 2 in all."),
        (b'a,b\n1,"2\n3,4\n', "a quotation mark opens and never closes."),
        (b"a,a\n1,2\n", 'the heading "a" appears twice.'),
    ],
    ids=[
        "empty", "mark alone", "header only", "web page", "store error", "server's error", "gzip",
        "mark twice", "UTF-16", "UTF-16 without a mark", "Latin-1", "cut short", "ragged", "quotation mark",
        "heading twice",
    ],
)  # fmt: skip
def test_a_file_that_is_no_whole_table_is_refused(given, content, message):
    assert message in refusal(files.read_csv, given(content))


def test_a_file_that_is_not_there_and_a_folder_are_no_file(tmp_path):
    assert "none.csv: no such file" in refusal(SourceFile(tmp_path / "none.csv").read_bytes)
    assert "none.zip: no such file" in refusal(files.zip_members, tmp_path / "none.zip")
    assert "cannot be read" in refusal(SourceFile(tmp_path).read_bytes)


@pytest.mark.parametrize("keep", [0, 10, 60, -30])
def test_a_zip_that_was_cut_is_refused(given, keep):
    cut = given(packed({"a.csv": "a,b\n" + "1,2\n" * 1_000})[:keep], "cut.zip")
    said = refusal(files.zip_members, cut.path)
    assert said.startswith("cut.zip: ") and not lacks(said, "damaged or cut short", "Download it again")


WHOLE = packed({"a.csv": "a,b\n" + "1,2\n" * 1_000})


@pytest.mark.parametrize(
    ("content", "name", "found", "to_do"),
    [
        (WHOLE[:40] + bytes(10) + WHOLE[50:], "a.csv", "damaged or cut short", "Download it again"),
        (encrypted(WHOLE), "a.csv", "encrypted", "Unpack it first"),
        (marked(WHOLE, 8, 10, 99), "a.csv", "packed in a way that cannot be read", "Unpack the zip"),
        (WHOLE, "b.csv", "holds no such file", ""),
    ],
)
def test_a_member_that_cannot_be_read_is_named_with_the_reason(given, content, name, found, to_do):
    said = refusal(SourceFile(given(content, "download.zip").path, name).read_bytes)
    assert said.startswith(f"download.zip: {name}: ") and not lacks(said, found, to_do)


@pytest.mark.parametrize(
    "name", ["../x.csv", "/etc/x.csv", "C:\\x.csv", "a\\..\\..\\x.csv", "a/b/../../../x.csv"]
)
def test_a_zip_with_a_path_that_climbs_out_is_refused(given, name):
    path = zipped(given, {"good.csv": "a\n1\n", name: "a\n1\n"})
    assert "holds a path that points outside the zip" in refusal(files.zip_members, path)


# Columns


FILE = SourceFile(Path("t.csv"))


def numbers(*texts, **limits):
    return files.whole_numbers(pd.Series(texts, dtype="str"), FILE, "n", **limits).tolist()


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("35672", 35_672), ("007", 7), (" 4 ", 4), ("-00 ", 0), ("303.0", 303), ("1e+05", 100_000)],
)
def test_a_whole_number_is_read_however_publishers_pad_it(text, number):
    assert numbers(text, "1") == [number, 1]


def test_a_negative_number_is_read_where_allowed_and_one_below_the_lowest_not():
    assert numbers("-1 ", "4", lowest=None) == [-1, 4]
    assert "expected a whole number, 1 or more" in refusal(lambda: numbers("0", lowest=1))


@pytest.mark.parametrize(
    "text", ["", " ", "-1", "1.5", "four", "1,234", "0x10", "1_0", "nan", "inf", "1e300", "9" * 19, "٣", "-"]
)
def test_what_is_no_whole_number_is_named_with_its_row(text):
    assert refusal(lambda: numbers("1", text, "x")).startswith(
        f't.csv, column "n", row 3: found "{text}", expected a whole number, 0 or more; 2 in all.'
    )


def test_a_missing_heading_is_named_with_the_nearest():
    files.require(FILE, ["lsoa21_code", "n"], ["lsoa21_code"])
    said = refusal(files.require, FILE, ["lsoa_code", "n"], ["lsoa21_code"])
    assert said.startswith('t.csv: heading "lsoa21_code"') and 'Nearest: "lsoa_code"' in said


def test_codes_are_trimmed_odd_ones_named_and_a_double_with_both_rows():
    assert files.area_codes(pd.Series(["E07000901 "], dtype="str"), FILE, "code").tolist() == ["E07000901"]
    for other in ("Northam", "E0700090\u0661", "E07000901\n2"):  # a digit of another script is none
        says = f'row 2: found "{other}", expected an ONS code such as E07000222; 1 in all.'
        with pytest.raises(InputError, match=re.escape(says)):
            files.area_codes(pd.Series([other], dtype="str"), FILE, "code")
    codes = pd.Series(["E07000901", "E07000902", "E07000901"], dtype="str")
    said = refusal(reading.refuse_twice, codes.to_frame("code"), FILE, ["code"])
    assert said.startswith("t.csv, row 4: E07000901")
    assert not lacks(said, "row 2", "1 in all", "Download the file again")
