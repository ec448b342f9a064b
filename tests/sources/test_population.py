"""Residents by age group and small area: what is read, and every file that is refused."""

import zipfile

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.sources import population
from analysis.sources.files import SourceFile, zip_members

HEADER = '"lsoa21_code","lsoa21_name","age_group","usual_residents"\n'


def rows(code="E01900001", name="North Larkmere 001A", people=(10, 20, 30, 40, 50, 60)):
    return "".join(
        f'"{code}","{name}","{group}",{count}\n'
        for group, count in zip(population.AGE_GROUPS, people, strict=True)
    )


def written(folder, text):
    (folder / "ages.csv").write_text(text, encoding="utf-8")
    return SourceFile(folder / "ages.csv")


def test_an_area_has_a_row_for_each_age_group(tmp_path):
    table = population.age_by_lsoa(
        written(tmp_path, HEADER + rows() + rows("W01900002", "Tindlebury and Ossage 001A"))
    )
    assert list(table.columns) == ["lsoa21_code", "lsoa21_name", "age_group", "people"]
    assert table.iloc[0].tolist() == ["E01900001", "North Larkmere 001A", "Aged 15 years and under", 10]
    assert table.groupby("lsoa21_code")["people"].sum().tolist() == [210, 210]


def test_a_member_of_a_zip_reads_as_the_loose_file(tmp_path):
    loose = written(tmp_path, HEADER + rows())
    with zipfile.ZipFile(tmp_path / "ages.zip", "w") as archive:
        archive.write(loose.path, "ages.csv")
    (member,) = zip_members(tmp_path / "ages.zip")
    pd.testing.assert_frame_equal(population.age_by_lsoa(member), population.age_by_lsoa(loose))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            HEADER.replace("usual_residents", "residents") + rows(),
            'ages.csv: heading "usual_residents" is missing. Nearest: "residents".',
        ),
        (
            HEADER.replace("lsoa21_code", "lsoa11_code") + rows(),
            'heading "lsoa21_code" is missing. Nearest: "lsoa11_code".',
        ),
        (
            HEADER + rows().replace("16 to 24", "16 to 25"),
            'row 3: found "Aged 16 to 25 years", expected one of the 6 age groups ("Aged 16 to 24 years")',
        ),
        (HEADER + rows() + rows(), 'row 8: "Aged 15 years and under" appears twice for E01900001.'),
        (
            HEADER + rows() + "".join(rows("E01900002").splitlines(True)[:5]),
            'E01900002 has no row for "Aged 65 years and over"; 1 such LSOA. The file was cut',
        ),
        (HEADER + rows("E07000901"), 'row 2: found "E07000901", expected the code of an LSOA'),
        (HEADER + rows(people=(10, -1, 3, 4, 5, 6)), 'row 3: found "-1", expected a whole number, 0 or more'),
        (HEADER + rows(people=(10, 1, 3.5, 4, 5, 6)), 'row 4: found "3.5", expected a whole number'),
        (HEADER + rows(people=(10, "", 3, 4, 5, 6)), 'row 3: found "", expected a whole number'),
    ],
)
def test_a_file_that_is_wrong_is_refused(tmp_path, text, message):
    with pytest.raises(InputError) as caught:
        population.age_by_lsoa(written(tmp_path, text))
    assert message in str(caught.value)


@pytest.mark.real
def test_the_real_small_areas_add_to_the_districts_residents(real):
    path = real("population/census21_population_by_age_lsoa21-warwickshire-subset.csv")
    table = population.age_by_lsoa(SourceFile(path))
    assert len(table) == 354 * 6
    lookup = pd.read_csv(real("geography/lookup_lsoa21_ward24_ltla24.csv"), dtype=str)
    district = table["lsoa21_code"].map(lookup.set_index("lsoa21_code")["ltla24_code"])
    assert table.groupby(district)["people"].sum().tolist() == [65_036, 134_202, 114_357, 134_745, 148_449]
    assert table["people"].sum() == 596_789
