"""Beside figures about people no figure is typed into prose: it would go stale."""

import pytest

from analysis.errors import InputError
from analysis.publish.edition import chapters
from analysis.publish.edition.typed import refuse_typed

DOCUMENT = {
    "edition": "trial7",
    "after": ["trial6"],
    "tabulations": {
        "victims_by_age": {
            "by": ["age_band"],
            "periods": {"2026-Q1": ["2026-Q1"]},
            "where": {"offence_group": "Theft of 2 wheels"},
            "cells": [["2026-Q1", ["0-17"], 40]],
        }
    },
}


def chapter(words="Who?", code="x = 1", tabulation="victims_by_age"):
    piece = chapters.Published({"kind": "table", "tabulation": tabulation})
    blocks = (chapters.Code(code), chapters.Prose("# Victims"), piece, chapters.Prose(words))
    return chapters.Chapter("04_victims", "Victims", blocks)


@pytest.mark.parametrize(
    "words",
    [
        "In the north 3 victims were Black.",
        "½ of them",
        "٣ of them",
        "There 1,304 **women** came.",
        "Children aged 0-3.",
        "3 of those of 2026-Q1",
        "Forty, and 40 in the table.",
        "Section 17 of the act.",
    ],
)
def test_a_typed_figure_is_refused_by_its_cell_and_not_repeated(words):
    with pytest.raises(InputError, match="04_victims, cell 3: a figure is typed in its words") as fault:
        refuse_typed(chapter(words), DOCUMENT)
    assert "publish.say" in str(fault.value)
    assert not set("0124567½٣") & set(str(fault.value).removeprefix("04_victims"))


@pytest.mark.parametrize(
    "words",
    [
        "Counted on 21 March 2021, in 2026-Q1, for trial7 and trial6.",
        "Children aged 0-17.",
        "Theft of 2 wheels is counted apart.",
        "A rate per 1,000 residents, of the census table TS024.",
        "Support under Section 95, though no file of it is there.",
        "One victim of every three; a number in words is beyond this.",
    ],
)
def test_labels_periods_days_and_the_names_of_rates_pass(words):
    assert refuse_typed(chapter(words), DOCUMENT) is None


def test_code_may_hold_the_numbers_that_it_works_with():
    assert refuse_typed(chapter(code="rows.head(3)  # of 47"), DOCUMENT) is None


@pytest.mark.parametrize("tabulation", ["", None])
def test_a_chapter_of_open_figures_may_say_a_number(tabulation):
    assert refuse_typed(chapter("The 43 forces.", tabulation=tabulation), DOCUMENT) is None
