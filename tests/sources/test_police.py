"""Street files: every row is accounted for, and a file that is not what its name says is refused."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.sources import police
from analysis.sources.files import SourceFile

HEADER = ",".join(police.HEADINGS)
NAME = "2022-01-sampleshire-street.csv"
CODE, OTHER_CODE = "E01900001", "E01900002"


def row(month="2022-01", code=CODE, crime_type="Burglary", force="Sampleshire Police", identifier="aa"):
    at = "-1.5,52.2" if code.strip('"') else ","
    place = f'{at},"On or near High Street",{code},Northam 001A'
    return f"{identifier},{month},{force},{force},{place},{crime_type},Under investigation,"


@pytest.fixture
def write(given):
    """Return a function that writes a street file and returns it as the reader takes it."""

    def write(*rows, name=NAME, header=HEADER, encoding="utf-8"):
        return given(("\n".join([header, *rows]) + "\n").encode(encoding), name)

    return write


def refusal(*files):
    with pytest.raises(InputError) as refused:
        police.street(files)
    return str(refused.value)


def counted(street):
    return {(r.month, r.lsoa_code, r.crime_type): r.offences for r in street.frame.itertuples()}


def test_every_row_is_counted_and_the_files_say_how_many_they_gave(write):
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
    assert (street.rows, street.explained) == (4, {"with a place": 4, "with no place recorded": 0})


def test_a_code_left_blank_and_a_code_written_as_blank_are_one_group(write):
    street = police.street([write(row(code=""), row(code='""'), row(code=""))])
    assert counted(street) == {("2022-01", police.NO_PLACE, "Burglary"): 3}
    assert street.frame["lsoa_code"].tolist() == [""]


@pytest.mark.parametrize("spelt", ["Anti-social behaviour", "Antisocial Behaviour"])
def test_whole_rows_that_repeat_are_counted_and_antisocial_has_one_spelling(write, spelt):
    rows = [row(crime_type=kind, identifier="") for kind in (spelt, "Anti-social behaviour")]
    assert counted(police.street([write(*rows)])) == {("2022-01", CODE, "Anti-social behaviour"): 2}


STRAY = row(force="Westmark Constabulary")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"header": HEADER.replace("LSOA code", "LSOA21 code")},
         'heading "LSOA code" is missing. Nearest: "LSOA21 code".'),
        ({"header": HEADER.replace("Context", "Context,Outcome type")}, 'heading "Outcome type" is new.'),
        ({"name": "crimes.csv"}, "does not say which month and force it is"),
        ({"rows": [row(), row(month="2022-02"), row(month="2022-02")]},
         'column "Month", row 3: found "2022-02", expected "2022-01", the month in its name: download the '
         "file again, under its own name; 2 in all."),
        ({"rows": [STRAY]}, 'the name says "sampleshire", but its rows fall within "Westmark Constabulary"'),
        ({"rows": [row(), row(), STRAY, row(), STRAY]},
         'column "Falls within", row 4: found "Westmark Constabulary", expected "Sampleshire Police", as'),
        ({"rows": [row(), row(force="")]}, 'column "Falls within", row 3: found "", expected "Sampleshire'),
        ({"rows": [row(crime_type="")]}, 'column "Crime type", row 2: found "", expected a type of crime in'),
        *(({"rows": [row(), row(code=code)]}, f'column "LSOA code", row 3: found "{code}", expected a code')
          for code in ("E0190000", "E02900001", "Northam 001A", " ")),
        ({"rows": [row(), row().replace("-1.5,52.2", ",")]}, "row 3: has an LSOA code and no coordinates"),
        ({"rows": [row().replace(CODE, "")]}, "row 2: has coordinates and no LSOA code"),
        ({"rows": [row(), row() + "more,cells"]}, "row 3 has 13 cells where the header has 12"),
        ({"rows": [*[row()] * 4_000, row().replace("High", "Café")], "encoding": "latin-1"},
         "line 4002 is not UTF-8 text"),  # far down, in a column that is not counted
    ],
)  # fmt: skip
def test_what_is_no_whole_street_file_of_its_name_is_refused_with_the_place(write, wrong, said):
    rows = wrong.get("rows", [row()])
    message = refusal(write(*rows, **{name: value for name, value in wrong.items() if name != "rows"}))
    assert message.startswith(wrong.get("name", NAME)) and said in message


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("devon-and-cornwall", "Devon & Cornwall Police"),
        ("metropolitan", "Metropolitan Police Service"),
        ("btp", "British Transport Police"),
    ],
)
def test_forces_are_known_by_their_short_and_their_full_name(write, slug, name):
    file = write(row(force=name), name=f"2022-01-{slug}-street.csv")
    assert police.street([file]).rows == 1


def test_utf_8_beyond_ascii_is_read_also_where_the_head_ends_within_a_letter(write):
    ways = [row().replace("High", "é" * length) for length in range(1, 101)] * 40
    assert police.street([write(*ways)]).rows == 4_000


@pytest.mark.real
def test_warwickshire_files_give_every_row_in_the_county_outside_it_or_nowhere(real):
    months = (real(f"police/2018-{month}-warwickshire-street.csv") for month in (10, 11, 12))
    street = police.street([SourceFile(path) for path in months])
    assert street.rows == 4_903 + 4_742 + 4_486
    counts = street.frame
    assert counts.groupby("month")["offences"].sum().tolist() == [4_903, 4_742, 4_486]
    by_type = counts.pivot_table(index="crime_type", columns="month", values="offences", aggfunc="sum")
    assert by_type.loc["Violence and sexual offences"].tolist() == [1_294, 1_262, 1_375]
    assert by_type.loc["Anti-social behaviour"].tolist() == [1_045, 974, 961]
    change = pd.read_csv(
        real("geography/LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"), encoding="utf-8-sig", dtype="str"
    )
    county = change[change["LAD22CD"].isin([f"E070002{number}" for number in range(18, 23)])]
    before, after = set(county["LSOA11CD"]), set(county["LSOA21CD"])

    def by_month(codes):
        return counts[counts["lsoa_code"].isin(codes)].groupby("month")["offences"].sum().tolist()

    elsewhere = set(counts["lsoa_code"]) - before - after - {police.NO_PLACE}
    assert by_month(before | after) == [4_800, 4_676, 4_442]
    assert by_month(elsewhere) == [54, 48, 36]
    assert by_month({police.NO_PLACE}) == [49, 18, 8]
    assert by_month(before - after) == [289, 270, 212]
