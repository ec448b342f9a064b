"""The real files that are mutated: those that lie beside the project, each where a card knows it.

A file of the whole country is cut in memory, and nothing of it is kept: tables of LSOAs to the lines that
name one of Warwickshire, crimes of forces to three of them, street crime to its first thousand lines, asylum
support to its last two quarters, and referrals to those that count anybody. A workbook is tried twice: as it
lies there, by bytes and as a zip, and written again from its cells, by what is done to those.
"""

import csv
import functools
import re
from dataclasses import replace
from pathlib import Path

from analysis import areas
from analysis.sources import change_of_conditions, homelessness, inventory
from tests.mutations import originals, tabled

FIRST_LINES = 1_000
ONE_QUARTER = "Detailed_LA_202403.xlsx"  # of nine workbooks of homelessness, each of forty sheets
KEPT = {  # card: what is in the lines that are kept
    "asylum_support": rb"2024-(06|09)-30",
    "recorded_crime": rb",(Warwickshire|West Mercia|Wiltshire|Action Fraud),",
    "nrm_referrals": rb",[1-9]\d*\s*$",  # what is not there is zero
}
BY_LSOA = ("deprivation_2025", "lookup_lsoa11_lsoa21", "lookup_lsoa21_ward", "rural_urban_2021")
LSOA = re.compile(rb"[EW]01\d{6}")
READ_SHEET = change_of_conditions.TITLE  # of the immigration workbook, which has dozens of sheets

LAYOUTS = {  # card: what its layout is called among Sampleshire's, where it is not called as the card is
    "boundaries_district": "map of districts",
    "boundaries_force": "map of forces",
    "boundaries_lsoa11": "map of LSOAs of 2011",
    "boundaries_lsoa21": "map of LSOAs",
    "boundaries_msoa21": "map of MSOAs",
    "boundaries_ward25": "map of wards",
    "census_custom": "custom dataset that no chapter asks for",
    "deprivation_2025": "deprivation",
    "lookup_district_force": "lookup of forces",
    "lookup_lsoa11_lsoa21": "lookup of small areas",
    "lookup_lsoa21_ward": "lookup of wards",
    "nrm_conclusive_grounds": "conclusive grounds",
    "nrm_reasonable_grounds": "reasonable grounds",
    "nrm_referrals_by_quarter": "referrals by quarter",
    "police_street": "street crime",
    "population_age_lsoa": "residents by age",
    "rural_urban_2021": "rural and urban",
}


def _layout(item):
    """Return what the layout of a found file is called."""
    if item.card_id == "nrm_referrals":
        return "referrals of some forces" if item.part else "referrals of all forces"
    if item.card_id.startswith("census_ts"):
        return f"census {item.card_id.removeprefix('census_')}-{item.part}"
    if item.card_id.startswith("survey_"):
        return f"survey {Path(item.file.name).stem.removeprefix('indicator_')}"
    return LAYOUTS.get(item.card_id, item.card_id.replace("_", " "))


@functools.cache
def _found(shared):
    return tuple(sorted(inventory.scan(shared).files, key=lambda one: (_layout(one), one.file.name)))


def county(shared, folder):
    """Write to `folder` the places and the census of the real county, cut to it, for tables to stand on."""
    for item in _found(shared):
        part = item.file.path.parent.name
        if part in tabled.NEEDED and item.card_id != "boundaries_lsoa11":
            (folder / part).mkdir(parents=True, exist_ok=True)
            (folder / part / item.file.path.name).write_bytes(_cut(shared, item))
    return folder


def files(shared):
    """Yield the Originals of the real files under `shared`, of each layout as many as there are."""
    for item in _found(shared):
        name = item.file.path.name
        original = originals.Original(_layout(item), name, _cut(shared, item))
        if name.endswith(".geojson"):
            yield replace(original, form=originals.MAP)
        elif item.card_id == "homelessness" and name != ONE_QUARTER:
            continue
        elif name.endswith(".xlsx"):
            yield replace(original, form=originals.ZIP)
            anew = originals.written(_sheets(original), name)
            yield replace(original, content=anew, form=originals.BOOK)
        else:
            yield original


def _sheets(original):
    """Return the sheets of a workbook; of one with dozens the first, and those that are read."""
    sheets = originals.sheets_of(original.content)
    if original.layout == "homelessness":
        return {name: rows for name, rows in sheets.items() if homelessness.SHEET.fullmatch(name)}
    if original.layout != "change of conditions":
        return sheets
    read = [name for name, rows in sheets.items() if READ_SHEET in str(rows[:3])]
    return {name: sheets[name] for name in dict.fromkeys([next(iter(sheets)), *read])}


@functools.cache
def _cut(shared, item):
    """Return the bytes of a found file, with the lines that a trial needs."""
    content = item.file.path.read_bytes()
    if item.card_id == "police_street":
        return b"".join(content.splitlines(keepends=True)[: FIRST_LINES + 1])
    if item.part == "lsoa" or item.card_id in BY_LSOA:
        small = _lsoas(shared)
        return _kept(content, lambda line: not small.isdisjoint(LSOA.findall(line)))
    if item.card_id in KEPT and not item.part:
        return _kept(content, re.compile(KEPT[item.card_id]).search)
    return content


def _kept(content, wanted):
    headings, *lines = content.splitlines(keepends=True)
    return b"".join([headings, *filter(wanted, lines)])


@functools.cache
def _lsoas(shared):
    """Return the codes of Warwickshire's LSOAs, and of those elsewhere that its street files name."""
    codes = set()
    districts = areas.area(tabled.REAL_AREA).districts
    for item in _found(shared):
        if item.card_id == "police_street":
            codes.update(LSOA.findall(_cut(shared, item)))
        if item.card_id == "lookup_lsoa11_lsoa21":
            lines = csv.DictReader(item.file.path.read_text(encoding="utf-8-sig").splitlines())
            codes.update(row["LSOA21CD"].encode() for row in lines if row["LAD22CD"] in districts)
    return codes
