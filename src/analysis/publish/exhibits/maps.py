"""Maps of what may leave: a choropleth with classes, and a class each for suppressed and not available."""

import functools
import warnings
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy
import pandas as pd

from analysis.errors import InputError
from analysis.publish.exhibits import styles
from analysis.publish.exhibits.charts import WORDS, refuse_repeats
from analysis.publish.exhibits.drawing import Drawing
from analysis.publish.exhibits.say import checked_words
from analysis.publish.exhibits.tabulate import label_of
from analysis.publish.exhibits.wording_checks import rows_to_draw
from analysis.publish.states import refuse_blank, require
from analysis.states import MARKERS, NOT_AVAILABLE, SHOWN, SUPPRESSED

NO_OUTLINES = "The files read hold no outlines of this area"
MOST_CLASSES = 5
HATCHES = {SUPPRESSED: "////", NOT_AVAILABLE: "...."}
# At 7.2 inches a map is some 1,000 dots across: detail below a dot and a half weighs and is not seen.
DOTS_SEEN = 1_500
# Of the outlines that a page lays over a map: units across, how coarse, and the smallest place in units,
# which is pointed at as a square. A finger or a mouse tells some three units apart.
WIDE, COARSE, LEAST = 1_000, 3, 4
COULD_BE_ZERO = "could be zero"
UNSURE = "could_be_zero"
YES, NO = "yes", "no"
ELSEWHERE, OTHER_FORCE = "elsewhere", "another force"
# People are whole: a limit below half a person rounds to nobody.
LEAST_SURE = 0.5
# Small rings: lines stand for hidden and points for not available. Any denser, they would draw the eye first.
RINGS, RING_COLOUR = "oo", "#767676"
PALER = 0.55
SMALLEST = 5.5  # points of the names in a set of small maps
# The card whose points are drawn as towns, and where the name may stand: beside the dot, above or below it.
TOWNS, TOWN_TEXT = "open_names", 8.5
BESIDE_DOT = (
    *((4, 0, "left", "center"), (-4, 0, "right", "center"), (0, 4, "center", "bottom")),
    *((0, -4, "center", "top"), (3, 3, "left", "bottom"), (-3, 3, "right", "bottom")),
    *((3, -3, "left", "top"), (-3, -3, "right", "top")),
)
ROOM = 1.5  # dots of a screen between two names


@dataclass(frozen=True, eq=False)
class Map:
    """A map that colours each area of `boundaries` by its class of `value`.

    `boundaries` is a GeoDataFrame with the column `code`, of the same vintage as the measure's.
    `unit` heads the legend. `outlines` (such as districts) are drawn over the areas and written with their
    `outline_name`; those with "yes" in their column `elsewhere` are of another force, and say so. Points
    among them are towns, in their order: each has a dot and its name where that is in nobody's way. Up to
    five classes by natural breaks; five values or fewer are a class each.

    The `darkest` class is the "highest" or, for a rank, the "lowest".

    `lower` names the lower limit of estimates of people: where it is under half a person the area is drawn
    paler, with rings, as one that "could be zero". The table beneath says so area by area, with the limits.

    With `by`, a column, there is a small map for each of its values, all with the same classes.
    """

    boundaries: pd.DataFrame
    code: str
    value: str
    unit: str
    name: str | None = None
    outlines: pd.DataFrame | None = None
    outline_name: str | None = None
    darkest: str = "highest"
    lower: str | None = None
    by: str | None = None
    headings: dict | None = None


def drawn(rows, chart, canvas):
    """Return the Drawing of a Map of `rows`.

    An area without a row is "not available". Raises InputError for a row without an area: it would
    be lost from the map in silence.
    """
    code, value, by = chart.code, chart.value, chart.by
    if chart.boundaries.empty:
        return Drawing("map", None, rows, [code, value], chart.headings, gap=(NO_OUTLINES,))
    rows = _checked(rows, chart)
    told, said = ("", ()) if chart.lower is None else _told_unsure(rows)
    parts = [("", rows)] if by is None else list(rows.groupby(by, sort=False))
    maps = [(heading, _joined(chart.boundaries, part, code, value)) for heading, part in parts]
    areas = maps[0][1]
    outlines, towns = _parted(chart.outlines)
    with styles.page(canvas, _height(areas, len(maps))) as (figure, axes):
        all_places = _places(figure, axes, len(maps))
        handles = _all_areas(all_places, maps, rows, chart, outlines)
        _legend(figure, axes, handles, chart, canvas)
        size = TOWN_TEXT if len(maps) == 1 else SMALLEST
        named = _towns(figure, all_places, towns, chart.outline_name, size) if len(towns) else ""
    made = Drawing(
        "map",
        axes,
        rows,
        _columns(rows, chart),
        chart.headings,
        alt=told,
        said=said,
        towns=named,
        estimate=chart.lower is not None,
    )
    if by is not None:
        return made
    # In the order of the table's rows; those without a row appear last.
    order = {area: number for number, area in enumerate(rows[code])}
    shapes = areas.sort_values(code, key=lambda codes: codes.map(order), kind="stable", na_position="last")
    made.places = functools.partial(outlines_over, axes.figure, axes, shapes)
    return made


def _checked(rows, chart):
    """Return the rows that a Map draws, once seen to be what it needs; with `lower`, which could be zero."""
    checked_words(chart.unit, "unit")
    rows = rows_to_draw(rows, chart.code, chart.value, chart.name, chart.by)
    refuse_repeats(rows, [chart.code] if chart.by is None else [chart.by, chart.code])
    refuse_blank(rows, chart.value)
    if chart.lower is not None:
        rows = _with_unsure(rows, chart.value, chart.lower)
    if chart.darkest not in ("highest", "lowest"):
        raise InputError(f'The darkest class is the "highest" or the "lowest", not "{chart.darkest}".')
    return rows


def _columns(rows, chart):
    """Return the columns of the table beneath a Map."""
    labels = [column for column in (chart.by, chart.name, chart.code) if column]
    if chart.lower is None:
        return [*labels, chart.value]
    upper = ["upper"] if "upper" in rows.columns else []
    return [*labels, chart.value, chart.lower, *upper, UNSURE]


def _all_areas(all_places, maps, rows, chart, outlines):
    """Draw the areas of each small map, all with the same classes; return the handles of the legend."""
    limits = class_limits(rows.loc[rows["status"].eq(SHOWN), chart.value])
    handles = {}
    for axes, (heading, shapes) in zip(all_places, maps, strict=True):
        axes.set_title(heading, loc="left", fontsize=styles.TEXT, fontweight="bold")
        drawn_here = _areas(axes, shapes, chart.value, limits, rows[chart.value], chart.darkest)
        handles |= {handle.get_label(): handle for handle in drawn_here}
        if outlines is not None:
            _outlines(axes, outlines, chart.outline_name, styles.SMALL if len(maps) == 1 else SMALLEST)
        if axes is all_places[0]:
            _scale_bar(axes, shapes.total_bounds)
    return list(handles.values())


def _legend(figure, axes, handles, chart, canvas):
    """Put the classes at the right of the picture, headed by the unit."""
    if canvas.ax is None or chart.by is not None:
        # The mark of invented data is above it.
        legend, where = figure.legend, {"loc": "outside right center"}
    else:  # there may be another map to the right
        legend, where = axes.legend, {"loc": "center left", "bbox_to_anchor": (1, 0.5), "frameon": False}
    legend(
        handles=handles,
        title=styles.wrapped(chart.unit, 22),
        **where,
        alignment="left",
        labelspacing=0.7,
        handlelength=1.6,
        handleheight=1.2,
    )


def _across(count):
    return min(count, 2 if count <= 4 else 3)


def _places(figure, axes, count):
    """Return the axes of so many small maps, the first of which is `axes`."""
    if count == 1:
        return [axes]
    across = _across(count)
    grid = figure.add_gridspec(-(-count // across), across)
    axes.set_subplotspec(grid[0])
    return [axes, *(figure.add_subplot(grid[place]) for place in range(1, count))]


def class_limits(figures):
    """Return the lowest and highest figure of each class, from the lowest class up.

    Natural breaks are Fisher and Jenks's exact ones: the k-means kind starts at random and draws
    another map each time.
    """
    figures = figures.dropna().astype("float64")
    different = sorted(set(figures))
    if len(different) <= MOST_CLASSES:
        return [(figure, figure) for figure in different]
    none = figures == 0  # a class of its own: a place with none is no place with few
    limits, figures = [(0.0, 0.0)] if none.any() else [], figures[~none]
    edges = [float("-inf"), *_upper_limits(figures.to_numpy(), MOST_CLASSES - len(limits))]
    classes = figures.groupby(pd.cut(figures, edges, duplicates="drop"), observed=True)
    return limits + list(classes.agg(["min", "max"]).itertuples(index=False, name=None))


def _upper_limits(figures, classes):
    import mapclassify

    with warnings.catch_warnings():
        # It says that it would be faster with numba: 354 areas take 0.1 s without.
        warnings.filterwarnings("ignore", message="Numba not installed")
        edges = mapclassify.FisherJenks(figures, k=classes).bins
    # The last edge is the largest figure itself, but for the rounding of a division.
    return [*edges[:-1], figures.max()]


def _joined(boundaries, rows, code, value):
    same = "The vintage is part of the name: boundaries and measure must be of the same one."
    require(boundaries, code, same, "The boundaries have no column")
    lost = rows.loc[~rows[code].isin(boundaries[code]), code]
    if len(lost):
        raise InputError(
            f'{len(lost)} of the {len(rows)} rows have a "{code}" that is not among the {len(boundaries)} '
            f"boundaries, first {lost.iloc[0]}. Filter the measure, or load the boundaries it needs."
        )
    kept = [code, value, "status", *(name for name in (UNSURE,) if name in rows.columns)]
    areas = boundaries[[code, "geometry"]].merge(rows[kept], on=code, how="left")
    areas["status"] = areas["status"].where(areas["status"].notna(), NOT_AVAILABLE)
    return _simplified(areas)


def _simplified(shapes):
    left, bottom, right, top = shapes.total_bounds
    tolerance = max(right - left, top - bottom) / DOTS_SEEN
    # As one coverage: two neighbours keep one border, where each on its own would leave slivers.
    return shapes.set_geometry(shapes.geometry.simplify_coverage(tolerance))


def _height(areas, count):
    left, bottom, right, top = areas.total_bounds
    across = _across(count)
    # Maps have some 5 of the 7.2 inches across, the legend the rest.
    one = 5.0 / across * (top - bottom) / max(right - left, 1) + (0.5 if count == 1 else 0.35)
    return min(8.5, max(3.6 if count == 1 else 2.4, one * -(-count // across)))


def _areas(axes, areas, value, limits, series, darkest):
    from matplotlib.patches import Patch

    handles = []
    palette = styles.steps(len(limits))[:: 1 if darkest == "highest" else -1]
    edge = {"edgecolor": "#6B6B6B", "linewidth": 0.35 if len(areas) > 60 else 0.6}
    unsure = _says_yes(areas, UNSURE)
    named = class_words(limits, value, series)
    if UNSURE in areas.columns and limits[1:] and limits[0][0] > 0:
        # How few people live in one place is nobody's business.
        named[0] = f"up to {named[0].split(' to ')[-1]}"
    for (low, high), colour, words in zip(limits, palette, named, strict=True):
        inside = areas["status"].eq(SHOWN) & areas[value].between(low, high)
        _fill(axes, areas[inside & ~unsure], facecolor=colour, **edge)
        _fill(axes, areas[inside & unsure], **_unsure_style(colour, edge))
        handles.append(Patch(facecolor=colour, edgecolor="#6B6B6B", linewidth=0.6, label=words))
    if unsure.any():
        handles.append(Patch(**_unsure_style(styles.SEQUENTIAL[1], edge), label=COULD_BE_ZERO))
    for status, hatch in HATCHES.items():
        inside = areas["status"].eq(status)
        if inside.any():
            look_of_it = {"facecolor": "white", "hatch": hatch, **edge}
            _fill(axes, areas[inside], **look_of_it)
            handles.append(Patch(**look_of_it, label=WORDS[status]))
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.autoscale_view()
    return handles[: len(limits)][::-1] + handles[len(limits) :]


def _says_yes(shapes, column):
    """Tell which shapes have "yes" in a column: none where there is no such column."""
    if column not in shapes.columns:
        return pd.Series(False, index=shapes.index)
    return shapes[column].eq(YES)


def class_words(limits, value, series):
    """Return each class in words, without gaps, with the decimals that keep the ends of classes apart.

    Where each class is one figure, it has that figure alone.
    """
    if not limits:
        return []
    for more in range(4):
        ends = [[label_of(figure, value, series, more) for figure in limit] for limit in limits]
        if all(before[1] != after[1] for before, after in pairwise(ends)):
            break
    first = ends[0][0] if ends[0][0] == ends[0][1] else f"{ends[0][0]} to {ends[0][1]}"
    if all(low == high for low, high in ends):
        return [low for low, _ in ends]
    return [first, *(f"over {before[1]} to {after[1]}" for before, after in pairwise(ends))]


def _fill(axes, shapes, **style):
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path

    paths = [
        Path.make_compound_path(*(Path(ring[:, :2], closed=True) for ring in _rings(shape)))
        for shape in shapes.geometry
        if shape is not None and not shape.is_empty
    ]
    if paths:
        axes.add_collection(PathCollection(paths, joinstyle="round", **style))


def _rings(shape):
    """Return the corners of each ring of a shape, islands and holes included."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return [numpy.asarray(ring.coords) for ring in rings if len(ring.coords)]


def _outlines(axes, outlines, outline_name, size):
    if outline_name is not None:
        require(outlines, outline_name, lacks="The outlines have no column")
    shapes, elsewhere = _simplified(outlines), _says_yes(outlines, ELSEWHERE)
    _fill(axes, shapes[~elsewhere], facecolor="none", edgecolor=styles.INK, linewidth=1.3, zorder=3)
    _fill(axes, shapes[elsewhere], facecolor="none", edgecolor=styles.GREY, linestyle="--", zorder=2)
    if outline_name is None:
        return
    for shape, name, other in zip(shapes.geometry, shapes[outline_name], elsewhere, strict=True):
        point = shape.representative_point()
        words = f"{name} ({OTHER_FORCE})" if other else name
        style = {"style": "italic", "color": styles.GREY} if other else {"fontweight": "bold"}
        style |= {"fontsize": size, "ha": "center", "va": "center", "path_effects": styles.halo(3)}
        words = styles.wrapped(words, 14 if size == styles.SMALL else 10)
        axes.text(point.x, point.y, words, zorder=6, **style)


def _parted(outlines):
    """Return outlines and the points among them, which are towns."""
    if outlines is None:
        return None, ()
    points = outlines.geom_type.eq("Point")
    return outlines[~points], outlines[points]


def _towns(figure, all_places, towns, name, size):
    """Draw a dot and a name for each town whose name there is room for; return the names of those drawn."""
    figure.draw_without_rendering()  # where everything lies is known after that
    drawn = {}
    for axes in all_places:
        taken = [box for text in axes.texts for box in _lines(text)]
        for town, point in zip(towns[name], towns.geometry, strict=True):
            if (boxes := _town(axes, town, point, size, taken)) is not None:
                taken += boxes
                drawn[town] = True
    return ", ".join(drawn)


def _lines(words):
    """Return the box of each line of drawn words, which are centred: beside a short line there is room."""
    from matplotlib.transforms import Bbox

    whole, lines = words.get_window_extent(), words.get_text().split("\n")
    tall, boxes = whole.height / len(lines), []
    for number, line in enumerate(lines, start=1):
        words.set_text(line)
        wide = words.get_window_extent().width
        boxes.append(Bbox.from_bounds((whole.x0 + whole.x1 - wide) / 2, whole.y1 - number * tall, wide, tall))
    words.set_text("\n".join(lines))
    return boxes


def _town(axes, town, point, size, taken):
    """Draw a town beside nothing that is `taken`; return the boxes that it takes, None where none is free."""
    from matplotlib.transforms import Bbox

    x, y = axes.transData.transform((point.x, point.y))
    dot = Bbox.from_bounds(x - 2, y - 2, 4, 4)
    style = {"fontsize": size, "path_effects": styles.halo(2), "zorder": 5, "in_layout": False}
    for across, up, side, height in BESIDE_DOT:
        words = axes.annotate(
            town, (point.x, point.y), (across, up), textcoords="offset points", ha=side, va=height, **style
        )
        box = words.get_window_extent().padded(ROOM)
        inside = axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1
        if inside and not any(one.overlaps(other) for one in (box, dot) for other in taken):
            edge = {"markeredgecolor": "white", "markeredgewidth": 0.6}
            axes.plot(point.x, point.y, "o", color=styles.INK, markersize=3, zorder=5, **edge)
            return [box, dot]
        words.remove()
    return None


def _scale_bar(axes, bounds):
    """Draw a scale below the map. Coordinates are metres (British National Grid)."""
    left, bottom, right, top = bounds
    width, height = right - left, top - bottom
    if width < 400:
        return  # not metres, or not a map that anyone needs a scale for
    steps = (100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5)
    length = max(step for step in steps if step <= width / 3.5)
    below = bottom - height * 0.05
    axes.plot([left, left + length], [below, below], color=styles.INK, linewidth=2.5, solid_capstyle="butt")
    words = f"{length / 1_000:g} km" if length >= 1_000 else f"{length:g} m"
    axes.text(left + length + width * 0.015, below, words, va="center", fontsize=styles.SMALL)
    axes.set_xlim(left - width * 0.01, right + width * 0.01)
    axes.set_ylim(below - height * 0.03, top + height * 0.01)


def _with_unsure(rows, value, lower):
    """Return `rows` with the column `could_be_zero`: yes where the estimate's `lower` limit is under half.

    A row that is not shown has its marker there. Raises InputError for a limit that is absent, blank or
    above its figure, and for figures in another unit than the people, such as a share, of which half is not a
    person.
    """
    require(rows, lower, "It holds the lower limit of each estimate.")
    if value.endswith("_pct") or "_per_" in value or value.endswith("_quotient"):
        raise InputError(
            f'"{value}" does not count people, so that half a one would mean nothing: lower= is for '
            "estimates of how many there are."
        )
    shown = rows["status"].eq(SHOWN)
    wrong = shown & (rows[lower].isna() | (rows[lower] > rows[value]))
    if wrong.any():
        raise InputError(
            f'{wrong.sum()} of the {shown.sum()} rows shown have a "{lower}" that is blank or above '
            f'"{value}", first row {int(wrong.to_numpy().argmax()) + 1}.'
        )
    answer = (rows[lower] < LEAST_SURE).map({True: YES, False: NO})
    return rows.assign(**{UNSURE: answer.where(shown, rows["status"].map(MARKERS)).astype("str")})


def _told_unsure(rows):
    """Return what the alt text says of how many of the areas shown could be zero, and its figures."""
    shown = rows["status"].eq(SHOWN)
    unsure, all_shown = f"{rows[UNSURE].eq(YES).sum():,}", f"{shown.sum():,}"
    figures = [unsure, all_shown]
    sentence = (
        f" In {unsure} of {all_shown} areas the estimate could be zero; they are drawn paler, with rings."
    )
    if unsure == "0":
        figures, sentence = [all_shown], f" In none of {all_shown} areas could the estimate be zero."
    return sentence, tuple(figures)


def _unsure_style(colour, edge):
    """Return how an area of a class is drawn whose estimate could be zero: paler, with rings."""
    from matplotlib.colors import to_hex, to_rgb

    paler = to_hex([part + (1 - part) * PALER for part in to_rgb(colour)])
    return {**edge, "facecolor": paler, "hatch": RINGS, "edgecolor": RING_COLOUR}


def outlines_over(figure, axes, shapes):
    """Return an SVG with one path for each of `shapes`, in their order, as they lie in the drawn `figure`.

    It is stretched over the picture, and holds neither names nor figures: the page reads those out of the
    table beneath, whose rows come in the same order.
    """
    tall = round(WIDE * figure.get_figheight() / figure.get_figwidth())
    onto = axes.transData + figure.transFigure.inverted()
    left, right = (onto.transform((x, 0))[0] for x in shapes.total_bounds[[0, 2]])
    span = shapes.total_bounds[2] - shapes.total_bounds[0]
    coarse = shapes.geometry.simplify_coverage(COARSE * span / (WIDE * (right - left)))
    paths = "".join(f'<path d="{_outline(shape, onto, tall)}"/>' for shape in coarse)
    return f'<svg viewBox="0 0 {WIDE} {tall}" preserveAspectRatio="none">{paths}</svg>'


def _outline(shape, onto, tall):
    """Return a shape as the steps of an SVG path, a place too small for any as a square."""
    placed = [_placed(ring, onto, tall) for ring in _rings(shape)]
    steps = []
    for points in (one for one in placed if len(one) > 2):
        away = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(points))
        steps.append(f"M{points[0][0]} {points[0][1]}l{away}z")
    if placed and not steps:
        x, y = (place - LEAST // 2 for place in placed[0][0])
        steps.append(f"M{x} {y}h{LEAST}v{LEAST}h-{LEAST}z")
    return "".join(steps)


def _placed(ring, onto, tall):
    """Return the corners of a ring in whole units, each once where several fall together."""
    fractions = onto.transform(ring[:-1, :2])  # the last corner is the first
    points = [(round(x * WIDE), round((1 - y) * tall)) for x, y in fractions]
    return [point for point, _ in groupby(points)]
