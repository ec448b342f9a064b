"""Maps of estimates: an area whose estimate could be zero looks different from one whose could not."""

import io

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.publish.exhibits import maps

from . import as_piece
from .kinds import SOURCE

WORDS = {
    "title": "The east has more",
    "unit": "Speakers",
    "subtitle": "Speakers by area",
    "name": "area_name",
    "sources": SOURCE,
}


@pytest.fixture
def squares():
    """Return six areas of one square kilometre in a row."""
    import geopandas
    from shapely.geometry import box

    shapes = [box(x * 1000, 0, x * 1000 + 1000, 1000) for x in range(6)]
    codes = [f"E0200{place:04d}" for place in range(6)]
    return geopandas.GeoDataFrame({"msoa21_code": codes}, geometry=shapes, crs=27700)


@pytest.fixture
def estimates(squares):
    """Return estimates of which two could be zero: the lower limit of the second is just under half."""
    return pd.DataFrame(
        {
            "msoa21_code": squares["msoa21_code"],
            "area_name": list("ABCDEF"),
            "speakers": [3.0, 4.0, 5.0, 40.0, 50.0, 60.0],
            "lower": [0.0, 0.49, 0.5, 20.0, 30.0, 35.0],
            "upper": [9.0, 10.0, 11.0, 60.0, 70.0, 80.0],
            "status": "shown",
        }
    )


def drawn(estimates, squares, **changes):
    return as_piece.map(
        estimates, squares, "msoa21_code", "speakers", **(WORDS | {"lower": "lower"} | changes)
    )


def answers(piece):
    return [row[-1] for row in piece.grid.rows]


@pytest.fixture
def fills(monkeypatch):
    """Return what is filled, a style and a number of areas at a time, and the words of the legend."""
    seen, words, fill, pictures = [], [], maps._fill, maps.styles.picture

    def spy_fill(axes, shapes, **style):
        seen.append((style, len(shapes)))
        fill(axes, shapes, **style)

    def spy_pictures(figure):
        words.extend(text.get_text() for legend in figure.legends for text in legend.get_texts())
        return pictures(figure)

    monkeypatch.setattr(maps, "_fill", spy_fill)
    monkeypatch.setattr(maps.styles, "picture", spy_pictures)
    return seen, words


def test_a_limit_under_half_could_be_zero_and_half_could_not(estimates, squares):
    assert answers(drawn(estimates, squares)) == ["yes", "yes", "no", "no", "no", "no"]


def test_the_table_beneath_and_the_csv_say_it_with_the_limits(estimates, squares):
    piece = drawn(estimates, squares)
    assert piece.grid.headings[-4:] == ("Speakers", "Lower limit", "Upper limit", "Could be zero")
    assert pd.read_csv(io.StringIO(piece.csv))["could_be_nought"].tolist() == answers(piece)


def test_the_alt_text_says_in_how_many_and_the_piece_lists_the_figures(estimates, squares, fills):
    piece = drawn(estimates, squares, alt="Map of the county.")
    said = "In 2 of 6 areas the estimate could be zero; they are drawn paler, with rings."
    assert piece.alt == f"Map of the county. {said}" and {"2", "6"} <= set(piece.figures)
    fills[1].clear()
    piece = drawn(estimates.assign(lower=estimates["speakers"]), squares)
    assert piece.alt.endswith("In none of 6 areas could the estimate be zero.")
    assert "could be zero" not in fills[1]


def test_they_are_drawn_paler_with_rings_and_have_a_line_in_the_legend(estimates, squares, fills):
    drawn(estimates, squares)
    styles, words = fills
    ringed = [(style, areas) for style, areas in styles if style.get("hatch") == maps.RINGS]
    assert sum(areas for _, areas in ringed) == 2
    plain = {style["facecolor"] for style, _ in styles if "hatch" not in style}
    assert not plain & {style["facecolor"] for style, areas in ringed if areas}
    assert words[-1] == "could be zero"


def test_without_a_limit_a_map_is_as_it_was(estimates, squares, fills):
    piece = drawn(estimates, squares, lower=None)
    assert "could be zero" not in fills[1]
    assert "could_be_nought" not in piece.csv and "zero" not in piece.alt


def test_a_row_that_is_not_shown_has_its_marker_and_is_not_counted(estimates, squares):
    estimates.loc[0, "status"] = "suppressed"
    estimates.loc[5, ["status", "speakers", "lower", "upper"]] = ["not available", np.nan, np.nan, np.nan]
    piece = drawn(estimates, squares)
    assert answers(piece) == ["[c]", "yes", "no", "no", "no", "[x]"]
    assert "In 1 of 4 areas" in piece.alt


def test_an_unknown_limit_is_refused_with_the_nearest(estimates, squares):
    with pytest.raises(InputError, match=r'no column "lowr"\. Nearest: "lower"'):
        drawn(estimates, squares, lower="lowr")


@pytest.mark.parametrize("limit", [np.nan, 4.1])
def test_a_limit_that_is_blank_or_above_its_figure_is_refused_by_its_row(estimates, squares, limit):
    estimates.loc[1, "lower"] = limit
    with pytest.raises(InputError, match=r"1 of the 6 rows shown .* first row 2"):
        drawn(estimates, squares)


@pytest.mark.parametrize("unit", ["share_pct", "rate_per_1000", "location_quotient"])
def test_what_does_not_count_people_cannot_be_zero_people(estimates, squares, unit):
    other = estimates.rename(columns={"speakers": unit})
    with pytest.raises(InputError, match=f'"{unit}" does not count people'):
        as_piece.map(other, squares, "msoa21_code", unit, **WORDS, lower="lower")


def test_figures_of_a_local_source_are_no_estimates(estimates):
    class Local:
        tabulation = "victims_by_offence"

    with pytest.raises(InputError, match="is for estimates"):
        maps._with_unsure(Local(), estimates, "speakers", "lower")
