"""People on asylum support by district: a stock at quarter ends, with what has no authority said apart."""

import pandas as pd
import pytest

from analysis import areas
from analysis.errors import InputError
from analysis.release import people
from analysis.sources import sampleshire
from analysis.tables.asylum_support import ABOLISHED, AsylumSupport, WithoutAuthority, without_authority
from analysis.tables.declaration import columns

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


def test_everybody_of_the_file_is_in_one_area_or_without_an_authority(county):
    county(TABLE)
    held = sum(
        plain(people.asylum_support(area.slug))["people_supported"].sum() for area in areas.all_areas(True)
    )
    without = plain(without_authority("sampleshire"))["people_supported"].sum()
    # Six people of an unknown authority appear in the file beside what is true of districts.
    assert held + without == true_support()["people_supported"].sum() + 6


def test_what_has_no_authority_says_why(county):
    county(TABLE)
    found = plain(without_authority("sampleshire"))
    spans = found.groupby("reason")["quarter"].agg(["min", "max"])
    assert spans.loc["Section 4 (pre-2018)"].tolist() == ["2014-Q1", "2017-Q4"]
    assert spans.loc["Section 98 (pre-Dec 2022)"].tolist() == ["2014-Q1", "2022-Q3"]
    assert spans.loc["Subsistence Only (Dec 2023 - Jun 2026)"].tolist() == ["2023-Q4", "2026-Q2"]
    assert spans.loc["no authority given"].tolist() == ["2019-Q2", "2019-Q2"]
    subsistence = plain(people.asylum_support("sampleshire"))
    subsistence = subsistence[subsistence["accommodation_type"] == "Subsistence only"]
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


def test_quarters_after_the_latest_are_not_read_of_what_has_no_authority(county, monkeypatch):
    county(TABLE)
    monkeypatch.setenv("VNA_AS_OF", "2025-Q4")
    assert plain(without_authority("sampleshire"))["quarter"].max() == "2025-Q4"


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


def test_without_a_file_nobody_is_without_an_authority(county):
    county("ruc21_lsoa21.csv")
    found = without_authority("sampleshire")
    assert list(found.columns) == columns(WithoutAuthority) and not len(found)


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


@pytest.mark.real
def test_authorities_that_were_abolished_before_2021_are_said_to_be(real, reads):
    reads(real("home-office"))
    found = plain(without_authority("warwickshire"))
    gone = found[found["reason"] == ABOLISHED]
    assert gone["quarter"].max() == "2017-Q4" and gone["people_supported"].sum() == 1_021
