"""The invented campaigns of Sampleshire: one worked, one did not, one is too small to tell.

With them the logs that an office keeps: contacts to safe reporting routes, tests of pieces, outreach, and
what channels cost and reach.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sampleshire import layouts

INVENTED = "# Sampleshire is invented: its campaigns, its organisations and every figure here."
FIRST_MONTH, LAST_MONTH = "2023-01", "2026-06"
LANTERN, COUNTER, MEADOW = "Lantern line", "Council counters", "Meadow advice project"
NOT_COUNTED = (COUNTER, "Hethering-on-Wend", "2024-04")  # nobody counted in this month


@dataclass(frozen=True)
class Campaign:
    """A row of the campaign log, and what is true: how many times as many contacts it brought."""

    campaign: str
    language: str
    channel: str
    route: str
    area: str
    comparison_area: str
    started_on: str
    ended_on: str
    hoped_for_pct: int
    times: float

    @property
    def logged(self):
        """Return what the office wrote down: all but the truth."""
        return list(asdict(self).values())[:-1]


WORKED = Campaign(
    campaign="You can ask in Polish",
    language="Polish",
    channel="radio; leaflet",
    route=LANTERN,
    area="Larkmere",
    comparison_area="Quarrowby",
    started_on="07/07/2025",
    ended_on="",
    hoped_for_pct=40,
    times=1.55,
)
DID_NOT = Campaign(
    campaign="Come to the counter",
    language="Romanian",
    channel="poster",
    route=COUNTER,
    area="Tindlebury and Ossage",
    comparison_area="Hethering-on-Wend",
    started_on="01/08/2025",
    ended_on="",
    hoped_for_pct=30,
    times=1.0,
)
TOO_SMALL = Campaign(
    campaign="A word in confidence",
    language="Pashto",
    channel="card; partner organisation",
    route=MEADOW,
    area="North Larkmere",
    comparison_area="",
    started_on="01/09/2025",
    ended_on="31/05/2026",
    hoped_for_pct=25,
    times=1.3,
)
CAMPAIGNS = (WORKED, DID_NOT, TOO_SMALL)
# Contacts in an average month in each area, and how much they scatter (the larger, the calmer).
_AREAS = ("North Larkmere", "Tindlebury and Ossage", "Quarrowby", "Hethering-on-Wend", "Larkmere")
_AVERAGE = {LANTERN: (9, 15, 21, 12, 24), COUNTER: (28, 72, 66, 60, 81), MEADOW: (2, 5, 6, 3, 7)}
_CALM = {LANTERN: 60.0, COUNTER: 160.0, MEADOW: 40.0}
_YEARLY_GROWTH, _SUMMER_LOW = 0.04, 0.12
_OUTREACH_MONTHS = ("2025-07", "2026-06")
_SETTINGS = ("community centre", "place of worship", "school or college", "workplace", "advice session",
             "market or street")  # fmt: skip
_LANGUAGES = ("", "Polish", "Romanian", "Pashto", "Arabic")


def true_effects():
    """Return each campaign with the number of times as many contacts that it truly brought."""
    return pd.DataFrame(
        [(one.campaign, one.area, one.hoped_for_pct, one.times) for one in CAMPAIGNS],
        columns=["campaign", "area", "hoped_for_pct", "rate_ratio"],
    )


def write(rng, folder, where):
    """Write the logs of the office of Sampleshire into `folder`; `where` is its Places."""
    _log(
        folder / "campaigns.csv",
        "campaign,language,channel,route,area,comparison_area,started_on,ended_on,hoped_for_pct",
        [one.logged for one in CAMPAIGNS],
    )
    _log(folder / "contacts.csv", "month,route,area,contacts", _contacts(rng))
    tests = Path(__file__).with_name("piece_tests.csv").read_text(encoding="utf-8")
    layouts.text(folder / "piece_tests.csv", f"{INVENTED}\n{tests}")
    channels = Path(__file__).with_name("channels.csv").read_text(encoding="utf-8")
    layouts.text(folder / "channels.csv", f"{INVENTED}\n{channels}")
    _log(
        folder / "outreach.csv",
        "month,neighbourhood_team,language,setting,events,interpreter",
        _outreach(rng, sorted(set(where.wards["team"]))),
    )


def _log(path, header, rows):
    layouts.text(path, f"{INVENTED}\n{layouts.comma_separated(header.split(','), rows)}")


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
    for one in CAMPAIGNS:
        if (one.route, one.area) == (route, area):
            begun = months.start_time >= pd.to_datetime(one.started_on, dayfirst=True)
            over = months.start_time > pd.to_datetime(one.ended_on or "31/12/2099", dayfirst=True)
            ratio = np.where(begun & ~over, one.times, ratio)
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
