"""What happened in policy: nationally, and in an area of its own."""

import pandas as pd

from analysis import areas
from analysis.tables import listed
from analysis.tables.as_of import day_of_edition
from analysis.tables.declared import table
from analysis.toml_file import Entry, Text

FILE = "policy_timeline.toml"


class Event(Entry):
    """An event a row, the oldest first; `when` is as exact as the source, `date` its first day."""

    date: listed.Day
    when: str
    scope: str
    what: str
    source: Text
    recommendations: listed.Numbers


PolicyTimeline = listed.declared("PolicyTimeline", Event, without=("scope",))


@table("What happened nationally, and when", "an event", ["registers"])
def policy_timeline(area: str) -> pd.DataFrame:
    """Return `PolicyTimeline` of an area up to the day of the edition: what happened nationally, and its own.

    National events are facts and stand for an invented county too. Raises InputError naming the entry.
    """
    scopes, day = (listed.NATIONAL, areas.area(area).slug), day_of_edition(area)
    every = listed.entries(list[Event], FILE, "event")
    events = [event for event in every if event.scope in scopes and pd.Timestamp(event.date) <= day]
    rows = [event.model_dump() for event in sorted(events, key=lambda event: event.date)]
    return listed.table(PolicyTimeline, rows, FILE)
