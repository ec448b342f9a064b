"""Sampleshire: invented, the same every time, and shaped like the real thing."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile

import numpy as np
import pandas as pd
import pytest
import python_calamine
import shapely

import sampleshire
from analysis import settings
from analysis.sources import inventory, nomis
from sampleshire import crimes, headings, layouts, people, places

SAMPLE_DISTRICTS = [f"E0700090{n}" for n in range(1, 6)]


@pytest.fixture
def folder(sampleshire_folder):
    return sampleshire_folder


@pytest.fixture(scope="module")
def truth():
    return sampleshire.truth()


def read(folder, table, level):
    path = folder / "census2021" / f"census2021-{table}-{level}.csv"
    if table == layouts.ZIPPED_TABLE:
        with zipfile.ZipFile(folder / "census2021" / f"census2021-{table}.zip") as zipped:
            return pd.read_csv(io.BytesIO(zipped.read(path.name)), index_col="geography code")
    return pd.read_csv(path, index_col="geography code")


def fingerprint(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def polygons(folder, pattern):
    found = {}
    for path in sorted((folder / "geography").glob(pattern)):
        for feature in json.loads(path.read_text())["features"]:
            held = feature["properties"]
            codes = [v for k, v in held.items() if k.endswith("CD") and k[:3] not in ("UTL", "LAD")]
            found[[*codes, held.get("LAD23CD")][0]] = shapely.geometry.shape(feature["geometry"])
    return found


def test_the_same_seed_writes_the_same_bytes_whatever_the_machine_is_set_to(folder, tmp_path):
    again = tmp_path / "again"
    script = "import sys, sampleshire; sampleshire.write(sys.argv[1])"
    set_otherwise = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONUTF8": "0"}
    subprocess.run([sys.executable, "-c", script, again], check=True, env=os.environ | set_otherwise)
    assert fingerprint(again) == fingerprint(folder)
    own = fingerprint(settings.own_files_of(again))
    assert own == fingerprint(settings.own_files_of(folder)) and len(own) > 80


def test_ensure_writes_only_when_the_stamp_is_of_another_version(folder, tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(sampleshire, "write", lambda *given: written.append(given))
    sampleshire.ensure(folder)
    assert not written
    sampleshire.ensure(folder, seed=1)
    sampleshire.ensure(tmp_path / "nothing")
    monkeypatch.setattr(sampleshire, "VERSION", "another")
    sampleshire.ensure(folder)
    assert len(written) == 3


@pytest.mark.parametrize("own", ["county", "county-local"])
def test_files_of_somebody_else_are_never_replaced(tmp_path, own):
    mine = tmp_path / own / "mine.csv"
    mine.parent.mkdir()
    mine.write_text("kept\n")
    with pytest.raises(FileExistsError, match="nothing says are Sampleshire's"):
        sampleshire.write(tmp_path / "county")
    assert mine.read_text() == "kept\n"


def test_extracts_lie_outside_the_folder_of_publishers_files(folder):
    assert (settings.own_files_of(folder) / "columns.toml").is_file()
    assert not list(folder.rglob("columns.toml"))
    default = settings.data("raw", settings.SAMPLESHIRE)
    assert settings.own_files_of(default).parent == settings.data("local")


def test_nothing_half_written_is_left_when_writing_fails(tmp_path, monkeypatch):
    def fail(folder, own, seed):
        (folder / "half").write_text("")
        raise OSError("disk full")

    monkeypatch.setattr(sampleshire, "_write_all", fail)
    with pytest.raises(OSError, match="disk full"):
        sampleshire.write(tmp_path / "inputs")
    assert list(tmp_path.iterdir()) == []


def test_the_stamp_says_invented_and_text_files_end_lines_as_published(folder):
    stamp = json.loads((folder / "SAMPLESHIRE.json").read_text())
    assert stamp["invented"] is True
    assert (stamp["seed"], stamp["version"]) == (sampleshire.SEED, sampleshire.VERSION)
    for path in folder.rglob("*"):
        if path.suffix in (".csv", ".json", ".geojson"):
            assert (b"\r\n" in path.read_bytes()) == (path.parent.name == "survey"), path.name


def test_the_county_has_the_size_that_was_asked_for(folder, truth):
    areas, change = truth["small_areas"], truth["change"]
    assert len(areas) == 350 and areas["district24_code"].nunique() == 5
    assert 65 <= areas["msoa21_code"].nunique() <= 75
    assert 65 <= areas["ward24_code"].nunique() <= 75
    assert 580_000 < truth["ts001_lsoa"].to_numpy().sum() < 620_000
    assert len(truth["ts001_ltla"]) == 65
    pairs = change.drop_duplicates(["lsoa11_code", "lsoa21_code"])
    assert set(pairs["change"]) == {"U", "S", "M"}
    assert pairs.loc[pairs["change"] == "S", "lsoa11_code"].nunique() == 10
    assert pairs.loc[pairs["change"] == "M", "lsoa21_code"].nunique() == 2
    unchanged = pairs["change"] == "U"
    assert ((pairs["lsoa11_code"] == pairs["lsoa21_code"]) == unchanged).all()


def test_every_row_of_every_table_adds_up_and_stands_for_one_of_its_areas(folder, truth):
    """The reader refuses rows that do not add up, headings out of order and areas that appear twice."""
    held = inventory.scan(folder)
    small = set(truth["small_areas"]["lsoa21_code"])
    for table in headings.TABLES:
        for level in ("lsoa", "ltla") if table in layouts.SMALL_AREA_TABLES else ("ltla",):
            found = nomis.topic_summary(held.one(f"census_{table}", level), table.upper())
            codes = set(found.totals["area_code"])
            assert codes == small or level == "ltla", table
            assert level == "lsoa" or (len(codes) == 65 and set(SAMPLE_DISTRICTS) <= codes), table


def test_small_cells_were_moved_a_little_and_not_the_same_way_at_each_level(folder, truth):
    lookup = truth["small_areas"].set_index("lsoa21_code")["district24_code"]
    for table in layouts.SMALL_AREA_TABLES:
        small, district = read(folder, table, "lsoa"), read(folder, table, "ltla")
        summed = small.iloc[:, 2].groupby(lookup).sum()
        apart = (summed - district.iloc[:, 2].reindex(summed.index)).abs() / summed
        assert apart.max() < 0.005, table
        true = truth[f"{table}_lsoa"]
        end = layouts.MEASURE if headings.TABLES[table][2] == "A" else ""
        variable = headings.TABLES[table][0]
        published = small[[f"{variable}: {leaf}{end}" for leaf in true.columns]].loc[true.index].to_numpy()
        moved = published - true.to_numpy()
        assert np.abs(moved).max() == 2, table
        small_cells = (true.to_numpy() > 0) & (true.to_numpy() < people.SMALL)
        if small_cells.sum() > 500:
            assert 0.10 < (moved[small_cells] != 0).mean() < 0.18, table
    sums = {read(folder, table, "lsoa").iloc[:, 2].sum() for table in ("ts001", "ts004", "ts007a", "ts015")}
    assert len(sums) > 1


def test_truth_counts_the_same_people_in_every_table(truth):
    def everybody(name, first=0):
        return truth[name].iloc[:, first:].sum(axis=1)

    of_residents = ("004", "005", "007", "007a", "015", "018", "021", "022", "027", "028", "030")
    alike = [(everybody("ts001_ltla"), everybody(f"ts{table}_ltla")) for table in of_residents]
    alike += [
        (truth["ts004_ltla"].iloc[:, 0], truth[f"ts{table}_ltla"].iloc[:, 0]) for table in ("015", "018")
    ]
    alike += [(everybody("ts024_lsoa"), everybody("ts029_lsoa"))]
    alike += [(everybody("ts024_lsoa"), everybody("ts007_lsoa", first=3))]  # aged 3 and over
    alike += [(everybody("ts025_lsoa"), everybody("ts026_lsoa"))]
    spoken = truth["language_by_proficiency"].groupby("area_code")["people"].sum()
    other = everybody("ts024_lsoa", first=1)
    alike += [(spoken.reindex(other.index, fill_value=0), other)]
    assert all((one == same).all() for one, same in alike)


@pytest.mark.parametrize("pattern", ["lsoa21-*", "lsoa11-*", "msoa21-*", "ward25-*", "Local_*", "Police_*"])
def test_areas_meet_without_gaps_or_overlaps(folder, pattern):
    shapes = np.array(list(polygons(folder, pattern + ".geojson").values()))
    assert len(shapes) == {"lsoa21-*": 350, "Local_*": 65, "Police_*": 13}.get(pattern, len(shapes))
    whole = shapely.union_all(shapes)
    assert shapely.is_valid(shapes).all() and (shapely.area(shapes) > 0).all()
    assert shapely.area(shapes).sum() == pytest.approx(whole.area, rel=1e-9)
    assert whole.geom_type == "Polygon" and len(whole.interiors) == 0
    assert shapely.coverage_is_valid(shapes)


def test_small_areas_make_up_their_wards_and_districts(folder):
    small = polygons(folder, "lsoa21-*.geojson")
    districts = polygons(folder, "Local_*.geojson")
    for code in SAMPLE_DISTRICTS:
        inside = shapely.union_all(list(polygons(folder, f"lsoa21-{code}.geojson").values()))
        assert inside.symmetric_difference(districts[code]).area < 1e-9
    county = polygons(folder, "Police_*.geojson")["E23000901"]
    assert shapely.union_all(list(small.values())).symmetric_difference(county).area < 1e-9


def test_street_files_have_the_publishers_quirks(folder, truth):
    files = sorted((folder / "police").glob("*/*.csv"))
    rows = pd.concat(
        [pd.read_csv(path, dtype=str, keep_default_na=False) for path in files], ignore_index=True
    )
    assert 4_300 < len(rows) / 35 < 5_100
    antisocial = rows["Crime type"] == "Anti-social behaviour"
    for column in ("Crime ID", "Last outcome category"):
        assert (rows[column] == "").eq(antisocial).all()
    assert rows.loc[~antisocial, "Crime ID"].str.fullmatch("[0-9a-f]{64}").all()
    assert rows.loc[~antisocial, "Crime ID"].is_unique
    assert rows[antisocial].duplicated().sum() > 100 and (rows["Context"] == "").all()
    nowhere = rows["LSOA code"] == ""
    assert nowhere.eq(rows["Longitude"] == "").all() and nowhere.eq(rows["Location"] == "No Location").all()
    outside = rows["LSOA code"].str.startswith("E0198")
    assert 0.004 < nowhere.mean() < 0.006 and 0.008 < outside.mean() < 0.012
    change = truth["change"]
    early = rows["Month"] < crimes.FIRST_MONTH_ON_2021_CODES
    placed = ~nowhere & ~outside
    assert rows.loc[placed & early, "LSOA code"].isin(change["lsoa11_code"]).all()
    assert rows.loc[placed & ~early, "LSOA code"].isin(change["lsoa21_code"]).all()
    assert rows.loc[early, "LSOA code"].str.startswith("E018").any()


def test_mapped_points_fall_in_the_small_area_that_is_named(folder):
    small = polygons(folder, "lsoa21-*.geojson")
    rows = pd.read_csv(folder / "police" / "2026-06" / "2026-06-sampleshire-street.csv")
    rows = rows[rows["LSOA code"].isin(small.keys())]
    shapes = np.array([small[code] for code in rows["LSOA code"]])
    inside = shapely.contains_xy(shapes, rows["Longitude"].to_numpy(), rows["Latitude"].to_numpy())
    assert inside.mean() > 0.99


def test_recorded_crime_is_padded_with_dashes_for_zero(folder):
    files = sorted((folder / "crime").glob("prc-pfa-*.csv"))
    assert len(files) == 7
    counts = [row["Number of Offences"] for path in files for row in csv.DictReader(path.open(newline=""))]
    assert "-00 " in counts and any(c.strip().startswith("-") and c != "-00 " for c in counts)
    assert all(c.startswith(" ") for c in counts if c[0] != "-") and all(c.endswith(" ") for c in counts)
    forces = {row["Force Name"] for row in csv.DictReader(files[-1].open(newline=""))}
    not_forces = {"Action Fraud", "CIFAS", "UK Finance", "British Transport Police"}
    assert forces == {*places.FORCES.values(), *not_forces}


def test_the_force_area_workbook_has_its_markers_and_a_trap(folder):
    book = python_calamine.CalamineWorkbook.from_path(str(folder / "crime" / "pfatablesmar26.xlsx"))
    assert book.sheet_names == ["Notes", "Table P1", "Table P3"]
    counts = book.get_sheet_by_name("Table P1").to_python(skip_empty_area=False)
    rates = book.get_sheet_by_name("Table P3").to_python(skip_empty_area=False)
    by_code = {row[0]: row for row in counts if row[0]}
    assert by_code["K04000901"][1] == "SAMPLE NATION7,8"
    assert by_code[crimes.FORCE_WITHOUT_FIGURES][2] == ".."
    assert by_code["E23000901"][2] == pytest.approx(45_500, rel=0.05)
    assert {row[0]: row for row in rates if row[0]}[crimes.FORCE_WITHOUT_RATES][5] == "-"
    assert counts[5][2] == "Numbers" and rates[5][5] == "Rate per 1,000 population"
    forces = [row for row in counts if row[0].startswith("E23") and row[2] != ".."]
    rail = next(row for row in counts if row[1] == "British Transport Police")
    assert sum(row[2] for row in forces) + rail[2] == by_code["K04000901"][2]


@pytest.mark.real
def test_no_name_or_code_is_a_real_places(real, truth):
    wards = pd.read_csv(real("geography/lookup_lsoa21_ward24_ltla24.csv"), dtype=str)
    forces = pd.read_csv(real("geography/lookup_ltla24_csp24_pfa24.csv"), dtype=str)
    change = pd.read_csv(
        real("geography/LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"), dtype=str, encoding="utf-8-sig"
    )
    names = set(wards["ward24_name"]) | set(wards["ltla24_name"]) | set(change["LAD22NM"])
    names |= set(forces["csp24_name"]) | set(forces["pfa24_name"])
    names |= set(wards["lsoa21_name"].str.rsplit(" ", n=1).str[0])
    towns = {name for _, _, in_district in places.DISTRICTS.values() for name, *_ in in_district}
    invented = towns | set(truth["small_areas"]["ward24_name"]) | set(places.district_names().values())
    invented |= {*places.FORCES.values(), *places.REGIONS.values()}
    assert not {name.lower() for name in invented} & {name.lower() for name in names}
    codes = {
        code
        for table in (wards, forces, change)
        for column in table.columns
        if column.endswith(("_code", "CD"))
        for code in table[column]
    }
    ours = set(truth["small_areas"][["lsoa21_code", "msoa21_code", "ward24_code"]].to_numpy().ravel())
    ours |= set(truth["change"]["lsoa11_code"]) | set(places.district_names()) | set(places.FORCES)
    ours |= {code for code, _ in places.partnership_of().values()}
    assert not ours & codes


@pytest.mark.real
@pytest.mark.parametrize("table", [table for table in headings.TABLES if table not in ("ts022", "ts028")])
def test_headings_are_the_publishers_to_the_letter(real, folder, table):
    level = "lsoa" if table == "ts007a" else "ltla"
    if table == layouts.ZIPPED_TABLE:
        ours = ["date", "geography", "geography code", *read(folder, table, level).columns[2:]]
    else:
        with (folder / "census2021" / f"census2021-{table}-{level}.csv").open(newline="") as file:
            ours = next(csv.reader(file))
    with real(f"census2021/census2021-{table}-{level}.csv").open(newline="") as file:
        assert ours == next(csv.reader(file))
