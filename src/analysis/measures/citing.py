"""What a measure gives says which tables it stands on, as the frames do that it was given."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Iterator

import pandas as pd

from analysis.measures import (
    crime,
    hidden,
    languages,
    office,
    places,
    plans,
    rates,
    services,
    trends,
    victims,
)
from analysis.measures.rates import shares
from analysis.measures.trends import change, counts
from analysis.table_files import FROM, STATES, WORKED_OUT, references, refuse_lost_cells

ROOMS = (crime, hidden, languages, office, places, plans, rates, services, trends, victims)


def cites(measure: Callable) -> Callable:
    """Return a measure whose frames stand on the tables of the frames that it is given.

    Frames as `read` gives them have states in order; a measure works with them as text, and gives them back
    in order. Nothing changes for frames that say of no table that they stand on it.
    """

    @functools.wraps(measure)
    def citing(*given, **named):
        frames = list(_frames([given, named]))
        if not references(*frames):
            return measure(*given, **named)
        for one in frames:
            refuse_lost_cells(one)
        return _changed(measure(*_changed(given, _plain), **_changed(named, _plain)), _cited(frames))

    return citing


def _frames(given) -> Iterator[pd.DataFrame]:
    """Yield the frames among what is given, in lists, tuples and dicts too."""
    if isinstance(given, pd.DataFrame):
        yield given
    elif isinstance(given, (list, tuple)):
        for one in given:
            yield from _frames(one)
    elif isinstance(given, dict):
        yield from _frames(list(given.values()))


def _changed(given, change: Callable):
    """Return what is given with `change` of each frame in it."""
    if isinstance(given, pd.DataFrame):
        return change(given)
    if type(given) in (list, tuple):
        return type(given)(_changed(one, change) for one in given)
    if isinstance(given, dict):
        return {name: _changed(one, change) for name, one in given.items()}
    return given


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    ordered = "status" in frame and frame["status"].dtype == STATES
    return frame.astype({"status": "str"}) if ordered else frame


def _cited(frames: list) -> Callable:
    def cited(result: pd.DataFrame) -> pd.DataFrame:
        if "status" in result and set(result["status"].astype("str")) <= set(STATES.categories):
            result = result.astype({"status": STATES})
        result.attrs |= {FROM: references(result, *frames), WORKED_OUT: True}
        return result

    return cited


for _room in ROOMS:
    for _name, _one in list(vars(_room).items()):
        if isinstance(_one, types.FunctionType) and not _name.startswith("_"):
            setattr(_room, _name, cites(_one))
pool, share = cites(shares.pool), cites(shares.share)
stretch, latest_run = cites(change.stretch), cites(counts.latest_run)
