"""Flow charts: who goes from where to where, in ribbons as wide as they are many."""

import pandas as pd

from analysis.errors import InputError
from analysis.publish.exhibits import styles
from analysis.publish.exhibits.charts import WORDS, refuse_repeats
from analysis.publish.exhibits.drawing import Drawing
from analysis.publish.exhibits.tabulate import label_of
from analysis.publish.exhibits.wording_checks import rows_to_draw
from analysis.publish.states import refuse_blank
from analysis.publish.wording import label_in_words
from analysis.states import MARKERS, SHOWN

MOST_FLOWS = 24
# Inches of all ribbons side by side, and of the thinnest: a hidden one is as wide for every count.
ALL_TOGETHER, THINNEST = 2.6, 0.09
SPACE = 0.34  # inches between two ends, which two lines of letters fill
LINE = 0.17  # inches that a number beside the end of a ribbon needs
LEFT, RIGHT = 0.33, 0.67  # where the ribbons begin and end, of the picture's width
# From dark to pale, so that they part in greyscale too; each has its number beside it all the same.
FACES = (styles.DARK_BLUE, styles.SEQUENTIAL[2], "#8C8C8C")
FACES += (styles.SEQUENTIAL[1], styles.GREY, styles.SEQUENTIAL[3])


def drawn(rows, start, end, value, *, canvas, headings=None):
    """Return the Drawing of a flow chart of `value` from each label of `start` to each of `end`, as rows go.

    Of one start those that are shown come first: between them the thin dashed lines cross the ribbons.
    Ribbons are as wide as `value`, and a zero has none. What is hidden is drawn as a dashed line that is
    as wide for every count, with its marker; so is what is not available.

    Raises InputError for two rows of one flow, and a negative one.
    """
    rows = rows_to_draw(rows, start, end, value)
    refuse_blank(rows, value)
    refuse_repeats(rows, [start, end])
    if (rows[value] < 0).any():
        raise InputError(f'"{value}" is negative in a row: nobody can flow backwards. Correct the measure.')
    rows = rows[~(rows["status"].eq(SHOWN) & rows[value].eq(0))]
    order = rows.assign(start=pd.factorize(rows[start])[0], hidden=rows["status"].ne(SHOWN))
    rows = rows.loc[order.sort_values(["start", "hidden"], kind="stable").index].reset_index(drop=True)
    widths = _widths(rows, value)
    slots = [max(width, LINE) for width in widths]
    height = max(_height(rows[start], widths), _height(rows[end], slots)) + 0.5
    with styles.page(canvas, height) as (figure, axes):
        _flows(axes, rows, start, end, value, widths, slots, height)
        _told(figure, rows)
    instead = "Draw a part of it, or publish a table."
    limits = (MOST_FLOWS, len(rows), ("A flow chart", "flows"), instead)
    return Drawing("flow", axes, rows, [start, end, value], headings, limits=(limits,))


def _widths(rows, value):
    """Return the width of each ribbon in inches; one that is not shown has the thinnest."""
    shown = rows[value].astype(float).where(rows["status"].eq(SHOWN), 0.0)
    return list((shown / (shown.sum() or 1) * ALL_TOGETHER).clip(lower=THINNEST))


def _height(labels, widths):
    """Return the inches that the ends of one side need."""
    names = labels.map(label_in_words)
    sums = dict.fromkeys(names, 0.0)
    for name, width in zip(names, widths, strict=True):
        sums[name] += width
    return sum(max(room, SPACE) + SPACE for room in sums.values())


def _places(labels, widths, height):
    """Return {label: (top, foot)} and the top of each ribbon on one side, in inches from the top."""
    names, ends, tops = list(labels.map(label_in_words)), {}, [0.0] * len(labels)
    spare = max(height - 0.3 - _height(labels, widths), 0) / max(len(set(names)), 1)
    at = SPACE / 2 + spare / 2
    for name in dict.fromkeys(names):
        own = [place for place, other in enumerate(names) if other == name]
        size = sum(widths[place] for place in own)
        room = max(size, SPACE)
        top = at + (room - size) / 2
        ends[name] = (top, top + size)
        for place in own:
            tops[place], top = top, top + widths[place]
        at += room + SPACE + spare
    return ends, tops


def _flows(axes, rows, start, end, value, widths, slots, height):
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    left, begins = _places(rows[start], widths, height)
    right, stops = _places(rows[end], slots, height)
    faces = {name: FACES[place % len(FACES)] for place, name in enumerate(left)}
    middle = (LEFT + RIGHT) / 2
    for place, row in rows.iterrows():
        wide = widths[place]
        # At its end a thin ribbon lies in the middle of the room that its number needs.
        high, low = begins[place], stops[place] + (slots[place] - wide) / 2
        name, seen = label_in_words(row[start]), row["status"] == SHOWN
        if seen:
            corners = [(LEFT, high), (middle, high), (middle, low), (RIGHT, low), (RIGHT, low + wide)]
            corners += [(middle, low + wide), (middle, high + wide), (LEFT, high + wide), (LEFT, high)]
            steps = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
            style = {"facecolor": faces[name], "edgecolor": "white", "linewidth": 0.6, "alpha": 0.75}
        else:
            high, low = high + wide / 2, low + wide / 2
            corners = [(LEFT, high), (middle, high), (middle, low), (RIGHT, low)]
            steps = [Path.MOVETO, *[Path.CURVE4] * 3]
            style = {"facecolor": "none", "edgecolor": styles.GREY, "linewidth": 1.3}
            style["linestyle"] = (0, (3, 2))
            low -= wide / 2
        axes.add_patch(PathPatch(Path(corners, steps), zorder=1 + (not seen), **style))
        words = label_of(row[value], value, rows[value]) if seen else MARKERS[row["status"]]
        _beside(axes, RIGHT - 0.008, low + wide / 2, words, "right", styles.SMALL)
    for ends, across, side in ((left, LEFT, "right"), (right, RIGHT, "left")):
        for name, (top, bottom) in ends.items():
            axes.plot([across, across], [top, bottom], color=styles.INK, linewidth=2.4, solid_capstyle="butt")
            away = across - 0.012 if side == "right" else across + 0.012
            _beside(axes, away, (top + bottom) / 2, styles.wrapped(name, 24), side, styles.TEXT)
    axes.set_xlim(0, 1)
    axes.set_ylim(height - 0.3, 0)
    axes.set_axis_off()


def _beside(axes, across, down, words, side, size):
    axes.text(across, down, words, ha=side, va="center", fontsize=size, path_effects=styles.halo(3), zorder=5)


def _told(figure, rows):
    """Say beneath the picture what the dashed lines are, where there are any."""
    kinds = [words for status, words in WORDS.items() if rows["status"].eq(status).any()]
    if kinds:
        words = f"{' or '.join(kinds)}, drawn as wide for every number"
        styles.beneath(figure, f"Dashed: {words}. Other ribbons are to scale.")
