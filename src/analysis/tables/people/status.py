"""What an estimate of people with insecure status assumes: ranges with their sources, and what is not found.

data/reference/status_assumptions.toml lists what must be assumed; the office's own ranges come from its log.
"""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings, toml_file
from analysis.errors import InputError, nearest
from analysis.extracts import logs
from analysis.tables import office, registers
from analysis.tables.declaration import STATES, Declaration, checked

NAME = "status_assumptions"
FILE = "status_assumptions.toml"
FIGURES, NOT_FOUND, NATIONAL = "figures", "not found", "national"
PREVALENCE, CASELOAD = "how frequent abuse is", "people who came to a service"
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
ALWAYS = ("called", "serves_for", "low_pct", "high_pct", "could_come_from")
WHERE_FOUND = ("shape", "source", "year", "measured_on", "population", "not_for")
WHERE_NOT = ("looked_at",)
OF_A_FIGURE = ("area", "says", "source", "year", "measured_on", "may_not_be_used_for")


class StatusAssumptions(Declaration):
    """An assumption a row, in per cent; one that is not found is "not available" and `method` says why."""

    assumption: str = pa.Field(unique=True)
    called: str
    serves_for: str = pa.Field(isin=SERVES_FOR)
    low_pct: float = pa.Field(ge=0, nullable=True)
    high_pct: float = pa.Field(gt=0, nullable=True)
    shape: str = pa.Field(isin=SHAPES, nullable=True)
    source: str = pa.Field(nullable=True)
    year: str = pa.Field(nullable=True)
    measured_on: str = pa.Field(isin=MEASURED_ON, nullable=True)
    population: str = pa.Field(nullable=True)
    not_for: str = pa.Field(nullable=True)
    could_come_from: str
    method: str
    status: str = pa.Field(isin=STATES)


class StatusFigures(Declaration):
    """Published figures that are near to the question, with what they may not be used for."""

    figure: str = pa.Field(unique=True)
    says: str
    source: str
    year: str
    measured_on: str = pa.Field(isin=MEASURED_ON)
    may_not_be_used_for: str
    status: str = pa.Field(isin=STATES)


def status_assumptions(area):
    """Return `StatusAssumptions` of an area: the office's own where it keeps them, else the project's.

    An invented county has its own and none of the project's. Raises InputError naming file and entry, and for
    the office's own log never a value.
    """
    found = areas.area(area)
    rows = listed(settings.data("reference", FILE))
    if found.invented:
        rows = rows.assign(
            **{name: None for name in WHERE_FOUND},
            low_pct=float("nan"),
            high_pct=float("nan"),
            method="not found: figures of real places are not shown for an invented one",
            status="not available",
        )
    log = office.opened(area, NAME)
    if log is not None:
        rows = _with_own(rows, log)
    return checked(StatusAssumptions, rows, FILE)


def status_figures(area):
    """Return `StatusFigures` of an area and the whole country; an invented area has its own alone."""
    found = areas.area(area)
    entries = registers.content(FILE)[1].get(FIGURES, {})
    for name, entry in entries.items():
        _keys(f'{FILE}, figure "{name}"', entry, OF_A_FIGURE)
    wanted = (found.slug,) if found.invented else (found.slug, NATIONAL)
    rows = [
        {"figure": name, **entry, "status": "shown"}
        for name, entry in entries.items()
        if entry["area"] in wanted
    ]
    return checked(StatusFigures, pd.DataFrame(rows, columns=["figure", *OF_A_FIGURE, "status"]), FILE)


def listed(path):
    """Return the assumptions that a file lists, checked, with their place in `method` where none is found.

    Raises InputError naming file and entry: for a name or a key that is not known, a range without source,
    year or population, a low above its high, a share beyond 100, and a caseload taken for prevalence.
    """
    content = toml_file.read(path, "It lists what the estimate must assume.")
    rows = []
    for name, entry in content.items():
        if name == FIGURES:
            continue
        place = f'{path.name}, assumption "{name}"'
        if name not in ASSUMPTIONS:
            near = nearest(name, ASSUMPTIONS)
            raise InputError(f"{place}: is not one that the estimate uses. {near}".rstrip())
        if not isinstance(entry, dict):
            raise InputError(f"{place}: found {entry!r}, expected a table of fields.")
        rows.append(_row(place, name, entry))
    missing = [name for name in ASSUMPTIONS if name not in content]
    if missing:
        raise InputError(
            f'{path.name}: the assumption "{missing[0]}" is missing. Where nothing is known, keep it and '
            f'write "{NOT_FOUND}".'
        )
    return pd.DataFrame(rows)


def _keys(place, entry, wanted, optional=()):
    for key in entry:
        if key not in (*wanted, *optional):
            raise InputError(f'{place}: unknown field "{key}". {nearest(key, [*wanted, *optional])}'.rstrip())
    for key in wanted:
        if key not in entry or not str(entry[key]).strip():
            raise InputError(f'{place}: "{key}" is missing. A range appears beside all that it rests on.')


def _row(place, name, entry):
    absent = [entry.get(key) == NOT_FOUND for key in ("low_pct", "high_pct")]
    if any(absent):
        if not all(absent):
            raise InputError(f'{place}: one end is "{NOT_FOUND}" and the other is not. A range has two.')
        _keys(place, entry, (*ALWAYS, *WHERE_NOT))
        kept = {key: entry[key] for key in ("called", "serves_for", "could_come_from")}
        blank = dict.fromkeys(WHERE_FOUND) | {"low_pct": float("nan"), "high_pct": float("nan")}
        reason = f"{NOT_FOUND}: {entry['looked_at']}"
        return {"assumption": name, **kept, **blank, "method": reason, "status": "not available"}
    _keys(place, entry, (*ALWAYS, *WHERE_FOUND), WHERE_NOT)
    for key, allowed in (("serves_for", SERVES_FOR), ("shape", SHAPES), ("measured_on", MEASURED_ON)):
        if entry[key] not in allowed:
            raise InputError(
                f'{place}, field "{key}": found {entry[key]!r}, expected one of: {"; ".join(allowed)}. '
                f"{nearest(entry[key], allowed)}".rstrip()
            )
    for key in ("low_pct", "high_pct"):
        if isinstance(entry[key], bool) or not isinstance(entry[key], int | float) or entry[key] < 0:
            raise InputError(
                f'{place}, field "{key}": found {entry[key]!r}, expected per cent, zero or more.'
            )
    for fault in faults(name, entry):
        raise InputError(f"{place}: {fault}")
    row = {key: entry[key] for key in (*ALWAYS, *WHERE_FOUND)} | {"year": str(entry["year"])}
    row |= {"low_pct": float(entry["low_pct"]), "high_pct": float(entry["high_pct"])}
    return {"assumption": name, **row, "method": "assumed from the source", "status": "shown"}


def faults(name, row):
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
