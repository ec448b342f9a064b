"""Who must do what under which act, whether it is in force, and what happened nationally since 2018."""

from typing import Literal

import pandas as pd
import pandera.pandas as pa
import pydantic

from analysis import areas, toml_file
from analysis.tables import register_files
from analysis.tables.declaration import STATES, Declaration, checked

FILE, TIMELINE = "duties.toml", "policy_timeline.toml"
IN_FORCE = ("yes", "no", "unknown")
NATIONAL = "national"


class Duties(Declaration):
    """A duty a row: `in_force` "unknown" has no day, and is to be checked before it is printed as law."""

    body: str
    act: str
    section: str
    asks: str
    in_force: str = pa.Field(isin=IN_FORCE)
    checked_on: pd.Timestamp = pa.Field(nullable=True)
    note: str
    source: str
    measures: str
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["body", "act", "section"]


class PolicyTimeline(Declaration):
    """An event a row, the oldest first; `when` is as exact as the source, `date` its first day."""

    date: pd.Timestamp
    when: str
    what: str
    source: str
    recommendations: str
    status: str = pa.Field(isin=STATES)


class _Duty(toml_file.Entry):
    @pydantic.model_validator(mode="after")
    def _looked_at_if_known(self):
        if (self.in_force == "unknown") != (self.checked_on is None):
            raise ValueError(
                f'"in_force" is "{self.in_force}" and "checked_on" is "{self.checked_on or ""}". '
                "What is in force, or not, has the day on which somebody looked; what is unknown has none."
            )
        return self


DUTY = register_files.entry(
    Duties,
    _Duty,
    in_force=Literal[IN_FORCE],
    checked_on=toml_file.DayOrBlank,
    measures=register_files.MeasuresInOneCell,
)
EVENT = register_files.entry(
    PolicyTimeline,
    date=toml_file.Day,
    source=toml_file.Text,
    recommendations=register_files.NumbersInOneCell,
    scope=str,
)


def load(area):
    """Return `Duties`, the same for every area of England and Wales.

    Raises InputError naming the entry: for one that is said to be in force, or not, with no day on which
    somebody looked, and for an unknown one with such a day.
    """
    areas.area(area)
    given = register_files.listed(FILE, "duty", DUTY)
    return checked(Duties, register_files.frame(given, "checked_on"), FILE)


def policy_timeline(area):
    """Return `PolicyTimeline` of an area: what happened nationally, and what is its own.

    National events are facts and stand for an invented county too. Raises InputError naming the entry.
    """
    slug = areas.area(area).slug
    given = register_files.listed(TIMELINE, "event", EVENT)
    frame = register_files.frame([one for one in given if one.scope in (NATIONAL, slug)], "date")
    return checked(PolicyTimeline, frame.sort_values("date", kind="stable"), TIMELINE)
