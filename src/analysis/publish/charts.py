"""Charts and tables of what may leave: each takes `Controlled` first, returns a `Piece`, writes no file."""

import math
from itertools import pairwise

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.publish import look
from analysis.publish.control import (
    MARKERS,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    ROUNDS_TO_NOUGHT,
    SHOWN,
    SUPPRESSED,
    Controlled,
    kind_of,
    numbers_in,
    refuse_blank,
    require,
    rounded,
)
from analysis.publish.piece import Grid, Piece, gap
from analysis.publish.say import checked_words

WORDS = {SUPPRESSED: "hidden", NOT_AVAILABLE: "not available"}
HEADINGS = {
    "area_name": "Area",
    "area_code": "Area code",
    "lsoa21_code": "LSOA (2021)",
    "msoa21_code": "MSOA (2021)",
    "lower": "Lower limit",
    "upper": "Upper limit",
    "period_start": "Period",
}
# Past this a bar chart is a list: the measure takes the largest, or the page takes a table.
MOST_BARS, MOST_SERIES, MOST_LABELS, MOST_TOLD = 40, 4, 6, 4
CSV_DECIMALS = 4


def bar(
    controlled,
    label,
    value,
    *,
    title,
    alt,
    subtitle="",
    group=None,
    highlight=(),
    direction="across",
    headings=None,
):
    """Return a bar chart of `value` for each `label`, in the order of the rows.

    Bars lie, so that labels are read without turning the head; `direction="up"` stands them, for
    ages and periods. `group` splits each label by another column, up to four colours. `highlight`
    names the labels that keep their colour while the others turn grey.
    """
    page = opened(controlled, "bar", title, subtitle, alt)
    if controlled.missing:
        return gap(controlled, page["title"])
    rows = rows_to_draw(controlled, label, value, group)
    refuse_blank(rows, value)
    keys = list(dict.fromkeys(rows[label].map(_name)))
    groups = list(dict.fromkeys(rows[group].map(_name))) if group else [None]
    if len(keys) * len(groups) > MOST_BARS:
        raise InputError(
            f"A bar chart holds at most {MOST_BARS} bars, and this one has {len(keys) * len(groups)}. "
            "Keep the largest in the measure, or publish a table."
        )
    _few_series(groups, group)
    refuse_repeats(rows, [label, group] if group else [label])
    chosen = _chosen(highlight, keys, label)
    if direction not in ("across", "up"):
        raise InputError(f'Bars go "across" or "up", not "{direction}".')
    with look.page(controlled.invented, _bar_height(keys, groups, direction)) as (figure, axes):
        draw = _bars_across if direction == "across" else _bars_up
        draw(axes, rows, label, value, group, keys, groups, chosen)
        _key(figure, groups if group else [], look.colours(len(groups)))
        drawn = look.pictures(figure)
    columns = [label, *([group] if group else []), value]
    return figure_piece(controlled, page, drawn, rows, _with_interval(columns, rows), headings)


def line(
    controlled,
    period,
    value,
    *,
    title,
    alt,
    subtitle="",
    group=None,
    fitted=None,
    lower=None,
    upper=None,
    breaks=None,
    highlight=(),
    headings=None,
):
    """Return a line chart of `value` over the dates in `period`, with a gap where one is missing.

    `group` draws a line for each of up to four. `fitted` names a column for a second, heavier line,
    such as a trend, and `value` steps back. `lower` and `upper` name the columns of an interval band.
    `breaks` names a column whose words mark where the series changed, such as a new counting rule.
    """
    page = opened(controlled, "line", title, subtitle, alt)
    if controlled.missing:
        return gap(controlled, page["title"])
    extra = [column for column in (fitted, lower, upper) if column]
    rows = rows_to_draw(controlled, period, value, group, *extra, breaks)
    refuse_blank(rows, value)
    rows = rows.assign(**{period: _dates(rows[period], period)})
    groups = list(dict.fromkeys(rows[group].map(_name))) if group else [None]
    _few_series(groups, group)
    refuse_repeats(rows, [period, group] if group else [period])
    chosen = _chosen(highlight, groups, group)
    with look.page(controlled.invented, 4.2) as (figure, axes):
        told = _lines(axes, rows, period, value, group, groups, chosen, fitted, lower, upper, headings)
        if told:
            more = f"; and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
            look.beneath(figure, f"Not drawn: {'; '.join(told[:MOST_TOLD])}{more}.")
        _mark_breaks(axes, rows, period, breaks)
        _time_axis(axes, rows[period])
        axes.set_ylabel("")
        drawn = look.pictures(figure)
    columns = [period, *([group] if group else []), value, *extra, *([breaks] if breaks else [])]
    return figure_piece(controlled, page, drawn, rows, columns, headings)


def dot(
    controlled,
    label,
    value,
    *,
    title,
    alt,
    subtitle="",
    lower="lower",
    upper="upper",
    comparison=None,
    highlight=(),
    headings=None,
):
    """Return a dot for each `label` with its interval from `lower` to `upper`, in the order of the rows.

    `comparison` names the label that the others are held against: it becomes a line down the chart.
    """
    page = opened(controlled, "dot", title, subtitle, alt)
    if controlled.missing:
        return gap(controlled, page["title"])
    rows = rows_to_draw(controlled, label, value, lower, upper)
    refuse_blank(rows, value)
    refuse_repeats(rows, [label])
    keys = list(rows[label].map(_name))
    if len(keys) > MOST_BARS:
        raise InputError(
            f"A dot chart holds at most {MOST_BARS} rows, and this one has {len(keys)}. Publish a table."
        )
    chosen = _chosen(highlight, keys, label)
    against = _chosen([comparison] if comparison else (), keys, label)
    with look.page(controlled.invented, _row_height(keys, 1) + 0.9) as (figure, axes):
        _dots(axes, rows, label, value, lower, upper, chosen, against)
        drawn = look.pictures(figure)
    return figure_piece(controlled, page, drawn, rows, [label, value, lower, upper], headings)


def funnel(
    controlled,
    label,
    value,
    *,
    title,
    alt,
    highlight,
    population="population",
    average=None,
    inner=("inner_lower", "inner_upper"),
    outer=("outer_lower", "outer_upper"),
    subtitle="",
    headings=None,
):
    """Return a funnel plot: `value` against `population`, between limits that chance alone would keep to.

    `average`, `inner` and `outer` name columns of the measure; without them they are as
    `measures.funnel_of_rates` gives them. A ratio without an average is held against one.
    `highlight` names the labels that are written beside their points.
    """
    page = opened(controlled, "funnel", title, subtitle, alt)
    if controlled.missing:
        return gap(controlled, page["title"])
    rows = rows_to_draw(controlled, label, value, population, *inner, *outer)
    average = average or f"overall_{value}"
    if average not in rows.columns and value == "ratio":
        rows = rows.assign(**{average: 1.0})
    require(rows, average)
    refuse_blank(rows, value)
    refuse_repeats(rows, [label])
    chosen = _chosen(highlight, list(rows[label].map(_name)), label)
    if len(chosen) > MOST_LABELS:
        raise InputError(
            f"A funnel plot names at most {MOST_LABELS} points, and highlight= names {len(chosen)}."
        )
    with look.page(controlled.invented, 4.6) as (figure, axes):
        _funnel(axes, rows, label, value, population, average, inner, outer, chosen, headings)
        _funnel_key(figure, rows)
        drawn = look.pictures(figure)
    columns = [label, population, value, average, *inner, *outer]
    return figure_piece(controlled, page, drawn, rows, columns, headings)


def table(controlled, columns=None, *, title, alt="", subtitle="", headings=None):
    """Return a table for a page: `columns` in their order, numbers to the right, markers where hidden.

    [c] is suppressed, [x] not available, [z] not applicable, [low] more than nought that rounds to it.
    """
    page = opened(controlled, "table", title, subtitle, alt or title)
    if controlled.missing:
        return gap(controlled, page["title"])
    chosen = (
        list(columns)
        if columns
        else [name for name in controlled.columns if name not in ("status", "method")]
    )
    rows = rows_to_draw(controlled, *chosen)
    numbers = grid(rows, chosen, headings)
    return Piece(
        kind="table",
        **page,
        csv=csv_of(rows),
        markdown=numbers.markdown(),
        grid=numbers,
        **_origin(controlled),
    )


def opened(controlled, verb, title, subtitle, alt):
    """Return the checked words of a piece; refuse anything that has not passed the door."""
    if not isinstance(controlled, Controlled):
        raise TypeError(
            f"publish.{verb} takes what publish.control() returns, not a {type(controlled).__name__}: "
            "write safe = publish.control(measure, uses=[…]) first."
        )
    words = {"title": checked_words(title, "title"), "alt": checked_words(alt, "alt text")}
    below = [checked_words(subtitle, "subtitle")] if subtitle else []
    if controlled.title_period:
        below.append(controlled.title_period)
    return {**words, "subtitle": ", ".join(below)}


def _origin(controlled):
    return {
        "source": controlled.citation,
        "note": str(controlled.note or ""),
        "invented": controlled.invented,
    }


def figure_piece(controlled, page, drawn, rows, columns, headings):
    svg, png = drawn
    numbers = grid(rows, columns, headings)
    return Piece(
        kind="figure",
        **page,
        svg=svg,
        png=png,
        csv=csv_of(rows),
        markdown=numbers.markdown(),
        grid=numbers,
        **_origin(controlled),
    )


def rows_to_draw(controlled, *columns):
    """Return the rows to draw, after a look that the columns are there."""
    rows = controlled.rows
    for column in columns:
        if column is not None:
            require(rows, column)
    return rows


def _name(label):
    return f"{label:%B %Y}" if isinstance(label, pd.Timestamp) else str(label)


def refuse_repeats(rows, keys):
    twice = rows.duplicated(keys)
    if twice.any():
        place = ", ".join(f"{key} {_name(rows.loc[twice.idxmax(), key])!r}" for key in keys)
        raise InputError(f"The measure has more than one row for {place}. Filter it, or name group=.")


def _few_series(groups, group):
    if len(groups) > MOST_SERIES:
        raise InputError(
            f'A chart tells at most {MOST_SERIES} colours apart, and "{group}" has {len(groups)} values. '
            "Filter the measure, or draw one chart for each."
        )


def _chosen(names, known, column):
    names = [names] if isinstance(names, str) else list(names)
    for name in names:
        if name not in known:
            raise InputError(
                f'The column "{column}" has no "{name}" to single out. {nearest(name, known)}'.strip()
            )
    return names


def _dates(series, column):
    try:
        return pd.to_datetime(series, format="ISO8601")
    except (ValueError, TypeError):
        raise InputError(
            f'The column "{column}" is not made of dates, so it cannot be a time axis.'
        ) from None


def _with_interval(columns, rows):
    return [*columns, *(name for name in ("lower", "upper") if name in rows.columns and name not in columns)]


def _seen(row, column):
    """Tell whether a row has a value in `column` that may be drawn."""
    return row["status"] == SHOWN and pd.notna(row[column])


def _words_for(row):
    return WORDS.get(row["status"], WORDS[NOT_AVAILABLE])


def unit_of(column):
    """Return the sign that follows a figure of a column."""
    return "%" if column.endswith("_pct") else ""


def label_of(figure, column, series, more_places=0):
    """Return a figure as it stands beside a bar, in a legend or in a table's cell."""
    places = (0 if kind_of(column, series) == "number" else 1) + more_places
    short = rounded(figure, places)
    if short == 0 and figure != 0:
        return ROUNDS_TO_NOUGHT
    return f"{short:,f}{unit_of(column)}"


# Numbers of a piece: the table beneath it and its CSV.


def grid(rows, columns, headings=None):
    """Return `columns` of `rows` as text, with the markers for what is hidden."""
    numbers = numbers_in(rows)
    headings = headings or {}
    dates = [name for name in columns if pd.api.types.is_datetime64_any_dtype(rows[name])]
    text = {
        name: [
            _cell(row, name, rows[name]) if name in numbers else _plain(row[name], name in dates)
            for _, row in rows[[*dict.fromkeys([*columns, "status"])]].iterrows()
        ]
        for name in columns
    }
    return Grid(
        headings=tuple(headings.get(name) or heading_of(name) for name in columns),
        rows=tuple(zip(*text.values(), strict=True)),
        numeric=tuple(name in numbers for name in columns),
    )


def _plain(cell, is_date):
    if pd.isna(cell):
        return ""
    if is_date:
        return f"{cell:%B %Y}" if cell.day == 1 else f"{cell.day} {cell:%B %Y}"
    return str(cell)


def _cell(row, column, series):
    if pd.isna(row[column]):
        return MARKERS.get(row["status"], NOT_APPLICABLE)
    return label_of(row[column], column, series)


def heading_of(column):
    """Return the words that head a column: `rate_per_1000` is "Rate per 1,000"."""
    if column in HEADINGS:
        return HEADINGS[column]
    percentage = column.endswith("_pct")
    words = column.removesuffix("_pct").split("_")
    text = " ".join(f"{int(word):,}" if word.isdigit() else word for word in words)
    return f"{text[:1].upper()}{text[1:]}" + (" (%)" if percentage else "")


def csv_of(rows):
    """Return the published rows as CSV: a heading, every row, markers where hidden, no comments."""
    numbers = numbers_in(rows)
    text = pd.DataFrame(index=rows.index)
    for name in rows.columns:
        if name in numbers:
            text[name] = [
                MARKERS.get(status, NOT_APPLICABLE) if pd.isna(figure) else _exact(figure)
                for figure, status in zip(rows[name], rows["status"], strict=True)
            ]
        elif pd.api.types.is_datetime64_any_dtype(rows[name]):
            text[name] = rows[name].dt.strftime("%Y-%m-%d")
        else:
            text[name] = rows[name].astype("string").fillna("")
    return text.to_csv(index=False, lineterminator="\n")


def _exact(figure):
    figure = figure.item() if hasattr(figure, "item") else figure
    if float(figure).is_integer():
        return str(int(figure))
    return f"{rounded(figure, CSV_DECIMALS):f}".rstrip("0").rstrip(".")


# Bars


LETTERS_ACROSS, LETTERS_UP = 34, 14


def _row_height(keys, per_key):
    """Return the inches that rows need: two lines of label stand as high as two bars."""
    lines = [max(look.wrapped(key, LETTERS_ACROSS).count("\n") + 1, per_key) for key in keys]
    return max(1.6, 0.27 * sum(lines) + 0.09 * len(keys) + 0.25)


def _bar_height(keys, groups, direction):
    if direction == "up":
        return 4.2
    return _row_height(keys, len(groups)) + (0.4 if groups != [None] else 0)


def _slots(keys, groups):
    """Yield each bar's key, group, and its offset and thickness in units of one key's room.

    Bars fill 0.74 of the room, so that the gaps are narrower than the bars.
    """
    thickness = 0.74 / len(groups)
    for position, key in enumerate(keys):
        for step, name in enumerate(groups):
            yield position - 0.37 + thickness * (step + 0.5), thickness, key, name, step


def _row(rows, label, key, group, name):
    found = rows[rows[label].map(_name).eq(key)]
    if group:
        found = found[found[group].map(_name).eq(name)]
    return found.iloc[0] if len(found) else None


def _bar_colour(step, key, groups, chosen):
    if not chosen:
        return look.colours(len(groups))[step], look.colours(len(groups))[step]
    # The palette's grey is too pale to be seen alone: it gets an edge and its label.
    return (look.colours(len(groups))[step],) * 2 if key in chosen else (look.LIGHT_GREY, look.GREY)


def _bars_across(axes, rows, label, value, group, keys, groups, chosen):
    ceiling, floor = _extent(rows, value)
    pad = (ceiling - floor) * 0.012
    for place, thickness, key, name, step in _slots(keys, groups):
        row = _row(rows, label, key, group, name)
        if row is None or not _seen(row, value):
            words = WORDS[NOT_AVAILABLE] if row is None else _words_for(row)
            axes.text(pad, place, words, va="center", style="italic", color=look.GREY, fontsize=look.SMALL)
            continue
        face, edge = _bar_colour(step, key, groups, chosen)
        axes.barh(place, row[value], thickness * 0.96, color=face, edgecolor=edge, linewidth=0.8)
        text = label_of(row[value], value, rows[value])
        left = row[value] < 0
        size = look.TEXT if len(groups) < 3 else look.SMALL
        axes.text(
            row[value] + (-pad if left else pad),
            place,
            text,
            va="center",
            ha="right" if left else "left",
            fontsize=size,
            fontweight="bold" if key in chosen else "normal",
        )
    axes.set_yticks(range(len(keys)), [look.wrapped(key, LETTERS_ACROSS) for key in keys])
    axes.set_ylim(len(keys) - 0.5, -0.5)
    axes.set_xlim(floor, ceiling)
    axes.axvline(0, color=look.GREY, linewidth=0.8)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_visible(False)
    axes.spines[["bottom", "left"]].set_visible(False)


def _bars_up(axes, rows, label, value, group, keys, groups, chosen):
    ceiling, floor = _extent(rows, value)
    pad = (ceiling - floor) * 0.012
    labelled = len(keys) * len(groups) <= 12
    for place, thickness, key, name, step in _slots(keys, groups):
        row = _row(rows, label, key, group, name)
        if row is None or not _seen(row, value):
            words = WORDS[NOT_AVAILABLE] if row is None else _words_for(row)
            axes.text(
                place, pad, words, ha="center", va="bottom", rotation=90, style="italic", color=look.GREY
            )
            continue
        face, edge = _bar_colour(step, key, groups, chosen)
        axes.bar(place, row[value], thickness * 0.96, color=face, edgecolor=edge, linewidth=0.8)
        if labelled:
            down = row[value] < 0
            axes.text(
                place,
                row[value] + (-pad if down else pad),
                label_of(row[value], value, rows[value]),
                ha="center",
                va="top" if down else "bottom",
                fontsize=look.SMALL,
            )
    _key_ticks(axes, keys)
    axes.set_xlim(-0.5, len(keys) - 0.5)
    axes.set_ylim(floor, ceiling)
    axes.axhline(0, color=look.GREY, linewidth=0.8)
    axes.grid(axis="y")
    axes.tick_params(length=0)
    look.thousands(axes.yaxis, unit_of(value))
    axes.spines[["left", "bottom"]].set_visible(False)


def _key_ticks(axes, keys):
    """Write the labels beneath standing bars, only every so many where they would run together."""
    room = max(4, int(62 / max(len(keys), 1)))
    every = 1
    while every < len(keys) and max(map(len, keys)) > room * every * 2 and every < 6:
        every += 1
    places = range(0, len(keys), every)
    axes.set_xticks(places, [look.wrapped(keys[place], max(room * every, 6)) for place in places])


def _extent(rows, value):
    shown = rows.loc[rows["status"].eq(SHOWN), value].dropna().astype(float)
    highest, lowest = max([0.0, *shown]), min([0.0, *shown])
    if highest == lowest:
        highest = 1.0
    spread = highest - lowest
    return highest + spread * 0.02, lowest - (spread * 0.14 if lowest < 0 else 0)


def _key(figure, names, palette):
    """Put a legend above the picture, never over the data."""
    if len(names) < 2:
        return
    from matplotlib.patches import Patch

    patches = [Patch(color=colour, label=name) for name, colour in zip(names, palette, strict=True)]
    longest = sum(len(name) + 5 for name in names)
    columns = len(names) if longest <= 74 else (2 if max(map(len, names)) < 34 else 1)
    figure.legend(
        handles=patches, loc="outside upper left", ncols=columns, handlelength=1.1, columnspacing=1.4
    )


# Lines


def _step_months(dates):
    """Return how many months lie between one period and the next: 1, 3 or 12; None for anything else."""
    months = sorted({(day.year * 12 + day.month) for day in dates})
    if any(day.day != 1 for day in dates) or len(months) < 2:
        return None
    return math.gcd(*[later - earlier for earlier, later in pairwise(months)])


def _calendar(dates):
    """Return every period from the first to the last, so that one that is missing leaves a gap."""
    step = _step_months(dates)
    if step is None:
        return pd.DatetimeIndex(sorted(set(dates)))
    return pd.date_range(min(dates), max(dates), freq=pd.DateOffset(months=step))


def _lines(axes, rows, period, value, group, groups, chosen, fitted, lower, upper, headings):
    calendar = _calendar(rows[period])
    palette = look.colours(len(groups))
    ends = []
    gaps = {}
    for step, name in enumerate(groups):
        part = rows if name is None else rows[rows[group].map(_name).eq(name)]
        part = part.set_index(period).reindex(calendar)
        shown = part["status"].eq(SHOWN)
        colour = palette[step] if not chosen or name in chosen else "#8C8C8C"
        drawn = part[value].where(shown).astype("float64")
        for day in calendar[~(shown & drawn.notna())]:
            gaps.setdefault(day, {})[name] = WORDS.get(part["status"].get(day), WORDS[NOT_AVAILABLE])
        if lower and upper:
            low, high = (part[column].where(shown).astype("float64") for column in (lower, upper))
            axes.fill_between(calendar, low, high, color=colour, alpha=0.2, linewidth=0)
        behind = fitted is not None
        axes.plot(
            calendar,
            drawn,
            color=look.GREY if behind else colour,
            linewidth=1 if behind else 2.2,
            marker="o",
            markersize=2.6 if behind or len(calendar) > 30 else 4,
            zorder=2,
        )
        if behind:
            smooth = part[fitted].where(shown).astype("float64")
            axes.plot(calendar, smooth, color=colour, linewidth=2.6, zorder=3)
            ends += [
                (smooth, _heading(fitted, headings), colour),
                (drawn, _heading(value, headings), look.GREY),
            ]
        elif name is not None:
            ends.append((drawn, name, colour))
    _limits_up(axes, rows, [value, *[column for column in (fitted, lower, upper) if column]])
    told = _mark_gaps(axes, calendar, gaps, groups)
    _name_ends(axes, calendar, ends)
    axes.grid(axis="y")
    axes.tick_params(axis="y", length=0)
    look.thousands(axes.yaxis, unit_of(value))
    axes.spines["left"].set_visible(False)
    return told


def _heading(column, headings):
    return (headings or {}).get(column) or heading_of(column)


def _limits_up(axes, rows, columns):
    shown = rows.loc[rows["status"].eq(SHOWN), columns].astype("float64")
    highest, lowest = shown.max().max(), shown.min().min()
    highest = 1.0 if pd.isna(highest) else float(highest)
    lowest = 0.0 if pd.isna(lowest) else min(0.0, float(lowest))
    axes.set_ylim(lowest * 1.08, highest * 1.08 if highest > 0 else 1.0)


def _mark_gaps(axes, calendar, gaps, groups):
    """Shade each run of periods in which every line has a gap; return in words where only some have."""
    runs, told = [], []
    for place, day in enumerate(calendar):
        if day not in gaps:
            continue
        if runs and runs[-1][1] == place - 1 and runs[-1][2] == gaps[day]:
            runs[-1][1] = place
        else:
            runs.append([place, place, gaps[day]])
    half = (calendar[1] - calendar[0]) / 2 if len(calendar) > 1 else pd.Timedelta(days=15)
    for first, last, gap_of in runs:
        start, end = calendar[first] - half, calendar[last] + half
        if len(gap_of) == len(groups):
            axes.axvspan(start, end, facecolor="#F3F3F3", edgecolor=look.LIGHT_GREY, hatch="///", linewidth=0)
        else:
            # Where other lines go on, words in the picture would lie over them.
            told += [f"{name} in {_name(calendar[first])} ({why})" for name, why in gap_of.items()]
            continue
        middle = calendar[first] + (calendar[last] - calendar[first]) / 2
        axes.text(
            middle,
            0.03,
            " or ".join(sorted(set(gap_of.values()))),
            transform=axes.get_xaxis_transform(),
            rotation=90,
            ha="center",
            va="bottom",
            style="italic",
            fontsize=look.SMALL,
            color=look.INK,
            path_effects=look.halo(),
            zorder=5,
        )
    return told


def _name_ends(axes, calendar, ends):
    """Write each line's name beside its last point, moved apart where they would touch."""
    placed = []
    bottom, top = axes.get_ylim()
    # 4.2 inches hold some 19 lines of 11 point text; a wrapped name takes its own number of them.
    one_line = (top - bottom) / 19
    for drawn, name, colour in ends:
        known = drawn.dropna()
        if len(known):
            placed.append([float(known.iloc[-1]), look.wrapped(name, 18), colour])
    placed.sort(key=lambda end: end[0])
    for lower, upper in pairwise(placed):
        room = one_line * (lower[1].count("\n") + upper[1].count("\n") + 2) / 2
        upper[0] = max(upper[0], lower[0] + room)
    if placed and placed[-1][0] > top:
        over = placed[-1][0] - top
        for end in placed:
            end[0] -= over
    span = calendar[-1] - calendar[0] if len(calendar) > 1 else pd.Timedelta(days=30)
    for height, name, colour in placed:
        axes.text(
            calendar[-1] + span * 0.02, height, name, color=_readable(colour), va="center", clip_on=False
        )


def _readable(colour):
    # Orange and turquoise letters on white are under 4.5 to 1: their names are written darker.
    return {look.ORANGE: "#B3430B", look.TURQUOISE: "#1B6F67", "#8C8C8C": look.GREY}.get(colour, colour)


def _mark_breaks(axes, rows, period, breaks):
    if breaks is None:
        return
    marked = rows[rows[breaks].notna() & rows[breaks].astype(str).str.strip().ne("")].drop_duplicates(period)
    for day, words in zip(marked[period], marked[breaks], strict=True):
        axes.axvline(day, color=look.INK, linewidth=1.1, linestyle=(0, (4, 3)))
        axes.annotate(
            look.wrapped(words, 24),
            (day, 1.01),
            xycoords=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
            fontsize=look.SMALL,
        )


def _time_axis(axes, dates):
    """Write years, or months where there are few, level and never running together."""
    from matplotlib.dates import DateFormatter, MonthLocator, YearLocator

    days = (dates.max() - dates.min()).days
    if days > 3 * 366:
        axes.xaxis.set_major_locator(YearLocator(max(1, round(days / 366 / 8))))
        axes.xaxis.set_major_formatter(DateFormatter("%Y"))
    else:
        every = next(step for step in (1, 2, 3, 6) if days / 30.4 / step <= 7 or step == 6)
        axes.xaxis.set_major_locator(MonthLocator(bymonth=range(1, 13, every)))
        axes.xaxis.set_major_formatter(DateFormatter("%b\n%Y"))
    axes.margins(x=0.015)


# Dots


def _dots(axes, rows, label, value, lower, upper, chosen, against):
    keys = list(rows[label].map(_name))
    for place, (_, row) in enumerate(rows.iterrows()):
        key = keys[place]
        axes.axhline(place, color="#EDEDED", linewidth=0.7, zorder=0)
        if not _seen(row, value):
            axes.text(
                0.01,
                place,
                _words_for(row),
                transform=axes.get_yaxis_transform(),
                va="center",
                style="italic",
                color=look.GREY,
                fontsize=look.SMALL,
                path_effects=look.halo(),
            )
            continue
        grey = chosen and key not in chosen and key not in against
        colour = look.GREY if grey else look.ORANGE if key in against else look.DARK_BLUE
        if pd.notna(row[lower]) and pd.notna(row[upper]):
            axes.plot(
                [row[lower], row[upper]], [place, place], color=colour, linewidth=2, solid_capstyle="butt"
            )
        axes.plot(row[value], place, marker="o", markersize=7, color=colour, zorder=3)
        axes.text(
            1.02,
            place,
            _interval_words(row, value, lower, upper, rows),
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=look.SMALL,
            fontweight="bold" if key in (*chosen, *against) else "normal",
        )
    for key in against:
        row = rows.iloc[keys.index(key)]
        if _seen(row, value):
            axes.axvline(row[value], color=look.ORANGE, linewidth=1.4, linestyle=(0, (5, 3)), zorder=1)
            axes.text(
                row[value],
                1.01,
                key,
                transform=axes.get_xaxis_transform(),
                ha="center",
                va="bottom",
                color=_readable(look.ORANGE),
                fontsize=look.SMALL,
            )
    axes.set_yticks(range(len(keys)), [look.wrapped(key, LETTERS_ACROSS - 6) for key in keys])
    axes.set_ylim(len(keys) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    look.thousands(axes.xaxis, unit_of(value))
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.04)


def _interval_words(row, value, lower, upper, rows):
    figure = label_of(row[value], value, rows[value])
    if pd.isna(row[lower]) or pd.isna(row[upper]):
        return figure
    low, high = (label_of(row[column], value, rows[value]) for column in (lower, upper))
    return f"{figure} ({low} to {high})"


# Funnels


def _funnel(axes, rows, label, value, population, average, inner, outer, chosen, headings):
    shown = rows[rows["status"].eq(SHOWN) & rows[value].notna()].sort_values(population)
    for columns, style in ((outer, "-"), (inner, (0, (5, 3)))):
        for column in columns:
            people, limit = _curve(shown[population].astype(float), shown[column].astype(float))
            axes.plot(people, limit, color=look.GREY, linewidth=1.1, linestyle=style, zorder=1)
    if len(shown):
        axes.plot(
            *_curve(shown[population].astype(float), shown[average].astype(float)),
            color=look.INK,
            linewidth=1.2,
            zorder=1,
        )
    names = shown[label].map(_name)
    others = shown[~names.isin(chosen)]
    singled = shown[names.isin(chosen)]
    axes.scatter(
        others[population], others[value], s=34, color="#8C8C8C", edgecolor="white", linewidth=0.6, zorder=2
    )
    axes.scatter(singled[population], singled[value], s=64, color=look.DARK_BLUE, edgecolor="white", zorder=4)
    axes.set_xlabel(_heading(population, headings))
    # Above the axis and level: nobody should have to turn their head for it.
    axes.set_title(_heading(value, headings), loc="left", fontsize=look.TEXT)
    axes.grid(axis="y")
    axes.tick_params(length=0)
    look.thousands(axes.xaxis)
    look.thousands(axes.yaxis, unit_of(value))
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.05, y=0.08)
    _population_scale(axes, shown[population])
    _name_points(axes, singled, names, value, population)


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
    look.thousands(axes.xaxis)


def _curve(people, limit):
    """Return a limit as a smooth curve through its points, without going beyond them.

    Limits are close to straight lines in one over the root of the population: between two forces
    they are drawn so.
    """
    import numpy

    known = people.notna() & limit.notna() & people.gt(0)
    people, limit = people[known].to_numpy(), limit[known].to_numpy()
    if len(people) < 2:
        return people, limit
    fine = numpy.linspace(people.min(), people.max(), 200)
    return fine, numpy.interp(-1 / numpy.sqrt(fine), -1 / numpy.sqrt(people), limit)


def _name_points(axes, singled, names, value, population):
    """Write the singled-out names beside their points, where the fewest points and lines stand."""
    drawn = [line.get_xydata() for line in axes.lines]
    drawn += [points.get_offsets() for points in axes.collections]
    axes.get_xlim(), axes.get_ylim()  # settles the scales, which the next line reads
    placed = axes.transData + axes.transAxes.inverted()
    obstacles = [tuple(point) for part in drawn if len(part) for point in placed.transform(part)]
    for index, row in singled.iterrows():
        name = look.wrapped(names[index], 26)
        x, y = placed.transform((row[population], row[value]))
        # A bold letter of 11 points is some 0.0155 of the axes wide, and a line some 0.05 of them high.
        wide, high = max(map(len, name.split("\n"))) * 0.0155, 0.025 * (name.count("\n") + 1)
        places = [(side, up) for up in (0, 1, -1, 2, -2) for side in ("left", "right")]

        def crowded(place, x=x, y=y, wide=wide, high=high):
            side, up = place
            start, middle = (x + 0.015 if side == "left" else x - 0.015 - wide), y + up * 0.045
            within = sum(start < ox < start + wide and abs(oy - middle) < high for ox, oy in obstacles)
            return within + 100 * (start < 0 or start + wide > 1 or not 0.03 < middle < 0.97)

        side, up = min(places, key=crowded)
        axes.annotate(
            name,
            (row[population], row[value]),
            xytext=(9 if side == "left" else -9, up * 12),
            textcoords="offset points",
            ha=side,
            va="center",
            fontweight="bold",
            color=look.DARK_BLUE,
            path_effects=look.halo(3),
            zorder=5,
        )


def _funnel_key(figure, rows):
    from matplotlib.lines import Line2D

    missing = rows[~rows["status"].eq(SHOWN)]
    handles = [
        Line2D([], [], color=look.INK, linewidth=1.2, label="All areas together"),
        Line2D([], [], color=look.GREY, linewidth=1.1, linestyle=(0, (5, 3)), label="Inner limits"),
        Line2D([], [], color=look.GREY, linewidth=1.1, label="Outer limits"),
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=3, columnspacing=1.4)
    if len(missing):
        counted = missing["status"].map(WORDS).value_counts().sort_index()
        look.beneath(
            figure, "Not drawn: " + "; ".join(f"{number} {words}" for words, number in counted.items()) + "."
        )
