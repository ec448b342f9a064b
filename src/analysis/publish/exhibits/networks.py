"""A diagram of who passes on to whom: names in steps from left to right, a kind of line for each tie."""

import itertools
from collections import deque

from analysis.publish.exhibits import charts, styles
from analysis.publish.exhibits.drawing import Drawing
from analysis.publish.exhibits.wording_checks import rows_to_draw
from analysis.publish.wording import label_in_words

MOST_NAMES, MOST_STEPS, SWEEPS = 40, 4, 12
DASHES = ("-", (0, (5, 2)), (0, (1.2, 1.6)), (0, (6, 2, 1.2, 2)))
GUTTER, ROW = 0.85, 0.62  # inches between two columns of boxes, and from one box to the next beneath it
HEAD = "-|>,head_width=2.6,head_length=4.5"
ARROW = {"arrowstyle": HEAD, "shrinkA": 0, "shrinkB": 1, "linewidth": 1.5, "zorder": 2}
BOX = {"boxstyle": "round,pad=0,rounding_size=0.06", "linewidth": 1.2, "zorder": 3}
NAME = {"ha": "center", "va": "center", "fontsize": styles.SMALL, "linespacing": 0.95, "zorder": 4}
# The colours of a box, its edge and its name: of one that is singled out, and of any other.
FULL, PLAIN = (styles.DARK_BLUE, styles.DARK_BLUE, "white"), ("white", styles.GREY, styles.INK)


def drawn(rows, start, end, tie, *, canvas, highlight=(), headings=None):
    """Return the Drawing of a diagram with an arrow from each `start` to its `end`, in the line of its `tie`.

    Names appear in columns by how many steps they are from the nearest one that nobody passes on to, in an
    order that has few lines cross; those four steps away or further appear in the last. `tie` is a column of
    up to four kinds. `highlight` names those drawn in full colour.
    """
    rows = rows_to_draw(rows, start, end, tie)
    charts.refuse_repeats(rows, [start, end])
    pairs = list(zip(rows[start].map(label_in_words), rows[end].map(label_in_words), strict=True))
    ties = list(charts.names_of(rows, tie))
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    kinds = charts.series(rows, tie)
    chosen = charts.singled_out(highlight, names, "names of the diagram")
    columns = in_columns(pairs)
    height = max(map(len, columns)) * ROW + 0.75
    with styles.page(canvas, height) as (figure, axes):
        _draw(axes, columns, pairs, ties, kinds, chosen)
        _key(figure, kinds)
    limits = (MOST_NAMES, len(names), ("A diagram", "names"), "Publish a table.")
    colours = charts.most_colours(kinds, tie)
    return Drawing("network", axes, rows, [start, end, tie], headings, limits=(colours, limits))


def in_columns(pairs):
    """Return the names in `pairs` in columns by steps, each column in an order that has few lines cross.

    >>> in_columns([("a", "b"), ("b", "c"), ("c", "a"), ("d", "c")])
    [['d'], ['c'], ['a'], ['b']]
    """
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    entered, steps = {end for _, end in pairs}, {}
    for starts in ([name for name in names if name not in entered], *([name] for name in names)):
        queue = deque((name, 0) for name in starts)
        while queue:
            name, step = queue.popleft()
            if name not in steps:
                steps[name] = step
                queue.extend((end, step + 1) for start, end in pairs if start == name)
    columns = [
        [name for name in names if min(steps[name], MOST_STEPS - 1) == step] for step in range(MOST_STEPS)
    ]
    columns = [column for column in columns if column]
    for _ in range(SWEEPS):
        for column in columns:
            place = {name: at / max(len(held) - 1, 1) for held in columns for at, name in enumerate(held)}
            # A name belongs beside the middle of those that it is tied to.
            column.sort(key=lambda name, place=place: _middle(name, pairs, place))
    return columns


def _middle(name, pairs, place):
    tied = [place[other] for pair in pairs if name in pair for other in pair if other != name]
    return sum(tied) / len(tied)


def _draw(axes, columns, pairs, ties, kinds, chosen):
    from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

    # Inches: the picture is as wide as the page, so that letters keep their size.
    wide = min((styles.WIDTH - 0.2 - GUTTER * (len(columns) - 1)) / len(columns), 1.9)
    tall, most = ROW * 0.72, max(map(len, columns))
    at = {}
    for step, column in enumerate(columns):
        for place, name in enumerate(column):
            middle = (place + 0.5) * most / len(column)
            at[name] = (step, step * (wide + GUTTER), -middle * ROW)
    colours = dict(zip(kinds, styles.colours(len(kinds)), strict=True))
    for (start, end), tie in zip(pairs, ties, strict=True):
        points, bend = _arrow(at[start], at[end], wide, (end, start) in pairs)
        drawn = {"connectionstyle": f"arc3,rad={bend}", "linestyle": DASHES[kinds.index(tie) % len(DASHES)]}
        axes.add_patch(FancyArrowPatch(*points, color=colours[tie], **drawn, **ARROW))
    for name, (_, left, middle) in at.items():
        fill, edge, ink = FULL if name in chosen else PLAIN
        box = FancyBboxPatch((left, middle - tall / 2), wide, tall, facecolor=fill, edgecolor=edge, **BOX)
        axes.add_patch(box)
        axes.text(left + wide / 2, middle, styles.wrapped(name, int(wide * 11.5)), color=ink, **NAME)
    across = (wide + GUTTER) * len(columns) - GUTTER
    # Lines within the last column bend out beyond it.
    axes.set_xlim(-GUTTER * 0.35, across + GUTTER * 0.6)
    axes.set_ylim(-most * ROW, 0)
    axes.set_axis_off()


def _arrow(start, end, wide, both_ways):
    """Return the two ends of an arrow between boxes, and how far it bends."""
    (step, left, middle), (step_to, left_to, middle_to) = start, end
    if step == step_to:
        # Out on the right and in again: downwards it bulges to the right as it is, upwards the other way.
        shift = 0.1 if middle > middle_to else -0.1
        near = abs(middle - middle_to) / ROW
        bend = (0.55 if near < 1.5 else 0.32) * (-1 if middle > middle_to else 1)
        return ((left + wide, middle - shift), (left_to + wide, middle_to + shift)), bend
    aside = (0.09 if step < step_to else -0.09) * both_ways
    begins, ends = (left + wide, left_to) if step < step_to else (left, left_to + wide)
    return ((begins, middle + aside), (ends, middle_to + aside)), 0.0


def _key(figure, kinds):
    from matplotlib.lines import Line2D

    looks = zip(kinds, styles.colours(len(kinds)), itertools.cycle(DASHES), strict=False)
    lines = [
        Line2D([], [], color=colour, linewidth=1.8, linestyle=dashes, label=styles.wrapped(kind))
        for kind, colour, dashes in looks
    ]
    figure.legend(
        handles=lines, loc="outside upper left", ncols=min(len(lines), 3), handlelength=2.6, columnspacing=1.4
    )
