"""Offences recorded by the police (Home Office, ONS), and how completely and by which rules they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.errors import InputError
from analysis.sources import backtests, closed_lists, force_area_tables
from analysis.sources.recorded_crime import force_quarters
from analysis.tables import listed, lookups
from analysis.tables.as_of import known
from analysis.tables.declaration import FORCE_CODE, Declaration, checked, columns, empty
from analysis.tables.declared import table

if TYPE_CHECKING:
    from analysis.sources.inventory import Found


FRAUD = "Fraud offences"
CRIME, FRAUD_KIND = "recorded crime", "fraud"


class RecordedCrime(
    Declaration, unique=["police_force_area_code", "period_start", "offence_code", "offence"]
):
    """Offences recorded by the police. Negative counts are corrections of earlier quarters."""

    police_force_area_code: str = pa.Field(matches=FORCE_CODE)
    area_name: str
    period_start: pd.Timestamp
    quarter: str
    kind: str = pa.Field(isin=(CRIME, FRAUD_KIND))
    offence_group: str
    offence_subgroup: str
    offence_code: str
    offence: str
    offences: int


class OtherBodies(Declaration, unique=["body", "kind", "period_start"]):
    """Offences recorded by bodies that have no territory of their own, by quarter."""

    body: str
    kind: str = pa.Field(isin=(CRIME, FRAUD_KIND))
    period_start: pd.Timestamp
    offences: int


@table("Recorded crime by quarter and offence", "an offence in a quarter", ["recorded_crime"])
def recorded_crime(area: str, of: str = "area") -> pd.DataFrame:
    """Return `RecordedCrime` of an area's force, or of every territorial force with `of="every force"`.

    Fraud is of another `kind`: it is recorded nationally and never added to a force's crime.
    Bodies without a territory (Action Fraud, British Transport Police) are in `other_bodies`.

    Raises InputError for a name that no list knows and that may be the area's, and for a quarter in which a
    force that appears in the others is missing.
    """
    area, inventory = lookups.opened(area)
    found = inventory.find("recorded_crime")
    if not found:
        return empty(RecordedCrime)
    name = ", ".join(item.file.name for item in found)
    rows = _together(found, area)
    rows = in_our_words(rows[rows["territorial"]])
    rows = rows.assign(
        kind=rows["offence_group"].eq(FRAUD).map({True: FRAUD_KIND, False: CRIME}),
        status="shown",
    )
    _no_quarter_missing(rows, name)
    # Homicide appears four times a quarter under one code, once for each offence that it joins.
    keys = [name for name in columns(RecordedCrime) if name != "offences"]
    rows = rows.groupby(keys, as_index=False, sort=False)["offences"].sum()
    if of == "area":
        rows = rows[rows["police_force_area_code"] == area.police_force_area_code]
        if rows.empty:
            raise InputError(f'{name}: holds no row for {area.name}, named "{area.home_office_name}" there.')
    return checked(RecordedCrime, rows, name)


@table(
    "Offences recorded by bodies without a territory",
    "a kind of offence of a body in a quarter",
    ["recorded_crime"],
    shared=True,
)
def other_bodies(area: str) -> pd.DataFrame:
    """Return offences of bodies without a territory, which are no part of any force's crime.

    A name that no list knows is one of them.

    `kind` tells fraud from the crime on railways, which the British Transport Police record.
    """
    area, inventory = lookups.opened(area)
    found = inventory.find("recorded_crime")
    if not found:
        return empty(OtherBodies)
    rows = _together(found, area)
    rows = rows[~rows["territorial"]].rename(columns={"force_name": "body"})
    rows = rows.assign(kind=rows["offence_group"].eq(FRAUD).map({True: FRAUD_KIND, False: CRIME}))
    rows = rows.groupby(["body", "kind", "period_start"], as_index=False)["offences"].sum()
    rows = rows.assign(status="shown")
    return checked(OtherBodies, rows, ", ".join(item.file.name for item in found))


def in_our_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the code and the name of each force, and its quarter in words: "Apr to Jun 2017"."""
    forces = {name: areas.area(name) for name in rows["force_name"].unique()}
    codes = {name: one.police_force_area_code for name, one in forces.items()}
    quarters = {
        first: f"{first:%b} to {first + pd.DateOffset(months=2):%b %Y}"
        for first in rows["period_start"].unique()
    }
    return rows.assign(
        police_force_area_code=rows["force_name"].map(codes).astype("str"),
        area_name=rows["force_name"].map({name: one.name for name, one in forces.items()}).astype("str"),
        quarter=rows["period_start"].map(quarters),
    )


def each_quarter_once(found: list[Found], read: Callable) -> pd.DataFrame:
    """Return the rows that `read` gives of files, refusing a quarter that two hold: it would count twice."""
    parts, held = [], {}
    for item in found:
        rows = read(item.file)
        for quarter in rows["period_start"].unique():
            other = held.setdefault(quarter, item.file)
            if other is not item.file:
                raise InputError(
                    f"{other.name} and {item.file.name}: both hold the quarter that begins on "
                    f"{quarter.day} {quarter:%B %Y}. Keep the newer one."
                )
        parts.append(rows)
    return pd.concat(parts, ignore_index=True)


def _together(found, area):
    for item in found:
        closed_lists.refuse_own(force_quarters(item.file), area, item.file.name)
    return known(each_quarter_once(found, force_quarters), "period_start")


def _no_quarter_missing(rows, name):
    held = rows.drop_duplicates(["area_name", "period_start"]).groupby("area_name").size()
    short = held[held < rows["period_start"].nunique()]
    if len(short):
        raise InputError(
            f"{name}: {short.index[0]} has {short.iloc[0]} of {rows['period_start'].nunique()} quarters; "
            f"{len(short)} in all. A missing quarter would look like a fall."
        )


FEWEST_RESIDENTS = 20_000


class ForceComparison(
    Declaration, unique=["police_force_area_code", "year_ending", "level", "offence_group"], coerce=True
):
    """Offences and mid-year residents of each force, in the year that ends with `year_ending`."""

    police_force_area_code: str = pa.Field(matches=FORCE_CODE, unique=False)
    area_name: str
    year_ending: str
    level: str
    offence_group: str
    offences: pd.Int64Dtype = pa.Field(nullable=True)
    population: pd.Int64Dtype = pa.Field(nullable=True)


@table(
    "Recorded crime of every force in a year",
    "an offence group in a force",
    ["force_area_tables"],
    shared=True,
)
def force_comparison(area: str) -> pd.DataFrame:
    """Return `ForceComparison` from the newest workbook of the folder.

    Two editions may give one year differently, because figures are revised: they are never mixed.
    """
    area, inventory = lookups.opened(area)
    found = inventory.find("force_area_tables")
    if not found:
        return empty(ForceComparison)
    rows = force_area_tables.force_area_tables(found[-1].file)
    rows = rows[rows["area_kind"] == "force"].rename(columns={"area_code": "police_force_area_code"})
    # The City of London has 8,700 residents and a hundred times as many visitors. The publisher gives no
    # rate for it, and our own would set the scale for all others.
    few = rows["population"].notna() & (rows["population"] < FEWEST_RESIDENTS)
    # Charts find the area by its name, and this publisher writes "London, City of".
    own = rows["police_force_area_code"] == area.police_force_area_code
    rows = rows.assign(
        area_name=rows["area_name"].mask(own, area.name),
        population=rows["population"].mask(few),
        status=rows["status"].mask(few, "not available"),
    )
    return checked(ForceComparison, rows, found[-1].file.name)


WORKBOOK, OPEN_DATA = "ONS police force area data tables", "Home Office open data table"


class ForceAreaRevisions(Declaration, unique=["year_ending", "edition"]):
    """Offences recorded in a year that several editions hold, fraud left out, by publication.

    `publication` and `edition` (the file) say where a figure stands: never add or compare over editions.
    """

    year_ending: str = pa.Field(matches=r"^20[0-9][0-9]-[0-9][0-9]$")
    publication: str = pa.Field(isin=(WORKBOOK, OPEN_DATA))
    edition: str
    offences: pd.Int64Dtype = pa.Field(ge=0)


@table(
    "Recorded crime of a year in each publication",
    "a year in a publication",
    ["recorded_crime", "force_area_tables"],
)
def force_area_revisions(area: str) -> pd.DataFrame:
    """Return `ForceAreaRevisions` of an area's force, in order of year, from every file of the folder."""
    place, inventory = lookups.opened(area)
    parts = []
    for item in inventory.find("force_area_tables"):
        rows = force_area_tables.force_area_tables(item.file)
        own = (rows["area_code"] == place.police_force_area_code) & (rows["level"] == "total")
        parts.append(rows[own].assign(publication=WORKBOOK, edition=item.file.name))
    found = inventory.find("recorded_crime")
    rows = recorded_crime(area).query("kind == @CRIME")
    rows = rows.assign(year_ending=rows["period_start"].dt.to_period("Y-MAR").astype("str") + "-03")
    years = rows.groupby("year_ending", as_index=False).agg(
        offences=("offences", "sum"), quarters=("period_start", "nunique")
    )
    files = {
        f"{start.to_period('Y-MAR')}-03": item.file.name
        for item in found
        for start in force_quarters(item.file)["period_start"].unique()
    }
    years = years[years["quarters"] == 4].assign(publication=OPEN_DATA, status="shown")
    parts.append(years.assign(edition=years["year_ending"].map(files)))
    together = pd.concat([part.astype({"offences": "Int64"}) for part in parts], ignore_index=True)
    together = together[together["offences"].notna()]
    several = together.groupby("year_ending")["edition"].transform("nunique") > 1
    together = together[several].sort_values(["year_ending", "publication"], ignore_index=True)
    name = ", ".join(dict.fromkeys(together["edition"]))
    return checked(ForceAreaRevisions, together, name) if len(together) else empty(ForceAreaRevisions)


CHANGES = "recording_changes.csv"


class RecordingChanges(Declaration, unique=["started_on", "offence_group"], status=False):
    """Declared changes by offence group, in every force from `started_on` on."""

    started_on: pd.Timestamp
    offence_group: str = pa.Field(matches=r"\S")
    rule: str = pa.Field(matches=r"\S")


@table("Changes in recording rules", "a changed rule", ["recorded_crime"])
def recording_changes(area: str) -> pd.DataFrame:
    """Return `RecordingChanges` that hold for an area: those of the list that are as real as it is.

    The list has a source for each. It is as long as somebody has made it: a change that is not in it looks
    like a change in crime.

    Raises InputError naming the row of a day that is none.
    """
    path = settings.data("reference", CHANGES)
    rows = listed.days(pd.read_csv(path, dtype="str"), ["started_on"], CHANGES)
    here = rows["invented"].eq("yes") == areas.area(area).invented
    return checked(RecordingChanges, rows[here], CHANGES)


ACCURACY = "recording_accuracy.csv"
MONTH = r"^20\d\d-(0[1-9]|1[0-2])$"


class RecordingAccuracy(Declaration, unique=["area_name"]):
    """One row for an area that was inspected, none for another: it may not be taken from a neighbour.

    `half_width_pct` is half the 95 % interval in points; the reports that were looked at were made from
    `inspected_from` to `inspected_to`. `said` is the share with its half-width, as the inspection prints it.
    """

    area_name: str
    accuracy_pct: float = pa.Field(gt=0, le=100)
    half_width_pct: float = pa.Field(gt=0, lt=100)
    inspected_from: str = pa.Field(matches=MONTH)
    inspected_to: str = pa.Field(matches=MONTH)
    said: str
    source: str


@table("Share of reported crime that was recorded", "an inspection", ["recording_accuracy"])
def recording_accuracy(area: str) -> pd.DataFrame:
    """Return `RecordingAccuracy` of an area; without an inspection a table without rows."""
    found = areas.area(area)
    rows = pd.read_csv(
        settings.data("reference", ACCURACY), dtype={"inspected_from": "str", "inspected_to": "str"}
    )
    rows = rows[rows["area"] == found.slug].drop(columns="area").assign(area_name=found.name, status="shown")
    said = [
        f"{share:g} ± {half:g}"
        for share, half in zip(rows["accuracy_pct"], rows["half_width_pct"], strict=True)
    ]
    rows = rows.assign(said=pd.array(said, dtype="str"))
    return checked(RecordingAccuracy, rows, ACCURACY)


BENCHMARK = "completeness_benchmark.csv"


class CompletenessBenchmark(Declaration, unique=["characteristic"], status=False):
    """A row for each characteristic; `rounded_to_pct` is how coarsely the figure was printed."""

    characteristic: str
    benchmark_missing_pct: float = pa.Field(ge=0, le=100)
    rounded_to_pct: float = pa.Field(gt=0)
    year: str
    source: str


@table(
    "How often characteristics are not recorded in police data",
    "a characteristic",
    ["completeness_benchmark"],
    shared=True,
)
def completeness_benchmark(area: str) -> pd.DataFrame:
    """Return `CompletenessBenchmark`, which is the same for every area."""
    areas.area(area)
    numbers = dict.fromkeys(("benchmark_missing_pct", "rounded_to_pct"), "float64")
    rows = pd.read_csv(settings.data("reference", BENCHMARK), dtype="str").astype(numbers)
    return checked(CompletenessBenchmark, rows, BENCHMARK)


ALARMS = "false_alarms.csv"


class FalseAlarms(Declaration, unique=["method_judged", "mean_count", "correlation"]):
    """A row for each way of judging, mean count and correlation of neighbours: the share stated, and found.

    The file is what tests/benchmarks/bench_truth.py --keep simulates, with Wilson's limits of the share.
    """

    method_judged: str
    mean_count: int = pa.Field(gt=0)
    correlation: float = pa.Field(ge=0, lt=1)
    judged: int = pa.Field(gt=0)
    alarms: int = pa.Field(ge=0)
    stated_pct: float = pa.Field(ge=0, le=100)
    found_pct: float = pa.Field(ge=0, le=100)
    lower: float
    upper: float
    made_on: str


@table(
    "How often a quarter is called unusual by mistake",
    "a setting of the simulation",
    ["false_alarms"],
    shared=True,
)
def false_alarms(area: str) -> pd.DataFrame:
    """Return `FalseAlarms`, which is the same for every area."""
    areas.area(area)
    return checked(FalseAlarms, backtests.stored_truth(ALARMS).assign(status="shown"), ALARMS)
