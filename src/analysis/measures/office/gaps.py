"""The register of gaps: everything that is missing, old or not collected, in one table."""

import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.status import SHOWN, require, text

MISSING, STALE, WRONG = "missing source", "stale source", "source that could not be read"
NOT_COLLECTED = "not collected or not published"
KINDS = (MISSING, WRONG, STALE, NOT_COLLECTED)
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


def gap_register(owner, next_check_on, sources, standing):
    """Return M27: a row for each thing that the assessment lacks, with who holds it and what can be done.

    `sources` is `tables.registers.source_states`; `standing` is `tables.registers.standing_gaps`. `owner` (a
    role of the office) and the day of the next check appear in every row: the office says who, not this
    project.

    Columns: `item`, `kind`, `why`, `held_by`, `effect`, `workaround`, `owner`, `next_check_on`, `method`,
    `status`. Missing comes before old.

    Raises InputError for a blank owner and a day that is none.
    """
    day = pd.to_datetime(next_check_on, errors="coerce")
    if not str(owner).strip() or pd.isna(day):
        raise InputError("A gap has an owner and a day on which it is looked at again: give both.")
    found = [*_of_sources(sources), *_standing(standing)]
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
