"""What an estimate of people with insecure status assumes: ranges with their sources, and what is not found.

data/reference/status_assumptions.toml lists what must be assumed; the office's own ranges come from its log.
"""

from typing import Annotated, Literal

import pandas as pd
import pandera.pandas as pa
import pydantic

from analysis import areas, settings, toml_file
from analysis.errors import InputError
from analysis.extracts import logs
from analysis.tables import office_logs, register_files
from analysis.tables.declaration import STATES, Declaration, checked

LISTS = "It lists what the estimate must assume."
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
WHERE_FOUND = ("shape", "source", "year", "measured_on", "population", "not_for")


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


Year = Annotated[str, pydantic.Field(strict=False, coerce_numbers_to_str=True, min_length=1)]


class _Assumption(toml_file.Entry):
    assumption: Literal[ASSUMPTIONS]
    called: toml_file.Text
    serves_for: Literal[SERVES_FOR]
    could_come_from: toml_file.Text


class NotFound(_Assumption):
    """An assumption for which no source gives a range."""

    low_pct: Literal[NOT_FOUND]
    high_pct: Literal[NOT_FOUND]
    looked_at: toml_file.Text

    def row(self):
        """Return its row of the table."""
        blank = dict.fromkeys(WHERE_FOUND) | {"low_pct": float("nan"), "high_pct": float("nan")}
        return dict(self) | blank | {"method": f"{NOT_FOUND}: {self.looked_at}", "status": "not available"}


class Found(_Assumption):
    """An assumption with its range, in per cent, and all that it rests on."""

    low_pct: Annotated[float, pydantic.Field(ge=0)]
    high_pct: Annotated[float, pydantic.Field(ge=0)]
    shape: Literal[SHAPES]
    source: toml_file.Text
    year: Year
    measured_on: Literal[MEASURED_ON]
    population: toml_file.Text
    not_for: toml_file.Text
    looked_at: str = ""

    @pydantic.model_validator(mode="after")
    def _may_stand(self):
        if found := faults(self.assumption, dict(self)):
            raise ValueError(" ".join(found))
        return self

    def row(self):
        """Return its row of the table."""
        return dict(self) | {"method": "assumed from the source", "status": "shown"}


class Figure(toml_file.Entry):
    """A published figure that is near to the question."""

    figure: str
    area: str
    says: toml_file.Text
    source: toml_file.Text
    year: Year
    measured_on: Literal[MEASURED_ON]
    may_not_be_used_for: toml_file.Text


def load(area):
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
    log = office_logs.opened(area, NAME)
    if log is not None:
        rows = _with_own(rows, log)
    return checked(StatusAssumptions, rows, FILE)


def figures(area):
    """Return `StatusFigures` of an area and the whole country; an invented area has its own alone."""
    found = areas.area(area)
    path = settings.data("reference", FILE)
    entries = toml_file.read(path, LISTS).get(FIGURES, {})
    given = toml_file.named(Figure, entries, f"{FILE}, [{FIGURES}]", "figure").values()
    wanted = (found.slug,) if found.invented else (found.slug, NATIONAL)
    rows = register_files.frame([one for one in given if one.area in wanted])
    return checked(StatusFigures, rows, FILE)


def listed(path):
    """Return the assumptions that a file lists, checked, with their place in `method` where none is found.

    Raises InputError naming file and entry: for a name or a key that is not known, a range without source,
    year or population, a low above its high, a share beyond 100, and a caseload taken for prevalence.
    """
    content = toml_file.read(path, LISTS)
    content.pop(FIGURES, None)
    absent = {
        name: entry
        for name, entry in content.items()
        if isinstance(entry, dict) and entry.get("low_pct") == entry.get("high_pct") == NOT_FOUND
    }
    given = {name: entry for name, entry in content.items() if name not in absent}
    made = toml_file.named(NotFound, absent, path.name, "assumption")
    made |= toml_file.named(Found, given, path.name, "assumption")
    missing = [name for name in ASSUMPTIONS if name not in made]
    if missing:
        raise InputError(
            f'{path.name}: the assumption "{missing[0]}" is missing. Where nothing is known, keep it and '
            f'write "{NOT_FOUND}".'
        )
    return pd.DataFrame([made[name].row() for name in content])


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
    log.refuse(own.duplicated("assumption"), "a second row for the same assumption. Keep the newer one.")
    rows = rows.set_index("assumption")
    own = own.assign(serves_for=own["assumption"].map(rows["serves_for"]))
    each = [faults(row["assumption"], row) for row in own.to_dict("records")]
    for fault in dict.fromkeys(text for texts in each for text in texts):
        log.refuse([fault in texts for texts in each], fault)
    given = own.set_index("assumption")[[*WHERE_FOUND, "low_pct", "high_pct"]].astype({"year": "str"})
    given = given.assign(method="assumed by the office, from the source", status="shown")
    rows.loc[given.index, given.columns] = given
    return rows.reset_index()
