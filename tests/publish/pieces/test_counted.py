"""People counted in words: small numbers beside them, or standing for them, and not numbers of things."""

import time

import pytest

from analysis.publish.pieces.counted import counted_in_words

COUNTED = """
Of the three Black victims in North Larkmere, one was a refugee, and the two others were not.
Of those, one was a refugee.
two were refugees
Of these two were young.
Of the victims one was in touch.
and two others were not
in the north one was an asylum seeker
In Larkmere one was known to the service.
A reader knows one of them already.
of whom one is Black
two of whom
one of these was Black
one refugee
three asylum seekers
two young Afghan men
two Black or Asian victims
two young, Afghan men
two Somalis
one household
one victim's words
two victims’ statements
twenty-one callers
seventeen patients
a lone victim
a lone woman
a sole survivor
a single Black woman
single victim
the only victim
just one was
All but one were helped
a dozen victims
half a dozen refugees
a pair of victims
a couple of families
a couple people
victims: three
the women (two)
| Victims | two |
victims numbered three
There were two.
no victims
no Black victims
no victim was under age
none of the victims
none of them was a refugee
nobody was a refugee
both women
both of them
neither woman
neither of the two
two of the three
One out of the three
five of twelve
One of the young Somali women
each of three children
the other two were men
""".strip().splitlines()
OF_THINGS = """
one in twenty
no more than one in twenty is expected to be called so by mistake
one of the sources
one of the two sources
nineteen in twenty of the draws
nineteen of twenty draws in which people and price are drawn
two of the three tables
All but one source are here.
one table
two ways
a victim
each victim counts once
Every second person
the same person may be counted several times
more than one offence within twelve months
per hundred victims
Residents aged three and over
twelve languages in which most people cannot speak English well
Two tables count victims by age and sex.
It is never added: the two count different people.
one table of victims
two forms: one for victims and one for providers
which of the two is meant
The two counts stand side by side.
none of these goes into the interval
None is shown here.
Every one of them is law.
Options are set against one another.
No one was asked.
nobody is counted who told nobody
No victim can be recognised.
so that no single family can be recognised
Only victims who were asked are counted.
both men and women
both victims and offenders
two women's groups
three children's homes
two outreach workers
one household survey
one family court
One Victim Support worker
one-person households
one person-year
a lone parent
single mothers
""".strip().splitlines()


@pytest.mark.parametrize("text", COUNTED)
def test_people_counted_in_words_are_found(text):
    assert counted_in_words(text)


@pytest.mark.parametrize("text", OF_THINGS)
def test_numbers_of_things_and_words_without_a_number_pass(text):
    assert counted_in_words(text) is None


def test_a_number_and_people_in_two_paragraphs_are_not_one_phrase():
    assert counted_in_words("Tables: two\n\nvictims are in both") is None
    assert counted_in_words("Of tables\ntwo\nvictims are in both")


@pytest.mark.parametrize(
    "text",
    [
        "**two** victims",
        "t*w*o victims",
        "two [victims](a.html)",
        "[two](a.html) victims",
        "two\n> victims",
        "t&#119;o&nbsp;victims",
        "t\u200bwo vic\u00adtims",
        "\uff54\uff57\uff4f victims",
        "TWO VICTIMS",
    ],
)
def test_nothing_that_a_page_leaves_out_hides_a_count(text):
    assert counted_in_words(text)


def test_a_long_text_is_read_in_no_time():
    began = time.perf_counter()
    assert counted_in_words("one two young or old and other words, then some " * 2_000) is None
    assert time.perf_counter() - began < 5
