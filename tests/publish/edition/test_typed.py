"""Beside figures about people nothing may be typed: no digit, no count in words, in prose or in code."""

import dataclasses

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
    with pytest.raises(InputError, match=r"04_victims, cell [12]: a figure is typed") as fault:
        refuse_typed(chapter(words, code), DOCUMENT)
    assert "3" not in str(fault.value)


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


FOUND = "Of the three Black victims in North Larkmere, one was a refugee, and the two others were not."


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (FOUND, "x", 'cell 1: people are counted in its words: "three Black victims"'),
        ("In Larkmere\n**one** was a refugee.", "x", 'cell 1: people are counted in its words: "one was"'),
        ("## The only victim", "x", 'cell 1: people are counted in its words: "The only victim"'),
        ("Who?", "x = 1  # two of them moved", 'cell 2: people are counted in its code, .*: "two of them"'),
        ("Who?", 'x = "a lone woman"', 'cell 2: people are counted in its code, .*: "a?.*lone woman"'),
    ],
)
def test_people_are_not_counted_in_words_either(words, code, told):
    with pytest.raises(InputError, match=f"04_victims, {told}.*take it from Controlled by publish.say"):
        refuse_typed(chapter(words, code), DOCUMENT)


def test_an_error_names_the_cell_as_the_notebook_counts_it():
    one = chapter()
    blocks = (*one.blocks, chapters.Prose("Two victims were young."))
    with pytest.raises(InputError, match="cell 3: people are counted"):
        refuse_typed(dataclasses.replace(one, blocks=blocks), DOCUMENT)


def test_a_label_that_counts_is_a_name():
    document = {**DOCUMENT, "tabulations": {"homes": {**DOCUMENT["tabulations"]["victims_by_age"]}}}
    document["tabulations"]["homes"]["cells"] = [["2026-Q1", ["One adult"], 40]]
    refuse_typed(chapter("*One adult* says who lives there.", 'x = "One adult"'), document)
    with pytest.raises(InputError, match='"one adult"'):
        refuse_typed(chapter("It was one adult."), DOCUMENT)


def test_a_chapter_of_open_figures_may_say_a_number():
    refuse_typed(chapter("The 43 forces.", tabulation=""), DOCUMENT)
    refuse_typed(chapter("Two people of every five.", tabulation=""), DOCUMENT)


def test_a_card_is_named_in_code_and_a_figure_beside_it_is_refused():
    refuse_typed(chapter(code='uses = ["census_ts021"]'), DOCUMENT)
    with pytest.raises(InputError, match="a figure is typed"):
        refuse_typed(chapter(code='uses = ["census_ts021 of 21"]'), DOCUMENT)


def test_a_kind_of_support_is_named_after_its_section_though_no_file_of_it_is_there():
    refuse_typed(chapter(code='safe.value("people_supported", support_type="Section 95")'), DOCUMENT)
    with pytest.raises(InputError, match="a figure is typed"):
        refuse_typed(chapter(code='safe.value("people_supported", support_type="Section 17")'), DOCUMENT)


@pytest.mark.parametrize(
    "words",
    [
        "Of robbery there were 187 victims in Larkmere.",
        "Many came. 2 were resettled there, or so they said.",
        "There 1,204 **women** came.",
    ],
)
def test_nor_is_a_number_of_people_typed_in_a_chapter_of_open_figures(words):
    with pytest.raises(InputError, match="04_victims, cell 1: people are counted in its words") as fault:
        refuse_typed(chapter(words, tabulation=None), DOCUMENT)
    assert not any(letter in str(fault.value) for letter in "23579")


@pytest.mark.parametrize(
    "words",
    [
        "In 2021 people were counted; of 2021 victims nothing is said.",
        "Section 47 of the act; 95% of draws; a rate per 1,000 residents; table 3.",
        "One person may stand in two tables.",
    ],
)
def test_years_rules_and_shares_may_stand_there(words):
    refuse_typed(chapter(words, tabulation=None), DOCUMENT)
