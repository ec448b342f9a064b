"""Funnel plots: rates against populations, between the limits that chance alone would keep to."""

import numpy

from analysis.errors import InputError
from analysis.publish.exhibits import styles
from analysis.publish.exhibits.charts import WORDS, chart, names_of, number_axis, refuse_repeats, singled_out
from analysis.publish.exhibits.exhibit import gap
from analysis.publish.exhibits.tabulate import heading_of
from analysis.publish.exhibits.wording_checks import opened, rows_to_draw
from analysis.publish.states import SHOWN, refuse_blank, require

MOST_LABELS = 6
POPULATION = "population"
INNER, OUTER = ("inner_lower", "inner_upper"), ("outer_lower", "outer_upper")
AVERAGE_STYLE = {"color": styles.INK, "linewidth": 1.2}
OUTER_STYLE = {"color": styles.GREY, "linewidth": 1.1, "linestyle": "-"}
INNER_STYLE = OUTER_STYLE | {"linestyle": (0, (5, 3))}


def funnel(
    frame,
    label,
    value,
    *,
    sources,
    title,
    highlight,
    headings=None,
    color=None,
    figsize=None,
    ax=None,
    **words,
):
    """Return a funnel plot: `value` against the population, between limits that chance alone would keep to.

    The columns of the limits and of all together are those of `measures.rates.funnel_of_rates`; a ratio is
    held against one. `highlight` names the labels that are written beside their points.
    """
    exhibit, page = opened(frame, "funnel", sources, title, **words)
    if exhibit.missing:
        return gap(exhibit, page)
    rows = rows_to_draw(exhibit, label, value, POPULATION, *INNER, *OUTER)
    average = f"overall_{value}"
    if value == "ratio":
        rows = rows.assign(**{average: 1.0})
    require(rows, average)
    refuse_blank(rows, value)
    refuse_repeats(rows, [label])
    chosen = singled_out(highlight, list(names_of(rows, label)), label)
    if len(chosen) > MOST_LABELS:
        raise InputError(
            f"A funnel plot names at most {MOST_LABELS} points, and highlight= names {len(chosen)}."
        )
    with styles.page(exhibit.invented, 4.6, figsize, ax) as (figure, axes):
        _funnel(axes, rows, label, value, average, chosen, headings, color)
        _funnel_key(figure, rows)
    columns = [label, POPULATION, value, average, *INNER, *OUTER]
    return chart(axes, exhibit, page, rows, columns, headings)


def _funnel(axes, rows, label, value, average, chosen, headings, color):
    shown = rows[rows["status"].eq(SHOWN) & rows[value].notna()].sort_values(POPULATION)
    lines = [*((column, OUTER_STYLE) for column in OUTER), *((column, INNER_STYLE) for column in INNER)]
    for column, style in [*lines, (average, AVERAGE_STYLE)] if len(shown) else lines:
        axes.plot(*_curve(shown[POPULATION].astype(float), shown[column].astype(float)), zorder=1, **style)
    names = names_of(shown, label)
    others, singled = shown[~names.isin(chosen)], shown[names.isin(chosen)]
    point = {"s": 34, "color": "#8C8C8C", "edgecolor": "white", "linewidth": 0.6}
    axes.scatter(others[POPULATION], others[value], zorder=2, **point)
    point = {"s": 64, "color": color or styles.DARK_BLUE, "edgecolor": "white"}
    axes.scatter(singled[POPULATION], singled[value], zorder=4, **point)
    axes.set_xlabel(heading_of(POPULATION, headings))
    # Above the axis and level: nobody should have to turn their head for it.
    axes.set_title(heading_of(value, headings), loc="left", fontsize=styles.TEXT)
    axes.grid(axis="y")
    axes.tick_params(length=0)
    number_axis(axes.yaxis, rows, value)
    number_axis(axes.xaxis, rows, POPULATION)
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.05, y=0.08)
    _population_scale(axes, shown[POPULATION])
    _name_points(axes, singled, names, value)


def _curve(people, limit):
    """Return a limit as a smooth curve through its points, without going beyond them.

    Limits are close to straight lines in one over the root of the population: between two forces
    they are drawn so.
    """
    known = people.notna() & limit.notna() & people.gt(0)
    people, limit = people[known].to_numpy(), limit[known].to_numpy()
    if len(people) < 2:
        return people, limit
    fine = numpy.linspace(people.min(), people.max(), 200)
    return fine, numpy.interp(-1 / numpy.sqrt(fine), -1 / numpy.sqrt(people), limit)


def _population_scale(axes, people):
    """Spread the forces out: on a plain scale London's 8.9 million push all others into a corner."""
    from matplotlib.ticker import LogLocator, NullFormatter, NullLocator

    if not len(people) or people.max() <= 4 * people.min():
        axes.locator_params(axis="x", nbins=6)
        return
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    styles.thousands(axes.xaxis)


def _name_points(axes, singled, names, value):
    """Write the singled-out names beside their points, where the fewest points and lines stand."""
    drawn = [line.get_xydata() for line in axes.lines]
    drawn += [points.get_offsets() for points in axes.collections]
    axes.get_xlim(), axes.get_ylim()  # fixes the scales, which the next line reads
    placed = axes.transData + axes.transAxes.inverted()
    obstacles = [tuple(point) for part in drawn if len(part) for point in placed.transform(part)]
    for index, row in singled.iterrows():
        name = styles.wrapped(names[index], 26)
        x, y = placed.transform((row[POPULATION], row[value]))
        # A bold letter of 11 points is some 0.0155 of the axes wide, and a line some 0.05 of them high.
        wide, high = max(map(len, name.split("\n"))) * 0.0155, 0.025 * (name.count("\n") + 1)
        places = [(side, up) for up in (0, 1, -1, 2, -2) for side in ("left", "right")]

        def crowded(place, x=x, y=y, wide=wide, high=high):
            side, up = place
            start, middle = (x + 0.015 if side == "left" else x - 0.015 - wide), y + up * 0.045
            within = sum(start < ox < start + wide and abs(oy - middle) < high for ox, oy in obstacles)
            return within + 100 * (start < 0 or start + wide > 1 or not 0.03 < middle < 0.97)

        side, up = min(places, key=crowded)
        at = {"xytext": (9 if side == "left" else -9, up * 12), "textcoords": "offset points"}
        style = {"fontweight": "bold", "color": styles.DARK_BLUE, "path_effects": styles.halo(3)}
        axes.annotate(name, (row[POPULATION], row[value]), ha=side, va="center", zorder=5, **at, **style)


def _funnel_key(figure, rows):
    from matplotlib.lines import Line2D

    missing = rows[~rows["status"].eq(SHOWN)]
    handles = [
        Line2D([], [], label="All together", **AVERAGE_STYLE),
        Line2D([], [], label="Inner limits (95%)", **INNER_STYLE),
        Line2D([], [], label="Outer limits (99.8%)", **OUTER_STYLE),
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=3, columnspacing=1.4)
    if len(missing):
        counted = missing["status"].map(WORDS).value_counts().sort_index()
        told = "; ".join(f"{number} {words}" for words, number in counted.items())
        styles.beneath(figure, f"Not drawn: {told}.")
