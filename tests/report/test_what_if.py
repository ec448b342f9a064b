"""What-if: sliders work the figure out again, and leave nothing for a build to publish."""

import ipywidgets as widgets
import nbformat
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.publish.exhibits import tabulate
from analysis.publish.report import chapters
from analysis.report import what_if
from analysis.settings import Run
from tests.publish.exhibits.kinds import SOURCE, as_piece
from tests.publish.shelf import notebook

LINES = pd.DataFrame(
    {"name": ["speakers"], "called": ["Speakers <in all>"], "value": [1000.0], "least": [100.0]}
    | {"most": [5000.0], "step": [100.0]}
)
ENDS = pd.DataFrame(
    {"name": ["share"], "called": ["Share"], "low": [3.0], "high": [9.0], "least": [0.0], "most": [18.0]}
    | {"step": [0.01]}
)


def larger(people, moved):
    """Return the languages with more people than the line, as a measure gives them."""
    return people[people["people"] > moved["speakers"]].assign(status="shown")


@pytest.fixture
def people():
    return pd.DataFrame({"language": ["Polish", "Arabic", "Somali"], "people": [4210, 1500, 300]})


def opened(measure=larger, *given, choices=LINES, draw=tabulate.table, **more):
    """Return the what-if of a measure, its slider, its button and the figure beneath."""
    words = {"sources": SOURCE, "draw": draw, "title": "Larger ones"}
    box = what_if(measure, *given, choices=choices, **words, **more)
    inner = [one for child in box.children for one in (child, *getattr(child, "children", ()))]
    (slider,) = [one for one in inner if isinstance(one, (widgets.FloatSlider, widgets.FloatRangeSlider))]
    (button,) = [one for one in inner if isinstance(one, widgets.Button)]
    return box, slider, button, box.children[-1]


def test_it_begins_as_it_stands_a_slider_works_it_out_and_a_button_takes_it_back(people):
    box, slider, button, figure = opened(larger, people)
    heads = [one.value for child in box.children for one in getattr(child, "children", ())][:1]
    assert heads == ["<b>Speakers &lt;in all&gt;</b>"], "names are words and no markup"
    before = figure.value
    assert slider.value == 1000 and "Arabic" in before and "Somali" not in before
    for _ in range(2):
        slider.value = 200
        assert "Somali" in figure.value and "Invented data" in figure.value
        button.click()
        assert (slider.value, figure.value) == (1000, before)
    shown = what_if(larger, choices=ENDS[:0], sources=SOURCE, draw=tabulate.table, title="Larger ones")
    assert "nothing to move" in shown.value


def test_a_range_has_two_handles_and_both_are_given():
    asked = []

    def measure(moved):
        asked.append(moved)
        return pd.DataFrame({"what": list("abc"), "lower": 1, "upper": 2, "status": "shown"})

    def drawn(rows, **words):
        return as_piece.dot(rows, "what", None, **words)

    _, slider, _, figure = opened(measure, choices=ENDS, draw=drawn)
    slider.value = (4, 5)
    assert asked == [{"share": (3.0, 9.0)}, {"share": (4.0, 5.0)}] and "<img" in figure.value


def test_what_is_refused_is_said_in_the_figures_place_and_the_next_move_goes_on(people):
    def measure(people, moved):
        if moved["speakers"] < 500:
            raise InputError("Below <500> nothing may be told.")
        return larger(people, moved)

    _, slider, _, figure = opened(measure, people)
    slider.value = 400
    assert figure.value == '<p role="alert">Below &lt;500&gt; nothing may be told.</p>'
    slider.value = 2000
    assert "Polish" in figure.value and "Arabic" not in figure.value


def test_what_the_figure_refuses_is_said_in_its_place_and_hidden_has_its_marker():
    def figure(**columns):
        return opened(lambda moved: pd.DataFrame(columns))[-1].value

    refused = figure(district=["Wick"], victims=[30], status="seen")
    assert "&quot;seen&quot;" in refused and "role=" in refused and "Wick" not in refused
    hidden = figure(what=["It", "That"], people=[3, 40], status=["suppressed", "shown"])
    assert "[c]" in hidden and ">3<" not in hidden


CELL = """
import pandas as pd
from analysis import report
from analysis.publish.exhibits import tabulate
from analysis.tables.cards import Source
lines = pd.DataFrame({"name": ["line"], "called": ["Line"], "value": [1.0], "least": [0.0], "most": [2.0],
                      "step": [0.1]})
measure = lambda moved: pd.DataFrame({"what": ["It"], "people": [7], "status": "shown"})
box = report.what_if(measure, choices=lines, sources=Source("a", "L", "ONS"), draw=tabulate.table,
                     title="Moved")
box
"""


def test_a_build_leaves_tagged_cells_out_and_publishes_nothing_of_others(tmp_path):
    path = notebook(tmp_path, "md:### Only for you", CELL, f"{CELL}  # not tagged")
    held = nbformat.read(path, 4)
    for cell in held.cells[2:4]:
        cell.metadata["tags"] = ["lab"]
    nbformat.write(held, path)
    chapter = chapters.run(path, {"AREA": "kent", "EDITION": None}, Run())
    assert chapter.pieces == []
    assert not any("Only for you" in block.text for block in chapter.blocks)
    assert sum("what_if" in block.text for block in chapter.blocks) == 1
