"""OS Open Names: which places are kept, under which name, and what is refused."""

import zipfile

import pytest

from analysis.sources import inventory
from analysis.sources.files import SourceFile
from analysis.sources.open_names import towns
from sampleshire.layouts import OPEN_NAMES
from tests.sources.refusals import refusal

DOC = "Doc/OS_Open_Names_Header.csv"


def row(name, kind="Town", east="728000", **cells):
    given = {"NAME1": name, "LOCAL_TYPE": kind, "GEOMETRY_X": east, "GEOMETRY_Y": "635000"} | cells
    return ",".join(given.get(heading, "") for heading in OPEN_NAMES) + "\r\n"


def box(side):
    return {"MBR_XMIN": "0", "MBR_YMIN": "0", "MBR_XMAX": str(side), "MBR_YMAX": str(side)}


@pytest.fixture
def put(tmp_path):
    """Return a function that writes the zip, its headings and its squares, and gives it as a file."""

    def write(*squares, headings=OPEN_NAMES, doc=DOC):
        path = tmp_path / "opname_csv_gb.zip"
        with zipfile.ZipFile(path, "w") as archive:
            if doc:
                archive.writestr(doc, "\ufeff" + ",".join(headings) + "\r\n")
            for number, rows in enumerate(squares):
                archive.writestr(f"Data/ZZ0{number}.csv", rows)
        return SourceFile(path)

    return write


def test_cities_and_towns_of_all_squares_are_kept_the_largest_first(put):
    first = row("Ossage", **box(1_000)) + row("Staithe Lane", "Named Road") + row("Tindlebury", "City")
    found = towns(put(first, row("Quarrowby", east="743060", **box(3_000)) + row("Tarsel", "Village")))
    assert found["town"].tolist() == ["Tindlebury", "Quarrowby", "Ossage"]
    assert found["extent_square_km"].fillna(-1).tolist() == [-1, 9, 1]
    assert found.loc[1, ["easting_metres", "northing_metres"]].tolist() == [743060, 635000]


def test_a_town_of_wales_has_its_english_name_where_the_list_has_one(put):
    both = row("Abertawe", NAME1_LANG="cym", NAME2="Swansea", NAME2_LANG="eng")
    other = row("Cardiff", NAME1_LANG="eng", NAME2="Caerdydd", NAME2_LANG="cym")
    assert towns(put(both + other))["town"].tolist() == ["Cardiff", "Swansea"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (row("Wick") + row(" "), 'ZZ00.csv, column "NAME1", row 2: found " ", expected the name of a town'),
        (row("Wick", east="here"), 'ZZ00.csv, column "GEOMETRY_X", row 1: found "here", expected metres'),
        (row("Wick", "Village"), "holds no place whose LOCAL_TYPE is City or Town"),
    ],
)
def test_a_square_that_is_not_as_it_should_be_is_named(put, rows, says):
    message = refusal(towns, put(rows))
    assert message.startswith("opname_csv_gb.zip") and says in message


def test_a_zip_without_a_heading_its_headings_or_its_squares_is_refused(put):
    headings = ["NAME" if one == "NAME1" else one for one in OPEN_NAMES]
    says = 'Header.csv: heading "NAME1" is missing. Nearest: "NAME"'
    assert says in refusal(towns, put(row("Wick"), headings=headings))
    assert "holds no OS_Open_Names_Header.csv. Download" in refusal(towns, put(row("Wick"), doc=""))
    assert "holds no squares. Download it again" in refusal(towns, put())


def test_the_zip_is_one_file_of_a_folder_and_another_under_its_name_is_told(put):
    folder = put(row("Wick")).path.parent
    found = inventory.scan(folder)
    assert [(one.card_id, one.file.name) for one in found.files] == [("open_names", "opname_csv_gb.zip")]
    assert not found.unused
    put(row("Wick"), doc="")
    [problem] = inventory.scan(folder).problems
    assert 'Expected in it "OS_Open_Names_Header.csv"; found "Data/ZZ00.csv"' in problem.message
