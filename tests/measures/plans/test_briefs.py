"""The brief of a language: what it must say for each kind of language, and what it must never say."""

import re

import numpy as np
import pandas as pd
import pytest

from analysis import measures, tables
from analysis.errors import InputError
from analysis.measures.languages.decisions.need import OBSERVED
from analysis.measures.languages.decisions.verdicts import RIGHTS
from analysis.measures.plans import briefs
from tests.measures.services import rows
from tests.measures.services.rows import NOBODY, directory, network

from .test_pieces import pieces

DAY = "2026-11-25"


@pytest.fixture(scope="module")
def reference():
    return tables.languages.reference.language_reference()


RESPONDER = {"kind": "modern slavery first responder", "reach": "national"}
NO_SERVICES = directory({}).head(0)


def pathway(*routes, services=()):
    """Return the reporting pathway of routes and of services by telephone, each the safe one with changes."""
    listed = directory(*({"channel": "telephone"} | change for change in services or [{}]))
    return rows.pathway(*routes, services=listed if services else NO_SERVICES, day=DAY)


@pytest.fixture(scope="module")
def routes():
    return pathway(
        {"route": "Line"},
        NOBODY | {"route": "Counter", "kind": "partner who reports", "offers": "It can report to police."},
        *(NOBODY | RESPONDER | {"route": f"Responder {number}"} for number in range(4)),
        {"route": "A third party", "kind": "no such route", "offers": "There is none."},
    )


@pytest.fixture(scope="module")
def warwickshire():
    """Return the reporting pathway that Warwickshire has without a directory."""
    return measures.services.reporting_pathway(
        tables.people.safe_reporting_routes("warwickshire"), NO_SERVICES, network(), DAY
    )


def decision(language="Polish", **changes):
    row = {
        "language": language, "verdict": "TRANSLATE_AREAS", "areas": "Northam; Southam",
        "next_step": "Translate for Northam and Southam only.", "residents_3_plus": 1234.0,
        "residents_3_plus_lower": 1234.0, "residents_3_plus_upper": 1234.0, "people_not_proficient": np.nan,
        "people_not_proficient_lower": 56.0, "people_not_proficient_upper": 789.0,
        "rights": RIGHTS, "risk_strength": "none recorded", "reasons_for": "NEED",
        "decided_by": "nobody yet: proposed by the rules", "margin_share_of_district_points": np.nan,
    }  # fmt: skip
    words = ("districts", "concentration", "highest_location_quotient", "what_would_change_it")
    row |= dict.fromkeys((*words, "change_without_places"), "")
    row |= {"step_without_places": "Translate for named areas only."} | changes
    return pd.DataFrame([row | {"strong_risk": row["risk_strength"].startswith("strong")}])


@pytest.fixture
def made(reference, routes):
    """Return a function that makes a brief and gives {section: its lines}."""

    def make(language="Polish", day=DAY, piece_tests=None, places=None, use=None, **changes):
        found = measures.plans.brief(
            decision(language, **changes), language, reference, routes if use is None else use, day,
            piece_tests, places,
        )  # fmt: skip
        return {name: list(lines) for name, lines in found.groupby("section", sort=False)["line"]}

    return make


def test_a_brief_has_every_part_and_what_is_never_left_out(made):
    found = made()
    assert list(found) == [
        "Language", "Decision", "Who and how many", "Where", "Formats", "Machine translation", "Readers",
        "Safety", "What it must say", "What not to say",
        "Routes it must name", "Routes that are always there", "Routes not to name: they may share",
        "Routes to name only with what they share", "Routes it may not promise", "Where the work stands",
    ]  # fmt: skip
    said = " ".join(line for lines in found.values() for line in lines)
    for words in ("second native reader", "critical friend", "quick exit", "phone that may be shared"):
        assert words in said
    # The verdict stands in words and not as a code, and the caveat where the decision has it.
    assert found["Decision"][0].startswith("Verdict: translate, named areas. Translate for")
    assert "TRANSLATE" not in " ".join(found["Decision"])
    assert RIGHTS in found["Decision"] and len(made(rights="")["Decision"]) == 2


def test_an_override_is_told_with_what_the_rules_propose_and_the_reason(made):
    role = {"decided_by": "Head of policy", "decided_on": "2026-06-05", "proposed_verdict": "MONITOR"}
    told = made(**role, override_reason="promised before")["Decision"]
    assert "Decided by Head of policy on 5 June 2026." in told
    assert "The rules propose otherwise (watch). Reason given: promised before." in told
    assert not any("propose otherwise" in line for line in made(**role, override_reason="")["Decision"])


def test_the_language_names_itself_with_its_code_and_direction(reference, routes):
    for language, expected in {
        "Polish": [("Polski", "pol", "left to right")],
        "Pashto": [("پښتو", "pus", "right to left")],
        "Kurdish": [("Kurdî", "kur", "left to right"), ("کوردی", "kur", "right to left")],
        "Panjabi": [("ਪੰਜਾਬੀ", "pan", "left to right"), ("پنجابی", "pan", "right to left")],
    }.items():
        found = measures.plans.brief(decision(language), language, reference, routes, DAY)
        own = found[found["language_tag"].notna()]
        assert list(own[["line", "language_tag", "direction"]].itertuples(index=False, name=None)) == expected


def test_every_languages_brief_fits_a_page_and_says_nothing_of_offending(reference, routes):
    words = re.compile(
        r"\b(?:illegal|offender|criminal gang|traffickers?|deport\w*|overstay\w*|asylum)\b", re.I
    )
    for language in reference["language"]:
        found = measures.plans.brief(decision(language), language, reference, routes, DAY)
        # A page of A4 at 8.5 points, as annex B sets it, holds 66 lines of 110 letters and more.
        assert sum(-(-len(line) // 95) for line in found["line"]) <= 64, language
        assert found["line"].str.strip().ne("").all() and found["section"].notna().all()
        assert not [line for line in found["line"] if words.search(line)]


def test_script_direction_and_machine_translation_are_said_where_they_matter(made):
    pashto, polish, kurdish = (made(language) for language in ("Pashto", "Polish", "Kurdish"))
    assert "It runs from right to left" in " ".join(pashto["Language"])
    assert "from right to left" not in " ".join(polish["Language"])
    kurdish = " ".join(kurdish["Language"])
    assert "Latin and Arabic. Ask which" in kurdish
    assert "One of its scripts runs from right to left" in kurdish
    assert pashto["Machine translation"][0] == "Not allowed, not even as a draft."
    assert "Dari or Urdu for Pashto" in pashto["Machine translation"][1]
    assert polish["Machine translation"] == ["Draft only, two readers."]
    # Why a language is on the list is not said of the language, and a group of languages is not one.
    for language in ("Dari", "Tetum"):
        assert not any(line.startswith("Listed") for line in made(language)["Language"])
    assert briefs.HOLDS_SEVERAL in made("Any other West or Central Asian language")["Language"]


def test_formats_follow_the_kind_of_language_and_the_verdict(made):
    assert "Deaf signer" in made("British Sign Language")["Formats"][0]
    assert "seldom written" in made("Sylheti")["Formats"][0]
    assert "Sound or video through partners" in made(verdict="AUDIO_VIDEO")["Formats"][0]
    assert made()["Formats"] == [
        "Short text on a poster, card or web page, and the same words as sound: not everybody reads."
    ]
    (discreet,) = made(risk_strength="strong: 2")["Formats"]
    assert discreet.endswith("No poster or leaflet.")
    assert "None yet" in made(verdict="PARTNER_ONLY")["Formats"][0]


def test_how_many_is_a_count_or_a_range_and_says_which(made):
    def people(*language, **changes):
        return made(*language, **changes)["Who and how many"]

    assert "1,234 on census day" in people()[0] and "Between 56 and 789 of them" in people()[1]
    counted = "Of them 60 cannot speak English well or at all (counted)."
    assert counted in people(people_not_proficient=60.0, need_method=OBSERVED)
    estimated = "About 60 of them cannot speak English well or at all: an estimate, between 56 and 789."
    assert estimated in people(people_not_proficient=60.0, need_method="estimated")
    unknown = people(people_not_proficient_lower=np.nan, people_not_proficient_upper=np.nan)
    assert "is not known" in unknown[1]
    merged = people("Dari", residents_3_plus=np.nan, residents_3_plus_lower=0.0, residents_3_plus_upper=310.0)
    assert "between 0 and 310 speakers" in merged[0]
    assert "how well signers read English" in people("British Sign Language")[1]


PLACES = pd.DataFrame({"language": ["Polish"], "sure": "Team A", "likely": "Team B", "status": "shown"})
START, NAMED = "Start where most who need it live, by estimate.", "Named areas: Northam and Southam."
NOT_SAID = "Where its speakers live is not published, so that nobody can look for them. The office knows."


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, NAMED),
        ({"verdict": "TRANSLATE_COUNTY", "areas": ""}, "The whole area."),
        (
            {"verdict": "AUDIO_VIDEO", "areas": ""},
            "No place is named: too few, or too evenly spread, to say where.",
        ),
        # The areas are in the next step, and are not said twice.
        ({"places": PLACES}, f"{START} Sure: Team A. Likely: Team B."),
        ({"places": PLACES.assign(sure="none"), "next_step": "Make it."}, f"{NAMED} {START} Likely: Team B."),
        ({"places": PLACES.assign(status="not available", sure="", likely="")}, NAMED),
        # Neither of a language with few speakers nor of one at risk is a place named, whatever is known.
        ({"places": PLACES, "residents_3_plus": 999.0}, NOT_SAID),
        ({"places": PLACES, "risk_strength": "strong: 2 independent sources"}, NOT_SAID),
    ],
)
def test_where_is_what_was_decided_and_where_most_surely_or_likely_need_it(made, known, said):
    assert made(**known)["Where"] == [said]


def test_the_page_of_a_signed_language_has_the_same_sections_in_words_of_its_own(made):
    signed = made("British Sign Language")
    assert list(signed) == list(made("Polish")), "the same template"
    assert "registered interpreter" in signed["Readers"][0] and "Deaf people" in signed["Readers"][1]
    assert "Not known" in signed["Who and how many"][2] and "It has no written form" in str(
        signed["Language"]
    )
    assert "press 55" not in str(signed["What it must say"])
    assert "Ask who signs there" in signed["Routes it must name"][0]


# Safe reporting routes


def test_a_brief_names_safe_routes_first_and_what_each_shares_in_its_own_line(made):
    found = made()
    assert found["Routes it must name"] == [
        "Line. It listens. Telephone and hours not stated: ask. Shares details with immigration "
        "enforcement: never (Manager, 20 May 2026). Checked on 1 June 2026. Ask in which languages somebody "
        "answers."
    ]
    assert "999 in danger" in found["Routes that are always there"][0]
    # What may share is named so that nobody prints it, and never stands among the routes to name.
    apart = found["Routes not to name: they may share"]
    assert apart == ["Counter: not known (nobody has said)."]
    after = found["Routes to name only with what they share"]
    assert len(after) == 4 and all(line.startswith("For modern slavery: Responder") for line in after)
    assert found["Routes it may not promise"] == ["A third party. There is none. Said on 5 January 2026."]


def test_the_brief_of_the_response_is_unreleased_and_says_what_routes_lack(made, warwickshire):
    """The first route of its brief was one that reports to the police directly, and nobody had checked it."""
    found = made(use=warwickshire)
    assert list(found) == ["Not released"]
    first, *missing = found["Not released"]
    assert first.startswith("A brief is released once it can name one safe route to report by")
    assert len(missing) == 4 and all("check that it is still there; " in line for line in missing)
    (council,) = [line for line in missing if line.startswith("Local authorities")]
    assert "agree that it shares nothing without consent. Shares details with immigration" in council
    assert "immigration enforcement: may (the response to the super-complaint," in council


UNSAFE = {
    "may": {"shares_with_enforcement": "may"},
    "checked too long ago": {
        "verified_on": pd.Timestamp("2025-11-24"),
        "stated_on": pd.Timestamp("2025-01-01"),
    },
    "not a way to report": {"kind": "outreach"},
    "help without a report": {"kind": "help without a report"},
    "does not exist": {"kind": "no such route"},
}


@pytest.mark.parametrize("case", UNSAFE)
def test_without_one_safe_route_a_brief_is_not_released(made, case):
    assert "Routes it must name" in made(use=pathway({"route": "Line"}))
    assert list(made(use=pathway({"route": "Line"} | UNSAFE[case]))) == ["Not released"]
    nothing = made(use=pathway())["Not released"][1]
    assert nothing.startswith("No route to report by is recorded: find one.")


SIGN = "find a way to sign to it: it answers by telephone alone"


@pytest.mark.parametrize(("language", "service", "missing"), [
    ("Polish", {}, None),
    ("Urdu", {}, "find somebody there who speaks the language, or an interpreter"),
    ("Urdu", {"interpreters": "yes"}, None),
    ("British Sign Language", {"interpreters": "yes"}, SIGN),
    ("British Sign Language", {"channel": "telephone; video call"}, None),
])  # fmt: skip
def test_a_route_that_readers_cannot_use_does_not_release_their_brief(made, language, service, missing):
    found = made(language, use=pathway({"route": "Line"}, services=[service]))
    assert ("Not released" in found) == (missing is not None)
    if missing:
        assert found["Not released"][1].startswith(f"Line: {missing}. Shares details")


def test_briefs_that_are_held_back_stand_in_one_table_with_what_is_missing(reference, warwickshire):
    doors = pathway({"route": "Line"}, NOBODY | {"route": "Counter"}, services=[{"interpreters": "yes"}])
    chosen = ["Polish", "British Sign Language", "Urdu"]
    released = measures.plans.briefs_released(chosen, reference, doors)
    assert released["released"].tolist() == ["yes", "no", "yes"]
    held = measures.plans.briefs_held_back(chosen, reference, doors)
    assert held["languages"].tolist() == ["British Sign Language"] * 2
    assert held["route"].tolist() == ["Line", "Counter"]
    held = measures.plans.briefs_held_back(chosen, reference, warwickshire)
    assert set(held["languages"]) == {"every brief"}
    assert measures.plans.briefs_held_back(["Polish"], reference, doors).empty


# Where the work stands


def test_the_test_log_says_how_far_the_pieces_are(made):
    def work(table=None):
        return made(piece_tests=table)["Where the work stands"]

    table = pieces({}, {"channel": "radio", "review_by": "2026-11-24"}, {"language": "Dari"})
    found = work(table)
    assert found[0] == "Pieces planned: 2. Read twice: 2. Tested: 2. Out and in date: 1."
    assert found[1].startswith("Out and past their day of review: 1.")
    assert work(table.iloc[2:]) == ["The test log has no piece in this language."]
    assert "No test log was supplied" in work()[0]


@pytest.mark.parametrize(
    ("decided", "where"), [("Polish", "the decisions"), ("Polihs", "the list of languages")]
)
def test_an_unknown_language_is_refused_with_the_nearest(reference, routes, decided, where):
    with pytest.raises(InputError, match=rf'"Polihs" is not in {where}\. Nearest: "Polish"'):
        measures.plans.brief(decision(decided), "Polihs", reference, routes, DAY)
