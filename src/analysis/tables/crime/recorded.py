"""Offences recorded by the police (Home Office, ONS), and how completely and by which rules they are."""

import functools

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.errors import InputError
from analysis.sources import closed_lists, force_area_tables
from analysis.sources.recorded_crime import force_quarters
from analysis.tables import lookups
from analysis.tables.declaration import FORCE_CODE, STATES, Declaration, checked, columns, empty

FRAUD = "Fraud offences"
CRIME, FRAUD_KIND = "recorded crime", "fraud"


class RecordedCrime(Declaration):
    """Offences recorded by the police. Negative counts are corrections of earlier quarters."""

    police_force_area_code: str = pa.Field(str_matches=FORCE_CODE)
    area_name: str
    period_start: pd.Timestamp
    quarter: str
    kind: str = pa.Field(isin=(CRIME, FRAUD_KIND))
    offence_group: str
    offence_subgroup: str
    offence_code: str
    offence: str
    offences: int
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["police_force_area_code", "period_start", "offence_code", "offence"]


class OtherBodies(Declaration):
    """Offences recorded by bodies that have no territory of their own, by quarter."""

    body: str
    kind: str = pa.Field(isin=(CRIME, FRAUD_KIND))
    period_start: pd.Timestamp
    offences: int
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["body", "kind", "period_start"]


@functools.lru_cache(maxsize=32)
def _quarters(file):
    return force_quarters(file)


def recorded_crime(area, of="area"):
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
    rows = rows[rows["territorial"]]
    code_of = {force: areas.area(force) for force in rows["force_name"].unique()}
    rows = rows.assign(
        police_force_area_code=rows["force_name"].map(
            {k: v.police_force_area_code for k, v in code_of.items()}
        ),
        area_name=rows["force_name"].map({k: v.name for k, v in code_of.items()}),
        quarter=rows["period_start"].map(quarter_in_words),
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


def other_bodies(area):
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


def quarters_of(file):
    """Return the first days of the quarters that a file holds."""
    return _quarters(file)["period_start"].unique()


@functools.lru_cache(maxsize=4096)  # a table names its few quarters in every row
def quarter_in_words(first_day):
    """Return the quarter that begins on a day: "Apr to Jun 2017"."""
    return f"{first_day:%b} to {first_day + pd.DateOffset(months=2):%b %Y}"


def each_quarter_once(found, read):
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


def until_now(rows):
    """Return the rows up to this run's latest quarter; a file may hold later ones."""
    as_of = settings.current_run().as_of
    return rows if as_of is None else rows[rows["period_start"] <= pd.Timestamp(settings.as_of_date(as_of))]


def _together(found, area):
    for item in found:
        closed_lists.refuse_own(_quarters(item.file), area, item.file.name)
    return until_now(each_quarter_once(found, _quarters))


def _no_quarter_missing(rows, name):
    held = rows.drop_duplicates(["area_name", "period_start"]).groupby("area_name").size()
    short = held[held < rows["period_start"].nunique()]
    if len(short):
        raise InputError(
            f"{name}: {short.index[0]} has {short.iloc[0]} of {rows['period_start'].nunique()} quarters; "
            f"{len(short)} in all. A missing quarter would look like a fall."
        )


FEWEST_RESIDENTS = 20_000


class ForceComparison(Declaration):
    """Offences and mid-year residents of each force, in the year that ends with `year_ending`."""

    police_force_area_code: str = pa.Field(str_matches=FORCE_CODE, unique=False)
    area_name: str
    year_ending: str
    level: str
    offence_group: str
    offences: pd.Int64Dtype = pa.Field(nullable=True)
    population: pd.Int64Dtype = pa.Field(nullable=True)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["police_force_area_code", "year_ending", "level", "offence_group"]
        coerce = True


@functools.lru_cache(maxsize=8)
def workbook(file):
    """Return the rows of a workbook of force area tables, read once."""
    return force_area_tables.force_area_tables(file)


def force_comparison(area, edition="newest"):
    """Return `ForceComparison` from the newest workbook of the folder, or from `edition` ("2018-03").

    Two editions may give one year differently, because figures are revised: they are never mixed.
    """
    area, inventory = lookups.opened(area)
    found = [item for item in inventory.find("force_area_tables") if edition in ("newest", item.period)]
    if not found:
        return empty(ForceComparison)
    rows = workbook(found[-1].file)
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
AREA_CODE = r"^((E23|W15|E12|E92|W92|K04)\d{6})?$"
KINDS = ("force", "region", "country", "no area")
TOTAL = "Total recorded crime (excluding fraud)"


class ForceAreaCrime(Declaration):
    """Recorded offences of a year by area, offence group and edition.

    `publication` and `edition` (the file) say where a figure stands: never add or compare over editions of
    one year. `rate_per_1000` is the publisher's own, of `population`, and missing where it gives none.
    British Transport Police has no code and no population.
    """

    area_code: str = pa.Field(str_matches=AREA_CODE)
    area_name: str
    area_kind: str = pa.Field(isin=KINDS)
    year_ending: str = pa.Field(str_matches=r"^20[0-9][0-9]-[0-9][0-9]$")
    publication: str = pa.Field(isin=(WORKBOOK, OPEN_DATA))
    edition: str
    level: str = pa.Field(isin=("total", "group", "subgroup"))
    offence_group: str
    offences: pd.Int64Dtype = pa.Field(nullable=True, ge=0)
    population: pd.Int64Dtype = pa.Field(nullable=True)
    population_year: pd.Int64Dtype = pa.Field(nullable=True)
    rate_per_1000: float = pa.Field(nullable=True)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["area_code", "year_ending", "edition", "level", "offence_group"]


def force_area_crime(area):
    """Return `ForceAreaCrime` of every area of the workbooks, and of the forces of complete open data years.

    Every edition that the folder holds is kept. A force of fewer than 20,000 residents has no population
    here: the City of London would set the scale for all others.
    """
    _, inventory = lookups.opened(area)
    parts = [_of_workbook(item.file) for item in inventory.find("force_area_tables")]
    parts += _of_open_data(area, inventory)
    if not parts:
        return empty(ForceAreaCrime)
    rows = pd.concat(parts, ignore_index=True)
    return checked(ForceAreaCrime, rows, ", ".join(dict.fromkeys(rows["edition"])))


def _of_workbook(file):
    rows = workbook(file)
    few = rows["population"].notna() & (rows["population"] < FEWEST_RESIDENTS)
    return rows.assign(
        publication=WORKBOOK,
        edition=file.name,
        population=rows["population"].mask(few),
        population_year=rows["population_year"].astype("Int64"),
    )


def _of_open_data(area, inventory):
    """Return the years of the open data table that have four quarters, added up by offence group."""
    found = inventory.find("recorded_crime")
    if not found:
        return []
    rows = recorded_crime(area, of="every force")
    rows = rows[rows["kind"] == CRIME]
    rows = rows.assign(year_ending=rows["period_start"].dt.to_period("Y-MAR").astype("str") + "-03")
    quarters = rows.groupby("year_ending")["period_start"].transform("nunique")
    rows = rows[quarters == 4]
    keys = ["police_force_area_code", "area_name", "year_ending"]
    groups = rows.groupby([*keys, "offence_group"], as_index=False)["offences"].sum().assign(level="group")
    totals = rows.groupby(keys, as_index=False)["offences"].sum().assign(level="total", offence_group=TOTAL)
    table = pd.concat([totals, groups], ignore_index=True)
    files = _editions(found)
    return [
        table.rename(columns={"police_force_area_code": "area_code"}).assign(
            area_kind="force",
            publication=OPEN_DATA,
            edition=table["year_ending"].map(files),
            offences=table["offences"].astype("Int64"),
            population=pd.array([pd.NA] * len(table), dtype="Int64"),
            population_year=pd.array([pd.NA] * len(table), dtype="Int64"),
            rate_per_1000=float("nan"),
            status="shown",
        )[columns(ForceAreaCrime)]
    ]


def _editions(found):
    """Return {month in which a year ends: the file that holds it}."""
    return {
        f"{start.to_period('Y-MAR')}-03": item.file.name for item in found for start in quarters_of(item.file)
    }


def force_area_revisions(area):
    """Return the totals of an area's force in years that several editions hold, in order of year.

    Columns: those of `ForceAreaCrime`, and `lowest` and `highest` of the editions of the year.
    """
    code = areas.area(area).police_force_area_code
    rows = force_area_crime(area)
    rows = rows[(rows["area_code"] == code) & (rows["level"] == "total") & rows["offences"].notna()]
    by_year = rows.groupby("year_ending")
    rows = rows.assign(
        lowest=by_year["offences"].transform("min"), highest=by_year["offences"].transform("max")
    )
    several = by_year["edition"].transform("nunique") > 1
    return rows[several].sort_values(["year_ending", "publication"], ignore_index=True)


CHANGES = "data/reference/recording_changes.csv"


class RecordingChanges(Declaration):
    """Declared changes by offence group, in every force from `started_on` on."""

    started_on: pd.Timestamp
    offence_group: str = pa.Field(str_matches=r"\S")
    rule: str = pa.Field(str_matches=r"\S")

    class Config:
        unique = ["started_on", "offence_group"]


def recording_changes(area):
    """Return `RecordingChanges` that hold for an area: those of the list that are as real as it is.

    The list has a source for each. It is as long as somebody has made it: a change that is not in it looks
    like a change in crime.

    Raises InputError naming the row of a day that is none.
    """
    rows = pd.read_csv(
        settings.data("reference", "recording_changes.csv"), dtype="str", keep_default_na=False
    )
    days = pd.to_datetime(rows["started_on"], format="%Y-%m-%d", errors="coerce")
    if days.isna().any():
        row = days.isna().idxmax()
        raise InputError(
            f'{CHANGES}, row {row + 2}: found "{rows["started_on"][row]}", expected a day such as 2022-04-01.'
        )
    rows = rows.assign(started_on=days.astype("datetime64[ns]"))
    here = rows["invented"].eq("yes") == areas.area(area).invented
    return checked(RecordingChanges, rows.loc[here, columns(RecordingChanges)], CHANGES)


ACCURACY = "recording_accuracy.csv"
MONTH = r"^20\d\d-(0[1-9]|1[0-2])$"


class RecordingAccuracy(Declaration):
    """One row for an area that was inspected, none for another: it may not be taken from a neighbour.

    `half_width_pct` is half the 95 % interval in points; the reports that were looked at were made from
    `inspected_from` to `inspected_to`. `said` is the share with its half-width, as the inspection prints it.
    """

    area_name: str
    accuracy_pct: float = pa.Field(gt=0, le=100)
    half_width_pct: float = pa.Field(gt=0, lt=100)
    inspected_from: str = pa.Field(str_matches=MONTH)
    inspected_to: str = pa.Field(str_matches=MONTH)
    said: str
    source: str
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["area_name"]


def recording_accuracy(area):
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


class CompletenessBenchmark(Declaration):
    """A row for each characteristic; `rounded_to_pct` is how coarsely the figure was printed."""

    characteristic: str
    benchmark_missing_pct: float = pa.Field(ge=0, le=100)
    rounded_to_pct: float = pa.Field(gt=0)
    year: str
    source: str

    class Config:
        unique = ["characteristic"]


def completeness_benchmark(area):
    """Return `CompletenessBenchmark`, which is the same for every area."""
    areas.area(area)
    numbers = dict.fromkeys(("benchmark_missing_pct", "rounded_to_pct"), "float64")
    rows = pd.read_csv(settings.data("reference", BENCHMARK), dtype="str").astype(numbers)
    return checked(CompletenessBenchmark, rows, BENCHMARK)


ALARMS = "false_alarms.csv"


class FalseAlarms(Declaration):
    """A row for each method, number of events a period and season: the share stated, and the share found.

    The file is what tests/measures/trends/test_false_alarms.py finds in 500 seeds, with the share that
    is stated and Wilson's limits beside it; kept because that takes minutes.
    """

    method_judged: str
    mean_count: float = pa.Field(gt=0)
    season: str
    dispersion: float = pa.Field(ge=1)
    judged: int = pa.Field(gt=0)
    alarms: int = pa.Field(ge=0)
    stated_pct: float = pa.Field(ge=0, le=100)
    found_pct: float = pa.Field(ge=0, le=100)
    lower: float
    upper: float
    finding: str
    states: str
    method: str
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["method_judged", "mean_count", "season", "dispersion"]


def false_alarms(area):
    """Return `FalseAlarms`, which is the same for every area."""
    areas.area(area)
    rows = pd.read_csv(settings.data("reference", ALARMS)).assign(status="shown")
    return checked(FalseAlarms, rows, ALARMS)
