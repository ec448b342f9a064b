"""The register of gaps: everything that is missing, old, hidden, assumed or not collected, in one table."""

import pandas as pd

from analysis.errors import InputError
from analysis.measures.status import NOT_AVAILABLE, SHOWN, require, text

MISSING, STALE, WRONG = "missing source", "stale source", "source that could not be read"
NOT_COLLECTED, ASSUMPTION = "not collected or not published", "assumption that is not found"
ASSUMED, HIDDEN, STALE_ITEM, DEAD_END = (
    "assumption",
    "hidden counts",
    "item past its day",
    "measure not built",
)
KINDS = (MISSING, WRONG, STALE, NOT_COLLECTED, ASSUMPTION, DEAD_END, HIDDEN, STALE_ITEM, ASSUMED)
COLUMNS = [
    "item",
    "kind",
    "why",
    "held_by",
    "effect",
    "workaround",
    "owner",
    "next_check_on",
    "method",
    "status",
]
OWN_MISSING = "no file of it was supplied for this edition"
OWN_MEANWHILE = "None: begin to count it, or ask for it. An empty form comes with this project"
OF_SOURCE = {"missing": MISSING, "stale": STALE, "wrong": WRONG}


def gap_register(
    owner, next_check_on, sources=None, standing=None, assumptions=None, hidden=None, stale=None, ends=None
):
    """Return M27: a row for each thing that the assessment lacks, with who holds it and what can be done.

    Each part may be left out: `sources` is `tables.source_states`; `standing` is `tables.standing_gaps`;
    `assumptions` is `tables.status_assumptions`; `hidden` has a row a tabulation with `table`, `cells` and
    `hidden`, as `publish.losses` gives them; `stale` has `item`, `why` and `held_by` of services, pieces or
    routes past their day; `ends` is `dead_ends`. `owner` (a role of the office) and the day of the next check
    appear in every row: the office says who, not this project.

    Columns: `item`, `kind`, `why`, `held_by`, `effect`, `workaround`, `owner`, `next_check_on`, `method`,
    `status`. Missing comes before old, and old before hidden and assumed.

    Raises InputError for a blank owner and a day that is none.

    >>> import pandas as pd
    >>> wanting = pd.DataFrame({"item": ["Leaflet"], "why": ["review was due"], "held_by": ["The office"]})
    >>> gap_register("Head of policy", "2026-10-01", stale=wanting)[["item", "kind", "owner"]]
          item               kind           owner
    0  Leaflet  item past its day  Head of policy
    """
    day = pd.to_datetime(next_check_on, errors="coerce")
    if not str(owner).strip() or pd.isna(day):
        raise InputError("A gap has an owner and a day on which it is looked at again: give both.")
    parts = (
        (_of_sources, sources),
        (_standing, standing),
        (_of_assumptions, assumptions),
        (_of_hidden, hidden),
        (_of_stale, stale),
        (_of_ends, ends),
    )
    found = [row for rows_of, table in parts if table is not None for row in rows_of(table)]
    found.sort(key=lambda row: KINDS.index(row[1]))
    return pd.DataFrame(found, columns=COLUMNS[:6]).assign(
        owner=text([owner] * len(found)),
        next_check_on=pd.Series([day] * len(found), dtype="datetime64[us]"),
        method=text(["written by the build"] * len(found)),
        status=text([SHOWN] * len(found)),
    )


def _of_sources(table):
    require(table, "title", "publisher", "page", "suitability", "period", "age_months", "held", "own")
    found = []
    for row in table[table["held"].isin(list(OF_SOURCE))].itertuples():
        kind = OF_SOURCE[row.held]
        why = {
            MISSING: "it is not among the sources of this edition",
            WRONG: "a file has its name and could not be read",
        }.get(kind) or f"the newest is of {row.period.split(' to ')[-1]}, {row.age_months} months old"
        meanwhile = f"Get it from {row.page}"
        if row.own:
            why, meanwhile = OWN_MISSING, OWN_MEANWHILE
        lost = f"Not told, or told as it was: {row.suitability}"
        found.append([row.title, kind, why, row.publisher, lost, meanwhile])
    return found


def _standing(table):
    require(table, "item", "why", "held_by", "effect", "workaround")
    return [
        [row.item, NOT_COLLECTED, row.why, row.held_by, row.effect, row.workaround]
        for row in table.itertuples()
    ]


def _of_assumptions(table):
    require(table, "called", "source", "not_for", "could_come_from", "method", "status")
    found = []
    for row in table.itertuples():
        if row.status == NOT_AVAILABLE:
            effect = "The estimate that rests on it is not computed"
            found.append(
                [row.called, ASSUMPTION, row.method, row.could_come_from, effect, "none: no guess is made"]
            )
        else:
            why = f"a range is assumed, from {row.source}; not to be used for {row.not_for}"
            effect = "The estimate is an interval, and wider for it"
            found.append(
                [row.called, ASSUMED, why, row.could_come_from, effect, "The table of what would narrow it"]
            )
    return found


def _of_hidden(table):
    require(table, "table", "cells", "hidden")
    lost = table[table["hidden"] > 0]
    return [
        [
            row.table,
            HIDDEN,
            f"{int(row.hidden):,} of {int(row.cells):,} counts are hidden: nobody can be known by them",
            "The office, in its own files",
            "These counts are in no total, rate or sentence",
            "More years together, or fewer groups",
        ]
        for row in lost.itertuples()
    ]


def _of_stale(table):
    require(table, "item", "why", "held_by")
    effect, workaround = "It does not count until somebody has looked again", "Verify it, or take it out"
    return [[row.item, STALE_ITEM, row.why, row.held_by, effect, workaround] for row in table.itertuples()]


def _of_ends(table):
    require(table, "measure", "title", "link", "name", "items", "method")
    found = []
    for row in table.itertuples():
        named = "" if pd.isna(row.name) else f" ({row.name})"
        item, effect = (
            f"{row.measure}, {row.title}: {row.link}{named}",
            f"Does not answer {row.items} in full",
        )
        found.append([item, DEAD_END, row.method, "This project", effect, "none"])
    return found
