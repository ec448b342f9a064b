"""Counts of referrals and reports by nationality, each person's two nationalities apart."""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.errors import InputError
from analysis.sources import closed_lists, home_office, nationalities, nrm_workbook
from analysis.tables import lookups
from analysis.tables.declaration import FORCE_CODE, QUARTER, Declaration, by_release, checked, empty
from analysis.tables.people import editions

if TYPE_CHECKING:
    from analysis.sources.inventory import Found


class ByNationality(Declaration, unique=["quarter", "nationality"], status=False):
    """The columns that `each` gives before a count and its status."""

    quarter: str = pa.Field(matches=QUARTER)
    period_end: pd.Timestamp
    nationality: str = pa.Field(matches=r"\S")
    country: str = pa.Field(matches=r"^([A-Z]{3})?$")


def each_nationality(by_quarter: dict[str, pd.DataFrame], count: str) -> pd.DataFrame:
    """Return a row per quarter and single nationality: somebody of two nationalities counts under each.

    `by_quarter` is {quarter: rows with `nationality` and `count`}. Columns: `quarter`, `period_end` (its last
    day), `nationality`, `country` (ISO alpha-3, "" for none), `count` and `status`. So rows add to more than
    the total of the quarter. A label that names none of the list stands as it is, without a country.
    """
    parts = [rows[["nationality", count]].assign(quarter=quarter) for quarter, rows in by_quarter.items()]
    rows = pd.concat(parts, ignore_index=True)
    rows["nationality"] = [nationalities.named_in(text) or (text,) for text in rows["nationality"]]
    rows = rows.explode("nationality").groupby(["quarter", "nationality"], as_index=False)[count].sum()
    listed = nationalities.listed()
    ends = pd.PeriodIndex(rows["quarter"].str.replace("-", ""), freq="Q").end_time.normalize()
    return rows.assign(
        period_end=ends,
        country=[listed.get(name, "") for name in rows["nationality"]],
        status="shown",
    )


CARD, QUARTERLY_CARD = "nrm_referrals", "nrm_referrals_by_quarter"
AREA, EVERY_FORCE, ALL_POLICE = "area", "every force", "all police"
OTHER_FORCES, COUNTRY, RESPONDERS = "other forces", "the country", "kinds of first responder"
FIELDS = ["nationality", "age_group", "gender", "exploitation"]
# Of one force those of unknown age are few, and so would take the children with them: they stand together.
CHILD_OR_NOT_KNOWN = "Child, or age not known"
# Combinations of kinds are rare; whether one is mentioned at all is not.
KINDS = {kind.lower().replace(" ", "_"): kind for kind in home_office.EXPLOITATIONS}
MENTIONED, NOT_MENTIONED = "Mentioned", "Not mentioned"


class Referrals(Declaration, unique=["quarter", "police_force_area_code", *FIELDS]):
    """Referrals of potential victims by the force that referred them; combinations without one have no row.

    Not people (one can be referred twice), not where they live or were exploited. `nationality` is one, or
    two in the alphabet's order ("Albanian Greek"); `exploitation` is a set of kinds, so that "any mention
    of" a kind adds to more than the referrals.
    """

    quarter: str = pa.Field(matches=QUARTER)
    police_force_area_code: str = pa.Field(matches=FORCE_CODE)
    area_name: str
    nationality: str = pa.Field(matches=r"\S")
    age_group: str = pa.Field(isin=home_office.AGE_GROUPS)
    gender: str = pa.Field(isin=home_office.GENDERS)
    exploitation: str
    referrals: int = pa.Field(ge=1)

    @pa.check("nationality")
    @classmethod
    def spelt(cls, found: pd.Series) -> pd.Series:
        """Tell which are in this project's spelling of data/reference/nationalities.csv."""
        return found.map(lambda text: nationalities.written(text) == text)

    @pa.check("exploitation")
    @classmethod
    def known(cls, found: pd.Series) -> pd.Series:
        """Tell which are sets of the kinds of exploitation that the publisher knows, as it writes them."""
        return found.map(home_office.is_exploitation)


class ReferralsByNationality(ByNationality):
    """Referrals by quarter and single nationality: a person with two counts under each."""

    referrals: int = pa.Field(ge=1)


class ReferralsByQuarter(Declaration, unique=["quarter", "age_group", "location"]):
    """Referrals in the United Kingdom by quarter, age group and place of exploitation, zeros too.

    `categories` marks the break of late 2019: labels of exploitation before and after are not comparable.
    `edition` is the newest quarter of the file that says it: each edition revises earlier quarters.
    """

    quarter: str = pa.Field(matches=QUARTER)
    age_group: str = pa.Field(isin=home_office.AGE_GROUPS)
    location: str = pa.Field(isin=home_office.LOCATIONS)
    referrals: int = pa.Field(ge=0)
    categories: str
    edition: str = pa.Field(matches=QUARTER)


@by_release
def referrals(area: str, of: str = AREA) -> pd.DataFrame:
    """Return `Referrals` of an area's force, or of every territorial force with `of="every force"`.

    A quarter of one force may come from a part of the published table; with every force only quarters count
    of which the folder holds the whole. `quarters` says which are known: a force without a row in one of
    these made none. Its nationalities over all of them are `by_nationality`'s.

    Raises InputError where the files do not agree with one another, or are not as published.
    """
    area, inventory = lookups.opened(area)
    known = _rows_by_quarter(inventory, area, area.police_force_area_code if of == AREA else None)
    if not known:
        return empty(Referrals)
    rows = pd.concat([frame.assign(quarter=quarter) for quarter, frame in known.items()], ignore_index=True)
    if of == AREA:
        rows = rows[rows["police_force_area_code"] == area.police_force_area_code]
    elif of == EVERY_FORCE:
        rows = rows[rows["police_force_area_code"] != ""]
    else:
        raise InputError(f'No referrals of "{of}". Known: "{AREA}", "{EVERY_FORCE}".')
    names = {one.police_force_area_code: one.name for one in areas.all_areas(area.invented)}
    rows = rows.assign(area_name=rows["police_force_area_code"].map(names).astype("str"), status="shown")
    return checked(Referrals, rows, _names(inventory))


def quarters(area: str, of: str = AREA) -> tuple[str, ...]:
    """Return the quarters whose referrals are known, oldest first: the force's, or by another `of` all's."""
    if of in (COUNTRY, RESPONDERS):
        return tuple(sorted(set(_national(area, of)["quarter"])))
    area, inventory = lookups.opened(area)
    return tuple(_rows_by_quarter(inventory, area, area.police_force_area_code if of == AREA else None))


@by_release
def counts(area: str, of: str = AREA) -> pd.DataFrame:
    """Return the referrals of an area's force by quarter, `FIELDS`, `adult_or_child` and each of `KINDS`.

    By another `of` those of the other forces by `force`, of the country by `age_group`, or of the country by
    `first_responder_type`. Fields are text, `referrals` whole numbers of at least 1; a combination that is
    not there is zero, in the quarters that `quarters` gives.
    """
    if of in (COUNTRY, RESPONDERS):
        by = "age_group" if of == COUNTRY else "first_responder_type"
        return _added(_national(area, of), by)
    if of == OTHER_FORCES:
        rows = referrals(area, EVERY_FORCE)
        others = rows[rows["police_force_area_code"] != areas.area(area).police_force_area_code]
        return _added(others.rename(columns={"area_name": "force"}), "force")
    return with_groups(referrals(area)[["quarter", *FIELDS, "referrals"]].reset_index(drop=True))


def _national(area, of):
    return by_quarter(area) if of == COUNTRY else by_responder_type(area)


def _added(rows, by):
    found = rows.groupby(["quarter", by], as_index=False)["referrals"].sum()
    return found[found["referrals"] > 0].reset_index(drop=True)


def with_groups(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows by `FIELDS` with what they are published by: adults apart, and any mention of a kind."""
    adult = rows["age_group"] == home_office.AGE_GROUPS[0]
    groups = {"adult_or_child": rows["age_group"].where(adult, CHILD_OR_NOT_KNOWN).astype("str")}
    named = {label: home_office.exploitation_types(label) for label in rows["exploitation"].unique()}
    for field, kind in KINDS.items():
        said = {label: MENTIONED if kind in kinds else NOT_MENTIONED for label, kinds in named.items()}
        groups[field] = rows["exploitation"].map(said).astype("str")
    return rows.assign(**groups)[["quarter", *FIELDS, *groups, "referrals"]]


@by_release
def by_nationality(area: str, of: str = AREA) -> pd.DataFrame:
    """Return `ReferralsByNationality`: of the area's force, or with `of="all police"` of every police body.

    Pooled: `groupby("nationality")["referrals"].sum()` over the rows of three years, or of what there is,
    once `quarters` has four or more. The five largest of the country are the largest of those sums with
    `of="all police"`, where a `country` of "" is nobody's and "GBR" the United Kingdom.
    """
    area, inventory = lookups.opened(area)
    if of not in (AREA, ALL_POLICE):
        raise InputError(f'No nationalities of "{of}". Known: "{AREA}", "{ALL_POLICE}".')
    code = area.police_force_area_code
    known = _rows_by_quarter(inventory, area, code if of == AREA else None)
    if of == AREA:
        known = {quarter: frame[frame["police_force_area_code"] == code] for quarter, frame in known.items()}
    if not known:
        return empty(ReferralsByNationality)
    rows = each_nationality(known, "referrals")
    return checked(ReferralsByNationality, rows, _names(inventory))


class ReferralsByResponder(Declaration, unique=["quarter", "first_responder_type", "age_group"]):
    """Referrals in the United Kingdom by quarter, kind of first responder and age group.

    No force and no council has a row: who refers says nothing of where somebody lives.
    """

    quarter: str = pa.Field(matches=QUARTER)
    first_responder_type: str = pa.Field(isin=nrm_workbook.RESPONDER_TYPES)
    age_group: str = pa.Field(isin=home_office.AGE_GROUPS)
    referrals: int = pa.Field(ge=0)


@by_release
def by_quarter(area: str) -> pd.DataFrame:
    """Return `ReferralsByQuarter`, the national course since 2009; `area` says which folder is read."""
    parts = [
        rows.assign(categories=rows["quarter"].map(home_office.categories))
        for rows in editions.national_course(area, QUARTERLY_CARD, editions.REFERRALS)
    ]
    return checked(ReferralsByQuarter, parts, QUARTERLY_CARD)


@by_release
def by_responder_type(area: str) -> pd.DataFrame:
    """Return `ReferralsByResponder` of the quarters whose workbook has all four kinds of first responder.

    National: `area` says which folder is read. What no kind of responder gives is zero: every total of the
    workbook is checked against its parts.
    """
    _, inventory = lookups.opened(area)
    parts = []
    found = inventory.find(editions.WORKBOOK)
    for item in found:
        if len(nrm_workbook.responder_types(item.file)) < len(nrm_workbook.RESPONDER_TYPES):
            continue
        for kind in nrm_workbook.RESPONDER_TYPES:
            sums = home_office.nrm_referrals(item.file, kind).frame.groupby("age_group")["referrals"].sum()
            sums = sums.reindex(home_office.AGE_GROUPS, fill_value=0).rename_axis("age_group").reset_index()
            parts.append(sums.assign(quarter=item.period, first_responder_type=kind, status="shown"))
    return checked(ReferralsByResponder, parts, ", ".join(one.file.name for one in found))


@functools.lru_cache(maxsize=256)
def _digest(file):
    return hashlib.sha256(file.read_bytes()).digest()


def refuse_same_file_twice(found: list[Found]) -> None:
    """Refuse two quarters whose files are the same to the byte: one of them has another's name."""
    held = {}
    for item in found:
        other = held.setdefault(_digest(item.file), item)
        if other.period != item.period:
            raise InputError(
                f"{other.file.name} and {item.file.name}: hold the same figures for {other.period} and "
                f"{item.period}. One of them is of another quarter than its name says: download both again."
            )


def _rows_by_quarter(inventory, area, code=None):
    """Return {quarter: rows}, oldest first, of the quarters known of a force, or of every one without `code`.

    The whole table of a quarter counts before a part of it, with which it has to agree; so has the workbook.
    """
    found = [*inventory.find(CARD), *inventory.find(editions.WORKBOOK)]
    refuse_same_file_twice(found)
    known, came_from = {}, {}
    # The whole table has no part in its name, so that it comes first.
    for item in sorted(found, key=lambda one: one.period):
        read = home_office.nrm_referrals(item.file)
        closed_lists.refuse_own(read, area, item.file.name)
        _refuse_unless_as_named(item, read)
        if not read.whole and (code is None or code not in read.forces):
            continue
        if item.period in known:
            _refuse_unless_same(known[item.period], read, came_from[item.period], item.file)
            continue
        known[item.period], came_from[item.period] = read.frame, item.file
    return known


def _refuse_unless_as_named(item, read):
    """Refuse the whole table under the name of a part of it, and a part under the name of the whole."""
    of_a_part = "subset" in item.file.stem_name.lower()
    if read.whole and of_a_part:
        raise InputError(
            f"{item.file.name}: is named as a part of the table, and holds every first responder. "
            "Name it as the publisher does, without the force, or take the part of one force."
        )
    if not read.whole and not of_a_part and item.file.stem_name.lower().startswith(CARD + "_police_"):
        raise InputError(
            f"{item.file.name}: is named as the whole table, and the row of all police is not in it: it is "
            f'a part. Download the whole, or name it so, such as "{CARD}_police_2023_q3-force-subset.csv".'
        )


def _refuse_unless_same(whole, part, first, second):
    rows = whole[whole["police_force_area_code"].isin(part.forces)].reset_index(drop=True)
    mine = part.frame[part.frame["police_force_area_code"] != ""].reset_index(drop=True)
    if not rows.equals(mine):
        raise InputError(
            f"{first.name} and {second.name}: give other figures for the same force and quarter. "
            "Keep the newer one."
        )


def _names(inventory):
    found = [*inventory.find(CARD), *inventory.find(editions.WORKBOOK)]
    return ", ".join(item.file.name for item in found)
