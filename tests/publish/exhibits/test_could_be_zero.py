"""Maps of estimates: an area whose estimate could be zero looks different from one whose could not."""

import io

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.publish.exhibits import maps

from . import as_piece, kinds
from .kinds import SOURCE

WORDS = {"title": "The east has more", "unit": "Speakers", "subtitle": "Speakers by area"}
WORDS |= {"name": "area_name", "sources": SOURCE}


@pytest.fixture
def squares():
    """Return six areas of one square kilometre in a row."""
    return kinds.areas(down=1, side=1_000, code="msoa21_code")


@pytest.fixture
def estimates(squares):
    """Return estimates of which two could be zero: the lower limit of the second is just under half."""
    rows = [("A", 3.0, 0.0, 9.0), ("B", 4.0, 0.49, 10.0), ("C", 5.0, 0.5, 11.0)]
    rows += [("D", 40.0, 20.0, 60.0), ("E", 50.0, 30.0, 70.0), ("F", 60.0, 35.0, 80.0)]
    made = pd.DataFrame(rows, columns=["area_name", "speakers", "lower", "upper"])
    return made.assign(msoa21_code=squares["msoa21_code"], status="shown")


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


def test_a_limit_under_half_could_be_zero_and_the_table_beneath_and_the_csv_say_so(estimates, squares):
    piece = drawn(estimates, squares)
    assert answers(piece) == ["yes", "yes", "no", "no", "no", "no"]
    assert piece.grid.headings[-4:] == ("Speakers", "Lower limit", "Upper limit", "Could be zero")
    assert pd.read_csv(io.StringIO(piece.csv))["could_be_nought"].tolist() == answers(piece)


@pytest.mark.parametrize(
    ("column", "limit", "says"),
    [
        ("lowr", 0.49, r'no column "lower"\. Nearest: "lowr"'),
        *(("lower", limit, r"1 of the 6 rows shown .* first row 2") for limit in (np.nan, 4.1)),
    ],
)
def test_a_limit_is_there_in_every_row_and_not_above_its_figure(estimates, squares, column, limit, says):
    estimates.loc[1, "lower"] = limit
    with pytest.raises(InputError, match=says):
        drawn(estimates.rename(columns={"lower": column}), squares)


@pytest.mark.parametrize("unit", ["share_pct", "rate_per_1000", "location_quotient"])
def test_what_does_not_count_people_cannot_be_zero_people(estimates, squares, unit):
    with pytest.raises(InputError, match=f'"{unit}" does not count people'):
        as_piece.map(
            estimates.rename(columns={"speakers": unit}), squares, "msoa21_code", unit, **WORDS, lower="lower"
        )


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


def test_figures_of_a_local_source_are_no_estimates(estimates):
    class Local:
        tabulation = "victims_by_offence"

    with pytest.raises(InputError, match="is for estimates"):
        maps._with_unsure(Local(), estimates, "speakers", "lower")
