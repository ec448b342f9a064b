"""The brief of a language: what it must say for each kind of language, and what it must never say."""

import re

import numpy as np
import pandas as pd
import pytest

from analysis import measures, tables
from analysis.errors import InputError
from analysis.measures import briefs
from analysis.measures.decisions.verdicts import RIGHTS

DAY = "2026-11-25"


@pytest.fixture(scope="module")
def reference():
    from analysis.tables.language_reference import load

    return load()


@pytest.fixture(scope="module")
def routes():
    return tables.safe_reporting_routes("warwickshire")


def decision(language="Polish", **changes):
    row = {
        "language": language, "verdict": "TRANSLATE_AREAS", "areas": "Northam; Southam",
        "next_step": "Translate, for Northam and Southam only.", "residents_3_plus": 1234.0,
        "residents_3_plus_lower": 1234.0, "residents_3_plus_upper": 1234.0, "people_not_proficient": np.nan,
        "people_not_proficient_lower": 56.0, "people_not_proficient_upper": 789.0,
        "rights": RIGHTS,
        "decided_by": "nobody yet: proposed by the rules",
    }  # fmt: skip
    return pd.DataFrame([row | changes])


@pytest.fixture
def made(reference, routes):
    """Return a function that makes a brief and gives {section: its lines}."""

    def make(language="Polish", day=DAY, piece_tests=None, places=None, use=None, **changes):
        found = measures.brief(
            decision(language, **changes), language, reference, routes if use is None else use, day,
            piece_tests, places,
        )  # fmt: skip
        return {name: list(lines) for name, lines in found.groupby("section", sort=False)["line"]}

    return make


def test_a_brief_has_every_part(made):
    assert list(made()) == [
        "Language", "Decision", "Who and how many", "Where", "Formats", "Machine translation", "Readers",
        "Safety", "What not to say", "Routes it must name", "Routes it may not promise",
        "Where the work stands",
    ]  # fmt: skip


def test_an_override_is_told_with_what_the_rules_propose_and_the_reason(made):
    role = {"decided_by": "Head of policy", "proposed_verdict": "MONITOR"}
    told = made(**role, override_reason="promised before")["Decision"]
    assert "The rules propose otherwise (watch). Reason given: promised before." in told
    assert not any("propose otherwise" in line for line in made(**role, override_reason="")["Decision"])


def test_the_language_names_itself_with_its_code_and_direction(reference, routes):
    for language, expected in {
        "Polish": [("Polski", "pol", "left to right")],
        "Pashto": [("پښتو", "pus", "right to left")],
        "Kurdish": [("Kurdî", "kur", "left to right"), ("کوردی", "kur", "right to left")],
        "Panjabi": [("ਪੰਜਾਬੀ", "pan", "left to right"), ("پنجابی", "pan", "right to left")],
    }.items():
        found = measures.brief(decision(language), language, reference, routes, DAY)
        own = found[found["language_tag"].notna()]
        assert list(own[["line", "language_tag", "direction"]].itertuples(index=False, name=None)) == expected


def test_every_language_of_the_list_has_a_brief_that_fits_a_page(reference, routes):
    for language in reference["language"]:
        found = measures.brief(decision(language), language, reference, routes, DAY)
        # A page of A4 at 10 points holds some 57 lines of 95 letters beside a column of headings.
        assert sum(-(-len(line) // 95) for line in found["line"]) <= 57, language
        assert found["line"].str.strip().ne("").all() and found["section"].notna().all()


def test_script_and_direction_are_said_where_they_matter(made):
    assert "It runs from right to left" in " ".join(made("Pashto")["Language"])
    assert "from right to left" not in " ".join(made("Polish")["Language"])
    kurdish = " ".join(made("Kurdish")["Language"])
    assert (
        "Latin and Arabic. Ask which" in kurdish and "One of its scripts runs from right to left" in kurdish
    )


def test_machine_translation_is_ruled_on_and_its_false_substitutions_are_named(made):
    assert made("Pashto")["Machine translation"][0] == "Not allowed, not even as a draft."
    assert "Dari or Urdu for Pashto" in made("Pashto")["Machine translation"][1]
    assert made("Polish")["Machine translation"] == ["Draft only, two readers."]


def test_formats_follow_the_kind_of_language_and_the_verdict(made):
    assert "Deaf signer" in made("British Sign Language")["Formats"][0]
    assert "seldom written" in made("Sylheti")["Formats"][0]
    assert "Sound or video through partners" in made(verdict="AUDIO_VIDEO")["Formats"][0]
    assert "Short text" in made()["Formats"][0]
    assert "None yet" in made(verdict="PARTNER_ONLY")["Formats"][0]


@pytest.mark.parametrize("language", ["Dari", "Tetum"])
def test_why_a_language_is_on_the_list_is_not_said_of_the_language(made, language):
    assert not any(line.startswith("Listed") for line in made(language)["Language"])


def test_a_group_of_languages_is_not_one(made):
    assert briefs.HOLDS_SEVERAL in made("Any other West or Central Asian language")["Language"]


def test_how_many_is_a_count_or_a_range_and_says_which(made):
    assert "1,234 on census day" in made()["Who and how many"][0]
    assert "Between 56 and 789 of them" in made()["Who and how many"][1]
    assert (
        "Of them 60 cannot speak English well or at all (counted)."
        in made(people_not_proficient=60.0)["Who and how many"]
    )
    unknown = made(people_not_proficient_lower=np.nan, people_not_proficient_upper=np.nan)
    assert "is not known" in unknown["Who and how many"][1]
    merged = made("Dari", residents_3_plus=np.nan, residents_3_plus_lower=0.0, residents_3_plus_upper=310.0)
    assert "between 0 and 310 speakers" in merged["Who and how many"][0]
    assert "how well signers read English" in made("British Sign Language")["Who and how many"][1]


def test_where_is_the_finest_that_is_known(made):
    assert made(places=["Team A", "Team B"])["Where"] == ["Most live in Team A and Team B."]
    assert made()["Where"] == ["Named areas: Northam and Southam."]
    assert made(verdict="TRANSLATE_COUNTY", areas="")["Where"] == ["The whole area."]
    assert "No place is named" in made(verdict="AUDIO_VIDEO", areas="")["Where"][0]


def test_the_verdict_stands_in_words_and_not_as_a_code(made):
    assert made()["Decision"][0].startswith("Verdict: translate, named areas. Translate, for")
    assert "TRANSLATE" not in " ".join(made()["Decision"])


def test_the_rights_caveat_is_there_when_the_decision_has_it(made):
    assert RIGHTS in made()["Decision"]
    assert len(made(rights="")["Decision"]) == 2


def test_two_readers_a_critical_friend_quick_exit_and_shared_phones_are_never_left_out(made):
    said = " ".join(line for lines in made().values() for line in lines)
    for words in ("second native reader", "critical friend", "quick exit", "phone that may be shared"):
        assert words in said


# Safe reporting routes


@pytest.mark.parametrize(
    ("verified", "says"),
    [
        ("2025-11-25", "Checked on 25 November 2025."),
        ("2025-11-24", "Last checked on 24 November 2025: check again"),
        (None, "Said on 29 November 2021, not checked since: check before it is printed."),
    ],
)
def test_a_route_says_when_it_was_checked_and_a_year_is_too_long(made, verified, says):
    route = pd.DataFrame(
        [("The counter", "partner who reports", "It can report.", pd.Timestamp("2021-11-29"), verified)],
        columns=["route", "kind", "offers", "stated_on", "verified_on"],
    ).assign(verified_on=pd.to_datetime([verified]))
    (line,) = made(use=route)["Routes it must name"]
    assert says in line


def test_the_routes_of_the_response_are_named_and_the_missing_one_is_not_promised(made):
    found = made()
    named = " ".join(found["Routes it must name"])
    for route in ("Local authorities", "MASH", "Sexual Assault Referral Centre", "Kalayaan"):
        assert route in named
    assert "insecure" in found["Routes it may not promise"][0] and "insecure" not in named


def test_without_a_route_nothing_goes_out(made, routes):
    none = made(use=routes[routes["kind"] == "no such route"])
    assert "nothing goes out until there is one" in none["Routes it must name"][0]


# Where the work stands


def test_the_test_log_says_how_far_the_pieces_are(made):
    from .test_reach_log import pieces

    table = pieces({}, {"channel": "radio", "review_by": "2026-11-24"}, {"language": "Dari"})
    found = made(piece_tests=table)["Where the work stands"]
    assert found[0] == "Pieces planned: 2. Read twice: 2. Tested: 2. Out and in date: 1."
    assert found[1].startswith("Out and past their day of review: 1.")
    assert made(piece_tests=table.iloc[2:])["Where the work stands"] == [
        "The test log has no piece in this language."
    ]


def test_a_piece_that_was_tested_after_the_day_of_the_brief_is_not_known_yet(made):
    from .test_reach_log import pieces

    table = pieces({"tested_on": "2026-05-11"})
    assert made(piece_tests=table, day="2026-03-31")["Where the work stands"] == [
        "The test log has no piece in this language."
    ]


def test_without_a_test_log_nobody_can_say_how_far_the_pieces_are(made):
    assert "No test log was supplied" in made()["Where the work stands"][0]


# What it never says


def test_nothing_is_said_of_a_communitys_offending_or_of_status(reference, routes):
    words = re.compile(
        r"\b(?:illegal|offender|criminal gang|traffickers?|deport\w*|overstay\w*|asylum)\b", re.I
    )
    for language in reference["language"]:
        found = measures.brief(decision(language), language, reference, routes, DAY)
        assert not [line for line in found["line"] if words.search(line)]


def test_an_unknown_language_is_refused_with_the_nearest(reference, routes):
    with pytest.raises(InputError, match=r'"Polihs" is not in the decisions\. Nearest: "Polish"'):
        measures.brief(decision(), "Polihs", reference, routes, DAY)
    with pytest.raises(InputError, match=r'"Polihs" is not in the list of languages\. Nearest: "Polish"'):
        measures.brief(decision("Polihs"), "Polihs", reference, routes, DAY)
