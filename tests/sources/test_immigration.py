"""Asylum support and resettlement by authority: every row placed, or said to be of no authority."""

import pandas as pd
import pytest

from analysis.sources import immigration
from analysis.sources.files import SourceFile

HOTEL = "Contingency Accommodation - Hotel"
BEFORE_2023 = ",".join(["N/A - Section 98 (pre-Dec 2022)"] * 3 + ["N/A - Section 98 (pre-2023)"])
SUPPORT = f"""Date,Year,Quarter,Support Type,UK Region,Local Authority,LAD Code,Accommodation Type,People
2022-09-30,2022,3,Section 95,North Reach,Quarrowby,E07000903,Dispersal Accommodation,7
2022-09-30,2022,3,Section 95,North Reach,Larkmere,E07000905,Subsistence Only,2
2022-09-30,2022,3,Section 98,{BEFORE_2023},31
2022-12-31,2022,4,Section 95,NORTH REACH,Larkmere,E07000905,Subsistence only,3
2022-12-31,2022,4,Section 98,North Reach,Larkmere,E07000905,{HOTEL},10
2022-12-31,2022,4,Section 98,North Reach,Quarrowby,E07000905,{HOTEL},20
2022-12-31,2022,4,Section 4,Unknown,Unknown,N/A,Dispersal Accommodation,4
2023-03-31,2023,1,Section 95,North Reach,Quarrowby,E07000903,Dispersal Accommodation,4
2023-03-31,2023,1,Section 95,North Reach,Quarrowby,E07000903,Dispersal Accommodation,12
"""
RESETTLED = """Date,Year,Quarter,UK Region,LAD Code,Local Authority,Resettlement Scheme,Persons
2020-03-31,2020,1,North Reach,E07000903,Quarrowby,Vulnerable Persons Resettlement Scheme,5
2020-12-31,2020,4,North Reach,E07000903,Quarrowby,UK Resettlement Scheme - Community Sponsorship Scheme,3
2021-09-30,2021,3,Unknown,Unknown,Unknown,Relocation - ARAP,60
"""


def people(frame, **labels):
    for name, label in labels.items():
        frame = frame[frame[name] == label]
    return frame["people_supported"].tolist()


# Asylum support


def test_every_row_is_under_one_name_of_its_kind_or_of_no_authority(given):
    found = immigration.asylum_support(given(SUPPORT))
    assert found.explained == {
        "counted": 6,
        "under another authority's code, put right by name": 1,
        "no authority given": 2,
    }
    assert found.rows == 9 and found.frame["people_supported"].sum() == 93
    frame = found.frame
    without = frame[frame["area_code"] == ""].set_index("reason")
    reasons = {"Section 98 (pre-Dec 2022)": 31, "no authority given": 4}
    assert without["people_supported"].to_dict() == reasons and set(without["area_name"]) == {""}
    assert (frame.loc[frame["area_code"] != "", "reason"] == "").all()
    assert people(frame, area_code="E07000905", accommodation_type="Subsistence only") == [2, 3]
    assert not frame["accommodation_type"].str.contains("Only").any()
    assert people(frame, quarter="2022-Q4", area_code="E07000903") == [20]
    assert people(frame, quarter="2022-Q4", area_code="E07000905", support_type="Section 98") == [10]
    assert people(frame, quarter="2023-Q1") == [16]


def test_an_authority_that_changed_its_name_between_dates_keeps_its_code(given):
    text = SUPPORT.replace(
        "2023-03-31,2023,1,Section 95,North Reach,Quarrowby",
        "2023-03-31,2023,1,Section 95,North Reach,Quarry",
    )
    frame = immigration.asylum_support(given(text)).frame
    assert set(frame.loc[frame["quarter"] == "2023-Q1", "area_code"]) == {"E07000903"}


LAST = RESETTLED.splitlines(True)[-1]
FIRST = "2022-09-30,2022,3,Section 95,North Reach,Quarrowby,E07000903,Dispersal Accommodation,7"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Accommodation,12", "Accommodation,4", "row 10: 2023-03-31, 2023, 1, Section 95"),
        ("Quarrowby,E07000905", "Ossage,E07000905",
         'row 7: E07000905 appears at one date under several names, and "Ossage" has no code'),
        (FIRST, FIRST.replace("2022-09-30", "30 Sep 2022"), "row 2"),
        (FIRST, FIRST.replace("2022-09-30", "2022-09-29"), "last day"),
        (FIRST, FIRST.replace(",2022,", ",2021,"), '"Year", row 2'),
        (FIRST, FIRST.replace("E07000903", "Unknown"), "the code of an authority"),
        ("2022-12-31,2022,4", "2023-06-30,2023,2", "2023-Q1 appears after 2022-Q3"),
        ("Section 4,", "Section 5,", "one of Section 95, Section 98, Section 4"),
        ("Dispersal Accommodation,7", "Dispersed,7", 'column "Accommodation Type", row 2: found "Dispersed"'),
        ("Dispersal Accommodation,7", "Dispersal Accommodation,*", "a whole number, 0 or more"),
        ("LAD Code", "LA Code", 'heading "LAD Code" is missing. Nearest: "LA Code".'),
    ],
)  # fmt: skip
def test_support_that_is_not_as_published_is_refused_with_the_place(refusal, old, new, says):
    message = refusal(immigration.asylum_support, SUPPORT, old, new)
    assert message.startswith("table.csv") and says in message


# Resettlement


def test_arrivals_are_by_quarter_and_a_quarter_without_a_row_had_none(given):
    found = immigration.resettlement(given(RESETTLED))
    assert list(found.frame["quarter"]) == ["2020-Q1", "2020-Q4", "2021-Q3"]
    assert found.explained == {"counted": 2, "no authority given": 1}
    assert found.frame["people_resettled"].sum() == 68


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Vulnerable Persons", "Vulnerable Person", '(nearest: "Vulnerable Persons Resettlement Scheme")'),
        (
            "E07000903,Quarrowby,V",
            "N/A,Quarrowby,V",
            "an authority such as E07000222, or Unknown",
        ),
        ("2020-12-31,2020,4", "2020-12-01,2020,4", "the last day of a quarter"),
        (",60", ",6.5", "a whole number, 0 or more"),
        (LAST, LAST + RESETTLED.splitlines(True)[1], "row 5: 2020-03-31, 2020, 1, North Reach"),
    ],
)
def test_arrivals_that_are_not_as_published_are_refused(refusal, old, new, says):
    assert says in refusal(immigration.resettlement, RESETTLED, old, new)


# The real files


@pytest.mark.real
def test_support_of_the_whole_kingdom_is_there_and_leeds_is_not_under_hull(real):
    file = SourceFile(real("home-office/asylum_support_local_authority_Asy_D11.csv"))
    found = immigration.asylum_support(file)
    assert found.rows == 21_743
    newest = found.frame[found.frame["date"] == pd.Timestamp("2024-09-30")]
    assert newest["people_supported"].sum() == 109_024
    assert newest.loc[newest["reason"] != "", "reason"].tolist() == ["Subsistence Only (Dec 2023 - Sep 2024)"]
    assert set(found.frame["accommodation_type"]) == {*immigration.ACCOMMODATIONS, immigration.NOT_GIVEN}
    frame = found.frame
    names = frame[frame["quarter"] == "2022-Q4"].groupby("area_code")["area_name"].unique()
    assert list(names["E06000010"]) == ["Kingston upon Hull, City of"]
    assert list(names["E08000035"]) == ["Leeds"]


@pytest.mark.real
def test_arrivals_of_the_whole_kingdom_are_all_there(real):
    file = SourceFile(real("home-office/resettlement_local_authority_Res_D01.csv"))
    found = immigration.resettlement(file)
    assert found.rows == 2_790
    districts = [f"E07000{number}" for number in range(218, 223)]
    assert found.frame.loc[found.frame["area_code"].isin(districts), "people_resettled"].sum() == 149
