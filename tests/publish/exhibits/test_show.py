"""Several pieces from one cell."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis import publish
from analysis.errors import InputError
from analysis.publish.exhibits.exhibit import PIECE_TYPE
from analysis.publish.report import documents
from analysis.publish.report.chapters import Chapter, Published

from .kinds import SOURCE

NONE = "No language gets material of its own."


@pytest.fixture
def shown(monkeypatch):
    """Return the pieces that a notebook is given to show, in order."""
    seen = []
    monkeypatch.setattr("IPython.display.display", seen.append)
    return seen


@pytest.fixture
def safe():
    return pd.DataFrame({"language": ["Aran", "Belic"], "speakers": [120, 30], "status": "shown"})


def test_each_is_shown_in_its_order_and_the_same_table_twice(safe, shown):
    table = publish.table(safe, sources=SOURCE, title="Speakers by language")
    words = publish.say(
        "{first} is largest", **publish.largest(safe, 1, "speakers", "language"), otherwise="Unknown"
    )
    assert publish.show([table, words, table], otherwise=NONE) is None
    assert shown == [table, words, table]


def test_the_same_gap_is_said_once_and_another_for_itself(safe, shown):
    none = "Languages are missing"
    missing = ((none,), (none, "So are places"), ("Outlines are missing",))
    gaps = [publish.table(safe, sources=replace(SOURCE, missing=one), title="Speakers") for one in missing]
    publish.show(gaps, otherwise=NONE)
    assert shown == [gaps[0], gaps[2]]


def test_the_words_for_none_stand_once_on_the_page():
    piece = {"kind": "gap", "title": NONE, "markdown": NONE}
    chapter = Chapter("11_places", "Where", (Published(piece),))
    assert documents.body(documents.named(chapter)).count(NONE.rstrip(".")) == 1


def test_without_any_a_gap_says_so(shown):
    publish.show([], otherwise=NONE)
    (only,) = shown
    piece = only._repr_mimebundle_()[PIECE_TYPE]
    assert piece["kind"] == "gap" and piece["markdown"] == NONE


@pytest.mark.parametrize("thing", ["words", pd.DataFrame({"people": [3]}), object()])
def test_what_publish_did_not_make_is_refused_and_nothing_is_shown(safe, shown, thing):
    with pytest.raises(TypeError, match=r"number 2 is a"):
        publish.show(
            [publish.table(safe, sources=SOURCE, title="Speakers by language"), thing], otherwise=NONE
        )
    assert not shown


@pytest.mark.parametrize(("otherwise", "fault"), [(" ", "is empty"), ("There are 3", 'the digit "3"')])
def test_what_it_says_otherwise_is_words_without_a_figure(shown, otherwise, fault):
    with pytest.raises(InputError, match=fault):
        publish.show([], otherwise=otherwise)
