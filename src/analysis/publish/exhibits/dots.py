"""Dot charts: a figure for each label with its interval, or an interval alone."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analysis.publish.exhibits import charts, styles
from analysis.publish.exhibits.drawing import Drawing
from analysis.publish.exhibits.tabulate import label_of
from analysis.publish.exhibits.wording_checks import rows_to_draw
from analysis.publish.states import refuse_blank
from analysis.publish.wording import distinct_ends
from analysis.states import SHOWN

LONG_NUMBERS = 10_000  # from here on more than four numbers along an axis would run together


@dataclass(frozen=True)
class DotChart:
    """A dot of `value` for each `label`, the largest first.

    A line through each is its interval from `lower` to `upper`. Labels of time, age or rank keep the order
    of their rows; `order` is another: "rows", or a list of labels.

    Where `value` is None only the interval is drawn: of what nobody knows better there is no dot.
    `comparison` names the label that the others are held against: it becomes a line down the chart. With
    `ratios` that line stands at one, and half lies as far from it as double. `line` is a number and its name,
    for a line down the chart at it. Dots of the labels in `highlight` are full, all others hollow: `marks`
    says what each of the two means. The alt text says so too.
    """

    label: str
    value: str | None
    lower: str = "lower"
    upper: str = "upper"
    comparison: str | None = None
    ratios: bool = False
    highlight: Iterable = ()
    marks: Iterable = ()
    line: tuple | None = None
    order: str | list | None = None
    headings: dict | None = None
    color: str | None = None


def drawn(rows, chart, canvas):
    """Return the Drawing of a DotChart of `rows`."""
    label, value, lower, upper = chart.label, chart.value, chart.lower, chart.upper
    line, marks = chart.line, chart.marks
    columns = [label, *([value] if value else []), lower, upper]
    rows = rows_to_draw(rows, *columns, size=value or upper, order=chart.order)
    refuse_blank(rows, value or lower)
    charts.refuse_repeats(rows, [label])
    keys = list(charts.names_of(rows, label))
    chosen = charts.singled_out(chart.highlight, keys, label)
    against = charts.singled_out([chart.comparison] if chart.comparison else (), keys, label)
    # Where none of those is shown, the others alone say nothing of what the reader looks for.
    main = not chosen or rows["status"].eq(SHOWN)[[key in chosen for key in keys]].any()
    told = ""
    with styles.page(canvas, charts.row_height(keys, 1) + 0.9) as (figure, axes):
        _dots(axes, rows, chart, chosen, against)
        if line and pd.notna(line[0]):
            called = f"{line[1]}: {label_of(line[0], value, rows[value])}"
            _down(axes, line[0], called)
            told += f" A dashed line down the chart is the {called}."
        if marks:
            _key(figure, marks)
            told += f" A full dot {marks[0]}, a hollow one {marks[1]}."
        if chart.ratios and axes.xaxis.get_visible():
            _as_ratios(axes)
    limits = (charts.MOST_BARS, len(keys), ("A dot chart", "rows"), "Publish a table.")
    few = len(rows) < charts.FEWEST_MARKS
    return Drawing(
        "dot", axes, rows, columns, chart.headings, alt=told, limits=(limits,), few=few, main=bool(main)
    )


def _dots(axes, rows, chart, chosen, against):
    """Draw a dot with its interval for each row: the labels `chosen` full, those `against` as a line too."""
    value, lower, upper, marked = chart.value, chart.lower, chart.upper, chosen or chart.marks
    keys = list(charts.names_of(rows, chart.label))
    for place, (key, (_, row)) in enumerate(zip(keys, rows.iterrows(), strict=True)):
        axes.axhline(place, color="#EDEDED", linewidth=0.7, zorder=0)
        if not charts.seen(row, value or lower):
            charts.mark_gap(axes, (0.01, place), row, transform=axes.get_yaxis_transform())
            continue
        grey = marked and key not in chosen and key not in against
        colour = styles.GREY if grey else styles.ORANGE if key in against else chart.color or styles.DARK_BLUE
        if pd.notna(row[lower]) and pd.notna(row[upper]):
            ends, wide = [row[lower], row[upper]], 2 if value else 9
            axes.plot(ends, [place, place], color=colour, linewidth=wide, solid_capstyle="butt")
        if value:
            filled = {"markerfacecolor": "white", "markeredgewidth": 1.8} if grey else {}
            axes.plot(row[value], place, marker="o", markersize=7, color=colour, zorder=3, **filled)
        words, weight = _interval_words(row, chart, rows), key in (*chosen, *against)
        style = {"transform": axes.get_yaxis_transform(), "va": "center", "fontsize": styles.SMALL}
        axes.text(1.02, place, words, fontweight="bold" if weight else "normal", **style)
    for key in against if value else ():
        row = rows.iloc[keys.index(key)]
        if charts.seen(row, value):
            _down(axes, row[value], key)
    axes.set_yticks(range(len(keys)), [styles.wrapped(key, charts.LETTERS_ACROSS - 6) for key in keys])
    axes.set_ylim(len(keys) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.04)
    charts.number_axis(axes.xaxis, rows, value or lower)
    if not axes.xaxis.get_visible():
        return
    drawn = rows.loc[rows["status"].eq(SHOWN), [name for name in (value, lower, upper) if name]]
    largest = drawn.abs().max().max()
    # Whole steps: 52.5, 55 and 57.5% run together where 52, 54 and 56% do not.
    axes.locator_params(axis="x", nbins=4 if largest >= LONG_NUMBERS else 6, steps=[1, 2, 5, 10])


def _down(axes, at, name):
    """Draw a dashed line down a chart, with its name above."""
    axes.axvline(at, color=styles.ORANGE, linewidth=1.4, linestyle=(0, (5, 3)), zorder=1)
    style = {"transform": axes.get_xaxis_transform(), "ha": "center", "va": "bottom"}
    axes.text(at, 1.01, name, color=charts.readable(styles.ORANGE), fontsize=styles.SMALL, **style)


def _key(figure, marks):
    """Say above the chart what a full and a hollow dot mean."""
    from matplotlib.lines import Line2D

    full = {"marker": "o", "markersize": 7, "color": styles.DARK_BLUE}
    hollow = full | {"color": styles.GREY, "markerfacecolor": "white", "markeredgewidth": 1.8}
    named = zip(marks, (full, hollow), strict=True)
    handles = [Line2D([], [], label=name, **style) for name, style in named]
    figure.legend(handles=handles, loc="outside upper left", ncols=2, columnspacing=1.4)


def _as_ratios(axes):
    """Space an axis by doublings, with a line at one."""
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_formatter(lambda tick, _: f"{tick:g}")
    axes.axvline(1, color=styles.GREY, linewidth=1.4, linestyle=(0, (5, 3)), zorder=1)


def _interval_words(row, chart, rows):
    """Return the figure of a row with its interval, or the interval alone."""
    value, lower, upper = chart.value, chart.lower, chart.upper
    if not value:
        return " to ".join(label_of(row[column], column, rows[column]) for column in (lower, upper))
    figure = label_of(row[value], value, rows[value])
    if pd.isna(row[lower]) or pd.isna(row[upper]):
        return figure
    ends = distinct_ends(row[lower], row[upper], lambda end, more: label_of(end, value, rows[value], more))
    return f"{figure} ({' to '.join(ends)})" if ends else figure
