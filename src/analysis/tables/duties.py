"""Who must do what under which act, whether it is in force, and what happened nationally since 2018."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.errors import InputError
from analysis.tables import register_files
from analysis.tables.declaration import STATES, Declaration, checked

FILE, TIMELINE = "duties.toml", "policy_timeline.toml"
IN_FORCE = ("yes", "no", "unknown")
OF_DUTY = ("body", "act", "section", "asks", "in_force", "checked_on", "note", "source", "measures")
OF_EVENT = ("date", "when", "scope", "what", "source", "recommendations")
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


def load(area):
    """Return `Duties`, the same for every area of England and Wales.

    Raises InputError naming the entry: for one that is said to be in force, or not, with no day on which
    somebody looked, and for an unknown one with such a day.
    """
    areas.area(area)
    path, given = register_files.content(FILE)
    rows = []
    for number, entry in enumerate(given.get("duty", []), start=1):
        place = f"{path.name}, duty {number}"
        register_files.whole(place, entry, OF_DUTY)
        register_files.one_of(place, "in_force", entry["in_force"], IN_FORCE)
        checked_on = register_files.day(place, entry, "checked_on")
        if (entry["in_force"] == "unknown") != pd.isna(checked_on):
            raise InputError(
                f'{place}: "in_force" is "{entry["in_force"]}" and "checked_on" is "{entry["checked_on"]}". '
                "What is in force, or not, has the day on which somebody looked; what is unknown has none."
            )
        measures = register_files.measures_of(place, entry)
        rows.append({**entry, "checked_on": checked_on, "measures": measures, "status": "shown"})
    frame = pd.DataFrame(rows)
    return checked(Duties, frame.assign(checked_on=frame["checked_on"].astype("datetime64[us]")), FILE)


def policy_timeline(area):
    """Return `PolicyTimeline` of an area: what happened nationally, and what is its own.

    National events are facts and stand for an invented county too. Raises InputError naming the entry.
    """
    slug = areas.area(area).slug
    path, given = register_files.content(TIMELINE)
    rows = []
    for number, entry in enumerate(given.get("event", []), start=1):
        place = f"{path.name}, event {number}"
        register_files.whole(place, entry, OF_EVENT)
        if entry["date"] == "" or not str(entry["source"]).strip():
            raise InputError(f"{place}: needs a date and a source.")
        date = register_files.day(place, entry, "date")
        if entry["scope"] in (NATIONAL, slug):
            told = ", ".join(map(str, entry["recommendations"]))
            rows.append({**entry, "date": date, "recommendations": told, "status": "shown"})
    frame = pd.DataFrame(rows).sort_values("date", kind="stable", ignore_index=True)
    return checked(PolicyTimeline, frame.assign(date=frame["date"].astype("datetime64[us]")), TIMELINE)
