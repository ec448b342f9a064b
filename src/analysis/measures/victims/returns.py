"""Whether figures are of all providers: which returns were expected, and which did not come."""

import numpy as np
import pandas as pd

from analysis.errors import how_many
from analysis.measures.rates.status import phrase, require, text
from analysis.states import SHOWN

__all__ = ["returns_expected"]


def returns_expected(
    expected: pd.DataFrame,
    received: pd.DataFrame,
    capacity: pd.DataFrame,
    return_of: str,
    periods: dict[str, list[str]],
) -> pd.DataFrame:
    """Return one row: which returns of some quarters have not come, and how many people they hold at most.

    `expected` has a row per `provider` and `return_of` with `from_quarter` and `until_quarter`, blank while
    it goes on; `received` a row per `provider`, `return_of` and `quarter` that was sent; `capacity` the
    `places` of a provider in a quarter, the most people that it could have taken on. `periods` is {label:
    its quarters} of the released table that the figures are of: the newest is meant.

    Columns: `listed` ("no" where the list names nobody for this return), `expected` and `sent`, how many
    returns; `missing`, the providers with how many quarters, blank where none is; `people_at_most`, 0 where
    none is missing, blank where the places of one are not known; `finding`, all of it in words; `status`.

    >>> rows = pd.DataFrame({"provider": ["A", "B"], "return_of": "support", "from_quarter": "2025-Q1",
    ...                      "until_quarter": None})
    >>> sent = pd.DataFrame({"provider": ["A"], "return_of": ["support"], "quarter": ["2026-Q1"]})
    >>> places = pd.DataFrame({"provider": ["B"], "quarter": ["2026-Q1"], "places": [40]})
    >>> found = returns_expected(rows, sent, places, "support", {"2026-Q1": ["2026-Q1"]})
    >>> found[["expected", "sent", "missing", "people_at_most"]]
       expected  sent        missing  people_at_most
    0       2.0   1.0  B (1 quarter)            40.0
    """
    require(expected, "provider", "return_of", "from_quarter", "until_quarter")
    require(received, "provider", "return_of", "quarter")
    require(capacity, "provider", "quarter", "places")
    quarters = list(periods.values())[-1] if periods else []
    wanted = expected[expected["return_of"].eq(return_of)]
    pairs = [
        (row.provider, quarter)
        for row in wanted.itertuples()
        for quarter in quarters
        if row.from_quarter <= quarter and (pd.isna(row.until_quarter) or quarter <= row.until_quarter)
    ]
    came = received[received["return_of"].eq(return_of)]
    sent = {(_key(row.provider), row.quarter) for row in came.itertuples()}
    missing = [pair for pair in pairs if (_key(pair[0]), pair[1]) not in sent]
    places = {(_key(row.provider), row.quarter): float(row.places) for row in capacity.itertuples()}
    at_most = sum((places.get((_key(provider), quarter), np.nan) for provider, quarter in missing), 0.0)
    by_provider = pd.Series([provider for provider, _ in missing], dtype="str").value_counts(sort=False)
    who = phrase(f"{name} ({how_many(int(number), 'quarters')})" for name, number in by_provider.items())
    listed = bool(pairs)
    row = {
        "listed": "yes" if listed else "no",
        "expected": float(len(pairs)),
        "sent": float(len(pairs) - len(missing)),
        "missing": who or None,
        "people_at_most": at_most if listed else np.nan,
        "finding": _finding(listed, who),
        "status": SHOWN,
    }
    words = ("listed", "missing", "finding", "status")
    return pd.DataFrame([row]).assign(**{name: text([row[name]]) for name in words})


def _key(provider):
    return " ".join(provider.casefold().split())


def _finding(listed, who):
    if not listed:
        return "The office has not listed which providers should send this return"
    return f"Not sent: {who}" if who else "Every provider that the office expects has sent its return"
