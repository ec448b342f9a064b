"""Recorded items that somebody may be at risk or out of reach, and how strong a case they make."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.measures.rates.status import require

if TYPE_CHECKING:
    from analysis.measures.languages.decisions.presets import Rules


NEW = "NEW"
HERE, EVERYWHERE = "here", "everywhere"
WORDS = ("reason", "about", "date", "source", "said_by", "strength", "official_count")


@dataclass(frozen=True)
class Item:
    """What was said, once, of people who speak one language.

    `nationality` says through which it concerns the language, with the `share` of that nationality who speak
    it first and the range of that share; "" for an item that names the language. `stale` items are older than
    the threshold, and count as weak.
    """

    reason: str
    about: str
    date: pd.Timestamp
    source: str
    said_by: str
    claimed_strong: bool
    official: bool
    stale: bool
    nationality: str = ""
    share: float = math.nan
    lower: float = math.nan
    upper: float = math.nan

    @property
    def counts(self) -> bool:
        """Tell whether it may make a strong case: recent, and held to be strong by who recorded it."""
        return self.claimed_strong and not self.stale


def items_by_language(
    items: pd.DataFrame, crosswalk: pd.DataFrame, rules: Rules, as_of: pd.Timestamp | str
) -> dict:
    """Return {language: its Items, newest first} of a table `items` that were known on the day `as_of`.

    The table is like `tables.languages.risk_items`: the `language` or the `nationality` of each is
    blank. `crosswalk` gives the languages of each nationality; those that fewer than the threshold speak
    first are not counted. From a nationality that it lacks, such as "Unknown", no language follows.
    """
    require(items, "language", "nationality", *WORDS)
    require(crosswalk, "nationality", "language", "weight", "lower", "upper")
    since = pd.Timestamp(as_of) - pd.DateOffset(months=int(rules["recent_months"]))
    found = {}
    for row in items.itertuples():
        date = pd.Timestamp(row.date)
        if date > pd.Timestamp(as_of):
            continue
        said = row.reason, row.about, date, row.source, row.said_by, row.strength == "strong"
        for language, *through in _languages(row, crosswalk, rules["crosswalk_share"]):
            item = Item(*said, bool(row.official_count), date < since, *through)
            found.setdefault(language, []).append(item)
    return {
        language: tuple(sorted(items, key=lambda item: (-item.date.value, item.reason, item.source)))
        for language, items in found.items()
    }


def _languages(row, crosswalk, least):
    """Return (language, nationality, share, lower, upper) for each language that an item concerns."""
    if row.language:
        return [(row.language,)]
    spoken = crosswalk[(crosswalk["nationality"] == row.nationality) & (crosswalk["weight"] >= least)]
    return [
        (language.language, row.nationality, language.weight, language.lower, language.upper)
        for language in spoken.itertuples()
    ]


def strong(items: list[Item] | tuple[Item, ...], rules: Rules) -> str:
    """Return in words why items make a strong case, "" if they do not.

    Recent items count: one official count that reaches the threshold, or as many sources, said by as
    many bodies, as the threshold asks. Arrivals are not a risk, and make none.
    """
    counting = [one for one in items if one.counts and one.reason != NEW]
    official = [one for one in counting if one.official]
    if official:
        return f"an official count ({official[0].source})"
    sources = {one.source.casefold() for one in counting}
    bodies = {one.said_by.casefold() for one in counting}
    if min(len(sources), len(bodies)) >= rules["independent_sources"]:
        return f"{min(len(sources), len(bodies))} independent sources"
    return ""


def as_it_counted(items: tuple[Item, ...], rules: Rules) -> tuple[Item, ...]:
    """Return items in which an expiry takes nothing back: what made a case once is not stale.

    Items that made one together were recorded within the same months. They are old all the same:
    that nobody said it again is no sign that it is no longer so.
    """
    held = set()
    for last in items:
        since = last.date - pd.DateOffset(months=int(rules["recent_months"]))
        together = [one for one in items if one.claimed_strong and since <= one.date <= last.date]
        if strong([replace(one, stale=False) for one in together], rules):
            held.update(one for one in together if one.reason != NEW)
        held.update(one for one in together if one.reason == NEW and one.official)
    return tuple(replace(one, stale=False) if one in held else one for one in items)


def ever_strong(items: tuple[Item, ...], rules: Rules) -> str:
    """Return in words why items make a strong case or once did, "" if they never have.

    What keeps people safe hangs on this: that evidence has grown old is no sign that the danger has passed.
    """
    return strong(as_it_counted(items, rules), rules)


def counts_until(item: Item, rules: Rules) -> pd.Timestamp:
    """Return the last day on which an item counts in full."""
    return item.date + pd.DateOffset(months=int(rules["recent_months"]))


def newly_arrived(items: tuple[Item, ...]) -> bool:
    """Tell whether an official count says that people have come since the census, not long ago."""
    return any(one.reason == NEW and one.counts and one.official for one in items)


def locally_named(items: tuple[Item, ...]) -> bool:
    """Tell whether anything, however weak, says of this very area that its people may be at risk or new."""
    return any(one.about == HERE for one in items)
