"""The directory: which entries count, and which services help whom with what, where, in which language."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.rates.status import require

BETWEEN = "; "
WHOLE_AREA, ANY_VICTIM = "Whole area", "any victim"
# Whom a service can be for beside any victim, as the office's directory has them.
VICTIM_GROUPS = (
    "domestic abuse",
    "sexual violence",
    "modern slavery",
    "hate crime",
    "children and young people",
    "refugees and people seeking asylum",
    "people with no recourse to public funds",
)
ENGLISH = "English (English or Welsh in Wales)"
FACE_TO_FACE = ("in person", "visits")
YES, UNKNOWN = "yes", "unknown"
ANYONE, NO_RECOURSE = "anyone", "people with no recourse"
RECOURSE = (ANYONE, NO_RECOURSE)
IN_PERSON, AFAR, INTERPRETED = "in person", "by telephone or online alone", "through an interpreter alone"
NOT_KNOWN, NOBODY = "not known", "nobody"
NO_DIRECTORY = "not known: no directory of services was supplied for this edition"
ANSWERS = (IN_PERSON, AFAR, INTERPRETED, NOT_KNOWN, NOBODY)
COLUMNS = ("what_for", "for_whom", "districts", "languages", "interpreters", "accepts_no_recourse", "channel")
COLUMNS += ("refuge",)
# How many services stand behind each answer, by the name of its column
COUNTED = {
    "services": IN_PERSON,
    "services_from_afar": AFAR,
    "services_by_interpreter": INTERPRETED,
    "services_not_known": NOT_KNOWN,
}
# A directory rots: staff change, money ends. Half a year is a choice of this project.
STALE_AFTER_DAYS = 180
COUNTS, STALE, LATER = "counts", "stale", "verified after this day"


def days_and_state(services: pd.DataFrame, as_of: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the days since each entry was verified, and "counts", "stale" or "verified after this day".

    An entry counts up to `STALE_AFTER_DAYS` before `as_of`, and from the day after it is stale: nobody may be
    sent there on its word.

    >>> rows = pd.DataFrame({"verified_on": pd.to_datetime(["2026-01-01", "2025-12-31"])})
    >>> [each.tolist() for each in days_and_state(rows, "2026-06-30")]
    [[180.0, 181.0], ['counts', 'stale']]
    """
    require(services, "verified_on")
    days = (pd.Timestamp(as_of) - services["verified_on"]).dt.days.to_numpy(dtype=float)
    return days, np.where(days < 0, LATER, np.where(days > STALE_AFTER_DAYS, STALE, COUNTS))


def services_behind(
    services: pd.DataFrame,
    needs: Sequence[str],
    districts: list[str],
    languages: list[str],
    as_of: str,
    group: str | None = None,
) -> dict[str, np.ndarray]:
    """Return {column: array} of how many services stand behind each answer, by the names in `COUNTED`.

    The arrays have an axis each for `needs`, `districts`, `languages` and `RECOURSE`. Of services for `group`
    and for any victim, where a group is given. Services that are stale, or that have not said whether they
    take people with no recourse, are "not known" alone. A need, language or district that appears nowhere in
    the directory is one that nobody helps with. A refuge helps in every district, wherever it says that it
    does: people go to one away from home, and districts that lack one would tell where it is.

    Raises InputError, with the nearest, for a group that no service is for and that is not one of
    `VICTIM_GROUPS`.
    """
    require(services, *COLUMNS)
    rows = services if group is None else services[_for_group(services, group)]
    _, state = days_and_state(rows, as_of)
    accepts, everybody = rows["accepts_no_recourse"].to_numpy(dtype=object), np.ones(len(rows), dtype=bool)
    fresh = (state == COUNTS)[:, None] & np.column_stack([everybody, accepts == YES])
    perhaps = np.column_stack([everybody, np.isin(accepts, [YES, UNKNOWN])]) & ~fresh
    meets, speaks = has(rows, "what_for", needs), has(rows, "languages", languages)
    serves = has(rows, "districts", districts) | has(rows, "districts", [WHOLE_AREA])
    serves |= rows["refuge"].eq(YES).to_numpy(dtype=bool)[:, None]
    face = has(rows, "channel", FACE_TO_FACE).any(axis=1, keepdims=True)
    interpreted = rows["interpreters"].eq(YES).to_numpy(dtype=bool)[:, None]
    parts = {
        "services": (speaks, fresh & face),
        "services_from_afar": (speaks, fresh & ~face),
        "services_by_interpreter": (~speaks & interpreted, fresh),
        "services_not_known": (speaks | interpreted, perhaps),
    }
    return {
        name: np.einsum("sn,sd,sl,sr->ndlr", *(1 * one for one in (meets, serves, *part)), optimize=True)
        for name, part in parts.items()
    }


def answers(counts: dict[str, np.ndarray]) -> np.ndarray:
    """Return the answer of each cell from its `counts`: the best that there is, of `ANSWERS`."""
    found = np.full(np.shape(counts["services"]), NOBODY, dtype=object)
    for name, answer in reversed(COUNTED.items()):
        found = np.where(counts[name] > 0, answer, found)
    return found


def has(services: pd.DataFrame, column: str, names: Sequence[str]) -> np.ndarray:
    """Return whether each service, a row, has each of `names`, a column, in a cell that may hold several."""
    held = np.array([np.isin(names, cell.split(BETWEEN)) for cell in services[column]], dtype=bool)
    return held.reshape(len(services), len(names))


def in_short(language: str) -> str:
    """Return a language's name without the words that the census adds to English."""
    return "English" if language == ENGLISH else language


def _for_group(services, group):
    known = sorted({*VICTIM_GROUPS, *(name for cell in services["for_whom"] for name in cell.split(BETWEEN))})
    if len(services) and group not in known:
        raise InputError(f'No service is for "{group}". {nearest(group, known)} Known: {", ".join(known)}.')
    return has(services, "for_whom", [group, ANY_VICTIM]).any(axis=1)
