"""Headings that are never let in, whatever the mapping says of them.

A heading is cut into words at case, digits and punctuation, single letters are joined again ("D.O.B."),
and words written together are split ("victimsurname"). What is refused is a word, a few words in a row,
or a general word ("name", "number", "description") about a person or a case and not about a code list.
The words themselves are in data/reference/refused_headings.toml.
"""

import functools
import re
import tomllib
import unicodedata

from analysis import settings
from analysis.extracts.texts import tidy

LONGEST_RUN = 5
# Refused alone and beside a person or a case, and not as the number of a code list: "Outcome ID".
DEPENDING = ("x", "y", "id", "ref", "reference", "identifier", "reg", "log", "account", "profile", "born")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@functools.cache
def _listed():
    path = settings.data("reference", "refused_headings.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@functools.cache
def _kinds(which):
    """Return {word: what it stands for} of what is refused.

    `which` are the "words", and runs of them, that are refused by themselves, or those that are refused
    "alone": as a whole heading, and beside other words not. Those of "staff" are for `_by_staff`.
    """
    found = _listed()["refused"].values()
    return {word: kind["says"] for kind in found for word in kind.get(which, "").split()}


@functools.cache
def _words(name):
    return frozenset(_listed()["words"][name].split())


@functools.cache
def _harmless():
    return [line.split() for line in _listed()["words"]["harmless"].splitlines() if line]


def _says(kind):
    return _listed()["refused"][kind]["says"]


def kind(heading, area_below_force=False):
    """Return what a heading would let in that is never let in, or None.

    Nationality is refused only where there is an area below the force beside it.

    >>> kind("victimForename"), kind("D.O.B."), kind("HO Group code and desc")
    ('a name', 'a date of birth', None)
    """
    words = _without(_harmless(), _split(heading))
    alone = "".join(word for word in words if not word.isdigit())
    found = _kinds("alone").get(alone) or _by_run(words) or _by_meaning(words) or _by_staff(words)
    if found == _says("nationality") and not area_below_force:
        return None
    return found


def reference():
    """Return what a heading stands for that names a case or a person by a number of its own."""
    return _says("case")


def is_below_force(heading):
    """Tell whether a heading names an area below the force."""
    return not _words("below_force").isdisjoint(_split(heading))


def _split(heading):
    """Return the words of a heading, singular and in lower case."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", tidy(heading)) if not unicodedata.combining(sign)
    )
    plain = plain.replace("'s", "").replace("’s", "").replace("#", " no ")
    plain = re.sub(r"(?<=[A-Z])s\b", "", plain)  # IDs, URNs, POIs
    words, letters = [], ""
    for word in [*_WORD.findall(plain), ""]:
        # "D.O.B." and "N I": letters that stand alone are one word.
        if len(word) == 1 and word.isalpha():
            letters += word.lower()
            continue
        if letters:
            words.append(letters)
            letters = ""
        if word:
            words.extend(_parted(_singular(word.lower())))
    return tuple(words)


def _singular(word):
    if word.endswith("sses"):
        return word[:-2]
    return word[:-1] if re.fullmatch(r"\w{2,}[^aius]s", word) else word


@functools.cache
def _vocabulary():
    # Short words would be found inside others: "tel" in "hotel", "lat" in "latest".
    parts = ("person", "cases", "numbers", "qualifiers", "listed", "descriptions")
    known = {word for word in _kinds("words") if len(word) > 4}
    return known.union({"dob", "code", "name"}, *map(_words, parts))


def _parted(word):
    """Return the known words that a word is written together of, or itself alone."""
    if word in _kinds("words") or word in _kinds("staff") or word in _vocabulary() or len(word) < 6:
        return [word]
    best = {0: []}
    for end in range(1, len(word) + 1):
        ways = [
            [*best[start], _singular(word[start:end])]
            for start in range(end)
            if start in best
            and (word[start:end] in _vocabulary() or _singular(word[start:end]) in _vocabulary())
        ]
        if ways:
            best[end] = min(ways, key=len)
    return best.get(len(word), [word])


def _without(runs, words):
    for run in runs:
        for start in range(len(words) - len(run) + 1):
            if list(words[start : start + len(run)]) == run:
                words = (*words[:start], *words[start + len(run) :])
                break
    return words


def _by_run(words):
    """Return the kind of the longest run of words that is refused on its own."""
    for run in _runs(words):
        found = _kinds("words").get(run) or _kinds("words").get(_singular(run))
        if found and not _means_something_else(run, words):
            return found
    return None


def _by_staff(words):
    """Return the kind of who dealt with a case, unless their group is told alone: "OIC team"."""
    if not _words("about_staff").isdisjoint(words):
        return None
    return next((found for run in _runs(words) if (found := _kinds("staff").get(run))), None)


def _runs(words):
    """Return words that appear side by side, written together: the longest runs first."""
    for length in range(LONGEST_RUN, 0, -1):
        for start in range(len(words) - length + 1):
            yield "".join(words[start : start + length])


def _means_something_else(run, words):
    others = [word for word in words if word != run]
    if run == "ip":  # the injured party, where it is not an address: "IP Age"
        return bool(others)
    if run == "initial":  # "Initial outcome"
        return [word for word in words if word.isalpha()][-1] != run
    if run in DEPENDING:
        listed = set(others) <= _words("listed") | {"ho", "and", "of"}
        return bool(others) and listed and not set(others) <= {"crime", "offence"}
    return False


def _by_meaning(words):
    """Return the kind of a general word: a name, a number of a case, a description of what happened."""
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        if word in ("name", "nm") and not _is_listed_name(words, place):
            return _says("name")
        if word in _words("descriptions") and not _words("listed").intersection(words) - {
            "crime",
            "area",
            "reason",
        }:
            return _says("text")
        if word in _words("numbers") and word != "code" and _about_a_case(words, place):
            return _says("case")
        if word in ("birth", "born") and before not in ("sex", "gender"):
            return _says("birth")
        others = [other for other in words if other.isalpha() and other != "long"]
        if word == "long" and (
            not others or before in _words("person") | _words("cases") or words[0] in ("y", "x", "deg")
        ):
            return _says("place")
    return None


def _is_listed_name(words, place):
    """Tell whether "name" is that of a place, group or body: "District name", "Name of force"."""
    before = words[place - 1] if place else ""
    after = [word for word in words[place + 1 : place + 4] if word not in ("of", "the")]
    return before in _words("listed") - {"crime", "contact"} or (
        place == 0 and bool(after) and after[0] in _words("listed")
    )


def _about_a_case(words, place):
    """Tell whether a number follows what it numbers: "Crime no" does, "Number of crimes" does not."""
    if words[place + 1 : place + 2] == ("of",):
        return False
    before = list(words[:place])
    while before and before[-1] in _words("between") | _words("numbers"):
        last = before.pop()
        if last in _words("cases"):
            return True
    return bool(before) and before[-1] in _words("cases") | _words("person")
