"""Line charts over time: gaps where a period is missing, a trend and breaks in the series."""

import math
import re
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.publish.exhibits import charts, styles
from analysis.publish.exhibits.drawing import Drawing
from analysis.publish.exhibits.tabulate import heading_of
from analysis.publish.exhibits.wording_checks import rows_to_draw
from analysis.publish.states import refuse_blank
from analysis.publish.wording import label_in_words, quarter_start
from analysis.settings import is_quarter
from analysis.states import MARKERS, NOT_AVAILABLE, SHOWN

MOST_TOLD = 4
QUARTERS, YEARS = "quarters", "financial years"
FINANCIAL_YEAR = re.compile(r"20\d\d/\d\d")


@dataclass(frozen=True)
class LineChart:
    """A line of `value` over `period`, with a gap where one is missing.

    A period is a date, a quarter such as "2026-Q1" or a year that begins in April, such as "2025/26".

    `group` draws a line for each of its labels. `fitted` names a column for a second, heavier line,
    such as a trend, and `value` steps back. `breaks` names a column whose words mark where the series
    changed, such as a new counting rule: the line ends before it and starts again.
    """

    period: str
    value: str
    group: str | None = None
    fitted: str | None = None
    breaks: str | None = None
    headings: dict | None = None
    color: str | list | None = None


def drawn(rows, chart, canvas):
    """Return the Drawing of a LineChart of `rows`."""
    period, value, group, breaks = chart.period, chart.value, chart.group, chart.breaks
    extra = [chart.fitted] if chart.fitted else []
    rows = rows_to_draw(rows, period, value, group, *extra, breaks)
    refuse_blank(rows, value)
    # Quarters and years keep their names in the table beneath, as the document of the edition has them.
    named, kind = rows, _kind(rows[period])
    rows = rows.assign(**{period: _dates(rows[period], kind)})
    beneath = named if kind else rows
    groups = charts.series(rows, group)
    charts.refuse_repeats(rows, [period, group] if group else [period])
    with styles.page(canvas, 4.2) as (figure, axes):
        told = _lines(axes, rows, chart, groups)
        if told:
            more = f"; and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
            styles.beneath(figure, f"Not drawn: {'; '.join(told[:MOST_TOLD])}{more}.")
        _mark_breaks(axes, rows, period, breaks)
        _time_axis(axes, rows[period], named[period] if kind == YEARS else None)
        axes.set_ylabel("")
    columns = [period, *([group] if group else []), value, *extra, *([breaks] if breaks else [])]
    limits = (charts.most_colours(groups, group),)
    return Drawing("line", axes, beneath, columns, chart.headings, limits=limits)


def _kind(series):
    """Return what periods are by their names, such as "2026-Q1" and "2025/26", None for days."""
    for kind, named in ((QUARTERS, is_quarter), (YEARS, FINANCIAL_YEAR.fullmatch)):
        if all(isinstance(name, str) and named(name) for name in series):
            return kind
    return None


def _dates(series, kind):
    if kind == QUARTERS:
        return series.map(quarter_start)
    if kind == YEARS:
        return series.map(lambda name: pd.Timestamp(int(name[:4]), 4, 1))
    try:
        return pd.to_datetime(series, format="ISO8601")
    except (ValueError, TypeError):
        raise InputError(
            f'The column "{series.name}" is not made of dates, so it cannot be a time axis.'
        ) from None


def _lines(axes, rows, chart, groups):
    """Draw a line for each of the `groups`; return in words what has gaps where other lines go on."""
    value, fitted = chart.value, chart.fitted
    calendar = _calendar(rows[chart.period])
    ends, gaps, behind = [], {}, fitted is not None
    for name, colour in zip(groups, styles.colours(len(groups), chart.color), strict=True):
        part = rows if name is None else rows[charts.names_of(rows, chart.group).eq(name)]
        part = part.set_index(chart.period).reindex(calendar)
        shown = part["status"].eq(SHOWN)
        drawn = part[value].where(shown).astype("float64")
        for day in calendar[~(shown & drawn.notna())]:
            status = part["status"].get(day)
            gaps.setdefault(day, {})[name] = charts.WORDS.get(status, charts.WORDS[NOT_AVAILABLE])
        style = {"color": styles.GREY if behind else colour, "linewidth": 1 if behind else 2.2}
        style |= {"marker": "o", "markersize": 2.6 if behind or len(calendar) > 30 else 4}
        for run in _runs(part, chart.breaks):
            axes.plot(calendar[run], drawn[run], zorder=2, **style)
        if behind:
            smooth = part[fitted].where(shown).astype("float64")
            axes.plot(calendar, smooth, color=colour, linewidth=2.6, zorder=3)
            ends.append((smooth, heading_of(fitted, chart.headings), colour))
            ends.append((drawn, heading_of(value, chart.headings), styles.GREY))
        elif name is not None:
            ends.append((drawn, name, colour))
    _limits_up(axes, rows, [value, *([fitted] if fitted else [])])
    told = _mark_gaps(axes, calendar, gaps, groups)
    _name_ends(axes, calendar, ends)
    axes.grid(axis="y")
    axes.tick_params(axis="y", length=0)
    charts.number_axis(axes.yaxis, rows, value)
    axes.spines["left"].set_visible(False)
    return told


def _runs(part, breaks):
    """Give which periods are one line: across a break in the series nothing is joined."""
    if breaks is None:
        return [np.ones(len(part), dtype=bool)]
    run = _breaks(part, breaks).cumsum().to_numpy()
    return [run == number for number in range(run[-1] + 1)]


def _calendar(dates):
    """Return every period from the first to the last, so that one that is missing leaves a gap."""
    months = sorted({(day.year * 12 + day.month) for day in dates})
    if any(day.day != 1 for day in dates) or len(months) < 2:
        return pd.DatetimeIndex(sorted(set(dates)))
    step = math.gcd(*(later - earlier for earlier, later in pairwise(months)))
    return pd.date_range(min(dates), max(dates), freq=pd.DateOffset(months=step))


def _limits_up(axes, rows, columns):
    shown = rows.loc[rows["status"].eq(SHOWN), columns].astype("float64").stack().dropna()
    highest, lowest = max(shown, default=1.0), min([0.0, *shown])
    axes.set_ylim(lowest * 1.08, highest * 1.08 if highest > 0 else 1.0)


def _mark_gaps(axes, calendar, gaps, groups):
    """Shade each run of periods in which every line has a gap; return in words where only some have."""
    told = []
    half = (calendar[1] - calendar[0]) / 2 if len(calendar) > 1 else pd.Timedelta(days=15)
    for gap_of, run in groupby(calendar, key=gaps.get):
        if gap_of is None:
            continue
        days, why = list(run), set(gap_of.values())
        markers = "\n".join(MARKERS[status] for status, words in charts.WORDS.items() if words in why)
        if len(gap_of) < len(groups):
            # Where other lines go on, words in the picture would lie over them.
            told += [f"{name} in {label_in_words(days[0])} ({words})" for name, words in gap_of.items()]
            for day in days:
                _at_the_foot(axes, day, 0.01, markers, color=styles.GREY)
            continue
        style = {"facecolor": "#F3F3F3", "edgecolor": styles.LIGHT_GREY, "hatch": "///", "linewidth": 0}
        axes.axvspan(days[0] - half, days[-1] + half, **style)
        middle, above = days[0] + (days[-1] - days[0]) / 2, 0.04 + 0.05 * len(why)
        _at_the_foot(axes, middle, 0.01, markers, color=styles.GREY)
        _at_the_foot(axes, middle, above, " or ".join(sorted(why)), rotation=90, style="italic")
    return told


def _at_the_foot(axes, day, up, words, color=styles.INK, **style):
    """Write words above a day, `up` from the foot as a part of the picture's height."""
    style |= {"transform": axes.get_xaxis_transform(), "ha": "center", "va": "bottom", "color": color}
    axes.text(day, up, words, fontsize=styles.SMALL, path_effects=styles.halo(), zorder=5, **style)


def _name_ends(axes, calendar, ends):
    """Write each line's name beside its last point, moved apart where they would touch."""
    bottom, top = axes.get_ylim()
    # 4.2 inches hold some 19 lines of 11 point text; a wrapped name takes its own number of them.
    one_line = (top - bottom) / 19
    known = [(drawn.dropna(), styles.wrapped(name, 18), colour) for drawn, name, colour in ends]
    placed = [[float(drawn.iloc[-1]), name, colour] for drawn, name, colour in known if len(drawn)]
    placed.sort(key=lambda end: end[0])
    for lower, upper in pairwise(placed):
        room = one_line * (lower[1].count("\n") + upper[1].count("\n") + 2) / 2
        upper[0] = max(upper[0], lower[0] + room)
    over = max(placed[-1][0] - top, 0) if placed else 0
    span = calendar[-1] - calendar[0] if len(calendar) > 1 else pd.Timedelta(days=30)
    for height, name, colour in placed:
        style = {"color": charts.readable(colour), "va": "center", "clip_on": False}
        axes.text(calendar[-1] + span * 0.02, height - over, name, **style)


def _breaks(rows, breaks):
    """Tell in which rows the series breaks: where the column has words."""
    return rows[breaks].notna() & rows[breaks].astype("str").str.strip().ne("")


def _mark_breaks(axes, rows, period, breaks):
    if breaks is None:
        return
    marked = rows[_breaks(rows, breaks)].drop_duplicates(period)
    calendar, drawn = _calendar(rows[period]), rows.loc[rows["status"].eq(SHOWN), period]
    for day, words in zip(marked[period], marked[breaks], strict=True):
        # What changed lies between the last figure before and the first after it.
        before = drawn[drawn < day].max() if (drawn < day).any() else day
        at = before + (day - before) / 2
        if not ((calendar > before) & (calendar < day)).any():  # a gap is marked as one already
            axes.axvline(at, color=styles.INK, linewidth=1.1, linestyle=(0, (4, 3)))
        style = {"xycoords": axes.get_xaxis_transform(), "ha": "center", "va": "bottom"}
        axes.annotate(styles.wrapped(words, 24), (at, 1.01), fontsize=styles.SMALL, **style)


def _time_axis(axes, dates, names):
    """Write years by their `names`, or years or months of dates, level and never running together."""
    from matplotlib.dates import DateFormatter, MonthLocator, YearLocator

    axes.margins(x=0.015)
    if names is not None:
        every = slice(None, None, math.ceil(names.nunique() / 8))
        return axes.set_xticks(dates.drop_duplicates()[every], names.drop_duplicates()[every])
    days = (dates.max() - dates.min()).days
    if days > 3 * 366:
        axes.xaxis.set_major_locator(YearLocator(max(1, round(days / 366 / 8))))
        axes.xaxis.set_major_formatter(DateFormatter("%Y"))
    else:
        every = next(step for step in (1, 2, 3, 6) if days / 30.4 / step <= 7 or step == 6)
        axes.xaxis.set_major_locator(MonthLocator(bymonth=range(1, 13, every)))
        axes.xaxis.set_major_formatter(DateFormatter("%b\n%Y"))
