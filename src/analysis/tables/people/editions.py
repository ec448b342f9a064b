"""Editions of the national courses of the NRM: each quarter's file says earlier ones again, some revised."""

import functools
from dataclasses import dataclass, field

import pandas as pd

from analysis import settings
from analysis.errors import InputError
from analysis.sources import home_office, nrm_decisions, nrm_workbook

WORKBOOK = "nrm_workbook"


@dataclass(frozen=True)
class Edition:
    """One file's course: `edition` is its newest quarter, `frame` its rows."""

    edition: str
    file: object
    frame: pd.DataFrame = field(repr=False)


@dataclass(frozen=True)
class Course:
    """A national course: what reads it from a file, and what the title of its sheet in the workbook says."""

    read: object
    title: tuple


REFERRALS = Course(home_office.nrm_referrals_by_quarter, home_office.REFERRAL_COURSE)
REPORTS = Course(home_office.duty_to_notify_by_quarter, home_office.NOTIFY_COURSE)
DECISIONS = {
    kind: Course(functools.partial(nrm_decisions.decisions_by_quarter, kind=kind), nrm_decisions.title(kind))
    for kind in nrm_decisions.KINDS
}


@functools.lru_cache(maxsize=64)
def _read(file, course):
    return course.read(file).frame


@functools.lru_cache(maxsize=64)
def _has(file, course):
    return nrm_workbook.has_course(file, course.title)


def newest(inventory, card, course):
    """Return the newest Edition of a card or workbook that this run may know, None without a file.

    A run as of an earlier quarter takes the edition of that day, where the folder has it; else the oldest
    one, whose later quarters the table leaves out. A file that a newer one replaced counts too: it says what
    was known then.

    Raises InputError for two files of one edition that do not agree.
    """
    found = [item.file for item in inventory.find(card)]
    found += [older.file for older, _ in inventory.replaced if older.card_id == card]
    found += [item.file for item in inventory.find(WORKBOOK) if _has(item.file, course)]
    editions = {}
    for file in found:
        frame = _read(file, course)
        one = Edition(frame["quarter"].max(), file, frame)
        other = editions.setdefault(one.edition, one)
        if not _same(other.frame, frame):
            raise InputError(
                f"{other.file.name} and {file.name}: are both of the edition that ends with {one.edition}, "
                "and give other figures. Keep the one that was published last."
            )
    as_of = settings.current_run().as_of
    known = [edition for edition in sorted(editions) if as_of is None or edition <= as_of]
    return editions[known[-1] if known else min(editions)] if editions else None


def _same(first, second):
    keys = list(first.columns[:-1])
    one, other = (frame.sort_values(keys, ignore_index=True) for frame in (first, second))
    return one.equals(other)
