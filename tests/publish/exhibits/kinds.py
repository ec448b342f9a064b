"""A small made-up piece of each kind of picture, with what easily goes wrong: long words, gaps, marks."""

from types import SimpleNamespace

import pandas as pd

from analysis.publish.exhibits import (
    bars,
    dots,
    exhibit,
    flows,
    journeys,
    keeping,
    lines,
    maps,
    networks,
    styles,
    tabulate,
    wording_checks,
)
from analysis.tables.cards import Source

DRAWS = {"bar": bars, "dot": dots, "flow": flows, "journey": journeys, "line": lines, "map": maps}
DRAWS |= {"network": networks}
CHARTS = {"bar": bars.BarChart, "dot": dots.DotChart, "line": lines.LineChart, "map": maps.Map}
WORDS = ("alt", "subtitle", "title_period", "note", "if_empty", "main")


def drawing_of(kind, frame, *columns, sources, title, **given):
    """Return the Exhibit of a frame, the words of its page, and what is drawn of it; None for a gap."""
    words = {name: given.pop(name) for name in WORDS if name in given}
    about, page = wording_checks.opened(frame, kind, sources, title, **words)
    if about.missing:
        return about, page, None
    if kind in CHARTS:
        columns, given = (CHARTS[kind](*columns, **given),), {}
    canvas = styles.Canvas(invented=about.invented)
    return about, page, DRAWS[kind].drawn(about.rows, *columns, canvas=canvas, **given)


def _drawn(kind):
    def draw(frame, *columns, **given):
        about, page, drawing = drawing_of(kind, frame, *columns, **given)
        if drawing is None or drawing.gap:
            return exhibit.gap(about, page, drawing.gap if drawing else ())
        drawing.refuse_more()
        if drawing.few:
            words = {name: given[name] for name in (*WORDS, "sources", "title") if name in given}
            return tabulate.table(drawing.rows, drawing.columns, headings=drawing.headings, **words)
        with styles.styled():
            return keeping.piece(about, page, drawing)

    return draw


# Charts as what a build publishes of them, by the source of their rows.
as_piece = SimpleNamespace(**{kind: _drawn(kind) for kind in DRAWS})


def axes_of(kind, frame, *columns, **given):
    """Return the Axes of a chart."""
    return drawing_of(kind, frame, *columns, **given)[2].axes


NEEDS = ("Mental and physical health", "Shelter and accommodation", "Drugs and alcohol", "Money and benefits")
HIDDEN, UNKNOWN = "suppressed", "not available"
# Of a card that is there: how old its figures may be appears in the catalogue.
SOURCE = Source(
    id="census_ts024", title="Languages", publisher="ONS", licence="OGL", period="2021", invented=True
)


def passed(**columns):
    return pd.DataFrame({"status": "shown"} | columns)


def bar(rows, label, value, title, **words):
    return as_piece.bar(passed(**rows), label, value, sources=SOURCE, title=title, **words)


def bars():
    rows = {"need": NEEDS, "people": [1240, 310, 0, None], "status": ["shown", "shown", "shown", HIDDEN]}
    return bar(rows, "need", "people", "Most ask for one thing")


def tall_bars():
    """Return so many bars that a picture of them is as high as it is wide."""
    wards = [f"Ward {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTU"]
    rows = {"place": wards, "people": range(210, 0, -10)}
    return bar(rows, "place", "people", "Each ward has fewer than the one before")


def bars_in_groups():
    groups = [f"group {name}" for name in "ABC"]
    shares = [90 - 20 * at - 15 * step for at in range(len(NEEDS)) for step in range(len(groups))]
    rows = {"need": [need for need in NEEDS for _ in groups], "who": groups * len(NEEDS), "share_pct": shares}
    return bar(rows, "need", "share_pct", "Groups differ", group="who", subtitle="Share by need")


def standing_bars():
    quarters = [f"{year}-Q{number}" for year in (2024, 2025) for number in (1, 2, 3, 4)]
    rows = {"quarter": quarters, "offences": [412, 430, 401, 388, 450, 470, None, 433]}
    rows["status"] = ["shown"] * 6 + [UNKNOWN, "shown"]
    return bar(rows, "quarter", "offences", "Quarter by quarter", direction="up")


def dot(rows, label, value, title, **words):
    return as_piece.dot(passed(**rows), label, value, sources=SOURCE, title=title, **words)


def dots():
    rows = {"need": NEEDS, "share_pct": [61.2, 55.0, 48.3, None]}
    rows |= {"lower": [57.1, 49.9, 31.0, None], "upper": [65.2, 60.0, 66.0, None]}
    rows["status"] = ["shown", "shown", "shown", HIDDEN]
    return dot(rows, "need", "share_pct", "Ranges overlap", comparison=NEEDS[1])


def ratios():
    rows = {"need": NEEDS, "ratio": [0.5, 1.0, 1.6, 3.9]}
    rows |= {"lower": [0.3, 0.9, 1.1, 2.2], "upper": [0.8, 1.1, 2.3, 7.0]}
    return dot(
        rows, "need", "ratio", "One is far out", ratios=True, highlight=NEEDS[3:], marks=("is met", "is not")
    )


def intervals():
    who = ["residents who may be meant", "adults among them", "victims among those"]
    rows = {"who": who, "lower": [5540, 4140, 200], "upper": [9120, 7030, 510]}
    return dot(rows, "who", None, "An interval and no point")


def lines():
    rows = [
        (f"2025-{month:02d}-01", name, None if month == 5 else start + 4 * month)
        for name, start in (("Wick", 40), ("Larkmere", 90), ("Aston-on-the-Wold", 64))
        for month in range(1, 13)
    ]
    month, district, offences = zip(*rows, strict=True)
    status = [UNKNOWN if number is None else "shown" for number in offences]
    safe = passed(month=month, district=district, offences=offences, status=status)
    return as_piece.line(
        safe, "month", "offences", group="district", sources=SOURCE, title="Three lines with a gap"
    )


def trend():
    months = pd.date_range("2023-01-01", periods=30, freq="MS")
    counts = [400 + 3 * at + 25 * (at % 4) for at in range(30)]
    safe = passed(
        month=months,
        offences=counts,
        fitted=[430.0 + 3 * at for at in range(30)],
        change=["" if at != 18 else "New counting rules" for at in range(30)],
    )
    drawn = {"fitted": "fitted", "breaks": "change"}
    return as_piece.line(safe, "month", "offences", sources=SOURCE, title="It rises", **drawn)


def flow():
    rows = [("Offered", "Referred", 660, "shown"), ("Offered", "Declined", 240, "shown")]
    rows += [("Referred", "Contacted safely", 410, "shown"), ("Referred", "Uncontactable", None, HIDDEN)]
    before, after, people, status = zip(*rows, strict=True)
    safe = passed(before=before, after=after, people=pd.array(people, "Int64"), status=status)
    return as_piece.flow(safe, "before", "after", "people", sources=SOURCE, title="Where they go")


def journey():
    people = [39_020, 15_172, 6_600, 2_055, None]
    stages = ["Recorded", "Offered", "Referred", "Needs met", "Left well"]
    safe = passed(stage=stages, people=people, status=["shown"] * 4 + [HIDDEN])
    return as_piece.journey(safe, "stage", "people", sources=SOURCE, title="Most are never offered help")


def network():
    hub, refuge, advice = "Safeguarding hub", "Refuge", "Advice project"
    start, end = ["Police", "Council", hub, hub, advice, refuge], [hub, hub, refuge, advice, refuge, hub]
    ties = ["written agreement", "custom", "custom", "custom", "one person's contacts", "custom"]
    safe = passed(start=start, end=end, rests_on=ties)
    return as_piece.network(
        safe, "start", "end", "rests_on", sources=SOURCE, title="All on one", highlight=[hub]
    )


def areas(across=6, down=4, side=4_000, code="lsoa21_code"):
    """Return square areas in rows from the south-west on."""
    import geopandas
    from shapely.geometry import box

    places = [(x * side, y * side) for y in range(down) for x in range(across)]
    codes = [f"E0190{place:04d}" for place in range(len(places))]
    shapes = [box(x, y, x + side, y + side) for x, y in places]
    return geopandas.GeoDataFrame({code: codes}, geometry=shapes, crs=27700)


def map_of(shapes=None):
    shapes = areas() if shapes is None else shapes
    count = len(shapes)
    states = [HIDDEN if at == 3 else UNKNOWN if at == 9 else "shown" for at in range(count)]
    shares = [None if states[at] != "shown" else (at * 7) % 25 + 0.5 for at in range(count)]
    safe = passed(lsoa21_code=shapes["lsoa21_code"], share_pct=shares, status=states)
    halves = shapes.assign(district=["West" if at % 6 < 3 else "East" for at in range(count)])
    words = {"title": "The east has more", "unit": "Share of residents", "sources": SOURCE}
    outlines = {"outlines": halves.dissolve("district", as_index=False), "outline_name": "district"}
    return as_piece.map(safe, shapes, "lsoa21_code", "share_pct", **words, **outlines)


def table():
    states = ["shown", "shown", HIDDEN, "shown"]
    safe = passed(need=NEEDS, people=[1240, 8, None, 0], share_pct=[79.6, 0.51, None, 0.0], status=states)
    words = {"title": "A table", "subtitle": "People by need", "sources": SOURCE}
    return tabulate.table(safe, ["need", "people", "share_pct"], **words)


PICTURES = {
    "bars": bars,
    "bars-in-groups": bars_in_groups,
    "standing-bars": standing_bars,
    "dots": dots,
    "ratios": ratios,
    "intervals": intervals,
    "lines": lines,
    "trend": trend,
    "flow": flow,
    "journey": journey,
    "network": network,
    "map": map_of,
}
