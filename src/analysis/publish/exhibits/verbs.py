"""The charts of a chapter that names sources and title as it draws: `publish.bar` and its like."""

import functools

from analysis.publish.exhibits import bars, dots, flows, journeys, keeping, lines, maps, networks, styles
from analysis.publish.exhibits.exhibit import gap
from analysis.publish.exhibits.tabulate import table
from analysis.publish.exhibits.wording_checks import opened

WORDS = ("alt", "subtitle", "title_period", "note", "if_empty", "main")


def _verb(kind, draw):
    @functools.wraps(draw)
    def verb(frame, *columns, sources, title, ax=None, **given):
        words = {name: given.pop(name) for name in WORDS if name in given}
        exhibit, page = opened(frame, kind, sources, title, **words)
        if exhibit.missing:
            return gap(exhibit, page)
        more = {"ax": ax} if ax is not None else {}
        if kind == "map":
            more["with_towns"] = any(one.id == maps.TOWNS for one in exhibit.sources)
        drawing = draw(exhibit.rows, *columns, invented=exhibit.invented, **given, **more)
        if drawing.gap:
            return gap(exhibit, page, drawing.gap)
        drawing.refuse_more()
        if drawing.few and ax is None:
            shown = {"sources": sources, "title": title, "headings": drawing.headings}
            return table(drawing.rows, drawing.columns, **shown, **words)
        axes = drawing.axes
        if isinstance(axes, styles.chart_class()):
            axes.published = lambda: keeping.piece(exhibit, page, drawing)
        return axes

    return verb


bar = _verb("bar", bars.drawn)
dot = _verb("dot", dots.drawn)
flow = _verb("flow", flows.drawn)
journey = _verb("journey", journeys.drawn)
line = _verb("line", lines.drawn)
map = _verb("map", maps.drawn)  # the noun of the trade, read as publish.map
network = _verb("network", networks.drawn)
