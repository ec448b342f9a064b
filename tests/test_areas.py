"""Which police force areas there are, what a lookup may change, and what a change of vintage loses."""

import csv

import pandas as pd
import pytest

from analysis import areas, settings
from analysis.errors import InputError
from analysis.sources import geography
from analysis.sources.files import SourceFile

WARWICKSHIRE = ("E07000218", "E07000219", "E07000220", "E07000221", "E07000222")


def test_there_are_43_forces_331_districts_at_the_census_and_318_in_2024():
    every = areas.all_areas()
    assert len(every) == 43
    assert len({code for item in every for code in item.districts}) == 331
    assert sum(len(item.districts) for item in every) == 331
    assert len({code for item in every for code in item.districts24}) == 318
    assert not any(item.invented for item in every)


def _reference(name):
    return list(csv.DictReader(settings.data("reference", name).read_text(encoding="utf-8").splitlines()))


def test_the_two_code_lists_agree_and_no_invented_place_bears_a_real_name():
    forces, districts = _reference("forces.csv"), _reference("districts.csv")
    by_code = {row["district_code"]: row for row in districts}
    assert len(by_code) == len(districts)
    assert {row["police_force_area_code"] for row in districts} == {
        row["police_force_area_code"] for row in forces
    }
    for row in districts:
        assert bool(row["last_year"]) == bool(row["replaced_by"])
        if row["replaced_by"]:
            heir = by_code[row["replaced_by"]]
            assert heir["police_force_area_code"] == row["police_force_area_code"]
            assert int(heir["first_year"]) == int(row["last_year"]) + 1
    named = {"yes": set(), "no": set()}
    for row in (*districts, *forces):
        named[row["invented"]].add(row.get("district_name") or row.get("name"))
    assert named["yes"] and not named["yes"] & named["no"]


def test_warwickshire_has_its_five_districts_and_shares_its_countys_boundary():
    found = areas.area("Warwickshire")
    assert found.districts == found.districts24 == WARWICKSHIRE
    assert found.district_names[:2] == ("North Warwickshire", "Nuneaton and Bedworth")
    assert (found.county_name, areas.area("west-mercia").county_name) == ("Warwickshire", None)


def test_an_area_is_known_by_slug_name_code_and_the_publishers_other_names():
    known = {
        "WARWICKSHIRE": "warwickshire",
        "warwickshire police": "warwickshire",
        "e23000017": "warwickshire",
        "E23000014": "west-midlands",
        "Devon & Cornwall": "devon-and-cornwall",
        "London, City of": "city-of-london",
        "City of London Police": "city-of-london",
        "Metropolitan Police Service": "metropolitan",
        "Avon and Somerset Constabulary": "avon-and-somerset",
        "Dyfed Powys": "dyfed-powys",
        "Heddlu Gwent": "gwent",
        "sampleshire": "sampleshire",
    }
    assert {text: areas.area(text).slug for text in known} == known


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("warwick", '"warwick" is a district (E07000222 Warwick)'),
        ("warwick", 'Its own is Warwickshire: ask for "warwickshire"'),
        ("Somerset", 'ask for "avon-and-somerset"'),
        ("warwikshire", 'Nearest: "Warwickshire".'),
        ("atlantis", "data/reference/forces.csv lists them all."),
        ("E23000099", 'such as "west-midlands", a name or a code. data/reference'),  # no nearest of a code
        ("", "Expected: a slug"),
    ],
)
def test_a_text_that_is_no_force_area_is_refused_with_the_nearest(text, said):
    with pytest.raises(InputError) as refusal:
        areas.area(text)
    assert said in str(refusal.value)
    assert "data/reference/forces.csv" in str(refusal.value)


def test_sampleshire_and_its_neighbours_are_invented_and_match_their_maker():
    places = pytest.importorskip("sampleshire.places")
    invented = [item for item in areas.all_areas(invented=True) if item.invented]
    assert {item.police_force_area_code: item.name for item in invented} == dict(places.FORCES)
    names = {
        code: name
        for item in invented
        for code, name in zip(item.districts, item.district_names, strict=True)
    }
    assert names == places.district_names()
    for item in invented:
        assert {places.force_of()[code] for code in item.districts} == {item.police_force_area_code}
    assert areas.area(settings.SAMPLESHIRE).districts == tuple(f"E0700090{n}" for n in range(1, 6))


def lookup_of(code, districts):
    return pd.DataFrame({"district24_code": districts, "police_force_area_code": code})


@pytest.mark.parametrize("barnsley_sheffield", [("E08000016", "E08000019"), ("E08000038", "E08000039")])
def test_a_lookup_of_either_side_of_a_recode_gives_the_same_area(barnsley_sheffield):
    given = lookup_of("E23000011", ["E08000017", "E08000018", *barnsley_sheffield])
    found = areas.area("south-yorkshire", lookup=given)
    assert found == areas.area("south-yorkshire")


def test_the_folders_lookup_decides_and_one_of_2024_gives_census_districts():
    moved = lookup_of("E23000017", [*WARWICKSHIRE, "E08000026"])
    assert areas.area("warwickshire", lookup=moved).districts == (*WARWICKSHIRE, "E08000026")
    found = areas.area("cumbria", lookup=lookup_of("E23000002", ["E06000063", "E06000064"]))
    assert found == areas.area("cumbria")
    assert found.districts == tuple(f"E070000{n}" for n in range(26, 32))
    assert found.districts24 == ("E06000063", "E06000064")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            lookup_of("E23000017", WARWICKSHIRE[:4]),
            "neither E07000222 Warwick, a district of Warwickshire, nor",
        ),
        (lookup_of("E23000014", ["E08000026"]), "no row for E23000017 Warwickshire"),
        (lookup_of("E23000017", [*WARWICKSHIRE, "E07000999"]), "puts E07000999 in Warwickshire"),
    ],
)
def test_a_lookup_that_does_not_fit_is_refused(given, said):
    with pytest.raises(InputError, match=said):
        areas.area("warwickshire", lookup=given)


def test_the_vintage_is_read_from_the_columns_name_or_asked_for():
    known = {"lsoa11_code": ("lsoa", 2011), "district24_code": ("district", 2024), "area_code": None}
    known |= {"police_force_area_code": ("police_force_area", None), "offence_code": None}
    assert {column: areas.vintage_of(column) for column in known} == known
    with pytest.raises(InputError, match='"lsoa_code" does not say its vintage'):
        areas.vintage_of("lsoa_code")


def test_a_join_keeps_every_row_of_the_left_in_its_order():
    crimes = pd.DataFrame({"lsoa21_code": ["B", "A", "B"], "offences": [3, 1, 2]})
    people = pd.DataFrame({"lsoa21_code": ["A", "B", "C"], "population": [10, 20, 30]})
    assert areas.join(crimes, people)["population"].tolist() == [20, 10, 20]


LSOA, WARD = {"lsoa21_code": ["A"]}, {"ward24_code": ["A"]}


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ({"lsoa11_code": ["A"]}, LSOA, r'"lsoa11_code" \(2011\)[\s\S]*"lsoa21_code" \(2021\)'),
        ({"lsoa21_code": ["A", "Z"]}, LSOA, "1 of 2 rows have no match on lsoa21_code: Z"),
        (LSOA, {"lsoa21_code": ["A", "A"]}, '"A" appears twice in the right table'),
        (LSOA | {"x": [1]}, LSOA | {"x": [1]}, "Both tables have a column x"),
        (LSOA, {"msoa21_code": ["A"]}, "share no geography code"),
        (LSOA | WARD, LSOA | WARD, "share lsoa21_code and ward24_code"),
    ],
)
def test_a_join_across_vintages_that_is_lost_or_ambiguous_is_refused(left, right, said):
    with pytest.raises(InputError, match=said):
        areas.join(pd.DataFrame(left), pd.DataFrame(right))


CHANGE = [("U1", "U1", "U"), ("S1", "P1", "S"), ("S1", "P2", "S"), ("S1", "P3", "S")]
CHANGE += [("M1", "N1", "M"), ("M2", "N1", "M"), ("X1", "Y1", "X")]
CHANGE = pd.DataFrame(CHANGE, columns=["lsoa11_code", "lsoa21_code", "change"])
PEOPLE = pd.DataFrame(
    {"lsoa21_code": ["U1", "P1", "P2", "P3", "N1"], "population": [9, 1_000, 1_100, 900, 1]}
)


def counted(*rows):
    return pd.DataFrame(rows, columns=["lsoa11_code", "offence_type", "offences"])


def test_each_change_flag_does_what_it_says():
    counts = counted(("U1", "theft", 7), ("S1", "theft", 30), ("M1", "theft", 4), ("M2", "theft", 6))
    whole = areas.to_lsoa21(counts, CHANGE, PEOPLE)
    rows = whole.set_index("lsoa21_code")
    assert rows["offences"].round(4).to_dict() == {"U1": 7, "P1": 10, "P2": 11, "P3": 9, "N1": 10}
    shared = dict.fromkeys(("P1", "P2", "P3"), "shared by population")
    assert rows["method"].to_dict() == {"U1": "unchanged", **shared, "N1": "merged"}
    nothing = areas.to_lsoa21(counted(), CHANGE, PEOPLE)
    assert nothing.empty and list(nothing.columns) == list(whole.columns)
    assert list(whole.columns) == ["lsoa21_code", "offence_type", "offences", "method"]


def test_a_code_of_2021_passes_and_what_was_also_shared_into_it_is_said():
    whole = areas.to_lsoa21(
        counted(("P1", "theft", 2), ("S1", "theft", 3), ("P2", "fraud", 5)), CHANGE, PEOPLE
    )
    rows = whole.set_index(["lsoa21_code", "offence_type"])
    assert rows.loc[("P1", "theft"), "method"] == "shared by population"
    assert rows.loc[("P1", "theft"), "offences"] == pytest.approx(3)
    assert rows.loc[("P2", "fraud")].tolist() == [5, "unchanged"]


def test_totals_are_kept_to_the_last_digit():
    people = PEOPLE.assign(population=[9, 1_367, 1_543, 911, 1])
    counts = counted(*(("S1", f"type {n}", n * 7 + 1) for n in range(500)))
    whole = areas.to_lsoa21(counts, CHANGE, people)
    assert whole.groupby("offence_type")["offences"].sum().to_dict() == (
        counts.set_index("offence_type")["offences"].to_dict()
    )


@pytest.mark.parametrize(
    ("code", "people", "said"),
    [
        ("S1", PEOPLE[PEOPLE["lsoa21_code"] != "P2"], "no row for P2, part of a split LSOA"),
        ("S1", PEOPLE.assign(population=0), "S1: split into parts without residents"),
        ("X1", PEOPLE, "X1: changed irregularly"),
    ],
)
def test_a_change_that_cannot_be_followed_is_refused_with_its_code(code, people, said):
    with pytest.raises(InputError, match=said):
        areas.to_lsoa21(counted((code, "theft", 1)), CHANGE, people)


@pytest.mark.real
def test_the_code_list_says_what_the_published_lookup_says(real):
    given = geography.district_to_force(SourceFile(real("geography/lookup_ltla24_csp24_pfa24.csv")))
    for item in areas.all_areas():
        assert areas.area(item.slug, lookup=given) == item
    listed = {code for item in areas.all_areas() for code in item.districts}
    assert len(listed - set(given["district24_code"])) == 17


@pytest.mark.real
def test_every_force_of_the_published_map_has_its_name_here(real):
    path = real("geography/Police_Force_Areas_December_2016_ultra_generalised.geojson")
    forces = geography.boundaries([SourceFile(path)], "police_force_area")
    for code, name in zip(forces["police_force_area_code"], forces["police_force_area_name"], strict=True):
        assert areas.area(name).police_force_area_code == code


@pytest.mark.real
def test_every_district_of_the_census_is_listed_and_counts_keep_their_total(real):
    path = real("geography/LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv")
    change = geography.lsoa_change(SourceFile(path))
    assert set(change["district22_code"]) == {code for item in areas.all_areas() for code in item.districts}
    ours = change[change["district22_code"].isin(WARWICKSHIRE)]
    counts = pd.DataFrame({"lsoa11_code": sorted(set(ours["lsoa11_code"]))}).assign(offences=13)
    people = pd.DataFrame({"lsoa21_code": sorted(set(ours["lsoa21_code"]))})
    people["population"] = range(1_000, 1_000 + len(people))
    whole = areas.to_lsoa21(counts, change, people)
    assert whole["method"].value_counts().to_dict() == {"unchanged": 328, "shared by population": 26}
    assert whole["offences"].sum() == 339 * 13


@pytest.mark.parametrize(
    ("area", "says"),
    [
        ("greater-manchester", "Mayor of Greater Manchester"),
        ("metropolitan", "Mayor's Office for Policing and Crime"),
        ("city-of-london", "City of London Police Authority Board"),
        ("gwent", "Office of the Police and Crime Commissioner, Gwent"),
        ("essex", "Office of the Police, Fire and Crime Commissioner, Essex"),
    ],
)
def test_who_publishes_is_who_answers_for_the_areas_police(area, says):
    assert areas.publisher(areas.area(area)) == says
    assert areas.nation(areas.area(area)) == ("Wales" if area == "gwent" else "England")
