"""The census tables: what is in them, what they are held to, and what is said of a file that is not right."""

import pandas as pd
import pytest

import sampleshire
from analysis import areas, tables
from analysis.errors import InputError
from analysis.tables import census
from analysis.tables.census import age_band
from sampleshire.census_exports import BY_AGE
from tests.sources.refusals import refusal
from tests.tables.edits import drop, line_of, replace

DIMENSIONS = {
    "residents": ("residence", "residents"),
    "age": ("age_band", "residents"),
    "birthplace": ("birthplace", "residents"),
    "arrival": ("arrived", "residents"),
    "ethnic_group": ("ethnic_group", "residents"),
    "passports": ("passport", "residents"),
    "language": ("language", "residents_3_plus"),
    "proficiency": ("proficiency", "residents_3_plus"),
    "household_language": ("english_in_household", "households"),
}
DISTRICTS = areas.area("sampleshire").districts
LOOKUP = "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"


# What is in them


def test_a_table_has_every_district_once_a_category_and_nearly_all_residents(everywhere):
    true = sampleshire.truth()["ts001_ltla"].sum(axis=1)
    for name, (dimension, count) in DIMENSIONS.items():
        found = getattr(tables.census, name)("sampleshire")
        assert list(found.columns) == ["area_code", "area_name", dimension, count, "status"], name
        assert set(found["area_code"]) == set(DISTRICTS), name
        assert len(found) == len(DISTRICTS) * found[dimension].nunique(), name
        assert found["area_name"].notna().all() and (found["status"] == "shown").all(), name
        sums = found.groupby("area_code")[count].sum()
        all_of_them = true.reindex(sums.index)
        difference = (sums - all_of_them).abs()
        assert count != "residents" or (difference <= (all_of_them * 0.001).clip(lower=60)).all(), name


@pytest.mark.parametrize("name", ["residents", "proficiency"])
def test_small_areas_have_every_one_of_the_countys_and_no_other(everywhere, name):
    dimension, count = DIMENSIONS[name]
    found = getattr(tables.census, name)("sampleshire", by="lsoa21")
    assert list(found.columns) == ["lsoa21_code", "area_name", dimension, count, "status"]
    assert found["lsoa21_code"].nunique() == 350
    assert len(found) == 350 * found[dimension].nunique()


def test_residents_by_group_and_age_are_nearly_those_of_both_summaries(everywhere):
    found = tables.census.residents_by_group_and_age("sampleshire")
    both = tables.census.residents_by_group("sampleshire")
    for name, characteristic in {"ethnic_group": "Ethnic group", "age_band": "Age band"}.items():
        counted = both[both["characteristic"].eq(characteristic)].groupby("group")["residents"].sum()
        sums = found.groupby(name)["residents"].sum()
        assert set(sums.index) == set(counted.index)
        assert ((sums - counted).abs() <= (counted * 0.02).clip(lower=60)).all(), name
    young = found["residents"].where(found["age_band"].isin(["0-17", "18-24", "25-34"]), 0)
    share = young.groupby(found["ethnic_group"]).sum() / found.groupby("ethnic_group")["residents"].sum()
    assert share["Mixed"] > share["White"] + 0.1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Aged 18 to 19 years", "Aged 16 to 19 years", "lies in two of the age bands of victims: 0-17"),
        ("Mixed or Multiple ethnic groups", "Gemischt", '"Gemischt" is none of the five broad ethnic groups'),
    ],
)
def test_an_export_of_other_ages_or_groups_is_refused(county, old, new, says):
    folder = county(BY_AGE, LOOKUP)
    replace(folder / BY_AGE, old, new)
    with pytest.raises(InputError, match=f"{BY_AGE}: .*{says}"):
        tables.census.residents_by_group_and_age("sampleshire")


def test_without_an_export_or_a_district_ages_of_groups_are_not_known(county):
    folder = county(BY_AGE, LOOKUP)
    drop(folder / BY_AGE, f"{DISTRICTS[0]},")
    assert tables.census.residents_by_group_and_age("sampleshire").empty
    (folder / BY_AGE).unlink()
    assert tables.census.residents_by_group_and_age("sampleshire").empty


def test_a_year_of_age_falls_in_its_band():
    bands = {"Aged under 1 year": "Under 16", "Aged 15 years": "Under 16", "Aged 16 years": "16 to 24"}
    bands |= {"Aged 64 years": "45 to 64", "Aged 65 years": "65 to 84"}
    bands |= {"Aged 100 years and over": "85 and over"}
    assert {label: age_band(label) for label in bands} == bands


def test_groups_keep_their_order_and_a_category_that_none_holds_is_named():
    rows = [("a", "x", 1, 7), ("a", "y", 2, 7), ("a", "z", 4, 7)]
    table = pd.DataFrame(rows, columns=["area_code", "category", "people", "all_people"])
    found = census.grouped(table, {"z": "Last", "x": "First", "y": "Last"})
    assert found[["category", "people"]].to_numpy().tolist() == [["Last", 6], ["First", 1]]
    with pytest.raises(InputError, match='a category "z" that belongs to no group known here'):
        census.grouped(table, {"x": "First", "y": "Last"})


# Sources that are missing


@pytest.mark.parametrize(("by", "code"), [("district", "area_code"), ("lsoa21", "lsoa21_code")])
def test_without_a_file_a_table_is_empty_with_its_right_columns(county, by, code):
    county("ruc21_lsoa21.csv")
    for name, (dimension, count) in DIMENSIONS.items():
        found = getattr(tables.census, name)("sampleshire", by=by)
        assert found.empty, name
        assert list(found.columns) == [code, "area_name", dimension, count, "status"], name


# Files that are not right


TS001, TS029, FORCES = "census2021-ts001-ltla.csv", "census2021-ts029-ltla.csv", "LAD24_CSP24_PFA24_EW_LU.csv"
RURAL = "ruc21_lsoa21.csv"


@pytest.mark.parametrize(
    ("files", "lost", "name", "by", "says"),
    [
        ([TS029], "E07000903", "proficiency", "district", f"{TS029}: area E07000903 is missing (1 in all)."),
        ([TS029, FORCES], "E07000941", "proficiency", "every district", "E07000941 is missing (1 in all)"),
        ([LOOKUP, "census2021-ts001-*.csv"], "E07000902", "residents", "lsoa21",
         f"{LOOKUP}: district E07000902 is missing"),
        ([FORCES, TS001], "E07000902", "residents", "district", "E07000902"),
        ([RURAL, LOOKUP, "census2021-ts001-*.csv"], "E01900001", "rurality", None,
         f"{RURAL}: LSOA E01900001 is missing"),
    ],
)  # fmt: skip
def test_a_file_that_lost_an_area_is_refused(county, files, lost, name, by, says):
    path = county(*files) / files[0]
    drop(path, lost)
    load = getattr(tables.census, name)
    assert says in refusal(lambda: load("sampleshire", by=by) if by else load("sampleshire"))


def test_a_district_that_nobody_knows_is_refused(county):
    replace(county(TS029, FORCES) / TS029, "E07000941", "E07999999", 1)
    assert "E07999999 should not be there" in refusal(lambda: tables.census.proficiency("sampleshire"))


@pytest.mark.parametrize(
    ("level", "code", "name", "by", "says"),
    [
        ("lsoa", "E01900001", "residents", "lsoa21", "census2021-ts001-lsoa.csv: E0700090"),
        ("ltla", "E07000901", "ethnic_group", "district", "E07000901 adds to"),
    ],
)
def test_parts_that_do_not_add_to_the_publishers_total_are_refused(county, level, code, name, by, says):
    folder = county("census2021-ts001-*.csv", "census2021-ts021-ltla.csv", LOOKUP)
    path = folder / f"census2021-ts001-{level}.csv"
    *head, total, households, last = line_of(path, code).strip().split(",")
    more = [str(int(total) + 900), str(int(households) + 900)]
    replace(path, line_of(path, code), ",".join([*head, *more, last]) + "\n")
    message = refusal(lambda: getattr(tables.census, name)("sampleshire", by=by))
    assert says in message and "publisher's total is" in message
    assert level == "lsoa" or f"{int(total) + 900:,}" in message


# The real files


@pytest.mark.real
def test_languages_and_households_of_real_warwickshire_are_as_published(warwickshire):
    spoken = tables.census.language("warwickshire").groupby("language")["residents_3_plus"].sum()
    assert spoken["Polish"] == 8_464
    assert spoken["Romanian"] == 5_638
    assert spoken["Panjabi"] == 3_851
    assert len(spoken) == 94
    assert spoken.sum() == 578_606
    found = tables.census.household_language("warwickshire")
    nobody = found[found["english_in_household"] == "Nobody"].set_index("area_code")["households"]
    assert nobody.tolist() == [337, 2_379, 3_331, 1_098, 3_028]
    assert found.groupby("area_code")["households"].sum().tolist() == [27_580, 56_586, 47_013, 59_464, 62_619]


@pytest.mark.real
def test_proficiency_by_real_district_and_small_area_is_as_published(warwickshire):
    found = tables.census.proficiency("warwickshire").pivot(
        index="area_code", columns="proficiency", values="residents_3_plus"
    )
    assert found.sum(axis=1).tolist() == [63_166, 129_600, 110_656, 131_138, 144_044]
    assert found["Cannot speak English well"].tolist() == [130, 1_460, 1_716, 547, 1_278]
    assert found["Cannot speak English"].tolist() == [32, 282, 215, 90, 217]
    not_english = found.drop(columns="Main language is English").sum(axis=1)
    assert not_english.tolist() == [1_269, 9_545, 12_750, 4_445, 12_087]
    found = tables.census.proficiency("warwickshire", by="lsoa21")
    low = found[found["proficiency"].isin(["Cannot speak English well", "Cannot speak English"])]
    low = low.groupby("lsoa21_code")["residents_3_plus"].sum()
    assert len(low) == 354
    assert low.sum() == 5_959
    assert (low == 0).sum() == 15
    assert low.median() == 9
    assert (low.idxmax(), low.max()) == ("E01031046", 160)
    assert found["residents_3_plus"].sum() == 578_583


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "everybody"),
    [
        ("residents", 596_773),
        ("birthplace", 596_775),
        ("passports", 596_765),
        ("age", 596_784),
        ("arrival", 596_773),
        ("ethnic_group", 596_775),
    ],
)
def test_each_real_table_adds_to_nearly_the_publishers_own_number_of_residents(warwickshire, name, everybody):
    found = getattr(tables.census, name)("warwickshire")["residents"].sum()
    # Leaves may miss the total that appears beside them by a few people: each cell is perturbed alone.
    assert abs(found - everybody) <= 25


# Rural and urban small areas


COLUMNS = ["lsoa21_code", "classification", "residents", "rural_urban", "status"]


def test_every_small_area_is_rural_or_urban_and_has_its_residents(everywhere):
    found = tables.census.rurality("sampleshire")
    assert list(found.columns) == COLUMNS
    assert len(found) == 350
    assert set(found["rural_urban"]) == {"Rural", "Urban"}
    people = tables.census.residents("sampleshire", by="lsoa21")
    assert found["residents"].sum() == people["residents"].sum()


@pytest.mark.real
def test_105_small_areas_of_real_warwickshire_are_rural(warwickshire):
    found = tables.census.rurality("warwickshire")
    assert len(found) == 354
    assert (found["rural_urban"] == "Rural").sum() == 105
    assert found["residents"].sum() == 596_773
