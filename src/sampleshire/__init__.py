"""Sampleshire: an invented county and its invented neighbours, written as the publishers write theirs.

The same readers read it as read the real thing. `write` makes the folder, `ensure` only when it must, and
`truth` gives what is behind the published figures before small cells were moved.
"""

import functools
import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from analysis import settings
from analysis.sources import nomis, small_areas
from analysis.sources.outcome_types import outcome_types
from sampleshire import (
    campaigns,
    census_exports,
    councils,
    crimes,
    force_area_tables,
    headings,
    home_office,
    home_office_layout,
    immigration_workbooks,
    layouts,
    mapping,
    office_logs,
    outcomes,
    pathway,
    people,
    places,
    returns,
    returns_layout,
    returns_survey,
    services,
    sharing,
    status,
    survey_abuse_tables,
    survey_indicators,
    victim_layout,
    victims,
)
from sampleshire.crimes import MISSING_MONTH

__all__ = ["MISSING_MONTH", "SEED", "STAMP", "VERSION", "ensure", "truth", "write"]

SEED = 20210321
_HERE = Path(__file__).parent
# Of this package's files and the lists it reads: when one of them changes, `ensure` writes again.
_READ = ("local_counts.toml", "local_logs.toml", "census_categories.csv")
_LISTS = [settings.data("reference", name) for name in _READ]
_MADE_FROM = [*sorted(_HERE.glob("*.*")), *_LISTS]
VERSION = hashlib.sha256(b"".join(path.read_bytes() for path in _MADE_FROM)).hexdigest()[:12]
STAMP = "SAMPLESHIRE.json"


@functools.lru_cache(maxsize=1)
def _world(seed):
    """Return everything that is true in Sampleshire; each part has its own stream of random numbers."""
    where = places.build(_stream(seed, 1))
    folk = people.build(_stream(seed, 2), where)
    residents = folk.tables["ts001", "ltla"].sum(axis=1)
    populations = {code: int(count) for code, count in residents.groupby(places.force_of()).sum().items()}
    recorded = crimes.recorded(_stream(seed, 4), _stream(seed, 40), populations)
    street = crimes.street(_stream(seed, 3), where, folk)
    area_tables = {
        2026: crimes.area_table(_stream(seed, 5), recorded),
        2025: crimes.area_table(_stream(seed, 42), recorded, "2024/25"),
    }
    harmed = victims.build(_stream(seed, 8), folk, street, where.lsoa21)
    return SimpleNamespace(
        where=where,
        people=folk,
        street=street,
        recorded=recorded,
        outcomes=outcomes.build(_stream(seed, 41), recorded),
        area_tables=area_tables,
        populations=populations,
        victims=harmed,
        returns=returns.build(_stream(seed, 21), harmed),
        households=returns.households(_stream(seed, 22)),
        survey=returns_survey.build(_stream(seed, 23)),
        home_office=home_office.build(_stream(seed, 20), _stream(seed, 31), populations),
        pathway=pathway.build(_stream(seed, 33)),
        sharing=sharing.build(_stream(seed, 61)),
        status=status.truth(_stream(seed, 60), _holders(folk)),
        arrivals=immigration_workbooks.build(_stream(seed, 62)),
        councils=councils.build(_stream(seed, 63), residents, area_tables[2026]),
    )


def _holders(folk):
    """Return Sampleshire's own residents by passport and arrival, as `status` takes them."""
    own = list(places.DISTRICTS)
    passports, arrivals = folk.tables["ts005", "ltla"].loc[own], folk.tables["ts015", "ltla"].loc[own]
    return status.residents(passports, arrivals)


def _stream(seed, number):
    return np.random.Generator(np.random.PCG64([seed, number]))


def ensure(folder, seed=SEED):
    """Write Sampleshire into `folder` unless this version and seed appear there, and return the folder."""
    folder = Path(folder)
    try:
        found = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = {}
    own = settings.own_files_of(folder)
    if (found.get("version"), found.get("seed")) != (VERSION, seed) or not own.is_dir():
        write(folder, seed)
    return folder


def write(folder, seed=SEED):
    """Write every file of Sampleshire into `folder`, replacing what is there, and return the folder.

    The office's own extracts go where `settings.own_files_of` says, outside that folder.

    Files are made beside the folder and swapped in at the end: an interrupted run leaves the old ones whole.
    Refuses a folder that holds anything but an earlier Sampleshire.
    """
    folder = Path(folder)
    own = settings.own_files_of(folder)
    for place in (folder, own):
        if place.is_dir() and any(place.iterdir()) and not (folder / STAMP).is_file():
            raise FileExistsError(
                f"{place}: holds files that nothing says are Sampleshire's. Move or delete this folder"
            )
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fresh = beside / "new"
        fresh.mkdir()
        _write_all(fresh, beside / "own", seed)
        shutil.rmtree(own, ignore_errors=True)
        own.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(beside / "own", own)
        if folder.exists():
            folder.rename(beside / "old")
        fresh.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder


def _write_all(folder, own, seed):
    world = _world(seed)
    where, folk = world.where, world.people
    names = places.district_names() | where.lsoa21.set_index("lsoa21_code")["lsoa21_name"].to_dict()
    zipped = {}
    for number, table in enumerate(headings.TABLES):
        for part, level in enumerate(("lsoa", "ltla")):
            if level == "lsoa" and table not in layouts.SMALL_AREA_TABLES:
                continue
            published = people.perturbed(_stream(seed, 100 + 2 * number + part), folk.tables[table, level])
            content = layouts.topic_summary(table, published, names)
            file = f"census2021-{table}-{level}.csv"
            if table == layouts.ZIPPED_TABLE:
                zipped[file] = content.encode()
            else:
                layouts.text(folder / "census2021" / file, content)
    table = layouts.ZIPPED_TABLE
    zipped[f"metadata/{table}-2021-1.txt"] = b"Invented figures in the layout of a census topic summary.\n"
    (folder / "census2021" / f"census2021-{table}.zip").write_bytes(layouts.archive(zipped))
    layouts.boundaries(folder / "geography", where)
    layouts.lookups(folder / "geography", where)
    layouts.msoa_names(folder / "geography", where)
    layouts.open_names(folder / "geography")
    layouts.street_files(folder / "police", world.street)
    layouts.recorded_crime(folder / "crime", world.recorded)
    words = {number: (row["outcome"], row["kind"]) for number, row in outcome_types().items()}
    outcomes.write(folder / "crime", world.outcomes, words)
    for year, table in world.area_tables.items():
        path = folder / "crime" / f"pfatablesmar{year % 100}.xlsx"
        force_area_tables.write(path, table, world.populations, year)
    indicators = survey_indicators.write(_stream(seed, 43), folder / "survey")
    survey_abuse_tables.write(_stream(seed, 49), folder / "survey", indicators["5-2-1"])
    file = "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv"
    layouts.deprivation(_stream(seed, 6), folder / "deprivation" / file, where, folk)
    layouts.age_groups(
        folder / "population" / "census21_population_by_age_lsoa21.csv",
        people.perturbed(_stream(seed, 7), _six_ages(folk.tables["ts007", "lsoa"])),
        names,
    )
    home_office_layout.write(folder / "home-office", world.home_office)
    immigration_workbooks.write(folder / "home-office", world.arrivals)
    councils.write(folder / "councils", world.councils)
    layouts.text(own / "columns.toml", mapping.columns_toml())
    victim_layout.write(_stream(seed, 9), own, world.victims)
    returns_layout.write(_stream(seed, 24), own, world.returns, world.households, world.survey)
    office_logs.write(own)
    pathway.write(_stream(seed, 34), own, world.pathway)
    sharing.write(own, world.sharing)
    status.write(own)
    campaigns.write(_stream(seed, 12), own, where)
    services.write(_stream(seed, 47), own, where.wards)
    census_exports.by_proficiency(_stream(seed, 13), folder / "census2021", folk, names)
    census_exports.in_26(_stream(seed, 14), folder / "census2021", folk, where, names)
    census_exports.by_age(_stream(seed, 48), folder / "census2021", folk, names)
    layouts.stamp(folder / STAMP, seed, VERSION)


def _six_ages(years):
    first = [nomis.age_interval(label)[0] for label in small_areas.AGE_GROUPS]
    counts = np.add.reduceat(years.to_numpy(), first, axis=1)
    return pd.DataFrame(counts, years.index, small_areas.AGE_GROUPS)


def truth(seed=SEED):
    """Return what is true before small cells are moved, as {name: DataFrame}.

    "ts024_ltla", "ts024_lsoa", ...: every census table at both levels (also where none is published),
    areas by leaves, indexed by area code.
    "language_by_proficiency": people by area_code (small areas of Sampleshire and the 60 districts around),
    language and proficiency; rows without people are left out.
    "small_areas": codes, names and position in metres of the 2021 small areas.
    "change": cells with their 2011 and 2021 codes.
    "street": every crime, those of the missing month too, with the 2021 code of its place.
    "recorded_crime": by force, quarter and offence code.
    "outcomes": by force, quarter, offence code and outcome type, `recorded` and `closed`.
    "planted_changes": what was planted in recorded crime, and when: see `crimes`.
    "referrals", "reports": by quarter and label; "asylum_support", "resettlement": by quarter and district,
    "" where the published table gives none.
    "victims": by extract and every field of a victim, in the project's labels; empty combinations left out.
    "support", "needs", "safe_accommodation", "survey": by every field of a return, in the project's labels.
    "grounds_decisions", "referrals_by_responder_type": national, by quarter and label.
    "pathway_ledger", "pathway_waiting": by every field; "pathway_chances": what is behind.
    "information_sharing": decisions by every field of a return.
    "status": people by area_code and quantity, as the status model estimates them.
    "homes_for_ukraine": people by week and area_code; "change_of_conditions": national, by quarter.
    """
    world = _world(seed)
    spoken = world.people.spoken
    area, language, level = np.nonzero(spoken)
    languages = np.array(headings.TABLES["ts024"][3], dtype=object)
    levels = np.array([leaf.split(": ")[-1] for leaf in headings.TABLES["ts029"][3][1:]], dtype=object)
    frames = {f"{table}_{level}": frame for (table, level), frame in world.people.tables.items()} | {
        "language_by_proficiency": pd.DataFrame(
            {
                "area_code": world.people.areas["area_code"].to_numpy()[area],
                "language": languages[language],
                "proficiency": levels[level],
                "people": spoken[area, language, level],
            }
        ),
        "small_areas": world.where.lsoa21.assign(
            deprivation=world.people.deprivation, households=world.people.households
        ),
        "change": world.where.cells.drop(columns="group"),
        "street": world.street,
        "recorded_crime": world.recorded,
        "outcomes": world.outcomes,
        "planted_changes": crimes.true_changes(),
        "referrals": world.home_office.referrals,
        "reports": world.home_office.reports,
        "asylum_support": world.home_office.support,
        "resettlement": world.home_office.resettled,
        "grounds_decisions": world.home_office.decisions,
        "referrals_by_responder_type": home_office.by_responder_type(world.home_office),
        "victims": victims.counts(world.victims),
        "information_sharing": world.sharing,
        "status": world.status[0],
        **world.arrivals,
    }
    frames |= returns_layout.truth(world.returns, world.households, world.survey)
    frames |= pathway.truth(world.pathway)
    # The same county is handed to everybody: what one changes must not be another's.
    return {name: frame.copy() for name, frame in frames.items()}
