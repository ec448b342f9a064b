"""Editions of the national courses of the NRM: each quarter's file says earlier ones again, some revised."""

import functools

import pandas as pd

from analysis import settings
from analysis.errors import InputError
from analysis.sources import home_office, nrm_decisions, nrm_workbook
from analysis.tables import lookups
from analysis.tables.as_of import until_now

WORKBOOK = "nrm_workbook"
# National courses: what reads each from a file, and what the title of its sheet in the workbook says.
REFERRALS = home_office.nrm_referrals_by_quarter, home_office.REFERRAL_COURSE
REPORTS = home_office.duty_to_notify_by_quarter, home_office.NOTIFY_COURSE
DECISIONS = {
    kind: (functools.partial(nrm_decisions.decisions_by_quarter, kind=kind), nrm_decisions.title(kind))
    for kind in nrm_decisions.KINDS
}
_has = functools.lru_cache(maxsize=64)(nrm_workbook.has_course)


@functools.lru_cache(maxsize=64)
def _read(file, read):
    return read(file).frame


def national_course(area: str, card: str, course: tuple) -> list[pd.DataFrame]:
    """Return a list of the newest edition of a course that this run may know; empty without a file.

    Its quarters until this run's, with the newest of the file as `edition`. A run as of an earlier quarter
    takes the edition of that day, where the folder has it; else the oldest one, whose later quarters are left
    out. A file that a newer one replaced counts too: it says what was known then.

    Raises InputError for two files of one edition that do not agree.
    """
    _, inventory = lookups.opened(area)
    read, title = course
    found = [item.file for item in inventory.find(card)]
    found += [older.file for older, _ in inventory.replaced if older.card_id == card]
    found += [item.file for item in inventory.find(WORKBOOK) if _has(item.file, title)]
    editions = {}
    for file in found:
        frame = _read(file, read)
        edition = frame["quarter"].max()
        other, held = editions.setdefault(edition, (file, frame))
        if not _same(held, frame):
            raise InputError(
                f"{other.name} and {file.name}: are both of the edition that ends with {edition}, "
                "and give other figures. Keep the one that was published last."
            )
    if not editions:
        return []
    as_of = settings.current_run().as_of
    newest = max((one for one in editions if as_of is None or one <= as_of), default=min(editions))
    return [until_now(editions[newest][1]).assign(edition=newest, status="shown")]


def _same(first, second):
    keys = list(first.columns[:-1])
    one, other = (frame.sort_values(keys, ignore_index=True) for frame in (first, second))
    return one.equals(other)
