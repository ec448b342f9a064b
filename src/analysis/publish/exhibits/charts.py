"""What the figures share: the piece they return, what they refuse, and how they name what they draw."""

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.publish.exhibits import styles
from analysis.publish.exhibits.tabulate import unit_of
from analysis.publish.wording import label_in_words
from analysis.states import MARKERS, NOT_AVAILABLE, SHOWN, SUPPRESSED

WORDS = {SUPPRESSED: "hidden", NOT_AVAILABLE: "not available"}
# Past this a bar chart is a list: the measure takes the largest, or the page takes a table.
MOST_BARS, MOST_SERIES = 40, 4
FEWEST_MARKS = 3  # of fewer a table says more than a chart
LETTERS_ACROSS = 34


def refuse_repeats(rows, keys):
    """Raise InputError where two rows have the same `keys`: they would be drawn over each other."""
    twice = rows.duplicated(keys)
    if twice.any():
        place = ", ".join(f"{key} {label_in_words(rows.loc[twice.idxmax(), key])!r}" for key in keys)
        raise InputError(f"The measure has more than one row for {place}. Filter it, or name group=.")


def series(rows, group):
    """Return the values of `group` in words, each of which has a colour; [None] without one."""
    return [None] if group is None else list(dict.fromkeys(names_of(rows, group)))


def most_colours(groups, group):
    """Return the limit of a Drawing with a colour for each of `groups`: more no reader distinguishes."""
    instead = f'Filter the measure by "{group}", or draw one chart for each.'
    return (MOST_SERIES, len(groups), ("A chart", "colours"), instead)


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
