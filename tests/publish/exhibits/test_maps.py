"""Maps: classes, what is hidden, and areas that do not match."""

import io
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.publish.exhibits import maps

from . import kinds
from .kinds import SOURCE, as_piece

WORDS = {"title": "The east has more", "alt": "Map of the county", "unit": "Share of residents"}
WORDS |= {"sources": SOURCE}
UNSURE = "could be zero"


@pytest.fixture
def squares():
    """Return twelve areas of one square kilometre in two rows."""
    districts = ["West" if place % 6 < 3 else "East" for place in range(12)]
    return kinds.areas(down=2, side=1_000).assign(district=districts)


@pytest.fixture
def shares(squares):
    codes = squares["lsoa21_code"]
    return pd.DataFrame({"lsoa21_code": codes, "share_pct": np.arange(12) * 1.5, "status": "shown"})


def drawn(shares, squares, **changes):
    return as_piece.map(shares, squares, "lsoa21_code", "share_pct", **(WORDS | changes))


def test_without_outlines_or_a_source_there_is_a_gap_that_says_so(shares, squares):
    piece = drawn(shares, squares[:0])
    assert (piece.kind, piece.title) == ("gap", WORDS["title"])
    assert piece.words == "This cannot be shown. The files read hold no outlines of this area."
    gone = replace(SOURCE, missing=("Languages are not in the folder",))
    assert "Languages are not in the folder." in drawn(shares, squares, sources=gone).words


def legend_of(piece):
    """Return the words of a map's legend: what is written but for the mark, the scale, and its heading."""
    return [words for words in piece.drawn if words not in ("Invented data", "Share of residents", "1 km")]


def test_suppressed_and_not_available_have_classes_where_there_are_any(shares, squares):
    assert not {"hidden", "not available"} & set(legend_of(drawn(shares, squares)))
    shares.loc[0, "status"] = "suppressed"
    legend = legend_of(drawn(shares.drop(index=1), squares))
    assert legend[-2:] == ["hidden", "not available"] and len(legend) == 7


@pytest.mark.parametrize(("status", "legend"), [("shown", ["2.0%"]), ("suppressed", ["hidden"])])
def test_a_map_that_is_all_the_same_is_drawn(shares, squares, status, legend):
    shares["share_pct"], shares["status"] = 2.0, status
    assert legend_of(drawn(shares, squares)) == legend


@pytest.mark.parametrize(("different", "classes"), [(1, 1), (5, 5), (6, 5), (40, 5)])
def test_there_are_at_most_five_full_classes_and_places_with_none_are_one(different, classes):
    figures = pd.Series(np.tile(np.linspace(0.1, 9, different), 3))
    limits = maps.class_limits(figures)
    held = [figures.between(low, high).sum() for low, high in limits]
    assert len(limits) == classes and sum(held) == len(figures) and min(held) > 0
    figures = pd.Series([0, 0, *np.linspace(0.1, 9, 30)])
    limits = maps.class_limits(figures)
    assert len(limits) == 5 and limits[0] == (0, 0) and limits[1][0] == 0.1
    assert maps.class_words(limits, "places_per_1000", figures)[:2] == ["0.0", "over 0.0 to 2.2"]


def test_classes_do_not_seem_to_overlap():
    limits = [(0.5, 9.551), (9.553, 13.9)]
    words = maps.class_words(limits, "share_pct", pd.Series([0.5, 13.9]))
    assert words == ["0.5% to 9.6%", "over 9.6% to 13.9%"]
    close = maps.class_words([(0.5, 9.551), (9.552, 9.553)], "share_pct", pd.Series([0.5, 9.553]))
    assert close == ["0.500% to 9.551%", "over 9.551% to 9.553%"]
    assert maps.class_words([(1, 1), (4, 4)], "people", pd.Series([1, 4])) == ["1", "4"]


def test_a_row_without_an_area_and_boundaries_of_another_vintage_are_refused(shares, squares):
    with pytest.raises(InputError, match=r"1 of the 12 rows .* first E01900011"):
        drawn(shares, squares.iloc[:11])
    with pytest.raises(InputError, match=r'no column "lsoa21_code". Nearest: "lsoa11_code".*vintage'):
        drawn(shares, squares.rename(columns={"lsoa21_code": "lsoa11_code"}))


def test_islands_and_holes_are_drawn_as_they_are():
    from shapely.geometry import MultiPolygon, Point, box

    ring = box(0, 0, 10, 10).difference(box(4, 4, 6, 6))
    outer, hole, island = maps._rings(MultiPolygon([ring, box(20, 0, 30, 10)]))
    assert [len(one) for one in (outer, hole, island)] == [5, 5, 5]
    assert hole.min() == 4 and hole.max() == 6 and island.max() == 30
    assert maps._rings(Point()) == []


def corners(path):
    """Return the left and the upper end of an outline whose steps are lines."""
    x, y, steps = re.fullmatch(r"M(-?\d+) (-?\d+)l(.*)z", path).groups()
    steps = [int(one) for one in steps.split()]
    across, down = (np.cumsum([int(start), *steps[at::2]]) for at, start in enumerate((x, y)))
    return across.min(), down.min()


def test_the_outlines_of_a_map_stand_in_row_order_and_lie_where_drawn(shares, squares):
    piece = drawn(shares.iloc[::-1].drop(index=3), squares)
    paths = re.findall(r'<path d="([^"]*)"/>', piece.places)
    assert len(paths) == 12
    found = [corners(path) for path in paths]
    columns, rows = (sorted({place[at] for place in found}) for at in (0, 1))
    assert (len(columns), len(rows)) == (6, 2)
    placed = [(columns.index(x), 1 - rows.index(y)) for x, y in found]
    without_a_row = (3, 0)
    assert placed == [(at % 6, at // 6) for at in range(11, -1, -1) if at != 3] + [without_a_row]


def test_outlines_hold_no_figure_or_name_and_a_tiny_place_is_a_square(shares, squares):
    from shapely.geometry import box

    words = re.sub(r'(d|viewBox)="[^"]*"', "", drawn(shares, squares).places)
    assert re.sub(r"</?(svg|path)|[\s/>]", "", words) == 'preserveAspectRatio="none"'
    squares.loc[0, "geometry"] = box(0, 0, 1, 1)
    (small, *_) = re.findall(r'<path d="([^"]*)"/>', drawn(shares, squares).places)
    assert re.fullmatch(r"M\d+ \d+h4v4h-4z", small)


def with_towns(squares, *towns):
    """Return the words of a map of towns, each (name, x, y), whose districts have no names."""
    import geopandas

    points = geopandas.GeoSeries.from_xy([x for _, x, _ in towns], [y for *_, y in towns], crs=27700)
    named = geopandas.GeoDataFrame({"district": [name for name, *_ in towns]}, geometry=points)
    listed = replace(SOURCE, id=maps.TOWNS, title="OS Open Names")
    return {
        "outlines": pd.concat([squares.iloc[:0], named], ignore_index=True),
        "outline_name": "district",
        "sources": [SOURCE, listed],
    }


def test_towns_are_drawn_where_there_is_room_and_the_alt_text_names_them(shares, squares):
    towns = with_towns(squares, ("Tindlebury", 3000, 1000), ("Ossage", 3010, 1000), ("Wick", 500, 500))
    piece = drawn(shares, squares, **towns)
    assert {"Tindlebury", "Wick"} <= set(piece.drawn) and "Ossage" not in piece.drawn
    assert piece.alt.endswith("Dots mark towns of OS Open Names: Tindlebury, Wick.")
    assert "OS Open Names" in piece.source
    assert piece == drawn(shares, squares, **towns)
    assert "Dots" not in drawn(shares, squares, **towns | {"sources": SOURCE}).alt
    too_long = with_towns(squares, ("A town with a name that is far too long" * 4, 1, 1))
    assert "Dots" not in drawn(shares, squares, **too_long).alt


def test_a_town_stands_beside_the_short_line_of_a_name_of_two(shares, squares):
    towns = with_towns(squares, ("Wick", 2400, 840))
    whole = squares.assign(district="Tindlebury and Ossage").dissolve("district", as_index=False)
    named = pd.concat([whole[["district", "geometry"]], towns["outlines"].dropna(axis="columns")])
    piece = drawn(shares, squares, **towns | {"outlines": named})
    assert {"Tindlebury and\nOssage", "Wick"} <= set(piece.drawn)


def test_a_district_of_another_force_is_named_as_one(shares, squares):
    outlines = squares.assign(district="Wick", elsewhere="no").dissolve("district", as_index=False)
    other = outlines.assign(district="Coventry", elsewhere="yes")
    both = pd.concat([outlines, other], ignore_index=True)
    piece = drawn(shares, squares, outlines=both, outline_name="district")
    assert {"Wick", "Coventry\n(another\nforce)"} <= set(piece.drawn)


# Estimates: an area whose estimate could be zero looks different from one whose could not.


@pytest.fixture
def estimates():
    """Return estimates of a row of squares, of which two could be zero: a lower limit is under half."""
    rows = [("A", 3.0, 0.0, 9.0), ("B", 4.0, 0.49, 10.0), ("C", 5.0, 0.5, 11.0)]
    rows += [("D", 40.0, 20.0, 60.0), ("E", 50.0, 30.0, 70.0), ("F", 60.0, 35.0, 80.0)]
    made = pd.DataFrame(rows, columns=["area_name", "speakers", "lower", "upper"])
    return made.assign(lsoa21_code=kinds.areas(down=1)["lsoa21_code"], status="shown")


def estimated(estimates, value="speakers", **changes):
    words = WORDS | {"name": "area_name", "lower": "lower"} | changes
    return as_piece.map(estimates, kinds.areas(down=1, side=1_000), "lsoa21_code", value, **words)


def answers(piece):
    return [row[-1] for row in piece.grid.rows]


def test_a_limit_under_half_could_be_zero_and_every_form_of_the_map_says_so(estimates):
    piece = estimated(estimates)
    assert answers(piece) == ["yes", "yes", "no", "no", "no", "no"] and legend_of(piece)[-1] == UNSURE
    assert piece.grid.headings[-4:] == ("Speakers", "Lower limit", "Upper limit", "Could be zero")
    assert pd.read_csv(io.StringIO(piece.csv))["could_be_zero"].tolist() == answers(piece)
    said = "In 2 of 6 areas the estimate could be zero; they are drawn paler, with rings."
    assert piece.alt == f"{WORDS['alt']}. {said}" and {"2", "6"} <= set(piece.figures)
    sure = estimated(estimates.assign(lower=estimates["speakers"]))
    assert sure.alt.endswith("In none of 6 areas could the estimate be zero.") and UNSURE not in sure.drawn
    without = estimated(estimates, lower=None)
    assert UNSURE not in without.drawn and "could_be" not in without.csv and "zero" not in without.alt


@pytest.mark.parametrize(
    ("column", "limit", "says"),
    [
        ("lowr", 0.49, r'no column "lower"\. Nearest: "lowr"'),
        *(("lower", limit, r"1 of the 6 rows shown .* first row 2") for limit in (np.nan, 4.1)),
    ],
)
def test_a_limit_is_there_in_every_row_and_not_above_its_figure(estimates, column, limit, says):
    estimates.loc[1, "lower"] = limit
    with pytest.raises(InputError, match=says):
        estimated(estimates.rename(columns={"lower": column}))


@pytest.mark.parametrize("unit", ["share_pct", "rate_per_1000", "location_quotient"])
def test_what_does_not_count_people_cannot_be_zero_people(estimates, unit):
    with pytest.raises(InputError, match=f'"{unit}" does not count people'):
        estimated(estimates.rename(columns={"speakers": unit}), unit)


def test_they_are_drawn_paler_with_rings(estimates, monkeypatch):
    filled, fill = [], maps._fill

    def spy(axes, shapes, **style):
        filled.append((style, len(shapes)))
        fill(axes, shapes, **style)

    monkeypatch.setattr(maps, "_fill", spy)
    estimated(estimates)
    ringed = [(style, areas) for style, areas in filled if style.get("hatch") == maps.RINGS]
    assert sum(areas for _, areas in ringed) == 2
    plain = {style["facecolor"] for style, _ in filled if "hatch" not in style}
    assert not plain & {style["facecolor"] for style, areas in ringed if areas}


def test_a_row_that_is_not_shown_has_its_marker_and_is_not_counted(estimates):
    estimates.loc[0, "status"] = "suppressed"
    estimates.loc[5, ["status", "speakers", "lower", "upper"]] = ["not available", np.nan, np.nan, np.nan]
    piece = estimated(estimates)
    assert answers(piece) == ["[c]", "yes", "no", "no", "no", "[x]"]
    assert "In 1 of 4 areas" in piece.alt


def test_figures_of_a_local_source_are_no_estimates(estimates):
    counted = replace(SOURCE, table="victims_by_offence")
    with pytest.raises(InputError, match="is for estimates"):
        estimated(estimates, sources=counted)
