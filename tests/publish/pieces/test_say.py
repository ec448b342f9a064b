"""Sentences: computed figures only, and another sentence where one of them is hidden."""

import importlib

import pandas as pd
import pytest

from analysis import publish
from analysis.errors import InputError
from analysis.publish.pieces.say import Sentence
from analysis.publish.wording import in_words

door = importlib.import_module("analysis.publish.door.control")
OTHERWISE = "How many there are is not known"


@pytest.fixture
def safe(one_card):
    measure = pd.DataFrame(
        {
            "language": ["Polish", "Romanian", "Welsh", "Latin"],
            "people": [8464, 5638, 3, None],
            "status": ["shown", "shown", "suppressed", "not available"],
        }
    )
    return publish.control(measure, uses=["a"])


def test_the_words_and_the_figures_come_together(safe):
    said = publish.say(
        "{first} is spoken by {n} people",
        OTHERWISE,
        n=safe.value("people", language="Polish"),
        **safe.largest(1),
    )
    assert said == "Polish is spoken by 8,464 people"
    assert isinstance(said, Sentence) and not said.said_otherwise


@pytest.mark.parametrize(
    ("spoken", "words"),
    [(1, "1 language is spoken"), (2, "2 languages are spoken"), (11, "11 languages are spoken")],
)
def test_words_agree_with_a_figure(one_card, spoken, words):
    rows = publish.control(
        pd.DataFrame({"language": list("abcdefghijk")[:spoken], "status": "shown"}), uses=["a"]
    )
    assert publish.say("{n} {n:language is|languages are} spoken", OTHERWISE, n=rows.count()) == words


@pytest.mark.parametrize("language", ["Welsh", "Latin"])
def test_a_word_that_agrees_tells_nothing_of_a_hidden_figure(safe, language):
    said = publish.say("There {n:is|are} such", OTHERWISE, n=safe.value("people", language=language))
    assert said == OTHERWISE


@pytest.mark.parametrize("typed", ["{n} {n:1 is|are}", "{n} {n:is|2 are}"])
def test_a_word_that_agrees_holds_no_typed_figure(safe, typed):
    with pytest.raises(InputError, match="Figures are not typed"):
        publish.say(typed, OTHERWISE, n=safe.count())


@pytest.mark.parametrize("language", ["Welsh", "Latin", "Cornish"])
def test_a_hidden_or_missing_value_says_otherwise(safe, language):
    said = publish.say("{n} people speak it", OTHERWISE, n=safe.value("people", language=language))
    assert said == OTHERWISE and said.said_otherwise


@pytest.mark.parametrize(("language", "said"), [("Welsh", "It is hidden"), ("Latin", OTHERWISE)])
def test_a_hidden_value_may_be_told_from_a_missing_one(safe, language, said):
    value = safe.value("people", language=language)
    told = publish.say("{n} people speak it", OTHERWISE, if_hidden="It is hidden", n=value)
    assert told == said and told.said_otherwise
    assert publish.say("{n} speak it", OTHERWISE, "It is hidden", n=safe.value("people", language="Polish"))
    with pytest.raises(InputError, match="if_hidden of a sentence holds the digit"):
        publish.say("{n} people speak it", OTHERWISE, if_hidden="It is below 5", n=value)


@pytest.mark.parametrize("digit", ["3", "½", "²", "٣"])
def test_no_figure_is_typed(safe, digit):
    value = safe.count()
    with pytest.raises(InputError, match=f'template of a sentence holds the digit "{digit}"'):
        publish.say(f"{{n}} of {digit} people", OTHERWISE, n=value)
    with pytest.raises(InputError, match="otherwise of a sentence holds the digit"):
        publish.say("{n} people", f"About {digit}", n=value)


@pytest.mark.parametrize("typed", [8464, "8,464", 1.5, None])
def test_only_values_stand_in_a_sentence(typed):
    with pytest.raises(TypeError, match="takes its values from Controlled"):
        publish.say("{n} people", OTHERWISE, n=typed)


def test_a_place_without_a_value_and_a_value_without_a_place_are_named(safe):
    with pytest.raises(InputError, match=r'place {share} and no value for it. Nearest: "shares"'):
        publish.say("{share} of them", OTHERWISE, shares=safe.count())
    with pytest.raises(InputError, match="value extra has no place"):
        publish.say("{n} of them", OTHERWISE, n=safe.count(), extra=safe.count())


@pytest.mark.parametrize(
    "place", ["{n.status}", "{n!r}", "{n:>10}", "{n:is}", "{n:is|are|be}", "{}", "{n[0]}"]
)
def test_a_place_is_a_bare_name(safe, place):
    with pytest.raises(InputError, match=r"not a bare name|no value for it"):
        publish.say(place, OTHERWISE, n=safe.count())


def test_a_sentence_without_a_value_is_prose():
    with pytest.raises(InputError, match="write it in Markdown"):
        publish.say("Many people speak Polish", OTHERWISE)


def test_an_open_brace_is_explained(safe):
    with pytest.raises(InputError, match="cannot be read"):
        publish.say("{n people", OTHERWISE, n=safe.count())


@pytest.mark.parametrize(("template", "otherwise"), [("", "x"), ("{n}", " ")])
def test_neither_sentence_is_empty(safe, template, otherwise):
    with pytest.raises(InputError, match="is empty"):
        publish.say(template, otherwise, n=safe.count())


def test_a_sentence_is_made_only_by_say(safe):
    with pytest.raises(TypeError, match=r"publish\.say"):
        Sentence("9 in 10")
    joined = publish.say("{n} rows", OTHERWISE, n=safe.count()) + " and 5 more"
    assert type(joined) is str


def test_a_sentence_in_a_cell_is_published_with_its_source(safe):
    piece = publish.say("{n} rows", OTHERWISE, n=safe.count())._repr_mimebundle_()[
        "application/vnd.victim-needs+json"
    ]
    assert piece["kind"] == "sentence" and piece["markdown"] == "4 rows"
    assert piece["invented"] and piece["source"] == safe.citation


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.2, 2.0, "0.2% to 2.0%"),
        (-0.44, 0.2, "-0.4% to 0.2%"),
        (30.81, 30.84, "30.81% to 30.84%"),
        (30.8, 30.8, "30.8%"),
        (None, 30.8, OTHERWISE),
    ],
)
def test_a_range_is_said_with_ends_that_do_not_read_alike(one_card, low, high, words):
    measure = pd.DataFrame({"share_pct": [1.0], "lower_pct": [low], "upper_pct": [high], "status": "shown"})
    measure["status"] = measure["status"].where(measure["lower_pct"].notna(), "suppressed")
    safe = publish.control(measure, uses=["a"])
    assert publish.say("{range}", OTHERWISE, range=safe.span("lower_pct", "upper_pct")) == words


def test_a_name_that_is_a_quarter_or_a_month_is_said_as_such(one_card):
    measure = pd.DataFrame(
        {"quarter": ["2026-Q2"], "year_ending": "2026-03", "offences": 5, "status": "shown"}
    )
    safe = publish.control(measure, uses=["a"])
    said = publish.say("{q}, {y}", OTHERWISE, q=safe.text("quarter"), y=safe.text("year_ending"))
    assert said == "April to June 2026, March 2026"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("decided 2026-07-01.", "decided 1 July 2026."),
        ("so many (2023-07 to 2026-06), old", "so many (July 2023 to June 2026), old"),
        ("as of 2026-Q2, not", "as of April to June 2026, not"),
        ("victims_2026-Q3.csv", "victims_2026-Q3.csv"),
        ("https://example.org/2026-03/x", "https://example.org/2026-03/x"),
        ("code 1-2026-03 or 2026-03-x", "code 1-2026-03 or 2026-03-x"),
        ("2026-13 and 2026-02-31", "2026-13 and 2026-02-31"),
    ],
)
def test_days_and_months_in_a_longer_text_are_said_in_words_but_for_names_and_addresses(text, said):
    assert in_words(text) == said


@pytest.fixture
def old(safe, monkeypatch):
    """Return a table of figures that are too old to be findings."""
    monkeypatch.setattr(door, "too_old_now", lambda cards, period=None: ("“L” ends in March 2018",))
    return publish.control(safe.rows, uses=["a"])


def test_of_figures_that_are_too_old_a_sentence_says_how_old_and_a_title_makes_no_finding(old):
    first = old.largest(1)
    told = publish.say("Most speak {first}.", "Too few were asked.", **first)
    assert told == "There are no current figures on this: “L” ends in March 2018."
    assert told.said_otherwise and list(told.figures) == [told]
    title = publish.say("Most speak {first}", "What is spoken", **first)
    assert title == "What is spoken" and title.said_otherwise and not title.figures


def test_an_exhibit_of_figures_that_are_too_old_stands_and_says_so_beneath(old):
    piece = publish.table(old, ["language", "people"], title="What is spoken")
    assert "Not current: “L” ends in March 2018." in piece.html()
    assert "8,464" in piece.html()


def test_figures_that_are_current_say_nothing_of_their_age(safe):
    assert safe.not_current == "" and safe.note is None
