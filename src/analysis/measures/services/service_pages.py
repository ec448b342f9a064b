"""The directory as a page shows it: what there is for each need, empty cells by name, money and its end."""

import numpy as np
import pandas as pd

from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, require, text
from analysis.measures.services.coverage_matrix import KEY, coverage_matrix, empty_cells
from analysis.measures.services.enforcement import sharing_said
from analysis.measures.services.helping import (
    BETWEEN,
    ENGLISH,
    FACE_TO_FACE,
    NO_DIRECTORY,
    NOBODY,
    NOT_KNOWN,
    UNKNOWN,
    VICTIM_GROUPS,
    YES,
    in_short,
)
from analysis.measures.services.verified import COUNTS, STALE_AFTER_DAYS, days_and_state
from analysis.measures.victims.needs import NEED_CATEGORIES

EVERY_DISTRICT, EVERY_LANGUAGE = "every district", "every language listed"
NO_LOT = "no lot"
MOST_LANGUAGES = 12
DAYS_IN_A_MONTH = 30.4375
EVERYBODY_PCT = 100
SOON_DAYS = 180  # a tender takes about half a year; a choice of this project, and a parameter
ENDED, SOON, LATER, NO_END = "has ended", "ends soon", "ends later", "nobody has said"


def services_by_need(services, as_of, stale_after=STALE_AFTER_DAYS):
    """Return, for each of the eight needs, how many services there are and what those that count can do.

    Columns: `what_for`, `services` (all listed), `counted` (verified up to `stale_after` days ago), and of
    these: `in_person`, `from_afar` (by telephone or online alone), `other_languages` (their own staff speak
    one beside English), `take_no_recourse`, `recourse_not_said`, `independent` (of the police), `anonymous`
    (a report without a name); `method`, `status`. Without a directory no row is shown.
    """
    _, state = days_and_state(services, as_of, stale_after)
    fresh = state == COUNTS
    face = np.array([bool(set(cell.split(BETWEEN)) & set(FACE_TO_FACE)) for cell in services["channel"]])
    other = np.array([cell != ENGLISH for cell in services["languages"]])
    facts = {
        "counted": fresh,
        "in_person": face,
        "from_afar": ~face.astype(bool),
        "other_languages": other,
        "take_no_recourse": services["accepts_no_recourse"] == YES,
        "recourse_not_said": services["accepts_no_recourse"] == UNKNOWN,
        "independent": services["independent_of_police"] == YES,
        "anonymous": services["anonymous_reporting"] == YES,
    }
    rows = []
    for need in NEED_CATEGORIES:
        meets = np.array([need in cell.split(BETWEEN) for cell in services["what_for"]], dtype=bool)
        counted = [int((meets & fresh & np.asarray(fact, dtype=bool)).sum()) for fact in facts.values()]
        rows.append([need, int(meets.sum()), *counted])
    found = pd.DataFrame(rows, columns=["what_for", "services", *facts])
    if not len(services):
        found[["services", *facts]] = pd.NA
        found = found.astype(dict.fromkeys(["services", *facts], "Int64"))
    method = "counted in the directory; no interval" if len(services) else NO_DIRECTORY
    return found.assign(
        method=text([method] * len(found)),
        status=text([SHOWN if len(services) else NOT_AVAILABLE] * len(found)),
    )


def languages_asked(need, services, most=MOST_LANGUAGES):
    """Return English, then the `most` languages in which most people are in need.

    Languages that services speak and nobody is known to need are left out: a cell that nobody asks for is
    not empty, but idle.
    """
    require(need, "language", "people_not_proficient")
    known = need[need["status"] == SHOWN]
    people = known.groupby("language")["people_not_proficient"].sum().sort_values(ascending=False)
    spoken = [ENGLISH] if len(services) else []
    return [*spoken, *people.index[:most]]


def coverage_by_group(services, districts, as_of, languages, groups=VICTIM_GROUPS):
    """Return a coverage matrix of the eight needs for each of `groups` of victims, one beneath the other.

    Columns: `for_whom`, and those of `coverage_matrix`.
    """
    how = {"needs": NEED_CATEGORIES, "languages": languages}
    parts = [
        coverage_matrix(services, districts, as_of, group=group, **how).assign(for_whom=group)
        for group in groups
    ]
    found = pd.concat(parts, ignore_index=True).astype({"for_whom": "str"})
    return found[["for_whom", *(name for name in found.columns if name != "for_whom")]]


def empty_cells_named(matrix):
    """Return the names of cells that no service answers or that are unknown, similar ones in one row.

    Cells of one need, recourse and answer are put together: first the languages of a district, then the
    districts whose languages are the same. Columns: `what_for`, `for_people`, `answer`, `districts`,
    `languages`, `cells` (how many appear in the row), `status`. The emptiest come first.
    """
    require(matrix, *KEY, "answer")
    districts, languages = (list(dict.fromkeys(matrix[name])) for name in ("area_name", "language"))
    empty = empty_cells(matrix)
    rows = []
    for key, part in empty.groupby(["what_for", "for_people", "answer"], sort=False):
        lacking = part.groupby("area_name", sort=False)["language"].agg(tuple)
        for alike in dict.fromkeys(lacking):
            where = [name for name, lacks in lacking.items() if lacks == alike]
            rows.append([*key, _all_or(where, districts, EVERY_DISTRICT),
                         _all_or(map(in_short, alike), languages, EVERY_LANGUAGE),
                         len(where) * len(alike)])  # fmt: skip
    words = ["what_for", "for_people", "answer", "districts", "languages"]
    found = pd.DataFrame(rows, columns=[*words, "cells"]).astype({**dict.fromkeys(words, "str")})
    found = found.astype({"cells": "int64"}).assign(status=text([SHOWN] * len(found)))
    order = {NOBODY: 0, NOT_KNOWN: 1}
    found = found.assign(_answer=found["answer"].map(order)).sort_values(
        ["_answer", "cells"], ascending=[True, False], kind="stable", ignore_index=True
    )
    return found.drop(columns="_answer")


def _all_or(names, everything, word):
    names = list(names)
    return word if len(names) == len(everything) > 1 else ", ".join(names)


def gap_by_need(gap, place="area_name"):
    """Return an access gap summed over its places: for each need how people are answered, in whole people.

    The limits of a sum of ranges are the sums of their ends: wider than they need be, never narrower.
    Columns: `what_for`, `people_in_need`, `met_pct`, `line_pct`, `interpreter_pct`,
    `people_without_provider`, `lower`, `upper`, `share_pct`, `places` (how many have a figure), `method`,
    `status`.
    """
    require(gap, "what_for", place, "people_in_need", "people_without_provider", "status")
    parts = {
        "met_pct": "people_met_in_person",
        "line_pct": "people_with_a_line_alone",
        "interpreter_pct": "people_by_interpreter_alone",
        "share_pct": "people_without_provider",
    }
    ends = ["people_in_need", "people_without_provider", "lower", "upper"]
    rows = []
    for need, group in gap.groupby("what_for", sort=False):
        shown = group[group["status"] == SHOWN]
        everyone = shown["people_in_need"].sum()
        known = len(shown) > 0
        shares = {
            name: 100 * shown[part].sum() / everyone if known else np.nan for name, part in parts.items()
        }
        sums = {name: float(round(shown[name].sum())) if known else np.nan for name in ends}
        rows.append(
            {
                "what_for": need,
                **sums,
                **shares,
                "places": len(shown),
                "method": (shown if known else group)["method"].iloc[0],
                "status": SHOWN if known else group["status"].iloc[0],
            }
        )
    columns = ["what_for", "people_in_need", "met_pct", "line_pct", "interpreter_pct",
               "people_without_provider", "lower", "upper", "share_pct", "places", "method",
               "status"]  # fmt: skip
    found = pd.DataFrame(rows, columns=columns)
    return found.astype(dict.fromkeys(("what_for", "method", "status"), "str"))


def no_recourse_in_words(gap):
    """Return in a sentence, `says`, where no service confirms that it takes people with no recourse.

    `gap` is an access gap for such people, a row a district and need; without a figure the sentence is not
    available. Columns: `says`, `status`.
    """
    require(gap, "share_pct", "status")
    shown = gap[gap["status"] == SHOWN]
    full, every = int(shown["share_pct"].eq(EVERYBODY_PCT).sum()), len(shown)
    confirms = (
        "service confirms that it accepts people with no recourse to public funds in a language they speak"
    )
    says = f"In {full} of {every} district-and-need combinations no {confirms}"
    if full == every:
        says = f"In no district and for no need a {confirms}"
    elif not full:
        says = f"In every district and for every need a {confirms}"
    return pd.DataFrame({"says": text([says]), "status": text([SHOWN if every else NOT_AVAILABLE])})


def funding_by_lot(funding):
    """Return when the money of each lot ends, the first to end first: a row for each lot and last day.

    `funding` is from `funding_ends`. Services outside any lot appear under who pays for them. Columns: `lot`,
    `ends` (lot and day in one, for a time line), `funded_until`, `months_left`, `services`, `funding`,
    `method`, `status`. A service whose end nobody has said is not in it.
    """
    require(funding, "lot", "funded_by", "organisation", "service", "funded_until", "days_left", "funding")
    known = funding[funding["funding"] != NO_END]
    lots = known["lot"].where(known["lot"].notna(), NO_LOT + ": " + known["funded_by"])
    rows = []
    for (end, lot), part in known.assign(lot=lots).groupby(["funded_until", "lot"], sort=True):
        first, day = part.iloc[0], f"{end.day} {end:%B %Y}"
        months = first["days_left"] / DAYS_IN_A_MONTH
        rows.append([lot, f"{lot}, to {day}", end, months, len(part), first["funding"], first["method"],
                     SHOWN])  # fmt: skip
    columns = ["lot", "ends", "funded_until", "months_left", "services", "funding", "method", "status"]
    words = [name for name in columns if name not in ("funded_until", "months_left", "services")]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(words, "str"))


def funding_ends(services, as_of, soon=SOON_DAYS):
    """Return each service with the days for which it is still paid, the first to end first.

    `funding` is "has ended" (the last day lies before `as_of`), "ends soon" (within `soon` days), "ends
    later" or "nobody has said", which is not a promise that it lasts. `services_in_lot` is how many are under
    the same lot, and fall with it.

    Columns: `lot`, `organisation`, `service`, `funded_by`, `funded_until`, `sharing` (what it says of
    immigration enforcement), `days_left`, `funding`, `services_in_lot`, `lower`, `upper` (blank: dates, not
    estimates), `method`, `status`.

    Raises InputError for a number of days below zero.

    >>> services = pd.DataFrame({"organisation": ["O"], "service": "S", "funded_by": "council",
    ...     "lot": "General", "funded_until": pd.to_datetime(["2026-09-30"]),
    ...     "shares_with_enforcement": "never", "sharing_said_by": "Manager",
    ...     "sharing_said_on": pd.to_datetime(["2026-05-20"])})
    >>> funding_ends(services, "2026-06-30")[["days_left", "services_in_lot"]].values.tolist()
    [[92.0, 1]]
    """
    require(services, "organisation", "service", "funded_by", "lot", "funded_until")
    end = pd.to_datetime(services["funded_until"])
    days = (end - pd.Timestamp(as_of)).dt.days.to_numpy(dtype=float)
    known = ~np.isnan(days)
    state = np.select([~known, days < 0, days <= soon], [NO_END, ENDED, SOON], LATER)
    method = f"days from {pd.Timestamp(as_of):%d %B %Y} to the last that is paid for; no interval: a date"
    said = sharing_said(services, as_of)
    found = said[["lot", "organisation", "service", "funded_by", "funded_until", "sharing"]].assign(
        days_left=days,
        funding=text(state),
        services_in_lot=services.groupby("lot")["service"].transform("size").astype("Int64"),
        lower=np.nan,
        upper=np.nan,
        method=text(np.where(known, method, "no day was given")),
        status=text(np.where(known, SHOWN, NOT_AVAILABLE)),
    )
    return found.sort_values(["days_left", "organisation", "service"], kind="stable").reset_index(drop=True)
