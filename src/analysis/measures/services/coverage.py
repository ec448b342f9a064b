"""Where the directory has nobody to offer: cells of need, place, language and recourse; people in need."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.estimates import with_ends
from analysis.measures.rates.status import require, text
from analysis.measures.services.directory import (
    AFAR,
    ANSWERS,
    ANYONE,
    COUNTED,
    ENGLISH,
    IN_PERSON,
    INTERPRETED,
    NO_DIRECTORY,
    NOBODY,
    NOT_KNOWN,
    RECOURSE,
    VICTIM_GROUPS,
    answers,
    in_short,
    services_behind,
)
from analysis.measures.victims.needs import NEED_CATEGORIES
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

__all__ = [
    "access_gap",
    "cells_by_answer",
    "coverage_by_group",
    "empty_cells_named",
    "gap_by_need",
]

KEY = ["for_whom", "what_for", "area_name", "language", "for_people"]
EVERY_DISTRICT, EVERY_LANGUAGE = "every district", "every language listed"
MOST_LANGUAGES = 12
PARTS = {
    "people_met_in_person": (IN_PERSON,),
    "people_with_a_line_alone": (AFAR,),
    "people_by_interpreter_alone": (INTERPRETED,),
    "people_without_provider": (NOT_KNOWN, NOBODY),
}
ALL = "of_all_languages"
NO_NEED = "nobody is known to be in need here"
HIDDEN = "not given: a part is suppressed"


def coverage_by_group(
    services: pd.DataFrame, districts: list[str], as_of: str, need: pd.DataFrame
) -> pd.DataFrame:
    """Return a row for each group, need, district, language and recourse, with the services that answer it.

    The languages are English and those in which most people are in `need` (`language`,
    `people_not_proficient`, `status`): one that nobody is known to need is not empty, but idle.
    A service counts where it is for the group or for any victim, was verified lately (`days_and_state`), its
    own staff speak the language and, for people with no recourse, it says that it takes them. Counted apart:
    `services` are met face to face, `services_from_afar` by telephone or online alone, which is access for
    some only; `services_by_interpreter` get one for the language; `services_not_known` are stale, or have not
    said whom they take. Without any service listed nothing is known, and no row is shown.

    Columns: `for_whom`, `what_for`, `area_name`, `language`, `for_people` ("anyone" or "people with no
    recourse"), the four counts, `answer` (the best of them, or "nobody"), `status`.
    """
    require(need, "language", "people_not_proficient", "status")
    people = need[need["status"] == SHOWN].groupby("language")["people_not_proficient"].sum()
    spoken = [ENGLISH] if len(services) else []
    languages = [*spoken, *people.sort_values(ascending=False).index[:MOST_LANGUAGES]]
    axes = [VICTIM_GROUPS, NEED_CATEGORIES, districts, languages, RECOURSE]
    found = pd.MultiIndex.from_product(axes, names=KEY).to_frame(index=False).astype("str")
    if not len(services):
        nothing = {name: pd.array([pd.NA] * len(found), dtype="Int64") for name in COUNTED}
        return found.assign(**nothing, answer=text([None] * len(found)), status=NOT_AVAILABLE)
    each = [
        services_behind(services, NEED_CATEGORIES, districts, languages, as_of, group)
        for group in VICTIM_GROUPS
    ]
    counts = {name: np.concatenate([one[name].ravel() for one in each]) for name in COUNTED}
    return found.assign(**counts, answer=text(answers(counts)), status=SHOWN)


def cells_by_answer(coverage: pd.DataFrame) -> pd.DataFrame:
    """Return how many cells of `coverage_by_group` have each answer, by group and recourse.

    Columns: `for_whom`, `for_people`, one of cells for each answer, `cells`, `share_with_nobody_pct` and
    `status`: cells without a directory are "not available".
    """
    by = ["for_whom", "for_people"]
    require(coverage, *by, "answer")
    # A group has a row only because it has cells: an answer that none of them has is a true zero.
    given = coverage.assign(answer=coverage["answer"].fillna(""))
    counted = given.groupby([*by, "answer"], sort=False).size().unstack("answer", fill_value=0)
    counted = counted.reindex(columns=list(ANSWERS), fill_value=0)
    counted.columns.name = None
    found = counted.assign(cells=counted.sum(axis=1))
    share = 100 * found[NOBODY] / found["cells"].where(found["cells"] > 0)
    known = text(np.where(share.notna(), SHOWN, NOT_AVAILABLE))
    return found.assign(share_with_nobody_pct=share, status=known).reset_index()


def empty_cells_named(coverage: pd.DataFrame) -> pd.DataFrame:
    """Return the names of cells that no service answers or that are unknown, similar ones in one row.

    Cells of one need, recourse and answer are put together: first the languages of a district, then the
    districts whose languages are the same. Columns: `what_for`, `for_people`, `answer`, `districts`,
    `languages`, `cells` (how many appear in the row), `status`. The emptiest come first.
    """
    require(coverage, *KEY[1:], "answer")
    districts, languages = (list(dict.fromkeys(coverage[name])) for name in ("area_name", "language"))
    empty, rows = coverage[coverage["answer"].isin([NOBODY, NOT_KNOWN])], []
    for key, part in empty.groupby(["what_for", "for_people", "answer"], sort=False):
        lacking = part.groupby("area_name", sort=False)["language"].agg(tuple)
        for alike in dict.fromkeys(lacking):
            where = [name for name, lacks in lacking.items() if lacks == alike]
            rows.append([*key, _all_or(where, districts, EVERY_DISTRICT),
                         _all_or(map(in_short, alike), languages, EVERY_LANGUAGE),
                         len(where) * len(alike)])  # fmt: skip
    words = ["what_for", "for_people", "answer", "districts", "languages"]
    found = pd.DataFrame(rows, columns=[*words, "cells"]).astype(dict.fromkeys(words, "str"))
    found = found.astype({"cells": "int64"}).assign(status=SHOWN, _unknown=found["answer"].eq(NOT_KNOWN))
    order = dict(by=["_unknown", "cells"], ascending=[True, False], kind="stable", ignore_index=True)
    return found.sort_values(**order).drop(columns="_unknown")


def _all_or(names, everything, word):
    names = list(names)
    return word if len(names) == len(everything) > 1 else ", ".join(names)


def access_gap(
    need: pd.DataFrame, services: pd.DataFrame, as_of: str, group: str, for_people: str = ANYONE
) -> pd.DataFrame:
    """Return how many residents in need have no provider, for each kind of need and each district (M21).

    `need` has a row for each `area_name` and `language`, with `people_not_proficient` and its limits.
    Everybody is in one of four parts, that of the best answer which services for `group` have for the place
    and language: met in person; a telephone line or a website alone, which is access for some only; an
    interpreter alone; nobody.

    `lower` and `upper` are ends of `people_without_provider`: at the lower end a stale entry still holds and
    a service that has not said takes everybody, and the need is the least that it can be; at the upper end
    neither, and the most. Where `need` has `of_all_languages`, the people not proficient in the place, nobody
    is counted among those without who is surely among the others. `share_pct` of the people in need has its
    own ends. A language whose need is not known is left out, which `method` says. Without any service listed
    nothing is known, and no row is shown.
    `for_people` asks it of services that take people with no recourse alone: what they would have if they
    had none. Whose recourse is restricted is not known, and the people in need are the same.

    Columns: `what_for`, `area_name`, `people_in_need`, the four parts, `people_without_provider`, `lower`,
    `upper`, `share_pct`, `share_lower_pct`, `share_upper_pct`, `method`, `status`.

    Raises InputError for limits that do not hold their figure.
    """
    require(need, "area_name", "language", "people_not_proficient")
    if for_people not in RECOURSE:
        raise InputError(f'for_people is "{for_people}". It is "{RECOURSE[0]}" or "{RECOURSE[1]}".')
    figures, lower, upper, status = with_ends(need, "people_not_proficient")
    places, languages = (list(dict.fromkeys(need[name])) for name in ("area_name", "language"))
    counts = services_behind(services, NEED_CATEGORIES, places, languages, as_of, group)
    found = answers(counts)[..., RECOURSE.index(for_people)]
    at = pd.Index(places).get_indexer(need["area_name"]), pd.Index(languages).get_indexer(need["language"])
    rows = []
    for number, kind in enumerate(NEED_CATEGORIES):
        cells = pd.DataFrame({"answer": found[number][at], "people": figures, "lower": lower, "upper": upper})
        for name in places:
            here = (need["area_name"] == name).to_numpy()
            held = cells[here & (status == SHOWN)]
            everyone = need.loc[here, ALL].max() if ALL in need.columns else np.inf
            state = (
                _state(held, set(status[here]), for_people)
                if len(services)
                else (NO_DIRECTORY, NOT_AVAILABLE)
            )
            rows.append([kind, name, *_figures(held, everyone), *state])
    shares = ["share_pct", "share_lower_pct", "share_upper_pct"]
    numbers = ["people_in_need", *PARTS, "lower", "upper", *shares]
    table = pd.DataFrame(rows, columns=["what_for", "area_name", *numbers, "method", "status"])
    table[numbers] = table[numbers].astype("float64").where(table["status"] == SHOWN)
    return table.astype(dict.fromkeys(("what_for", "area_name", "method", "status"), "str"))


def _figures(cells, counted):
    """Return the people in need, the four parts, the ends of the last, and the share with its ends."""
    answer, people, lower, upper = (cells[name].to_numpy() for name in ("answer", "people", "lower", "upper"))
    everyone = people.sum()
    parts = [people[np.isin(answer, found)].sum() for found in PARTS.values()]
    surely, perhaps = answer == NOBODY, np.isin(answer, [NOBODY, NOT_KNOWN])
    least, most = lower[surely].sum(), upper[perhaps].sum()
    most = min(most, counted - lower[~perhaps].sum())
    # The share is least where those without are as few, and those with as many, as they can be.
    return [
        everyone,
        *parts,
        least,
        most,
        _share(parts[-1], everyone),
        _share(least, least + upper[~surely].sum()),
        _share(most, most + lower[~perhaps].sum()),
    ]


def _share(part, whole):
    return 100 * part / whole if whole > 0 else np.nan


def _state(cells, states, for_people):
    if SUPPRESSED in states:
        return HIDDEN, SUPPRESSED
    if not cells["people"].sum() > 0:
        return NO_NEED, NOT_AVAILABLE
    without = "; left out: languages whose need is not known" if NOT_AVAILABLE in states else ""
    whom = "" if for_people == ANYONE else "; as if everybody in need had no recourse: whose is not known"
    return f"range: least and most need, stale and unsaid entries at both ends{whom}{without}", SHOWN


def gap_by_need(gap: pd.DataFrame) -> pd.DataFrame:
    """Return an access gap summed over its places: for each need how people are answered, in whole people.

    The limits of a sum of ranges are the sums of their ends: wider than they need be, never narrower.
    Columns: `what_for`, `people_in_need`, `people_without_provider`, `lower`, `upper`, `range` (these two in
    words), `met_pct`, `line_pct`, `interpreter_pct`, `share_pct`, `places` (how many have a figure),
    `method`, `status`.
    """
    require(gap, "what_for", "area_name", *PARTS, "people_in_need", "lower", "upper", "status")
    ends = ["people_in_need", "people_without_provider", "lower", "upper"]
    shares = dict(zip(("met_pct", "line_pct", "interpreter_pct", "share_pct"), PARTS, strict=True))
    by_need = gap.assign(shown=gap["status"] == SHOWN).sort_values("shown", ascending=False, kind="stable")
    grouped = by_need.groupby("what_for", sort=False)
    sums = grouped[[*ends, *list(PARTS)[:-1]]].sum(min_count=1)
    found = sums[ends].round()
    found["range"] = text(
        [_range(low, high) for low, high in zip(found["lower"], found["upper"], strict=True)]
    )
    found = found.assign(**{name: 100 * sums[part] / sums["people_in_need"] for name, part in shares.items()})
    found = found.assign(places=grouped["shown"].sum(), **grouped[["method", "status"]].first())
    return found.reindex(dict.fromkeys(gap["what_for"])).reset_index()


def _range(low, high):
    if np.isnan(low + high):
        return None
    return f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"
