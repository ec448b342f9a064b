"""What the figures share: the piece they return, what they refuse, and how they name what they draw."""

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.publish.exhibits import styles
from analysis.publish.exhibits.exhibit import Piece
from analysis.publish.exhibits.tabulate import grid, numbers_of, unit_of
from analysis.publish.states import MARKERS, NOT_AVAILABLE, SHOWN, SUPPRESSED
from analysis.publish.wording import label_in_words

WORDS = {SUPPRESSED: "hidden", NOT_AVAILABLE: "not available"}
# Past this a bar chart is a list: the measure takes the largest, or the page takes a table.
MOST_BARS, MOST_SERIES = 40, 4
FEWEST_MARKS = 3  # of fewer a table says more than a chart
LETTERS_ACROSS = 34


def chart(axes, exhibit, page, rows, columns, headings, places=None):
    """Return the Axes of a drawn chart, which shows itself with the numbers that lie beneath it.

    `places` gives the outlines of a map's places in the order of `rows`, as an SVG. On an analyst's own Axes
    nothing is published.
    """
    if isinstance(axes, styles.chart_class()):
        axes.published = lambda: _piece(axes.figure, exhibit, page, rows, columns, headings, places)
    return axes


def _piece(figure, exhibit, page, rows, columns, headings, places):
    svg = styles.picture(figure)
    return Piece(
        kind="figure",
        **page,
        **numbers_of(exhibit, rows, grid(rows, columns, headings)),
        svg=svg,
        drawn=styles.words_in(figure),
        places=places() if places else "",
    )


def refuse_repeats(rows, keys):
    """Raise InputError where two rows have the same `keys`: they would be drawn over each other."""
    twice = rows.duplicated(keys)
    if twice.any():
        place = ", ".join(f"{key} {label_in_words(rows.loc[twice.idxmax(), key])!r}" for key in keys)
        raise InputError(f"The measure has more than one row for {place}. Filter it, or name group=.")


def refuse_more(most, found, holds, instead):
    """Raise InputError for more than `most` of what a chart `holds`, and say what to do `instead`."""
    if found > most:
        chart, things = holds
        raise InputError(f"{chart} holds at most {most} {things}, and this one has {found}. {instead}")


def series(rows, group):
    """Return the values of `group` in words, each of which has a colour; [None] without one."""
    if group is None:
        return [None]
    found = list(dict.fromkeys(names_of(rows, group)))
    instead = f'Filter the measure by "{group}", or draw one chart for each.'
    refuse_more(MOST_SERIES, len(found), ("A chart", "colours"), instead)
    return found


def singled_out(names, known, column):
    """Return `names` as a list; refuse a name that the chart does not have."""
    names = [names] if isinstance(names, str) else list(names)
    for name in names:
        if name not in known:
            raise InputError(
                f'The column "{column}" has no "{name}" to single out. {nearest(name, known)}'.strip()
            )
    return names


def names_of(rows, column):
    """Return the labels of a column in words."""
    return rows[column].map(lambda label: label_in_words(label, column))


def seen(row, column):
    """Tell whether a row has a value in `column` that may be drawn."""
    return row["status"] == SHOWN and pd.notna(row[column])


def number_axis(axis, rows, column):
    """Write an axis's numbers, or take it away where no figure may be seen: they would tell of its size."""
    if (rows["status"].eq(SHOWN) & rows[column].notna()).any():
        styles.thousands(axis, unit_of(column))
    else:
        axis.set_visible(False)
        axis.axes.spines["bottom" if axis.axis_name == "x" else "left"].set_visible(False)


def mark_gap(axes, at, row=None, upright=False, transform=None):
    """Write the marker and the words that appear in the place of a figure that is not drawn.

    `row` is None where there is none. Letters never lie where a bar of zero would: nothing is drawn.
    """
    status = row["status"] if row is not None and row["status"] in MARKERS else NOT_AVAILABLE
    style = {"color": styles.GREY, "fontsize": styles.SMALL, "va": "bottom" if upright else "center"}
    style |= {"ha": "center", "rotation": 90} if upright else {"ha": "left"}
    for words, offset, slant in ((MARKERS[status], 0, "normal"), (WORDS[status], 24, "italic")):
        axes.annotate(
            words,
            at,
            xycoords=transform or "data",
            xytext=(0, offset) if upright else (offset, 0),
            textcoords="offset points",
            style=slant,
            path_effects=styles.halo(),
            zorder=5,
            **style,
        )


def row_height(keys, per_key):
    """Return the inches that rows need: two lines of label stand as high as two bars."""
    lines = [max(styles.wrapped(key, LETTERS_ACROSS).count("\n") + 1, per_key) for key in keys]
    return max(1.6, 0.27 * sum(lines) + 0.09 * len(keys) + 0.25)


def readable(colour):
    """Return the colour in which the name of a line or mark of that colour is written."""
    return styles.AS_LETTERS.get(colour, colour)
