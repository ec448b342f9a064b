"""A picture of which every figure is hidden: labels and marks, and no scale that would tell of a size."""

import re

import pandas as pd
import pytest

from analysis.publish.exhibits import styles

from . import kinds

# A network shows who works with whom, not how many; without those who set out there is no journey.
PICTURES = {name: made for name, made in kinds.PICTURES.items() if name not in ("network", "journey")}


@pytest.mark.parametrize(
    "dtype", ["Int64", *(pytest.param(name, marks=pytest.mark.slow) for name in ("float64", "object"))]
)
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_which_every_figure_is_hidden_is_drawn_without_a_scale(monkeypatch, name, dtype):
    def all_hidden(**columns):
        measure = pd.DataFrame(columns).assign(status=kinds.HIDDEN)
        none = pd.array([None] * len(measure), dtype)
        return measure.assign(**dict.fromkeys(measure.select_dtypes("number"), none))

    monkeypatch.setattr(kinds, "passed", all_hidden)
    figures, words_in = [], styles.words_in
    monkeypatch.setattr(styles, "words_in", lambda figure: figures.append(figure) or words_in(figure))
    made = PICTURES[name]()
    assert "<svg" in made.svg
    assert any("hidden" in words or words == "[c]" for words in made.drawn)
    (axes,) = figures[0].axes
    scales = [axis for axis in (axes.xaxis, axes.yaxis) if axes.axison and axis.get_visible()]
    numbers = [tick.get_text() for axis in scales for tick in axis.get_ticklabels()]
    assert not [words for words in numbers if re.fullmatch(r"\W?[\d.,]+%?", words)]
