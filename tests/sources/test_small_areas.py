"""Names of MSOAs, neighbourhood teams, and residents by age and small area."""

import pytest

from analysis.sources.files import SourceFile
from analysis.sources.small_areas import AGE_GROUPS, age_by_lsoa, msoa_names, neighbourhood_teams

NAMES = """\ufeffmsoa21cd,msoa21nm,msoa21nmw,msoa21hclnm,msoa21hclnmw,localauthorityname
E02900001,North Larkmere 001,,Ambletwold & Wick,,North Larkmere
E02900002,North Larkmere 002,,"Stone, Upper & Lower",,North Larkmere
"""
TEAMS = """ward24_code,ward24_name,neighbourhood_team,district24_name
E05900001,Ambletwold,Ambletwold and district,North Larkmere
E05900002,Brinnockthorpe,Ambletwold and district,North Larkmere
"""
PLACES = (("E01900001", "North Larkmere 001A"), ("W01900002", "Tindlebury and Ossage 001A"))
AGES = "lsoa21_code,lsoa21_name,age_group,usual_residents\n" + "".join(
    f"{code},{name},{group},{10 * number}\n"
    for code, name in PLACES
    for number, group in enumerate(AGE_GROUPS, start=1)
)
LAST = AGES.splitlines(keepends=True)[-1]


def test_names_and_teams_are_read_as_they_should(given):
    names = [["E02900001", "Ambletwold & Wick"], ["E02900002", "Stone, Upper & Lower"]]
    assert msoa_names(given(NAMES)).values.tolist() == names
    found = neighbourhood_teams(given(TEAMS))
    assert list(found.columns) == ["ward24_code", "neighbourhood_team"]
    assert set(found["neighbourhood_team"]) == {"Ambletwold and district"}


@pytest.mark.parametrize(
    ("read_by", "text", "old", "new", "message"),
    [
        (msoa_names, NAMES, "msoa21hclnm,", "msoa21hclname,", '"msoa21hclnm" is missing. Nearest:'),
        (msoa_names, NAMES, "E02900002", "E01900002", 'column "msoa21cd", row 3: found "E01900002"'),
        (msoa_names, NAMES, "E02900002", "E02900001", "row 3: E02900001 appears in row 2 too"),
        (msoa_names, NAMES, "Ambletwold & Wick", " ", 'column "msoa21hclnm", row 2: found "", expected a'),
        (neighbourhood_teams, TEAMS, "E05900002", "E01900002", '"ward24_code", row 3: found "E01900002"'),
        (neighbourhood_teams, TEAMS, "Ambletwold and district,", ",", 'row 2: found "", expected the name'),
        (age_by_lsoa, AGES, "16 to 24", "16 to 25", 'row 3: found "Aged 16 to 25 years", expected one of'),
        (age_by_lsoa, AGES, "W01900002", "E01900001", "row 8: E01900001, Aged 15 years and under appears in"),
        (age_by_lsoa, AGES, LAST, "", 'W01900002 has no row for "Aged 65 years and over"; 1 such LSOA. The'),
        (age_by_lsoa, AGES, "E01900001", "E07000901", 'row 2: found "E07000901", expected the code of an'),
        (age_by_lsoa, AGES, ",20\n", ",-1\n", 'row 3: found "-1", expected a whole number, 0 or more'),
    ],
)  # fmt: skip
def test_a_changed_table_is_refused_with_its_place(refusal, read_by, text, old, new, message):
    assert message in refusal(read_by, text, old, new)


def test_an_lsoa_has_a_row_for_each_age_group(given):
    table = age_by_lsoa(given(AGES))
    assert list(table.columns) == ["lsoa21_code", "lsoa21_name", "age_group", "people"]
    assert table.iloc[0].tolist() == ["E01900001", "North Larkmere 001A", "Aged 15 years and under", 10]
    assert table.groupby("lsoa21_code")["people"].sum().tolist() == [210, 210]


@pytest.mark.real
def test_the_real_small_areas_add_to_the_districts_residents(real, by_district):
    path = real("population/census21_population_by_age_lsoa21-warwickshire-subset.csv")
    table = age_by_lsoa(SourceFile(path))
    assert len(table) == 354 * 6
    people = table.groupby(table["lsoa21_code"].map(by_district))["people"].sum()
    assert people.tolist() == [65_036, 134_202, 114_357, 134_745, 148_449]
