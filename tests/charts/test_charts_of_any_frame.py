"""A chart takes any DataFrame, and gives an Axes back."""

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis import charts
from analysis.errors import InputError


def frame(count=3):
    return pd.DataFrame(
        {"name": [f"place {number:02d}" for number in range(count)], "people": range(1, count + 1)}
    )


def words(ax):
    return [one.get_text() for one in ax.texts]


def test_a_frame_without_status_is_drawn_and_a_blank_cell_is_marked():
    rows = frame().assign(people=[5, None, 7])
    ax = charts.bar(rows, "name", "people")
    assert isinstance(ax, matplotlib.axes.Axes) and len(ax.patches) == 2
    assert "[x]" in words(ax) and "7" in words(ax)


def test_any_number_of_rows_and_of_colours():
    assert len(charts.bar(frame(94), "name", "people").patches) == 94
    six = pd.concat([frame(2).assign(group=f"group {letter}") for letter in "abcdef"])
    faces = {one.get_facecolor() for one in charts.bar(six, "name", "people", group="group").patches}
    assert len(faces) == 6


def test_an_empty_frame_says_so():
    for draw in (charts.bar, charts.line):
        ax = draw(frame().iloc[:0], "name", "people")
        assert words(ax) == [charts.NOTHING]


def test_an_order_and_a_colour_of_ones_own():
    ax = charts.bar(frame(), "name", "people", order=["place 01", "place 02", "place 00"], color="#801650")
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["Place 01", "Place 02", "Place 00"]
    assert matplotlib.colors.to_hex(ax.patches[0].get_facecolor()) == "#801650"
    kept = charts.bar(frame(), "name", "people", order="rows")
    assert [tick.get_text() for tick in kept.get_yticklabels()] == ["Place 00", "Place 01", "Place 02"]
    with pytest.raises(InputError, match='no "place 02"'):
        charts.bar(frame(), "name", "people", order=["place 00", "place 01"])
    with pytest.raises(InputError, match='"rows" or a list of labels, not "largest"'):
        charts.bar(frame(), "name", "people", order="largest")


def test_a_column_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(InputError, match=r'no column "peopel". Nearest: "people"'):
        charts.bar(frame(), "name", "peopel")


def test_two_rows_of_one_label_are_refused():
    with pytest.raises(InputError, match="more than one row for name"):
        charts.bar(pd.concat([frame(), frame()]), "name", "people")


def test_limits_are_found_by_their_names_or_by_those_of_the_value_before_them():
    ends = frame().assign(lower=[0, 1, 2], upper=[2, 3, 4])
    named = ends.rename(columns={"lower": "people_lower", "upper": "people_upper"})
    for rows in (ends, named):
        assert "3 (2 to 4)" in words(charts.dot(rows, "name", "people"))
    with pytest.raises(InputError, match='The table has no column "lower"'):
        charts.dot(frame(), "name", "people")


def test_it_draws_on_an_axes_of_ones_own_and_shows_itself():
    _, ax = plt.subplots()
    assert charts.bar(frame(), "name", "people", ax=ax) is ax
    plt.close("all")
    shown = charts.bar(frame(), "name", "people")._repr_mimebundle_()
    assert shown["image/svg+xml"].lstrip().startswith("<?xml") and not plt.get_fignums()


def test_hidden_rows_are_blank_whatever_is_in_them():
    rows = frame().assign(status=["shown", "suppressed", "shown"])
    ax = charts.bar(rows, "name", "people")
    assert "[c]" in words(ax) and "2" not in words(ax)


def test_markers_go_on_what_pandas_drew_across_and_upright():
    rows = frame().assign(people=[5.0, None, 7.0], status=["shown", "suppressed", "shown"])
    for draw, upright in ((rows.plot.barh, False), (rows.plot.bar, True)):
        ax = charts.mark(draw(x="name", y="people"), rows, "people", upright=upright)
        (marker,) = [one for one in ax.texts if one.get_text() == "[c]"]
        assert marker.xy == ((1, 0) if upright else (0, 1))
    plt.close("all")


def test_the_house_style_is_matplotlibs_once_it_is_asked_for():
    with matplotlib.rc_context():
        charts.use_house_style()
        assert matplotlib.rcParams["axes.spines.top"] is False
        ax = frame().plot.barh(x="name", y="people")
        assert matplotlib.colors.to_hex(ax.patches[0].get_facecolor()) == "#12436d"
    plt.close("all")
