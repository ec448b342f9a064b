"""Drawings of an analyst's own: invented figures are marked, and two maps side by side can be read."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.text import Text

from analysis import charts, read, report
from analysis.publish.exhibits import styles

AREA = "sampleshire"


@pytest.fixture(autouse=True)
def _no_figure_is_left():
    yield
    plt.close("all")


def marks(figure):
    return [one.get_text() for one in figure.findobj(Text) if one.get_text() == styles.WATERMARK]


def test_two_maps_on_one_figure_have_a_legend_each_and_one_mark(tables):
    shapes = read("boundaries_district", AREA)
    people = read("residents", AREA).groupby("area_code", as_index=False)["residents"].sum()
    figure, both = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for ax in both:
        charts.map(people, shapes, "area_code", "residents", unit="Residents", ax=ax)
    assert len(marks(figure)) == 1
    figure.draw_without_rendering()
    (left, right) = (ax.get_legend().get_window_extent() for ax in both)
    assert left.x1 <= both[1].get_window_extent().x0 and not left.overlaps(right)


def test_what_pandas_drew_is_marked_once_however_often_and_whatever_its_title(tables):
    victims = read("victims_by_district", AREA)
    ax = victims.plot.barh(x="district", y="victims", layout="constrained")
    charts.mark(ax, victims, "victims")
    charts.mark(ax, victims, "victims")
    assert len(marks(ax.figure)) == 1
    ax.figure.suptitle("By district")  # in its place
    kept = report.figure(ax, title="Victims by district")
    assert len(marks(ax.figure)) == 1 and ax.figure.get_suptitle() == "By district"
    assert f'id="{styles.WATERMARK_ID}"' in kept.svg
