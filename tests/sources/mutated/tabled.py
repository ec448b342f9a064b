"""The second reading: what tables make of a mutated file when every other file of the folder is as it was.

A reader sees one file. That a place is missing, or bears another's code, is seen where files meet.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from analysis import settings, tables
from analysis.sources import inventory
from analysis.tables import census, places

REAL_AREA = "warwickshire"  # of a folder that is not Sampleshire's
NEEDED = ("census2021", "geography")  # what places there are, and how many people live in them


def _census(layout):
    table, level = layout.removeprefix("census ").split("-")
    by = ("lsoa21",) if level == "lsoa" else ("district", "every district")
    return lambda area: [census.topic(area, table.upper(), each, labels=False) for each in by]


def _forces(area):
    held, _ = places.opened(area)
    return [held.districts, held.districts24, tables.residents(area)]


LOADERS = {
    "lookup of small areas": lambda area: [
        tables.area_names(area), tables.deprivation(area), census.topic(area, "TS029", "lsoa21")],
    "lookup of wards": lambda area: [tables.area_names(area)],
    "lookup of forces": _forces,
    "names of MSOAs": lambda area: [tables.area_names(area)],
    "neighbourhood teams": lambda area: [tables.area_names(area)],
    "rural and urban": lambda area: [tables.rurality(area)],
    "deprivation": lambda area: [tables.deprivation(area)],
    "residents by age": lambda area: [tables.residents_by_age(area)],
    "map of LSOAs": lambda area: [tables.boundaries(area), tables.boundaries(area, "district")],
    "map of MSOAs": lambda area: [tables.boundaries(area, "msoa21"), tables.area_names(area)],
    "duty to notify": lambda area: [tables.duty_to_notify(area), tables.duty_to_notify_by_nationality(area)],
    "duty to notify by quarter": lambda area: [tables.duty_to_notify_by_quarter(area)],
    "referrals by quarter": lambda area: [tables.referrals_by_quarter(area)],
    "reasonable grounds": lambda area: [tables.grounds_decisions(area)],
    "conclusive grounds": lambda area: [tables.grounds_decisions(area)],
    "custom dataset": lambda area: [tables.small_area_evidence(area)],
    "custom dataset of two variables": lambda area: [tables.language_proficiency_cross(area)],
    "street crime": lambda area: [tables.street_crime(area)],
    "recorded crime": lambda area: [tables.recorded_crime(area), tables.force_comparison(area)],
    "outcomes": lambda area: [tables.outcomes(area)],
    "asylum support": lambda area: [tables.asylum_support(area)],
    "resettlement": lambda area: [tables.resettlement(area)],
    "Homes for Ukraine": lambda area: [tables.homes_for_ukraine(area)],
    "change of conditions": lambda area: [tables.change_of_conditions(area)],
    **{f"survey {one}": lambda area: [tables.survey_indicators(area), tables.survey_prevalence(area)]
       for one in ("5-2-1", "5-2-2", "16-1-3", "16-1-4", "16-2-3", "16-3-1")},
}  # fmt: skip


def loader(original):
    """Return what loads the tables of a layout for an area, None where none is loaded here."""
    if original.layout.startswith("census ts"):
        return _census(original.layout)
    return LOADERS.get(original.layout)


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
        before = os.environ.get(settings.INPUTS_VARIABLE)
        os.environ[settings.INPUTS_VARIABLE] = str(county)
        inventory.forget()
        try:
            yield settings.SAMPLESHIRE if invented else REAL_AREA
        finally:
            inventory.forget()
            os.environ.pop(settings.INPUTS_VARIABLE)
            if before is not None:
                os.environ[settings.INPUTS_VARIABLE] = before


def loaded(folder, original, content):
    """Return the tables that a layout gives, beside the other files in `folder`."""
    with _county(folder, original, content) as area:
        return loader(original)(area)
