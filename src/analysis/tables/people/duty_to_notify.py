"""Duty to Notify: adults who did not consent to be referred, nationally. Never shown as they are."""

import pandas as pd
import pandera.pandas as pa

from analysis.sources import home_office, nationalities
from analysis.tables import lookups
from analysis.tables.declaration import QUARTER, Declaration, by_release, checked, empty
from analysis.tables.people import editions, referrals
from analysis.tables.people.referrals import refuse_same_file_twice

CARD, QUARTERLY_CARD = "duty_to_notify", "duty_to_notify_by_quarter"
NATIONALITIES, AGE_GROUPS = "nationalities", "age groups"


class DutyToNotify(Declaration, unique=["quarter", "nationality"]):
    """Reports by quarter and nationality, one or two; a nationality without a report has no row."""

    quarter: str = pa.Field(matches=QUARTER)
    nationality: str = pa.Field(matches=r"\S")
    reports: int = pa.Field(ge=1)

    @pa.check("nationality")
    @classmethod
    def spelt(cls, names: pd.Series) -> pd.Series:
        """Tell which are in this project's spelling of data/reference/nationalities.csv."""
        return names.map(lambda text: nationalities.written(text) == text)


class DutyToNotifyByNationality(referrals.ByNationality):
    """Reports by quarter and single nationality: somebody of two counts under each."""

    reports: int = pa.Field(ge=1)


class DutyToNotifyByQuarter(Declaration):
    """Reports by quarter since November 2015, as revised since each quarter's own table.

    `edition` is the newest quarter of the file that says it.
    """

    quarter: str = pa.Field(matches=QUARTER, unique=True)
    reports: int = pa.Field(ge=0)
    edition: str = pa.Field(matches=QUARTER)


@by_release
def duty_to_notify(area: str) -> pd.DataFrame:
    """Return `DutyToNotify`. The figures are national: `area` says which folder is read.

    Children are never in it (they cannot decline), and no force is given. Nationalities over all quarters
    together are `by_nationality`'s.
    """
    _, inventory = lookups.opened(area)
    by_period = _rows_by_quarter(inventory)
    parts = [rows.assign(quarter=quarter, status="shown") for quarter, rows in by_period.items()]
    return checked(DutyToNotify, parts, _file_names(inventory))


def quarters(area: str, of: str = NATIONALITIES) -> tuple[str, ...]:
    """Return the quarters whose reports are known, the oldest first: by nationality, or by age group."""
    if of == AGE_GROUPS:
        return tuple(by_quarter(area)["quarter"])
    _, inventory = lookups.opened(area)
    return tuple(_rows_by_quarter(inventory))


@by_release
def counts(area: str, of: str = NATIONALITIES) -> pd.DataFrame:
    """Return reports by quarter and nationality, or by `age_group`: text, and whole numbers of at least 1.

    A nationality that is not there had none, in the quarters that `quarters` gives. Every report is of an
    adult: a child is referred without being asked.
    """
    if of == AGE_GROUPS:
        rows = by_quarter(area)
        rows = rows[rows["reports"] > 0].assign(age_group=home_office.ADULT)
        return rows[["quarter", "age_group", "reports"]].reset_index(drop=True)
    return duty_to_notify(area)[["quarter", "nationality", "reports"]].reset_index(drop=True)


@by_release
def by_nationality(area: str) -> pd.DataFrame:
    """Return `DutyToNotifyByNationality`, national; `area` says which folder is read.

    The five largest are `groupby("nationality")["reports"].sum()` over the rows of three years, or of what
    there is, without those whose `country` is "" (nobody's) or "GBR".
    """
    _, inventory = lookups.opened(area)
    by_period = _rows_by_quarter(inventory)
    if not by_period:
        return empty(DutyToNotifyByNationality)
    rows = referrals.each_nationality(by_period, "reports")
    return checked(DutyToNotifyByNationality, rows, _file_names(inventory))


@by_release
def by_quarter(area: str) -> pd.DataFrame:
    """Return `DutyToNotifyByQuarter`, the national course; `area` says which folder is read."""
    course = editions.national_course(area, QUARTERLY_CARD, editions.REPORTS)
    return checked(DutyToNotifyByQuarter, course, QUARTERLY_CARD)


def _rows_by_quarter(inventory):
    """Return {quarter: reports by nationality} of the folder's files, the oldest first."""
    items = inventory.find(CARD)
    refuse_same_file_twice(items)
    return {item.period: home_office.duty_to_notify(item.file).frame for item in items}


def _file_names(inventory):
    return ", ".join(item.file.name for item in inventory.find(CARD))
