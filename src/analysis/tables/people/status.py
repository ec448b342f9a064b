"""What an estimate of people with insecure status assumes: ranges with their sources, and what is not found.

data/reference/status_assumptions.toml lists what must be assumed; the office's own ranges come from its log.
"""

from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
import pydantic

from analysis import areas, settings, toml_file
from analysis.errors import InputError, refuse_unknown
from analysis.extracts import logs
from analysis.tables import listed
from analysis.tables.declaration import checked
from analysis.tables.declared import table
from analysis.tables.office import log_table
from analysis.toml_file import Entry, Text

NAME = "status_assumptions"
FILE = "status_assumptions.toml"
FIGURES, NOT_FOUND = "figures", "not found"
PREVALENCE, CASELOAD = "how frequent abuse is", "people who came to a service"
RECORDS = "police records of details shared"  # no office measures an assumption on them
GROWTH = "changed_since_census"  # the one that may be beyond 100 per cent
SERVES_FOR = (
    "change since the census",
    "who may have no recourse",
    "arrival by passport",
    PREVALENCE,
    "who seeks help",
)
# The words that an office may use in its log are those of the project's own file.
ASSUMPTIONS, SHAPES, MEASURED_ON = (
    logs.columns(NAME)[column].choices for column in ("assumption", "shape", "measured_on")
)


class Assumed(Entry):
    """What must be assumed: the share of what, what it serves for, and where a range could come from."""

    called: Text
    serves_for: Literal[SERVES_FOR]
    could_come_from: Text


class NotFound(Assumed):
    """An assumption of which no range was found, and what was looked at."""

    low_pct: Literal[NOT_FOUND]
    high_pct: Literal[NOT_FOUND]
    looked_at: Text


class Range(Assumed):
    """An assumption a row, in per cent; one that is not found is "not available" and `method` says why."""

    low_pct: float = pydantic.Field(ge=0)
    high_pct: float = pydantic.Field(ge=0)
    shape: Literal[SHAPES]
    source: Text
    year: Annotated[Text, pydantic.BeforeValidator(str)]
    measured_on: Literal[MEASURED_ON]
    population: Text
    not_for: Text
    looked_at: str = ""


class Figure(Entry):
    """Published figures that are near to the question, with what they may not be used for."""

    area: str
    says: str
    source: str
    year: str
    measured_on: Literal[(*MEASURED_ON, RECORDS)]
    may_not_be_used_for: str


StatusFigures = listed.declared(
    "StatusFigures", Figure, without=("area",), unique=["figure"], figure=listed.TEXT
)
WHERE_FOUND = ("shape", "source", "year", "measured_on", "population", "not_for")


StatusAssumptions = listed.declared(
    "StatusAssumptions",
    Range,
    without=("looked_at",),
    blank=("low_pct", "high_pct", *WHERE_FOUND),
    unique=["assumption"],
    assumption=listed.TEXT,
    method=listed.TEXT,
)


@table("Assumptions about people with insecure status", "an assumption", ["status_assumptions"])
def status_assumptions(area: str) -> pd.DataFrame:
    """Return `StatusAssumptions` of an area: the office's own where it keeps them, else the project's.

    An invented county has its own and none of the project's. Raises InputError naming file and entry, and for
    the office's own log never a value.
    """
    found = areas.area(area)
    rows = assumptions(settings.data("reference", FILE))
    if found.invented:
        rows = rows.assign(
            **{name: None for name in WHERE_FOUND},
            low_pct=float("nan"),
            high_pct=float("nan"),
            method="not found: figures of real places are not shown for an invented one",
            status="not available",
        )
    log = log_table.opened(area, NAME)
    if log is not None:
        rows = _with_own(rows, log)
    return checked(StatusAssumptions, rows, FILE)


@table("Published figures on people with insecure status", "a figure", ["registers"])
def status_figures(area: str) -> pd.DataFrame:
    """Return `StatusFigures` of an area and the whole country; an invented area has its own alone."""
    found = areas.area(area)
    wanted = (found.slug,) if found.invented else (found.slug, listed.NATIONAL)
    entries = listed.entries(dict[str, Figure], FILE, FIGURES)
    rows = [{"figure": name, **one.model_dump()} for name, one in entries.items() if one.area in wanted]
    return listed.table(StatusFigures, rows, FILE)


def assumptions(path: Path) -> pd.DataFrame:
    """Return the assumptions that a file lists, checked, with their place in `method` where none is found.

    Raises InputError naming file and entry: for a name or a key that is not known, a range without source,
    year or population, a low above its high, a share beyond 100, and a caseload taken for prevalence.
    """
    content = toml_file.read(path, "It lists what the estimate must assume.")
    content.pop(FIGURES, None)
    for name in content:
        refuse_unknown(name, ASSUMPTIONS, f"{path.name}, [{name}]: is not one that the estimate uses.")
    missing = [name for name in ASSUMPTIONS if name not in content]
    if missing:
        raise InputError(
            f'{path.name}: the assumption "{missing[0]}" is missing. Where nothing is known, keep it and '
            f'write "{NOT_FOUND}".'
        )
    return pd.DataFrame([_row(f"{path.name}, [{name}]", name, content[name]) for name in content])


def _row(place, name, content):
    ends = [content.get(end) for end in ("low_pct", "high_pct")] if isinstance(content, dict) else []
    lost = NOT_FOUND in ends
    if lost and set(ends) != {NOT_FOUND}:
        raise InputError(f'{place}: one end is "{NOT_FOUND}" and the other is not. A range has two.')
    entry = toml_file.checked(NotFound if lost else Range, content, place)
    if lost:
        kept = dict.fromkeys(WHERE_FOUND) | {"low_pct": float("nan"), "high_pct": float("nan")}
        kept |= {"method": f"{NOT_FOUND}: {entry.looked_at}", "status": "not available"}
    else:
        kept = entry.model_dump()
        for fault in faults(name, kept):
            raise InputError(f"{place}: {fault}")
        kept |= {"method": "assumed from the source", "status": "shown"}
    return {"assumption": name, **entry.model_dump(exclude={"looked_at"}), **kept}


def faults(name: str, row: dict) -> list[str]:
    """Return in words what is wrong with a range: its ends, its shape, and whom it was measured on."""
    low, high, found = row["low_pct"], row["high_pct"], []
    if low > high:
        found.append("the low end is above the high end. Swap them, or look at the source again.")
    if low == high:
        found.append("both ends are alike, which makes a point of it. Give the range that its source allows.")
    if high > 100 and name != GROWTH:
        found.append("a share is beyond 100 per cent. Only the change since the census may be.")
    if row["shape"] == "every doubling alike" and low <= 0:
        found.append('"every doubling alike" needs a low end above zero.')
    if row["shape"] == "a published interval" and not (low > 0 and high < 100):
        found.append('"a published interval" needs both ends between zero and a hundred, neither of them.')
    if row["serves_for"] == PREVALENCE and row["measured_on"] == CASELOAD:
        found.append(
            "it was measured on people who came to a service, and is taken for how frequent abuse is. It "
            "says nothing of those who never came, and may not appear here."
        )
    return found


def _with_own(rows, log):
    """Return the rows with the office's own ranges in their places. No message holds what a cell says."""
    own = log.frame
    rows = rows.set_index("assumption")
    own = own.assign(serves_for=own["assumption"].map(rows["serves_for"]))
    each = [faults(row["assumption"], row) for row in own.to_dict("records")]
    for fault in dict.fromkeys(text for texts in each for text in texts):
        log.refuse([fault in texts for texts in each], fault)
    given = own.set_index("assumption")[[*WHERE_FOUND, "low_pct", "high_pct"]].astype({"year": "str"})
    given = given.assign(method="assumed by the office, from the source", status="shown")
    rows.loc[given.index, given.columns] = given
    return rows.reset_index()
