"""Bar charts: lying or standing, in one colour or up to four."""

from dataclasses import dataclass
from itertools import product

from analysis.errors import InputError
from analysis.publish.exhibits import charts, styles
from analysis.publish.exhibits.drawing import Drawing
from analysis.publish.exhibits.tabulate import label_of
from analysis.publish.exhibits.wording_checks import rows_to_draw
from analysis.publish.states import refuse_blank
from analysis.states import SHOWN

FILL = 0.74  # of a key's room, so that the gaps are narrower than the bars
THICKEST = 0.36  # inches of a lying bar
MOST_LABELLED = 12  # of more bars not each has its figure beside it
LETTERS_BENEATH = 62  # fit side by side across the picture in the size of the text


@dataclass(frozen=True)
class BarChart:
    """A bar of `value` for each `label`, the largest first.

    Labels of time, age or rank keep the order of their rows, and so do standing bars; `order` is another:
    "rows", or a list of labels.

    Bars lie, so that labels are read without turning the head; `direction="up"` stands them, for ages and
    periods, where each label has room beneath its bar: beneath more than a dozen bars some are left out.
    `group` splits each label by another column, up to four colours. `color` is one colour or a list of them.
    """

    label: str
    value: str
    group: str | None = None
    direction: str = "across"
    order: str | list | None = None
    headings: dict | None = None
    color: str | list | None = None


def drawn(rows, chart, canvas):
    """Return the Drawing of a BarChart of `rows`."""
    label, value, group, direction = chart.label, chart.value, chart.group, chart.direction
    rows = rows_to_draw(
        rows, label, value, group, size=None if direction == "up" else value, order=chart.order
    )
    refuse_blank(rows, value)
    columns = _with_interval([label, *([group] if group else []), value], rows, value)
    keys = list(dict.fromkeys(charts.names_of(rows, label)))
    groups = charts.series(rows, group)
    charts.refuse_repeats(rows, [label, group] if group else [label])
    if direction not in ("across", "up"):
        raise InputError(f'Bars go "across" or "up", not "{direction}".')
    if len(keys) * len(groups) <= MOST_LABELLED and _size_beneath(keys) is None:
        direction = "across"
    palette = styles.colours(len(groups), chart.color)
    with styles.page(canvas, _bar_height(keys, groups, direction)) as (figure, axes):
        _bars(axes, rows, chart, keys, groups, palette, direction == "across")
        _key(figure, groups if group else [], palette)
    instead = "Keep the largest in the measure, or publish a table."
    limits = (charts.MOST_BARS, len(keys) * len(groups), ("A bar chart", "bars"), instead)
    few = len(rows) < charts.FEWEST_MARKS
    colours = charts.most_colours(groups, group)
    return Drawing("bar", axes, rows, columns, chart.headings, limits=(colours, limits), few=few)


def _with_interval(columns, rows, value):
    """Return the columns with the limits of `value`: those of another column do not hold it between them."""
    ends = [name for name in ("lower", "upper") if name in rows.columns and name not in columns]
    if len(ends) < 2:
        return columns
    held = rows[[value, *ends]].dropna()
    own = len(held) and ((held["lower"] <= held[value]) & (held[value] <= held["upper"])).all()
    return [*columns, *ends] if own else columns


def _bar_height(keys, groups, direction):
    if direction == "up":
        return 4.2
    return charts.row_height(keys, len(groups)) + (0.4 if groups != [None] else 0)


def _bars(axes, rows, chart, keys, groups, palette, across):
    """Draw a bar for each label and group, lying or standing, with its figure at its end."""
    value = chart.value
    ceiling, floor = _extent(rows, value)
    pad = (ceiling - floor) * 0.012
    labelled = across or len(keys) * len(groups) <= MOST_LABELLED
    size = styles.TEXT if across and len(groups) < 3 else styles.SMALL
    # Beside labels of several lines a row is high: a bar as thick as that would be a box.
    most = THICKEST * len(groups) * len(keys) / _bar_height(keys, groups, "across")
    fill = min(FILL, most) if across else FILL
    thickness = fill / len(groups)
    for (position, key), (step, name) in product(enumerate(keys), enumerate(groups)):
        place = position - fill / 2 + thickness * (step + 0.5)
        row = _row(rows, chart, key, name)
        if row is None or not charts.seen(row, value):
            charts.mark_gap(axes, (pad, place) if across else (place, pad), row, upright=not across)
            continue
        draw = axes.barh if across else axes.bar
        draw(place, row[value], thickness * 0.96, **_drawn(palette[step]))
        if labelled:
            below, words = row[value] < 0, label_of(row[value], value, rows[value])
            end = row[value] + (-pad if below else pad)
            if across:
                axes.text(end, place, words, va="center", ha="right" if below else "left", fontsize=size)
            else:
                axes.text(place, end, words, ha="center", va="top" if below else "bottom", fontsize=size)
    if across:
        axes.set_yticks(range(len(keys)), [styles.wrapped(key, charts.LETTERS_ACROSS) for key in keys])
        axes.set(ylim=(len(keys) - 0.5, -0.5), xlim=(floor, ceiling))
        axes.axvline(0, color=styles.GREY, linewidth=0.8)
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_visible(False)
    else:
        _key_ticks(axes, keys)
        axes.set(xlim=(-0.5, len(keys) - 0.5), ylim=(floor, ceiling))
        axes.axhline(0, color=styles.GREY, linewidth=0.8)
        axes.grid(axis="y")
        axes.tick_params(length=0)
        charts.number_axis(axes.yaxis, rows, value)
    axes.spines[["left", "bottom"]].set_visible(False)


def _row(rows, chart, key, name):
    """Return the row of the label `key` and the group `name`, None where there is none."""
    rows = rows[charts.names_of(rows, chart.label).eq(key)]
    if chart.group:
        rows = rows[charts.names_of(rows, chart.group).eq(name)]
    return rows.iloc[0] if len(rows) else None


def _drawn(face):
    """Return how a bar is drawn: dark pink is striped, for without colours it is as dark as dark blue."""
    if face == styles.DARK_PINK:
        return {"facecolor": face, "edgecolor": "white", "linewidth": 0.8, "hatch": "////"}
    return {"facecolor": face, "edgecolor": face, "linewidth": 0.8}


def _key_ticks(axes, keys):
    """Write the labels beneath standing bars, only every so many where they would run together."""
    every = next((every for every in range(1, len(keys)) if _size_beneath(keys, every)), len(keys))
    size, places = _size_beneath(keys, every) or styles.TEXT, range(0, len(keys), every)
    width = max(_room(keys, every, size), 4)
    axes.set_xticks(places, [styles.wrapped(keys[place], width) for place in places], fontsize=size)


def _size_beneath(keys, every=1):
    """Return the size of letters in which every so many of the labels fit beneath bars, None for none."""
    sizes = (styles.TEXT, styles.SMALL)
    return next((size for size in sizes if all(_fits(key, _room(keys, every, size)) for key in keys)), None)


def _room(keys, every, size):
    """Return how many letters a label may be wide: one is left free between two labels."""
    return int(LETTERS_BENEATH * styles.TEXT / size * every / max(len(keys), 1)) - 1


def _fits(words, width):
    """Tell whether words fit in three lines of `width` letters at the most."""
    lines = styles.wrapped(words, max(width, 1)).split("\n")
    return len(lines) <= 3 and max(map(len, lines)) <= width


def _extent(rows, value):
    shown = rows.loc[rows["status"].eq(SHOWN), value].dropna().astype(float)
    highest, lowest = max([0.0, *shown]), min([0.0, *shown])
    highest = 1.0 if highest == lowest else highest
    spread = highest - lowest
    return highest + spread * 0.02, lowest - (spread * 0.14 if lowest < 0 else 0)


def _key(figure, names, palette):
    """Put a legend above the picture, never over the data, nor beneath the mark of invented data."""
    if len(names) < 2:
        return
    from matplotlib.patches import Patch

    patches = [
        Patch(label=styles.wrapped(name), **_drawn(colour))
        for name, colour in zip(names, palette, strict=True)
    ]
    longest = sum(len(name) + 5 for name in names)
    columns = len(names) if longest <= 68 else (2 if max(map(len, names)) < 30 else 1)
    figure.legend(
        handles=patches, loc="outside upper left", ncols=columns, handlelength=1.1, columnspacing=1.4
    )
