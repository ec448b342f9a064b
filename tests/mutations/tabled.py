"""The second reading: what tables make of a mutated file when every other file of the folder is as it was.

A reader sees one file. That a place is missing, or bears another's code, is seen where files meet.
"""

import contextlib
import shutil
import tempfile
from functools import partial
from pathlib import Path

import pytest

from analysis import settings, tables
from analysis.release import people
from analysis.sources import inventory
from analysis.tables import census, lookups
from analysis.tables.people.duty_to_notify import by_nationality

REAL_AREA = "warwickshire"  # of a folder that is not Sampleshire's
NEEDED = ("census2021", "geography")  # what places there are, and how many people live in them


def _census(layout):
    table, level = layout.removeprefix("census ").split("-")
    by = ("lsoa21",) if level == "lsoa" else ("district", "every district")
    return lambda area: [census.topic(area, table.upper(), each, labels=False) for each in by]


def _forces(area):
    held, _ = lookups.opened(area)
    return held.districts, held.districts24


boundaries = tables.places.boundaries
SURVEYS = ("5-2-1", "5-2-2", "16-1-3", "16-1-4", "16-2-3", "16-3-1")
TABLES = {
    "lookup of small areas": (
        tables.places.area_names,
        tables.places.deprivation,
        partial(census.topic, table="TS029", by="lsoa21"),
    ),
    "lookup of wards": (tables.places.area_names,),
    "lookup of forces": (_forces, tables.census.residents),
    "names of MSOAs": (tables.places.area_names,),
    "neighbourhood teams": (tables.places.area_names,),
    "rural and urban": (tables.census.rurality,),
    "deprivation": (tables.places.deprivation,),
    "residents by age": (tables.census.residents_by_age,),
    "map of LSOAs": (boundaries, partial(boundaries, level="district")),
    "map of MSOAs": (partial(boundaries, level="msoa21"), tables.places.area_names),
    "towns": (partial(boundaries, level="map"),),
    "duty to notify": (people.duty_to_notify, by_nationality),
    "duty to notify by quarter": (people.duty_to_notify_by_quarter,),
    "referrals by quarter": (people.referrals_by_quarter,),
    "reasonable grounds": (tables.people.grounds_decisions,),
    "conclusive grounds": (tables.people.grounds_decisions,),
    "custom dataset": (tables.languages.estimates.small_area_evidence,),
    "custom dataset of two variables": (tables.languages.decision.language_proficiency_cross,),
    "street crime": (tables.crime.street_crime,),
    "recorded crime": (tables.crime.recorded_crime, tables.crime.force_comparison),
    "outcomes": (tables.crime.outcomes,),
    "asylum support": (people.asylum_support,),
    "resettlement": (people.resettlement,),
    "Homes for Ukraine": (people.homes_for_ukraine,),
    "children assessed": (tables.people.children_in_need,),
    "children in need": (tables.people.children_in_need,),
    "crime by partnership": (tables.crime.crime_by_partnership,),
    "homelessness": (tables.people.homelessness,),
    "change of conditions": (tables.people.change_of_conditions,),
    "appendix tables on abuse": (tables.crime.survey_rates,),
    **{f"survey {one}": (tables.crime.survey_prevalence, tables.crime.survey_rates) for one in SURVEYS},
}


def loader(original):
    """Return what loads the tables of a layout for an area, None where none is loaded here."""
    if original.layout.startswith("census ts"):
        return _census(original.layout)
    found = TABLES.get(original.layout)
    return found and (lambda area: [load(area) for load in found])


@contextlib.contextmanager
def _county(folder, original, content):
    """Yield the area while a folder is read that has its places, its census and this file, mutated."""
    with tempfile.TemporaryDirectory(prefix="tabled-") as made:
        county, stamp = Path(made), Path(folder) / inventory.STAMP
        invented = [stamp] if stamp.is_file() else []
        for path in [*invented, *(p for n in NEEDED for p in (Path(folder) / n).iterdir())]:
            shutil.copy(path, county / path.name)
        (county / original.name).unlink(missing_ok=True)
        (county / original.name).write_bytes(content)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(settings.INPUTS_VARIABLE, str(county))
            inventory.forget()
            yield settings.SAMPLESHIRE if invented else REAL_AREA
        inventory.forget()


def loaded(folder, original, content):
    """Return the tables that a layout gives, beside the other files in `folder`."""
    with _county(folder, original, content) as area:
        return loader(original)(area)
