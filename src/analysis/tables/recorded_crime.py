"""Offences recorded by the police, by force, quarter and offence (Home Office open data)."""

import functools

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.errors import InputError
from analysis.tables import places
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
    from analysis.sources import recorded_crime

    return recorded_crime.force_quarters(file)


def load(area, of="area"):
    """Return `RecordedCrime` of an area's force, or of every territorial force with `of="every force"`.

    Fraud is of another `kind`: it is recorded nationally and never added to a force's crime.
    Bodies without a territory (Action Fraud, British Transport Police) are in `other_bodies`.

    Raises InputError for a name that no list knows and that may be the area's, and for a quarter in which a
    force that appears in the others is missing.
    """
    area, inventory = places.opened(area)
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
    area, inventory = places.opened(area)
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
    from analysis.sources import closed_lists

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
