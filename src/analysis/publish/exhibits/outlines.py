"""The outlines of a map's places as a page lays them over its picture: where to point, and no figure."""

from itertools import pairwise

WIDE = 1_000  # units across a picture, of which a finger or a mouse tells some three apart
COARSE = 3
LEAST = 4  # units: a place smaller than that is pointed at as a square of this size


def outlines(figure, axes, shapes):
    """Return an SVG with one path for each of `shapes`, in their order, as they lie in the drawn `figure`.

    It is stretched over the picture, and holds neither names nor figures: the page reads those out of the
    table beneath, whose rows come in the same order.
    """
    tall = round(WIDE * figure.get_figheight() / figure.get_figwidth())
    onto = axes.transData + figure.transFigure.inverted()
    left, right = (onto.transform((x, 0))[0] for x in shapes.total_bounds[[0, 2]])
    span = shapes.total_bounds[2] - shapes.total_bounds[0]
    coarse = shapes.geometry.simplify_coverage(COARSE * span / (WIDE * (right - left)))
    paths = "".join(f'<path d="{_path(shape, onto, tall)}"/>' for shape in coarse)
    return f'<svg viewBox="0 0 {WIDE} {tall}" preserveAspectRatio="none">{paths}</svg>'


def _path(shape, onto, tall):
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    rings = [ring.coords for part in parts for ring in (part.exterior, *part.interiors) if ring.coords]
    placed = [_placed(ring, onto, tall) for ring in rings]
    seen = "".join(_ring(points) for points in placed if len(points) > 2)
    return seen or "".join(_square(points[0]) for points in placed[:1])


def _placed(ring, onto, tall):
    """Return the corners of a ring in whole units, each once where several fall together."""
    fractions = onto.transform([point[:2] for point in ring])
    points = [(round(x * WIDE), round((1 - y) * tall)) for x, y in fractions[:-1]]  # the last is the first
    return [point for point, before in zip(points, [None, *points], strict=False) if point != before]


def _ring(points):
    (x, y), *_ = points
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(points)]
    return f"M{x} {y}l{' '.join(steps)}z"


def _square(middle):
    x, y = (place - LEAST // 2 for place in middle)
    return f"M{x} {y}h{LEAST}v{LEAST}h-{LEAST}z"
