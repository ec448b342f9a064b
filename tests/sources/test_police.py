"""Street files: every row is accounted for, and a file that is not what its name says is refused."""

import zipfile

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.sources import police
from analysis.sources.files import SourceFile, zip_members

HEADER = ",".join(police.HEADINGS)
CODE, OTHER_CODE = "E01900001", "E01900002"


def row(month="2022-01", code=CODE, crime_type="Burglary", force="Sampleshire Police", identifier="aa"):
    at = "-1.5,52.2" if code.strip('"') else ","
    place = f'{at},"On or near High Street",{code},Northam 001A'
    return f"{identifier},{month},{force},{force},{place},{crime_type},Under investigation,"


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a street file and returns it as the reader takes it."""

    def write(*rows, name="2022-01-sampleshire-street.csv", header=HEADER, end="\n", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(("\n".join([header, *rows]) + end).encode(encoding))
        return SourceFile(path)

    return write


def refusal(*files, **options):
    with pytest.raises(InputError) as refused:
        police.street(files, **options)
    return str(refused.value)


def counted(street):
    return {(r.month, r.lsoa_code, r.crime_type): r.offences for r in street.counts.itertuples()}


def test_every_row_is_counted_and_each_file_says_how_many_it_gave(write):
    files = [
        write(row(), row(), row(code=OTHER_CODE)),
        write(row(month="2022-02", crime_type="Drugs"), name="2022-02-sampleshire-street.csv"),
    ]
    street = police.street(files)
    assert counted(street) == {
        ("2022-01", CODE, "Burglary"): 2,
        ("2022-01", OTHER_CODE, "Burglary"): 1,
        ("2022-02", CODE, "Drugs"): 1,
    }
    assert street.files.values.tolist() == [
        ["2022-01-sampleshire-street.csv", "sampleshire", "2022-01", 3],
        ["2022-02-sampleshire-street.csv", "sampleshire", "2022-02", 1],
    ]


def test_a_code_left_blank_and_a_code_written_as_blank_are_one_group(write):
    street = police.street([write(row(code=""), row(code='""'), row(code=""))])
    assert counted(street) == {("2022-01", police.NO_PLACE, "Burglary"): 3}
    assert street.counts["lsoa_code"].tolist() == [""]


def test_whole_rows_that_repeat_are_all_counted(write):
    twice = row(crime_type="Anti-social behaviour", identifier="")
    assert counted(police.street([write(twice, twice)])) == {("2022-01", CODE, "Anti-social behaviour"): 2}


def test_a_place_that_two_forces_record_is_one_group_and_the_rows_stay_each_forces_own(write):
    street = police.street(
        [
            write(row(), row()),
            write(row(force="Westmark Constabulary"), name="2022-01-westmark-street.csv"),
        ]
    )
    assert counted(street) == {("2022-01", CODE, "Burglary"): 3}
    assert street.files["rows"].tolist() == [2, 1]


def test_the_zip_reads_as_the_loose_files_do(write, tmp_path):
    files = [
        write(row(month=month), row(month=month, code=""), name=f"{month}-sampleshire-street.csv")
        for month in ("2022-01", "2022-02", "2022-03")
    ]
    archive = tmp_path / "latest.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for file in files:
            target.write(file.path, f"{file.stem_name[:7]}/{file.stem_name}")
    loose, zipped = police.street(files), police.street(zip_members(archive))
    pd.testing.assert_frame_equal(loose.counts, zipped.counts)
    assert zipped.files["rows"].tolist() == loose.files["rows"].tolist()


def test_a_folder_whose_name_looks_like_a_pattern_is_read(tmp_path, write):
    folder = tmp_path / "files [1] *"
    folder.mkdir()
    moved = write(row()).path.rename(folder / "2022-01-sampleshire-street.csv")
    assert counted(police.street([SourceFile(moved)])) == {("2022-01", CODE, "Burglary"): 1}


def test_no_files_give_an_empty_table_with_its_columns():
    street = police.street([])
    assert list(street.counts) == ["month", "lsoa_code", "crime_type", "offences"]
    assert street.counts.empty and street.files.empty


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(write):
    file = write(row(), row(code=OTHER_CODE), header="\ufeff" + HEADER)
    file.path.write_bytes(file.path.read_bytes().replace(b"\n", b"\r\n"))
    assert police.street([file]).counts["offences"].sum() == 2


def test_a_renamed_heading_is_named_with_the_nearest(write):
    said = refusal(write(row(), header=HEADER.replace("LSOA code", "LSOA21 code")))
    assert said == ('2022-01-sampleshire-street.csv: heading "LSOA code" is missing. Nearest: "LSOA21 code".')


def test_headings_in_another_order_are_refused(write):
    header = HEADER.replace("Longitude,Latitude", "Latitude,Longitude")
    assert "not the twelve of a street file in their order" in refusal(write(row(), header=header))


def test_a_month_that_is_not_the_one_in_the_name_is_refused_with_its_row(write):
    said = refusal(write(row(), row(month="2022-02"), row(month="2022-02")))
    assert said == (
        '2022-01-sampleshire-street.csv, column "Month", row 3: found "2022-02", expected "2022-01", '
        "the month in its name; 2 in all. Download the file again, under its own name."
    )


def test_a_month_that_another_file_has_does_not_hide_a_wrong_one(write):
    files = [write(row()), write(row(month="2022-01"), name="2022-02-sampleshire-street.csv")]
    assert '2022-02-sampleshire-street.csv, column "Month", row 2: found "2022-01"' in refusal(*files)


def test_a_file_of_another_force_is_refused(write):
    said = refusal(write(row()), force="westmark")
    assert said.startswith(
        '2022-01-sampleshire-street.csv: is a file of the force "sampleshire", and "westmark"'
    )


def test_another_forces_rows_under_this_name_are_refused(write):
    said = refusal(write(row(force="Westmark Constabulary")))
    assert 'the name says "sampleshire", but its rows fall within "Westmark Constabulary"' in said


def test_another_forces_row_further_down_is_refused_with_its_row(write):
    stray = row(force="Westmark Constabulary")
    said = refusal(write(row(), row(), stray, row(), stray))
    assert said == (
        '2022-01-sampleshire-street.csv, column "Falls within", row 4: found "Westmark Constabulary", '
        'expected "Sampleshire Police", as in its first row; 2 in all. '
        "Download the file again, under its own name."
    )


def test_a_row_without_a_force_is_refused_with_its_row(write):
    said = refusal(write(row(), row(force="")))
    assert 'column "Falls within", row 3: found "", expected "Sampleshire Police"' in said


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("devon-and-cornwall", "Devon & Cornwall Police"),
        ("city-of-london", "City of London Police"),
        ("metropolitan", "Metropolitan Police Service"),
        ("dyfed-powys", "Dyfed-Powys Police"),
        ("btp", "British Transport Police"),
    ],
)
def test_forces_are_known_by_their_short_and_their_full_name(write, slug, name):
    file = write(row(force=name), name=f"2022-01-{slug}-street.csv")
    assert police.street([file], force=slug).files["rows"].tolist() == [1]


def test_an_outcomes_file_is_refused_by_its_name(write):
    said = refusal(write(row(), name="2022-01-sampleshire-outcomes.csv"))
    assert said == (
        "2022-01-sampleshire-outcomes.csv: is a file of outcomes, not of street crime. "
        'Give the "-street.csv" file.'
    )


def test_an_outcomes_file_is_refused_by_its_headings(write):
    outcomes = HEADER.replace("Crime type,Last outcome category,Context", "Outcome type")
    assert 'holds outcomes, not street crime (it has the heading "Outcome type")' in refusal(
        write(row(), header=outcomes)
    )


@pytest.mark.parametrize(
    "name", ["crimes.csv", "2022-13-sampleshire-street.csv", "2022-sampleshire-street.csv"]
)
def test_a_name_without_month_or_force_is_refused(write, name):
    assert "does not say which month and force it is" in refusal(write(row(), name=name))


@pytest.mark.parametrize("code", ["E0190000", "E02900001", "Northam 001A", " "])
def test_a_code_that_is_none_is_refused_with_its_row(write, code):
    said = refusal(write(row(), row(code=code)))
    assert f'column "LSOA code", row 3: found "{code}", expected a code such as E01031046' in said


def test_a_row_without_a_type_is_refused(write):
    assert 'column "Crime type", row 2: found "", expected a type of crime in every row' in refusal(
        write(row(crime_type=""))
    )


def test_two_files_for_a_force_and_month_are_both_named(write, tmp_path):
    (tmp_path / "newer").mkdir()
    first, second = write(row()), write(row(), name="newer/2022-01-sampleshire-street.csv")
    said = refusal(first, second)
    assert 'two files for the force "sampleshire" and 2022-01' in said
    assert str(first.path) in said and str(second.path) in said


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "2022-01-sampleshire-street.csv"
    path.touch()
    assert refusal(SourceFile(path)) == f"{path.name}: the file is empty. Download it again."


def test_headings_without_rows_are_refused(write):
    assert "holds headings and no rows" in refusal(write())


def test_a_web_page_is_refused(write):
    assert "holds a web page, not data" in refusal(write(header="<!DOCTYPE html><html>"))


@pytest.mark.parametrize(
    ("line", "cells"), [("bb,2022-01,Sampleshire Police", 3), (row() + "more,cells", 13)]
)
def test_a_row_with_too_few_or_too_many_cells_is_refused_with_its_row(write, line, cells):
    said = refusal(write(row(), row(), line, row()))
    assert f"row 4 has {cells} cells where the header has 12" in said


def test_a_quotation_mark_that_never_closes_is_refused(write):
    said = refusal(write(row(), row().replace('Street"', "Street"), row()))
    assert "2022-01-sampleshire-street.csv" in said


def test_a_last_line_that_was_cut_is_refused(write):
    assert "the last line does not end" in refusal(write(row(), row(), end=""))


def test_utf_16_is_refused(write):
    assert "it looks like UTF-16" in refusal(write(row(), encoding="utf-16"))


def test_latin_1_is_refused_with_its_line(write):
    said = refusal(write(row(), row().replace("High", "Café"), encoding="latin-1"))
    assert "line 3 is not UTF-8 text" in said


def test_latin_1_far_down_the_file_is_refused_too(write):
    many = [row()] * 4_000
    said = refusal(write(*many, row(crime_type="Café"), encoding="latin-1"))
    assert "line 4002 is not UTF-8 text" in said


def test_latin_1_far_down_in_a_column_that_is_not_counted_is_refused_too(write):
    many = [row()] * 4_000
    said = refusal(write(*many, row().replace("High", "Café"), row(), encoding="latin-1"))
    assert "line 4002 is not UTF-8 text" in said


def test_utf_8_beyond_ascii_is_read_also_where_the_head_ends_within_a_letter(write):
    ways = [row().replace("High", "é" * length) for length in range(1, 101)] * 40
    assert police.street([write(*ways)]).files["rows"].tolist() == [4_000]


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "no such file" in refusal(SourceFile(tmp_path / "2022-01-sampleshire-street.csv"))


def test_a_zip_that_is_damaged_is_refused(write, tmp_path):
    archive = tmp_path / "latest.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        target.write(write(*[row()] * 500).path, "2022-01/2022-01-sampleshire-street.csv")
    members = zip_members(archive)
    content = bytearray(archive.read_bytes())
    content[120:160] = bytes(40)
    archive.write_bytes(content)
    assert "the zip is damaged or cut short" in refusal(*members)


@pytest.fixture(scope="module")
def warwickshire(real):
    """Return the three real files of Warwickshire Police."""
    return [SourceFile(real(f"police/2018-{month}-warwickshire-street.csv")) for month in (10, 11, 12)]


@pytest.mark.real
def test_warwickshire_files_give_every_row(warwickshire):
    street = police.street(warwickshire, force="warwickshire")
    assert street.files["rows"].tolist() == [4_903, 4_742, 4_486]
    counts = street.counts
    assert counts.groupby("month")["offences"].sum().tolist() == [4_903, 4_742, 4_486]
    nowhere = counts[counts["lsoa_code"] == police.NO_PLACE]
    assert nowhere.groupby("month")["offences"].sum().tolist() == [49, 18, 8]
    by_type = counts.pivot_table(index="crime_type", columns="month", values="offences", aggfunc="sum")
    assert by_type.loc["Violence and sexual offences"].tolist() == [1_294, 1_262, 1_375]
    assert by_type.loc["Burglary"].tolist() == [385, 432, 380]
    assert by_type.loc["Robbery"].tolist() == [47, 58, 43]
    assert by_type.loc["Anti-social behaviour"].tolist() == [1_045, 974, 961]
    assert street.files["month"].tolist() == ["2018-10", "2018-11", "2018-12"]


@pytest.mark.real
def test_warwickshire_rows_are_in_the_county_outside_it_or_nowhere(warwickshire, real):
    change = pd.read_csv(
        real("geography/LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"), encoding="utf-8-sig", dtype="str"
    )
    county = change[change["LAD22CD"].isin([f"E070002{number}" for number in range(18, 23)])]
    before, after = set(county["LSOA11CD"]), set(county["LSOA21CD"])
    counts = police.street(warwickshire).counts

    def by_month(codes):
        return counts[counts["lsoa_code"].isin(codes)].groupby("month")["offences"].sum().tolist()

    elsewhere = set(counts["lsoa_code"]) - before - after - {police.NO_PLACE}
    assert by_month(before | after) == [4_800, 4_676, 4_442]
    assert by_month(elsewhere) == [54, 48, 36]
    assert by_month({police.NO_PLACE}) == [49, 18, 8]
    assert by_month(before - after) == [289, 270, 212]
