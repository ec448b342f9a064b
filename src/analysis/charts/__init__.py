"""Charts in the house style: any DataFrame in, an Axes of matplotlib out.

A chart takes any number of rows. A cell that is hidden or not available has its marker where a figure would
be: [c] or [x]. The Axes is an ordinary one, to draw on further. A cell whose last line is the Axes shows it.
What pandas, geopandas or matplotlib draw by themselves looks alike once `use_house_style` was called, and
`mark` writes the markers on it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import table_files
from analysis.publish.exhibits import bars, dots, flows, journeys, lines, maps, networks, styles
from analysis.publish.exhibits.drawing import Drawing, any_rows
from analysis.states import MARKERS, SHOWN

if TYPE_CHECKING:
    from matplotlib.axes import Axes


__all__ = ["bar", "dot", "flow", "journey", "line", "map", "mark", "network", "use_house_style"]

NOTHING = "There is nothing to show."
INK = "0.35"  # of a marker, as a shade of grey


def bar(
    frame: pd.DataFrame,
    label: str,
    value: str,
    *,
    group: str | None = None,
    direction: str = "across",
    order: str | list | None = None,
    headings: dict | None = None,
    color: str | list | None = None,
    figsize: tuple | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Return the Axes of a bar chart of `value` for each `label`, the largest first.

    Labels of time, age or rank keep the order of their rows, and so do bars that stand
    (`direction="up"`). `order` is another: "rows", or a list of labels. `group` splits each label by another
    column. `color` is one colour or a list of them, `figsize` is in inches, `ax` an Axes to draw on.

    Raises InputError for a column that there is not, and for two rows with one label.
    """
    chart = bars.BarChart(label, value, group, direction, order, headings, color)
    draw = functools.partial(bars.drawn, chart=chart)
    return _drawn(draw, frame, [label, value], [value, label, group], styles.Canvas(figsize, ax))


def dot(
    frame: pd.DataFrame,
    label: str,
    value: str | None,
    *,
    lower: str | None = None,
    upper: str | None = None,
    comparison: str | None = None,
    ratios: bool = False,
    highlight: Iterable = (),
    marks: Iterable = (),
    line: tuple | None = None,
    order: str | list | None = None,
    headings: dict | None = None,
    color: str | None = None,
    figsize: tuple | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Return the Axes of a chart with a dot for each `label`, and a line through it from `lower` to `upper`.

    These are the columns `lower` and `upper` unless others are named; where there are none, those with the
    name of `value` before them, such as "speakers_lower". Of `value` None only the interval is drawn.
    `comparison` is the label that the others are held against. With `ratios` one stands in the middle, and
    half lies as far from it as double. `line` is a number and its name. Dots of the labels in `highlight` are
    full, others hollow; `marks` says what the two mean. `order` is "rows" or a list of labels.

    Raises InputError for a column that there is not, and for two rows with one label.
    """
    lower, upper = lower or _limit(frame, value, "lower"), upper or _limit(frame, value, "upper")
    chart = dots.DotChart(
        label, value, lower, upper, comparison, ratios, highlight, marks, line, order, headings, color
    )
    draw, needs = functools.partial(dots.drawn, chart=chart), [value or lower, label, lower, upper]
    return _drawn(draw, frame, [label, value], needs, styles.Canvas(figsize, ax))


def _limit(frame, value, name):
    """Return the column with a limit of `value`: that of this `name`, or of this with the value's before."""
    own = f"{value}_{name}"
    return own if name not in frame and own in frame else name


def line(
    frame: pd.DataFrame,
    period: str,
    value: str,
    *,
    group: str | None = None,
    fitted: str | None = None,
    breaks: str | None = None,
    headings: dict | None = None,
    color: str | list | None = None,
    figsize: tuple | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Return the Axes of a line chart of `value` over `period`, with a gap where one is missing.

    A period is a date, a quarter such as "2026-Q1" or a year such as "2025/26". `group` draws a line for each
    of its labels, `fitted` names a column for a second, heavier line, and `breaks` one whose words say where
    the series changed.
    """
    chart = lines.LineChart(period, value, group, fitted, breaks, headings, color)
    draw = functools.partial(lines.drawn, chart=chart)
    return _drawn(draw, frame, [period, value], [value, period, group], styles.Canvas(figsize, ax))


def flow(
    frame: pd.DataFrame,
    start: str,
    end: str,
    value: str,
    *,
    headings: dict[str, str] | None = None,
    figsize: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Return the Axes of a flow chart: ribbons from each `start` to each `end`, as wide as `value`."""
    draw = functools.partial(flows.drawn, start=start, end=end, value=value, headings=headings)
    return _drawn(draw, frame, [start, end, value], [value, start, end], styles.Canvas(figsize, ax))


def network(
    frame: pd.DataFrame,
    start: str,
    end: str,
    tie: str,
    *,
    highlight: Iterable = (),
    headings: dict[str, str] | None = None,
    figsize: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Return the Axes of a diagram: an arrow from each `start` to its `end`, in the line of its `tie`."""
    draw = functools.partial(
        networks.drawn, start=start, end=end, tie=tie, highlight=highlight, headings=headings
    )
    return _drawn(draw, frame, [start, end, tie], [tie, start, end], styles.Canvas(figsize, ax))


def journey(frame: pd.DataFrame, stage: str, value: str, *, headings: dict[str, str] | None = None) -> Axes:
    """Return the Axes of a small picture: one bar of the first `value`, and within it one for each later."""
    draw = functools.partial(journeys.drawn, stage=stage, value=value, headings=headings)
    return _drawn(draw, frame, [stage, value], [value, stage], styles.Canvas())


def map(  # the noun of the trade, read as charts.map
    frame: pd.DataFrame,
    boundaries: pd.DataFrame,
    code: str,
    value: str,
    *,
    unit: str,
    name: str | None = None,
    outlines: pd.DataFrame | None = None,
    outline_name: str | None = None,
    darkest: str = "highest",
    lower: str | None = None,
    by: str | None = None,
    headings: dict | None = None,
    figsize: tuple | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Return the Axes of a map that colours each area of `boundaries` by its class of `value`.

    `code` is a column of both tables, of the same vintage. `unit` heads the legend. `outlines` are drawn
    over the areas, with their `outline_name`; points among them are towns. `lower` is the lower limit of
    estimates of people: where it is under half a person the area is one that "could be zero". With `by`, a
    column, there is a small map for each of its values.

    An area without a row is not available. Raises InputError for a row without an area.
    """
    chart = maps.Map(
        boundaries, code, value, unit, name, outlines, outline_name, darkest, lower, by, headings
    )
    # A map is drawn without the outlines of districts where there are none: they are no source of it then.
    beside = [boundaries, *([outlines] if outlines is not None and len(outlines) else [])]
    draw = functools.partial(maps.drawn, chart=chart)
    return _drawn(draw, frame, [code, value], [value, code], styles.Canvas(figsize, ax), beside)


def mark(ax: Axes, frame: pd.DataFrame, value: str, *, upright: bool = False) -> Axes:
    """Write [c] or [x] where a cell of `value` is not shown, on what pandas drew of the rows of `frame`.

    The places of the rows are zero, one, two and so on, as `frame.plot.barh` has them, or `plot.bar` with
    `upright`. Invented figures get their mark. Returns the Axes, which knows from now on that it shows
    `frame`.
    """
    rows = any_rows(frame, value)
    for place, status in enumerate(rows["status"]):
        if status != SHOWN:
            at, away = ((place, 0), (0, 3)) if upright else ((0, place), (3, 0))
            side: dict[str, Any] = {"ha": "center"} if upright else {"va": "center"}
            ax.annotate(MARKERS[status], at, away, textcoords="offset points", color=INK, **side)
    if any(table_files.entry_of(one)["invented"] for one in table_files.references(frame)):
        styles.watermark(ax.figure)
    return _known(ax, Drawing("chart", ax, rows, list(rows.columns.drop("status"))), [frame])


def use_house_style() -> None:
    """Let matplotlib draw in the house style from now on: letters, colours and lines as charts here have."""
    import matplotlib
    from matplotlib.rcsetup import cycler

    style: dict[Any, Any] = styles.STYLE
    matplotlib.rcParams.update(style)
    # What is drawn fits its labels: pandas and matplotlib leave room for short ones only.
    matplotlib.rcParams["figure.constrained_layout.use"] = True
    matplotlib.rcParams["axes.prop_cycle"] = cycler(color=styles.SERIES[4])


def drawing_of(ax: Axes) -> Drawing | None:
    """Return what a chart of this module drew on an Axes; None where it drew nothing."""
    return getattr(ax, "vna_drawing", None)


def frames_of(ax: Axes) -> list[pd.DataFrame]:
    """Return the frames that a chart of this module drew on an Axes, its outlines among them."""
    return getattr(ax, "vna_frames", [])


def _drawn(draw, frame, columns, needs, canvas, beside=()):
    """Return the Axes on which `draw` drew the `columns` of a frame, which it cannot do without `needs`."""
    entries = [table_files.entry_of(one) for one in table_files.references(frame, *beside)]
    statement = any(source["statement"] for one in entries for source in one["sources"])
    rows, invented = any_rows(frame, *needs, statement=statement), any(one["invented"] for one in entries)
    gap = () if len(rows) else (NOTHING,)
    drawing = None if gap else draw(rows, canvas=replace(canvas, invented=invented))
    if drawing is None or drawing.gap:
        gap = gap or drawing.gap
        axes = _saying(gap[0], canvas.ax)
        named = [column for column in columns if column is not None]
        return _known(axes, Drawing("chart", axes, rows, named, gap=gap), [frame, *beside])
    return _known(drawing.axes, drawing, [frame, *beside])


def _saying(words, ax):
    """Return an Axes that says why there is nothing on it."""
    with styles.page(styles.Canvas(ax=ax), 1.0) as (_, axes):
        axes.set_axis_off()
        axes.text(0.5, 0.5, words, ha="center", va="center", transform=axes.transAxes)
    return axes


def _known(ax, drawing, frames):
    ax.vna_drawing, ax.vna_frames = drawing, frames
    return ax
