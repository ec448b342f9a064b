"""Deprivation and rurality: both headings of each, and every file that is refused."""

import csv

import pandas as pd
import pytest

from analysis.sources import indices
from analysis.sources.files import SourceFile
from tests.sources.refusals import refusal

NAMES = {
    "IMD": "Index of Multiple Deprivation (IMD)",
    "Income": "Income",
    "Employment": "Employment",
    "Education": "Education, Skills and Training",
    "Health": "Health Deprivation and Disability",
    "Crime": "Crime",
    "Housing_and_Services": "Barriers to Housing and Services",
    "Environment": "Living Environment",
}
RANKS = {"E01900001": 619, "E01900002": 33_755, "E01900003": 3_376}
DECILES = {"E01900001": 1, "E01900002": 10, "E01900003": 2}


def tidied():
    """Return the short headings with three invented LSOAs, one dict a row."""
    rows = []
    for code, rank in RANKS.items():
        row = {"lsoa21_code": code}
        for measure, value in (("decile", DECILES[code]), ("rank", rank), ("score", 0.5)):
            row |= {f"{domain}_{measure}": value for domain in NAMES}
        rows.append(row)
    return rows


def publishers():
    """Return the same LSOAs under the headings of the publisher's File 7, sub-indices beside the domains."""
    rows = []
    for row in tidied():
        long = {
            "LSOA code (2021)": row["lsoa21_code"],
            "LSOA name (2021)": "North Larkmere 001A",
            "Local Authority District code (2024)": "E07000901",
            "Local Authority District name (2024)": "Northam",
        }
        for short, name in NAMES.items():
            rate = " (rate)" if short in ("Income", "Employment") else ""
            long[f"{name} Score{rate}"] = row[f"{short}_score"]
            long[f"{name} Rank (where 1 is most deprived)"] = row[f"{short}_rank"]
            long[f"{name} Decile (where 1 is most deprived 10% of LSOAs)"] = row[f"{short}_decile"]
        long["Income Deprivation Affecting Children Index (IDACI) Score (rate)"] = 0.9
        long["Total population: mid 2022"] = 1_500
        rows.append(long)
    return rows


def written(folder, rows, name="indices.csv"):
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return SourceFile(folder / name)


def renamed(rows, heading, to):
    return [{to if name == heading else name: value for name, value in row.items()} for row in rows]


def changed(rows, place, **cells):
    return [row | cells if at == place else row for at, row in enumerate(rows)]


def test_rank_decile_and_score_are_read_under_long_and_short_headings(tmp_path):
    table = indices.deprivation(written(tmp_path, tidied()))
    assert table["lsoa21_code"].tolist() == list(RANKS)
    assert len(table.columns) == 1 + 8 * 3
    assert table.loc[0, ["imd_rank", "imd_decile", "imd_score"]].tolist() == [619, 1, 0.5]
    assert {"living_environment_decile", "housing_and_services_rank"} < set(table.columns)
    long = indices.deprivation(written(tmp_path, publishers(), "file7.csv"))
    pd.testing.assert_frame_equal(long.drop(columns="lsoa21_name"), table)
    # One copy in circulation has a heading cut short.
    whole = "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)"
    rows = renamed(publishers(), whole, whole[:63])
    assert indices.deprivation(written(tmp_path, rows))["imd_decile"].tolist() == [1, 10, 2]


CRIME = "Crime Rank (where 1 is most deprived)"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (renamed(tidied(), "Crime_rank", "Crime_rnak"), 'heading "Crime_rank" is missing. Nearest:'),
        (renamed(publishers(), CRIME, CRIME.replace("Rank", "Rnak")),
         'heading "Crime Rank" is missing. Nearest: "Crime Rnak (where 1 is most deprived)".'),
        ([row | {"Crime Rank (revised)": 1} for row in publishers()],
         '2 headings begin with "Crime Rank", expected one.'),
        (renamed(tidied(), "lsoa21_code", "lsoa11_code"), 'is missing. Nearest: "lsoa11_code".'),
    ],
)  # fmt: skip
def test_headings_that_are_not_those_of_2025_are_refused(tmp_path, rows, message):
    assert message in refusal(indices.deprivation, written(tmp_path, rows))


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"IMD_rank": 0}, 'column "IMD_rank", row 3: found "0", expected a whole number, 1 or more'),
        ({"IMD_rank": 33_756}, 'column "IMD_rank", row 3: found "33756", expected 1 to 33,755; 1 in all.'),
        ({"Crime_decile": 11}, 'column "Crime_decile", row 3: found "11", expected 1 to 10; 1 in all.'),
        ({"Health_score": ""}, 'column "Health_score", row 3: found "", expected a number; 1 in all.'),
        ({"lsoa21_code": "W01900002"}, 'row 3: found "W01900002", expected the code of an LSOA'),
        ({"lsoa21_code": "E01900001"}, "row 3: E01900001 appears in row 2 too"),
        ({"IMD_decile": 9}, "rank 33,755 of 33,755 is in decile 10, the file says 9; 1 in all."),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_its_row(tmp_path, cells, message):
    assert message in refusal(indices.deprivation, written(tmp_path, changed(tidied(), 1, **cells)))


@pytest.mark.parametrize(("rank", "decile"), [(1, 1), (3_375, 1), (3_376, 2), (30_379, 9), (30_380, 10)])
def test_both_sides_of_a_decile(tmp_path, rank, decile):
    rows = changed(tidied(), 0, IMD_rank=rank, IMD_decile=decile)
    assert indices.deprivation(written(tmp_path, rows))["imd_decile"].iloc[0] == decile


# Rurality

CLASSES = [
    {"lsoa21_code": "E01900001", "ruc21_code": "UN1",
     "classification": "Urban: Nearer to a major town or city", "ruc": "Urban"},
    {"lsoa21_code": "W01900002", "ruc21_code": "RSF1",
     "classification": "Smaller rural: Further from a major town or city", "ruc": "Rural"},
]  # fmt: skip


def test_six_classes_make_two_under_the_portals_headings_too(tmp_path):
    table = indices.rurality(written(tmp_path, CLASSES))
    classes = [(row["lsoa21_code"], row["classification"], row["ruc"]) for row in CLASSES]
    assert list(table.itertuples(index=False, name=None)) == classes
    portal = [{"LSOA21CD": row["lsoa21_code"], "RUC21NM": row["classification"]} for row in CLASSES]
    pd.testing.assert_frame_equal(indices.rurality(written(tmp_path, portal, "portal.csv")), table)


RURAL = "Rural village in a sparse setting"


@pytest.mark.parametrize(
    ("place", "cells", "message"),
    [
        (1, {"classification": RURAL}, f'row 3: found "{RURAL}", expected one of'),
        (1, {"lsoa21_code": "E01900001"}, "row 3: E01900001 appears in row 2 too"),
        (0, {"lsoa21_code": "E02900001"}, 'row 2: found "E02900001", expected the code of an LSOA'),
    ],
)
def test_a_classification_that_is_wrong_is_refused(tmp_path, place, cells, message):
    assert message in refusal(indices.rurality, written(tmp_path, changed(CLASSES, place, **cells)))


# The real files

DISTRICTS = ["E07000218", "E07000219", "E07000220", "E07000221", "E07000222"]


@pytest.mark.real
def test_the_real_index_of_2025(real, by_district):
    table = indices.deprivation(SourceFile(real("deprivation/imd2025_england_lsoa21.csv")))
    assert len(table) == 33_755
    county = table.assign(district=table["lsoa21_code"].map(by_district)).query("district in @DISTRICTS")
    assert len(county) == 354
    lowest = county[county["imd_decile"] == 1]["district"].value_counts()
    lowest = lowest.reindex(DISTRICTS, fill_value=0)
    assert lowest.tolist() == [1, 7, 0, 0, 1]
    two = county[county["imd_decile"] <= 2]["district"].value_counts().reindex(DISTRICTS, fill_value=0)
    assert two.tolist() == [3, 17, 2, 0, 1]
    most = county.loc[county["imd_rank"].idxmin()]
    assert (most["lsoa21_code"], most["imd_rank"]) == ("E01031057", 619)


@pytest.mark.real
def test_the_real_classification_of_2021(real, by_district):
    table = indices.rurality(SourceFile(real("geography/ruc21_lsoa21.csv")))
    assert len(table) == 35_672
    assert table["rural_urban"].value_counts().to_dict() == {"Urban": 29_557, "Rural": 6_115}
    assert table["classification"].nunique() == 6
    rural = table[table["rural_urban"] == "Rural"]["lsoa21_code"].map(by_district).value_counts()
    assert [rural.get(code, 0) for code in DISTRICTS] == [22, 0, 15, 56, 12]
