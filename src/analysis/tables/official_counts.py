"""Counts of people in official tables as the editions publish them: never shown as they are."""

import importlib

import pandas as pd

from analysis import settings
from analysis.errors import InputError, nearest
from analysis.sources.local import guarded, kept
from analysis.tables import places

# Each series that an edition publishes under disclosure control, with the module that counts it and the part
# of it that is meant.
SERIES = {
    "nrm_referrals": ("referrals",),
    "nrm_referrals_of_others": ("referrals", "other forces"),
    "nrm_referrals_by_quarter": ("referrals", "the country"),
    "nrm_workbook": ("referrals", "kinds of first responder"),
    "duty_to_notify": ("duty_to_notify",),
    "duty_to_notify_by_quarter": ("duty_to_notify", "age groups"),
    "asylum_support": ("asylum_support",),
    "resettlement": ("resettlement",),
    "homes_for_ukraine": ("homes_for_ukraine",),
}


def load(area, series):
    """Return the counts of a series by `quarter` and fields, guarded, as an edition counts them.

    The publisher revises earlier quarters. A quarter that an edition has published is counted as it was then:
    by what the build found published, and without a build by every quarter whose counts are stored.
    A quarter in which nobody was counted has a row of nought. Without a file a table without rows.

    Raises InputError for a series that is none, with the nearest, and as its module does.
    """
    if series not in SERIES:
        raise InputError(
            f'No official counts of "{series}". {nearest(series, SERIES)} Known: {", ".join(SERIES)}.'
        )
    module, *part = SERIES[series]
    table = importlib.import_module(f"analysis.tables.{module}")
    area, _ = places.opened(area)
    guarded.hide_rows()
    counts, as_of = pd.DataFrame(table.counts(area.slug, *part)), settings.current_run().as_of
    kind = kept.Kind(series, tuple(counts.columns))
    published = settings.kept_counts(series)
    published = kept.stored(kind, area) if published is None else published
    stored = {one: kept.read_quarter(kind, area.slug, name, one) for one, name in published.items()}
    parts = [counts[~counts["quarter"].isin(list(stored))]]
    parts += [rows for rows in stored.values() if rows is not None]
    gone = {quarter for quarter, rows in stored.items() if rows is None}
    known = {*table.quarters(area.slug, *part), *stored} - gone
    found = _with_noughts(pd.concat(parts, ignore_index=True), known, counts.columns[-1])
    found = found if as_of is None else found[found["quarter"] <= as_of]
    return guarded.Guarded(found.sort_values("quarter", kind="stable", ignore_index=True))


def _with_noughts(counts, quarters, count):
    """Return counts with a row of nought for each quarter that is known and in which nobody was counted."""
    empty = sorted(set(quarters) - set(counts["quarter"]))
    if counts.empty or not empty:
        return counts
    noughts = pd.concat([counts.head(1).assign(quarter=quarter, **{count: 0}) for quarter in empty])
    return pd.concat([counts, noughts], ignore_index=True)
