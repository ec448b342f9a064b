"""Sentences: computed figures only, and another sentence where one of them is hidden."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.publish.exhibits import say, tabulate, values
from analysis.publish.exhibits.exhibit import PIECE_TYPE
from analysis.publish.exhibits.say import Sentence
from analysis.publish.wording import in_words

from .kinds import SOURCE

OTHERWISE = "How many there are is not known"

ROWS = [("Polish", 8464, "shown"), ("Romanian", 5638, "shown")]
ROWS += [("Welsh", 3, "suppressed"), ("Latin", None, "not available")]
SPOKEN = pd.DataFrame(ROWS, columns=["language", "people", "status"])
DATED = pd.DataFrame({"quarter": ["2026-Q2"], "year_ending": "2026-03", "status": "shown"})


def people(language):
    return values.value(SPOKEN, "people", language=language)


def test_words_and_figures_come_together_and_added_words_make_no_sentence():
    said = say.say(
        "{first} is spoken by {n} people",
        OTHERWISE,
        n=people("Polish"),
        **values.largest(SPOKEN[:2], 1, "people", "language"),
    )
    assert said == "Polish is spoken by 8,464 people"
    assert isinstance(said, Sentence) and not said.said_otherwise and type(said + " and 5 more") is str


TAUGHT = "{some} of {n} spoken language(s) {some:is|are} taught, by {some} school(s)"


@pytest.mark.parametrize(
    ("template", "given", "words"),
    [
        *(("{n} {n:language is|languages are} here", {"n": one}, "1 language is here") for one in (1, "1")),
        *(
            ("{n} {n:language is|languages are} here", {"n": n}, f"{n} languages are here")
            for n in (0, 2, 11)
        ),
        (TAUGHT, {"some": 1, "n": 1}, "1 of 1 spoken language is taught, by 1 school"),
        (TAUGHT, {"some": 1, "n": 3}, "1 of 3 spoken languages is taught, by 1 school"),
        (TAUGHT, {"some": 0, "n": 1}, "0 of 1 spoken language are taught, by 0 schools"),
    ],
)
def test_a_word_agrees_with_its_figure_and_a_plural_with_the_one_before_it(template, given, words):
    assert say.say(template, OTHERWISE, **given) == words


@pytest.mark.parametrize("template", ["{n} people speak it", "There {n:is|are} such"])
@pytest.mark.parametrize("language", ["Welsh", "Cornish"])
def test_a_hidden_or_missing_value_says_otherwise_and_so_does_a_word_that_agrees(language, template):
    said = say.say(template, OTHERWISE, n=people(language))
    assert said == OTHERWISE and said.said_otherwise


NOBODY = SPOKEN.iloc[:0]
OF_NOTHING = {
    "value": values.value(NOBODY, "people", language="Polish"),
    "text": values.text(NOBODY, "language"),
    "total": values.total(NOBODY, "people"),
    "count": values.count(NOBODY, language="Polish"),
    "largest": values.largest(NOBODY, 1, "people", "language")["first"],
    "smallest": values.smallest(NOBODY, 1, "people", "language")["first"],
}


@pytest.mark.parametrize("figure", OF_NOTHING.values(), ids=OF_NOTHING)
def test_no_sentence_is_made_of_zero_rows(figure):
    """Without a return a report said that no reason is more common than all others."""
    said = say.say("{n} speak {most}", "None is more common", n=figure, most=people("Polish"))
    assert said == "None is more common"  # it can still be the title of a gap
    assert PIECE_TYPE not in said._repr_mimebundle_()
    told = say.say("{n} speak it", "None is", if_empty="Nobody supplied a count", n=figure)
    assert told == "Nobody supplied a count" and PIECE_TYPE in told._repr_mimebundle_()


def test_where_rows_are_there_and_give_no_finding_that_is_said():
    tied = SPOKEN[:2].assign(people=5)
    first = values.largest(tied, 1, "people", "language")["first"]
    said = say.say("{first} is the most common", "None is more common", first=first)
    assert said == "None is more common" and PIECE_TYPE in said._repr_mimebundle_()


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT, "[x]"])
def test_a_hidden_value_may_be_told_from_a_missing_one_and_beside_it(missing):
    value = people("Welsh")
    told = say.say("{n} people speak it", OTHERWISE, if_hidden="It is hidden", n=value)
    assert told == "It is hidden" and told.said_otherwise
    assert say.say("{n} people", OTHERWISE, "It is hidden", n=missing) == OTHERWISE
    assert say.say("{a} of {n}", OTHERWISE, "It is hidden", a=value, n=missing) == "It is hidden"
    assert say.say("{n} speak it", OTHERWISE, "It is hidden", n=people("Polish"))
    with pytest.raises(InputError, match="if_hidden of a sentence holds the digit"):
        say.say("{n} people speak it", OTHERWISE, if_hidden="It is below 5", n=value)


@pytest.mark.parametrize("digit", ["3", "½", "²", "٣"])
def test_no_figure_is_typed_and_what_it_says_otherwise_is_not_empty(digit):
    with pytest.raises(InputError, match=f'template of a sentence holds the digit "{digit}"'):
        say.say(f"{{n}} of {digit} people", OTHERWISE, n=4)
    for otherwise, says in ((f"About {digit}", "otherwise of a sentence holds the digit"), (" ", "is empty")):
        with pytest.raises(InputError, match=says):
            say.say("{n} people", otherwise, n=4)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"people": 8464}, "8,464"),
        ({"share_pct": 12.34}, "12.3%"),
        ({"day": pd.Timestamp("2026-03-01")}, "March 2026"),
        ({"name": "Polish"}, "Polish"),
        ({"quarter": values.text(DATED, "quarter")}, "April to June 2026"),
        ({"year_ending": values.text(DATED, "year_ending")}, "March 2026"),
    ],
)
def test_a_plain_value_is_written_as_its_name_says_or_as_a_quarter_or_a_month(given, words):
    (name,) = given
    said = say.say(f"{{{name}}}", OTHERWISE, **given)
    assert said == words and said.figures == tuple(one for one in [words] if one != "Polish")


@pytest.mark.parametrize(
    ("template", "given", "says"),
    [
        ("{share} of them", {"shares": "4"}, 'place {share} and no value for it. Nearest: "shares"'),
        ("{n} of them", {"n": "4", "extra": "4"}, "value extra has no place"),
        *(
            (f"{{n{rest}}}", {"n": "4"}, "not a bare name")
            for rest in (".status", "!r", ":>10", ":is", "[0]")
        ),
        ("{n:is|are|be}", {"n": "4"}, "not a bare name"),
        ("{}", {"n": "4"}, "not a bare name|no value for it"),
        *(
            (f"{{n}} {{n:{typed}}}", {"n": "4"}, "Figures are not typed")
            for typed in ("1 is|are", "is|2 are")
        ),
        ("Many people speak Polish", {}, "write it in Markdown"),
        ("{n people", {"n": "4"}, "cannot be read"),
        ("", {"n": "4"}, "is empty"),
    ],
)
def test_a_sentence_that_cannot_be_said_is_refused_with_the_reason(template, given, says):
    with pytest.raises(InputError, match=says):
        say.say(template, OTHERWISE, **given)


def test_a_sentence_in_a_cell_is_published_with_the_sources_that_it_names():
    def piece_of(**sources):
        said = say.say("{n} rows", OTHERWISE, n=values.count(SPOKEN), **sources)
        return said._repr_mimebundle_()[PIECE_TYPE]

    piece, without = piece_of(sources=SOURCE), piece_of()
    assert piece["kind"] == "sentence" and piece["words"] == "4 rows" and piece["invented"]
    assert piece["source"] == "Invented data of Sampleshire, in the layout of ONS: Languages (2021)."
    assert "4 rows" not in piece["figures"] and "4" in piece["figures"]
    assert "general" not in piece and say.say("{n}", OTHERWISE, n="[c]").piece().general
    assert (without["source"], without["invented"], without["tabulation"]) == ("", False, "")


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
def test_days_and_months_are_said_in_words_but_for_names_and_addresses(text, said):
    assert in_words(text) == said


OLD = replace(SOURCE, id="police_street", period="2018-03", newest="2018-03")
AGE = "“Street-level crime” ends in March 2018"


def test_a_sentence_of_an_old_or_missing_source_says_so_and_hides_counts():
    told = say.say("Most speak {first}.", "Too few were asked.", first="Polish", sources=OLD)
    assert told == f"There are no current figures on this: {AGE}."
    assert told.said_otherwise and list(told.figures) == [told]
    current = say.say("Most speak {first}.", "Too few.", first="Polish", sources=SOURCE)
    assert current == "Most speak Polish."
    gone = [SOURCE, replace(SOURCE, missing=("There is no file of it.",))]
    said = say.say("{n} rows", OTHERWISE, "It is hidden", n="[c]", sources=gone)
    assert said == OTHERWISE and said.said_otherwise


def test_a_title_is_its_finding_where_figures_are_current_or_says_otherwise():
    title = say.say("{n} speak Polish", "What is spoken", n=8464)
    piece = tabulate.table(SPOKEN, sources=OLD, title=title, subtitle=title, alt=title)
    assert piece.title == "What is spoken" and piece.subtitle == "What is spoken, March 2018"
    assert piece.alt.startswith("What is spoken.")
    assert f"Not current: {AGE}." in piece.html() and "8,464" in piece.html()
    gap = tabulate.table(SPOKEN, sources=replace(SOURCE, missing=("It is not there.",)), title=title)
    assert (gap.kind, gap.title) == ("gap", "What is spoken")
    current = tabulate.table(SPOKEN, sources=SOURCE, title=title)
    assert current.title == "8,464 speak Polish" and current.note == ""
