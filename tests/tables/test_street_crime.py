"""Street-level crime: every row placed, unplaced or outside, and every missing month named."""

import shutil

import pandas as pd
import pytest

import sampleshire
from analysis import measures, tables
from analysis.errors import InputError
from tests.tables.edits import drop, line_of, replace

COLUMNS = ["period_start", "placed", "crime_type", "kind", "offences", "status"]
BY_PLACE = ["area_name", "months", "kind", "offences", "population", "method", "status", "msoa21_code"]
LOOKUP = "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"
MONTHS = ("2026-03-*-street.csv", "2026-05-*-street.csv")
OF_2018 = ("2018-10", "2018-11", "2018-12")


@pytest.fixture
def warwickshire_of(real, reads, tmp_path):
    """Return a function that has the real files of named months read, and what places them."""

    def choose(*months):
        names = [f"police/{month}-warwickshire-street.csv" for month in months]
        names += [f"geography/{LOOKUP}", "census2021/census2021-ts001-lsoa.csv"]
        paths = [real(name) for name in names]
        paths += real("geography").glob("?soa21-*.geojson")
        for path in paths:
            shutil.copy(path, tmp_path / path.name)
        return reads(tmp_path)

    return choose


def test_every_crime_is_counted_in_its_month_and_a_missing_month_has_no_figures(everywhere):
    found = tables.crime.street_crime("sampleshire")
    assert list(found.columns) == COLUMNS
    shown = found[found["status"] == "shown"]
    by_month = shown.groupby(shown["period_start"].dt.strftime("%Y-%m"))["offences"].sum()
    true = sampleshire.truth()["street"].groupby("Month").size().drop(sampleshire.MISSING_MONTH)
    assert by_month.to_dict() == true.to_dict()
    absent = found[found["status"] == "not available"]
    assert set(absent["period_start"].dt.strftime("%Y-%m")) == {sampleshire.MISSING_MONTH}
    assert absent["offences"].isna().all()
    assert found.loc[found["status"] == "shown", "offences"].notna().all()
    # As many rows as any other month has, so that a line breaks there rather than falls to zero.
    assert set(found.groupby("period_start").size()) == {len(absent)}


@pytest.mark.parametrize("kind", ["msoa21", "district", "neighbourhood team"])
def test_the_latest_twelve_months_by_place_add_up_to_what_has_a_place(everywhere, kind):
    found = tables.crime.street_crime("sampleshire", kind)
    now = measures.latest_run(tables.crime.street_crime("sampleshire"), "offences", most=12)
    assert now["period_start"].nunique() == 12
    last = f"{now['period_start'].max():%Y-%m}"
    assert found["months"].unique().tolist() == [f"{now['period_start'].min():%Y-%m} to {last}"]
    assert last == sampleshire.truth()["street"]["Month"].max()
    inside = now.query("placed == 'in the area'").groupby("kind")["offences"].sum()
    assert found.groupby("kind")["offences"].sum().to_dict() == pytest.approx(inside.to_dict(), rel=1e-9)
    people = tables.census.residents("sampleshire", by="lsoa21")["residents"].sum()
    assert found.query("kind == 'crime'")["population"].sum() == pytest.approx(people, rel=0.001)
    if kind == "msoa21":
        assert list(found.columns) == BY_PLACE
        assert len(found) == 2 * len(tables.places.boundaries("sampleshire", "msoa21"))
        assert set(found["method"]) <= {"counted", "shared by population"}


def test_a_lookup_that_lacks_a_small_area_is_refused(county):
    drop(county(LOOKUP, "2026-03-*-street.csv") / LOOKUP, "E01900001")
    with pytest.raises(InputError, match=r"has no row for E01900001.*download the lookup"):
        tables.crime.street_crime("sampleshire")


def test_a_crime_type_that_is_new_is_shown_as_itself_and_no_row_is_lost(county):
    folder = county(LOOKUP, "2026-03-*-street.csv")
    before = tables.crime.street_crime("sampleshire")
    replace(folder / "2026-03-sampleshire-street.csv", ",Shoplifting,", ",Theft by bicycle,")
    found = tables.crime.street_crime("sampleshire")
    assert found["offences"].sum() == before["offences"].sum()
    renamed = found[found["crime_type"] == "Theft by bicycle"]
    was = before[before["crime_type"] == "Shoplifting"]
    assert renamed["offences"].sum() == was["offences"].sum() > 0 and set(renamed["kind"]) == {"crime"}


def test_an_irregular_change_takes_the_places_and_leaves_the_months(county):
    path = county(LOOKUP, "?soa21-*.geojson", "census2021-ts001-lsoa.csv", "*-street.csv") / LOOKUP
    line = line_of(path, "E01900005", ",U,")
    replace(path, line, line.replace(",U,", ",X,"))
    placed = tables.crime.street_crime("sampleshire", "msoa21")
    assert set(placed["status"]) == {"not available"} and placed["offences"].isna().all()
    assert placed["method"].str.contains("changed irregularly").all()
    assert (tables.crime.street_crime("sampleshire")["status"] == "shown").any()


@pytest.mark.real
def test_the_rows_of_each_real_month_are_all_placed_unplaced_or_outside(warwickshire_of):
    warwickshire_of(*OF_2018)
    found = tables.crime.street_crime("warwickshire")
    counted = found.pivot_table(index="period_start", columns="placed", values="offences", aggfunc="sum")
    assert counted["in the area"].tolist() == [4_800, 4_676, 4_442]
    assert counted["outside the area"].tolist() == [54, 48, 36]
    assert counted["no place recorded"].tolist() == [49, 18, 8]
    assert counted.sum(axis=1).tolist() == [4_903, 4_742, 4_486]


@pytest.mark.real
def test_the_real_months_of_2025_give_known_figures_and_2018_is_apart(warwickshire):
    rows = tables.crime.street_crime("warwickshire")
    year = rows[rows["period_start"].dt.year == 2025]
    kinds = year.groupby("crime_type")["offences"].sum()
    assert (year["offences"].sum(), kinds["Anti-social behaviour"], kinds["Robbery"]) == (51_198, 10_978, 496)
    assert (kinds["Violence and sexual offences"], kinds["Burglary"]) == (17_170, 2_122)
    december = year[year["period_start"].dt.month == 12].groupby("placed")["offences"].sum().to_dict()
    assert december == {"in the area": 3_613, "outside the area": 59, "no place recorded": 6}
    now = measures.latest_run(tables.crime.street_crime("warwickshire"), "offences", most=12)
    assert now["offences"].sum() == 51_198 and now["period_start"].min() == pd.Timestamp("2025-01-01")
    places = tables.crime.street_crime("warwickshire", "msoa21")
    assert places["months"].unique().tolist() == ["2025-01 to 2025-12"]
    assert places["offences"].sum() == pytest.approx(50_355, abs=1e-6)


@pytest.mark.real
def test_real_rows_under_a_code_of_2011_alone_are_carried_into_their_places(warwickshire_of):
    from analysis.sources import police
    from analysis.tables import lookups

    warwickshire_of(*OF_2018)
    area, inventory = lookups.opened("warwickshire")
    change = lookups.lsoa_change(inventory)
    change = change[change["district22_code"].isin(area.districts)]
    only_2011 = set(change["lsoa11_code"]) - set(change["lsoa21_code"])
    assert len(only_2011) == 11
    counts = police.street([item.file for item in inventory.find("police_street", "warwickshire")]).frame
    old = counts[counts["lsoa_code"].isin(only_2011)].groupby("month")["offences"].sum()
    assert old.tolist() == [289, 270, 212]
    found = tables.crime.street_crime("warwickshire", "msoa21")
    assert found["msoa21_code"].nunique() == 67
    assert found["offences"].sum() == pytest.approx(13_918, abs=1e-6)
    assert found.drop_duplicates("msoa21_code")["population"].sum() == 596_773


def test_a_month_after_a_gap_is_never_pooled_with_those_before_it(county):
    files = ("*soa21-*.geojson", "census2021-ts001-*.csv")
    county(*MONTHS, LOOKUP, *files)
    inside = tables.crime.street_crime("sampleshire").query("placed == 'in the area'")
    of_may = inside.loc[inside["period_start"] == "2026-05-01", "offences"].sum()
    for found in (tables.crime.street_crime("sampleshire", kind) for kind in ("msoa21", "district")):
        assert found["months"].unique().tolist() == ["2026-05"]
        assert found["offences"].sum() == pytest.approx(of_may)


def test_an_area_without_a_neighbours_file_stands_alone_with_its_newest_month(county):
    county("2026-0[23]-sampleshire-street.csv", "census2021-ts001-ltla.csv", LOOKUP)
    found = tables.crime.street_crime("sampleshire", by="force")
    assert found["area_name"].unique().tolist() == ["Sampleshire"]
    assert found["period_start"].unique().tolist() == [pd.Timestamp("2026-03-01")]
    own = tables.crime.street_crime("sampleshire").query("period_start == @found.period_start.max()")
    assert found.set_index("kind")["offences"].to_dict() == own.groupby("kind")["offences"].sum().to_dict()
    assert found["population"].notna().all() and (found["status"] == "shown").all()


@pytest.mark.real
def test_the_real_december_of_warwickshire_stands_beside_that_of_its_neighbours(real, reads):
    reads(real("README.md").parent)
    found = tables.crime.street_crime("warwickshire", by="force")
    assert found["period_start"].unique().tolist() == [pd.Timestamp("2025-12-01")]
    crimes = found.query("kind == 'crime'").set_index("area_name")["offences"]
    # Three of the seven forces that touch it had no file of the month, and the report spoke of four.
    assert sorted(crimes[crimes.isna()].index) == ["Staffordshire", "Thames Valley", "West Midlands"]
    crimes = crimes.dropna().to_dict()
    others = {"West Mercia": 6745, "Leicestershire": 6888, "Northamptonshire": 4559, "Gloucestershire": 3534}
    assert crimes == {"Warwickshire": 3035, **others}
    assert found["population"].iloc[0] == 596_773


@pytest.mark.real
def test_a_neighbours_file_that_cannot_be_read_has_no_figure_and_stops_nothing(real, reads, tmp_path):
    source = real("README.md").parent
    for name in ("census2021", "geography"):
        shutil.copytree(source / name, tmp_path / name)
    for force in ("warwickshire", "leicestershire", "gloucestershire"):
        shutil.copy(source / f"police/2025/2025-12-{force}-street.csv", tmp_path)
    path = tmp_path / "2025-12-leicestershire-street.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:3], lines[3].replace("2025-12", "2025-11")]) + "\n", encoding="utf-8")
    reads(tmp_path)
    found = tables.crime.street_crime("warwickshire", by="force").query("kind == 'crime'")
    shown = found.loc[found["status"] == "shown", "area_name"]
    assert shown.tolist() == ["Warwickshire", "Gloucestershire"]
    assert found.set_index("area_name").loc["Leicestershire", "status"] == "not available"
