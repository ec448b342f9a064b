"""Beside figures about people nothing may be typed: not in words, not in a comment, not in a text."""

import pytest

from analysis.errors import InputError
from analysis.publish.edition import chapters
from analysis.publish.edition.typed import refuse_typed

DOCUMENT = {
    "edition": "trial7",
    "tabulations": {
        "victims_by_age": {
            "by": ["age_band"],
            "periods": {"2026-Q1": ["2026-Q1"]},
            "cells": [["2026-Q1", ["0-17"], 40]],
        }
    },
}


def chapter(words="Who?", code="x = 1", tabulation="victims_by_age"):
    piece = chapters.Published({"kind": "table", "tabulation": tabulation})
    return chapters.Chapter("04_victims", "Victims", (chapters.Prose(words), chapters.Code(code), piece))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("In the north 3 victims were Black.", "x"),
        ("½ of them", "x"),
        ("Who?", "x = 1  # the north has 3"),
        ("Who?", 'print("the north has 3")'),
        ("Who?", 'print(f"the north has 3 {x}")'),
        ("Who?", '"""\nThe north\nhas 3\n"""'),
    ],
)
def test_a_typed_figure_is_refused_and_not_repeated(words, code):
    with pytest.raises(InputError, match=r"04_victims, block [12]: a figure is typed") as fault:
        refuse_typed(chapter(words, code), DOCUMENT)
    assert "3" not in str(fault.value).replace("block", "")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Counted on 21 March 2021, in 2026-Q1.", 'AREA, EDITION = "kent", "trial7"'),
        ("Children aged 0-17.", 'safe.value("victims", age_band="0-17", period="2026-Q1")'),
        ("Who?", "rows.head(3).tail(n=4)"),
    ],
)
def test_labels_periods_and_the_numbers_code_works_with_pass(words, code):
    refuse_typed(chapter(words, code), DOCUMENT)


def test_a_chapter_of_open_figures_may_say_a_number():
    refuse_typed(chapter("The 43 forces.", tabulation=""), DOCUMENT)


def test_a_card_is_named_in_code_and_a_figure_beside_it_is_refused():
    refuse_typed(chapter(code='uses = ["census_ts021"]'), DOCUMENT)
    with pytest.raises(InputError, match="a figure is typed"):
        refuse_typed(chapter(code='uses = ["census_ts021 of 21"]'), DOCUMENT)


def test_a_kind_of_support_is_named_after_its_section_though_no_file_of_it_is_there():
    refuse_typed(chapter(code='safe.value("people_supported", support_type="Section 95")'), DOCUMENT)
    with pytest.raises(InputError, match="a figure is typed"):
        refuse_typed(chapter(code='safe.value("people_supported", support_type="Section 17")'), DOCUMENT)
