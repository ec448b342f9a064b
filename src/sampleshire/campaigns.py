"""The invented campaigns of Sampleshire: one worked, one cannot be told, one is too small to tell.

With them the logs that an office keeps: contacts to safe reporting routes, tests of pieces, outreach, and
what channels cost and reach.
"""

import numpy as np
import pandas as pd

from sampleshire import layouts

INVENTED = "its campaigns, its organisations and every figure here."
FIRST_MONTH, LAST_MONTH = "2023-01", "2026-06"
LANTERN, COUNTER, MEADOW = "Lantern line", "Council counters", "Meadow advice project"
NOT_COUNTED = (COUNTER, "Hethering-on-Wend", "2024-04")  # nobody counted in this month


# The rows of the campaign log, and what is true: how many times as many contacts each brought.
CAMPAIGNS = pd.DataFrame(
    [
        ("You can ask", "Polish", "radio; leaflet", LANTERN, "Larkmere", "Quarrowby", "07/07/2025",
         "", 130, 2.4),
        ("Come to the counter", "Romanian", "poster", COUNTER, "Tindlebury and Ossage", "Hethering-on-Wend",
         "01/08/2025", "", 30, 1.4),
        ("A word in confidence", "Pashto", "card; partner organisation", MEADOW, "North Larkmere", "",
         "01/09/2025", "31/05/2026", 25, 1.3),
    ],
    columns=["campaign", "language", "channel", "route", "area", "comparison_area", "started_on", "ended_on",
             "hoped_for_pct", "rate_ratio"],
)  # fmt: skip
# Contacts in an average month in each area, and how much they scatter (the larger, the calmer).
_AREAS = ("North Larkmere", "Tindlebury and Ossage", "Quarrowby", "Hethering-on-Wend", "Larkmere")
_AVERAGE = {LANTERN: (9, 15, 21, 12, 24), COUNTER: (28, 72, 66, 60, 81), MEADOW: (2, 5, 6, 3, 7)}
_CALM = {LANTERN: 60.0, COUNTER: 160.0, MEADOW: 40.0}
_YEARLY_GROWTH, _SUMMER_LOW = 0.04, 0.12
_OUTREACH_MONTHS = ("2025-07", "2026-06")
_SETTINGS = ("community centre", "place of worship", "school or college", "workplace", "advice session",
             "market or street")  # fmt: skip
_LANGUAGES = ("", "Polish", "Romanian", "Pashto", "Arabic")


def write(rng, folder, where):
    """Write the logs of the office of Sampleshire into `folder`; `where` is its Places."""
    for name, rows in {
        "campaigns": CAMPAIGNS.drop(columns="rate_ratio").to_numpy().tolist(),
        "contacts": _contacts(rng),
        "outreach": _outreach(rng, sorted(set(where.wards["team"]))),
        "piece_tests": layouts.kept("piece_tests"),
        "channels": layouts.kept("channels"),
    }.items():
        layouts.log(folder / f"{name}.csv", INVENTED, rows)


def _contacts(rng):
    """Return month, route, area and contacts of every month that somebody counted in."""
    months = pd.period_range(FIRST_MONTH, LAST_MONTH, freq="M")
    grown = np.exp(_YEARLY_GROWTH * np.arange(len(months)) / 12)
    season = 1 - _SUMMER_LOW * np.cos(2 * np.pi * (months.month.to_numpy() - 7) / 12)
    rows = []
    for route, by_area in _AVERAGE.items():
        for area, average in zip(_AREAS, by_area, strict=True):
            means = average * grown * season * _brought(route, area, months)
            counts = rng.poisson(rng.gamma(_CALM[route], means / _CALM[route]))
            rows += [
                [str(month), route, area, int(count)]
                for month, count in zip(months, counts, strict=True)
                if (route, area, str(month)) != NOT_COUNTED
            ]
    return sorted(rows)


def _brought(route, area, months):
    """Return how many times as many contacts a campaign brought in each month: once where none ran."""
    ratio = np.ones(len(months))
    for one in CAMPAIGNS.itertuples():
        if (one.route, one.area) == (route, area):
            begun = months.start_time >= pd.to_datetime(one.started_on, dayfirst=True)
            over = months.start_time > pd.to_datetime(one.ended_on or "31/12/2099", dayfirst=True)
            ratio = np.where(begun & ~over, one.rate_ratio, ratio)
    return ratio


def _outreach(rng, teams):
    """Return the events of the teams, which follow no need, as they often do; one team logs nothing."""
    months = pd.period_range(*_OUTREACH_MONTHS, freq="M")
    busy = rng.gamma(2.0, 0.8, len(teams))
    rows = []
    for team, average in zip(teams[:-1], busy, strict=False):
        for month in months:
            held = int(rng.poisson(average))
            when = f"{month.month:02d}/{month.year}"
            if not held:
                rows.append([when, team, "", "", 0, ""])
                continue
            setting = _SETTINGS[int(rng.integers(len(_SETTINGS)))]
            language = _LANGUAGES[int(rng.integers(len(_LANGUAGES)))]
            rows.append([when, team, language, setting, held, "yes" if language else "no"])
    return rows
