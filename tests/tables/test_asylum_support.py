"""People on asylum support by district: a stock at quarter ends."""

import pandas as pd
import pytest

import sampleshire
from analysis import areas
from analysis.errors import InputError
from analysis.release import people
from analysis.tables.declaration import columns
from analysis.tables.people.asylum_support import AsylumSupport

TABLE = "asylum_support_local_authority_Asy_D11.csv"


def plain(table):
    return pd.DataFrame(table)


def true_support():
    found = sampleshire.truth()["asylum_support"]
    spelt = {"Subsistence Only": "Subsistence only", "": "not given"}
    return found.assign(accommodation_type=found["accommodation_type"].replace(spelt))


def test_every_district_has_everybody_who_is_truly_supported(county):
    county(TABLE)
    keys = ["quarter", "area_code", "support_type", "accommodation_type"]
    truth = true_support().groupby(keys)["people_supported"].sum()
    forces = ("sampleshire", "brackmarsh", "copplesey", "dunmarrow")
    for force in forces:
        found = plain(people.asylum_support(force))
        assert list(found.columns) == columns(AsylumSupport)
        mine = truth[truth.index.get_level_values("area_code").isin(set(found["area_code"]))]
        assert found.set_index(keys)["people_supported"].sort_index().to_dict() == mine.to_dict()
    assert set(plain(people.asylum_support("sampleshire"))["area_name"]) == {
        "Hethering-on-Wend",
        "Larkmere",
        "North Larkmere",
        "Quarrowby",
        "Tindlebury and Ossage",
    }


def test_whom_the_publisher_places_in_no_authority_is_in_no_district(county):
    county(TABLE)
    found = plain(people.asylum_support("sampleshire"))
    subsistence = found[found["accommodation_type"] == "Subsistence only"]
    assert subsistence["quarter"].max() == "2023-Q3"


def test_rows_under_another_districts_code_are_in_their_own(county):
    folder = county(TABLE)
    text = (folder / TABLE).read_text(encoding="utf-8")
    wrong = [line for line in text.splitlines() if ",E07000919," in line and line.startswith("2022-12-31")]
    assert len({line.split(",")[5] for line in wrong}) == 4, (
        "three districts appear under the code of a fourth"
    )
    truth = true_support()
    for code in ("E07000916", "E07000917", "E07000918", "E07000919"):
        mine = truth[(truth["area_code"] == code) & (truth["quarter"] == "2022-Q4")]
        held = plain(people.asylum_support(_force_of(code)))
        held = held[(held["area_code"] == code) & (held["quarter"] == "2022-Q4")]
        assert held["people_supported"].sum() == mine["people_supported"].sum()


def _force_of(code):
    return next(area.slug for area in areas.all_areas(True) if code in area.districts)


def test_a_newer_edition_of_the_file_takes_the_place_of_an_older_one(county):
    folder = county(TABLE)
    lines = (folder / TABLE).read_text(encoding="utf-8").splitlines(True)
    older = folder / "asylum_support_local_authority_older.csv"
    older.write_text("".join(line for line in lines if not line.startswith("2026-06-30")), encoding="utf-8")
    assert plain(people.asylum_support("sampleshire"))["quarter"].max() == "2026-Q2"


def test_a_row_twice_is_refused(county):
    folder = county(TABLE)
    lines = (folder / TABLE).read_text(encoding="utf-8").splitlines(True)
    (folder / TABLE).write_text("".join([*lines, lines[-2]]), encoding="utf-8")
    with pytest.raises(
        InputError, match=f"{TABLE}, row {len(lines) + 1}: .* appears in row {len(lines) - 1} too"
    ):
        people.asylum_support("sampleshire")


@pytest.mark.real
def test_715_people_were_supported_in_warwickshire_in_13_rows(real, reads):
    reads(real("home-office"))
    found = plain(people.asylum_support("warwickshire"))
    assert len(found) == 147
    newest = found[found["date"] == pd.Timestamp("2024-09-30")]
    assert len(newest) == 13 and newest["people_supported"].sum() == 715
    assert newest.groupby("area_name")["people_supported"].sum().to_dict() == {
        "North Warwickshire": 26,
        "Nuneaton and Bedworth": 98,
        "Rugby": 421,
        "Stratford-on-Avon": 91,
        "Warwick": 79,
    }
    hotels = newest["accommodation_type"] == "Contingency Accommodation - Hotel"
    assert newest.loc[hotels, "people_supported"].sum() == 527
