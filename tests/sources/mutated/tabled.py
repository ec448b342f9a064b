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

AREA = settings.SAMPLESHIRE
NEEDED = ("census2021", "geography")  # what places there are, and how many people live in them


def _census(original):
    table, level = original.layout.removeprefix("census ").split("-")
    by = ("lsoa21",) if level == "lsoa" else ("district", "every district")
    return [census.topic(AREA, table.upper(), each, labels=False) for each in by]


def _forces(_original):
    area, _ = places.opened(AREA)
    return [area.districts, area.districts24, tables.residents(AREA)]


LOADERS = {
    "lookup of small areas": lambda _: [
        tables.area_names(AREA), tables.deprivation(AREA), census.topic(AREA, "TS029", "lsoa21")],
    "lookup of wards": lambda _: [tables.area_names(AREA)],
    "lookup of forces": _forces,
    "names of MSOAs": lambda _: [tables.area_names(AREA)],
    "neighbourhood teams": lambda _: [tables.area_names(AREA)],
    "rural and urban": lambda _: [tables.rurality(AREA)],
    "deprivation": lambda _: [tables.deprivation(AREA)],
    "residents by age": lambda _: [tables.residents_by_age(AREA)],
    "map of LSOAs": lambda _: [tables.boundaries(AREA), tables.boundaries(AREA, "district")],
    "map of MSOAs": lambda _: [tables.boundaries(AREA, "msoa21"), tables.area_names(AREA)],
    "duty to notify": lambda _: [tables.duty_to_notify(AREA), tables.duty_to_notify_by_nationality(AREA)],
    "duty to notify by quarter": lambda _: [tables.duty_to_notify_by_quarter(AREA)],
    "referrals by quarter": lambda _: [tables.referrals_by_quarter(AREA)],
    "reasonable grounds": lambda _: [tables.grounds_decisions(AREA)],
    "conclusive grounds": lambda _: [tables.grounds_decisions(AREA)],
    "custom dataset": lambda _: [tables.small_area_evidence(AREA)],
    "custom dataset of two variables": lambda _: [tables.language_proficiency_cross(AREA)],
    "street crime": lambda _: [tables.street_crime(AREA)],
    "recorded crime": lambda _: [tables.recorded_crime(AREA), tables.force_comparison(AREA)],
    "outcomes": lambda _: [tables.outcomes(AREA)],
    "asylum support": lambda _: [tables.asylum_support(AREA)],
    "resettlement": lambda _: [tables.resettlement(AREA)],
    "Homes for Ukraine": lambda _: [tables.homes_for_ukraine(AREA)],
    "change of conditions": lambda _: [tables.change_of_conditions(AREA)],
    **{f"survey {one}": lambda _: [tables.survey_indicators(AREA), tables.survey_prevalence(AREA)]
       for one in ("5-2-1", "5-2-2", "16-1-3", "16-1-4", "16-2-3", "16-3-1")},
}  # fmt: skip


def loader(original):
    """Return what loads the tables of a layout, None where none is loaded here."""
    return _census if original.layout.startswith("census ts") else LOADERS.get(original.layout)


@contextlib.contextmanager
def _county(folder, original, content):
    """Yield while a folder is read that has Sampleshire's places, its census and this file, mutated."""
    with tempfile.TemporaryDirectory(prefix="tabled-") as made:
        county = Path(made)
        for path in [
            Path(folder) / inventory.STAMP,
            *(p for n in NEEDED for p in (Path(folder) / n).iterdir()),
        ]:
            shutil.copy(path, county / path.name)
        (county / original.name).unlink(missing_ok=True)
        (county / original.name).write_bytes(content)
        before = os.environ.get(settings.INPUTS_VARIABLE)
        os.environ[settings.INPUTS_VARIABLE] = str(county)
        inventory.forget()
        try:
            yield
        finally:
            inventory.forget()
            os.environ.pop(settings.INPUTS_VARIABLE)
            if before is not None:
                os.environ[settings.INPUTS_VARIABLE] = before


def loaded(folder, original, content):
    """Return the tables that a layout gives, beside Sampleshire's other files in `folder`."""
    with _county(folder, original, content):
        return loader(original)(original)
