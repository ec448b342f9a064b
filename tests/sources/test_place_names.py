"""The House of Commons Library's names of MSOAs, and the local table of neighbourhood teams."""

import pytest

from analysis.errors import InputError
from analysis.sources import inventory
from analysis.sources.files import SourceFile
from analysis.sources.place_names import msoa_names, neighbourhood_teams
from sampleshire.layouts import MSOA_NAMES, readable_names

NAMES = """\ufeffmsoa21cd,msoa21nm,msoa21nmw,msoa21hclnm,msoa21hclnmw,localauthorityname
E02900001,North Larkmere 001,,Ambletwold & Wick,,North Larkmere
E02900002,North Larkmere 002,,"Stone, Upper & Lower",,North Larkmere
"""
TEAMS = """ward24_code,ward24_name,neighbourhood_team,district24_name
E05900001,Ambletwold,Ambletwold and district,North Larkmere
E05900002,Brinnockthorpe,Ambletwold and district,North Larkmere
"""


def read(tmp_path, text, reader, name="MSOA-Names-2.2.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return reader(SourceFile(path))


def test_a_name_with_a_comma_and_a_byte_order_mark_read_as_they_should(tmp_path):
    found = read(tmp_path, NAMES, msoa_names)
    assert found.to_dict("list") == {
        "msoa21_code": ["E02900001", "E02900002"],
        "msoa21_name": ["Ambletwold & Wick", "Stone, Upper & Lower"],
    }


def test_teams_read_with_their_wards_alone(tmp_path):
    found = read(tmp_path, TEAMS, neighbourhood_teams, "neighbourhood-teams.csv")
    assert list(found.columns) == ["ward24_code", "neighbourhood_team"]
    assert set(found["neighbourhood_team"]) == {"Ambletwold and district"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("msoa21hclnm,", "msoa21hclname,", 'heading "msoa21hclnm" is missing. Nearest: "msoa21hclnmw"'),
        ("E02900002", "E01900002", 'column "msoa21cd", row 3: found "E01900002"'),
        ("E02900002", "E02900001", '"E02900001" appears twice, in rows 2 and 3'),
        ("Ambletwold & Wick", " ", 'column "msoa21hclnm", row 2: found "", expected a name'),
    ],
)
def test_a_changed_list_of_names_is_refused_with_its_place(tmp_path, old, new, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, NAMES.replace(old, new, 1), msoa_names)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("ward24_code", "ward25_code", 'heading "ward24_code" is missing. Nearest: "ward25_code"'),
        ("E05900002", "E01900002", 'column "ward24_code", row 3: found "E01900002"'),
        ("E05900002", "E05900001", '"E05900001" appears twice, in rows 2 and 3'),
        ("Ambletwold and district,", ",", 'column "neighbourhood_team", row 2: found "", expected the name'),
    ],
)
def test_a_changed_table_of_teams_is_refused_with_its_place(tmp_path, old, new, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, TEAMS.replace(old, new, 1), neighbourhood_teams, "neighbourhood-teams.csv")


def test_a_list_of_2011_bears_the_name_and_is_something_else(tmp_path):
    (tmp_path / "MSOA-Names-Latest.csv").write_text(NAMES.replace("21", "11"), encoding="utf-8")
    (problem,) = inventory.scan(tmp_path).problems
    assert problem.card_id == "msoa_names"
    assert "has the name of Readable names of MSOAs and is something else" in problem.message


def test_sampleshires_list_names_every_msoa_apart(sampleshire_folder):
    (path,) = sampleshire_folder.rglob(MSOA_NAMES)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    found = msoa_names(SourceFile(path))
    assert len(found) == 70
    assert found["msoa21_name"].is_unique


def test_msoas_of_the_same_wards_are_told_apart_from_north_to_south():
    import pandas as pd

    areas = pd.DataFrame(
        {
            "msoa21_code": ["E02900001", "E02900002", "E02900003"],
            "ward24_name": ["Wick", "Wick", "Ash"],
            "north": [10.0, 20.0, 0.0],
        }
    )
    assert readable_names(areas) == {
        "E02900001": "Wick South",
        "E02900002": "Wick North",
        "E02900003": "Ash",
    }
