"""The decision on languages, with all that follows from it."""

import pandas as pd

from analysis import measures, tables
from analysis.measures.languages.pages import without_places
from analysis.tables.declared import together


def _cards(*of):
    """Return what gives the cards of an area for something about languages."""
    return lambda area: tables.languages.sources(area, *of)


DECIDED, COUNTED = _cards("decision", "risk"), _cards("decision")
NEIGHBOURHOODS, SMALL_AREAS = _cards("neighbourhoods"), _cards("small areas")


@together(
    {
        "language_verdicts": (
            "Languages that something is asked for: verdict, form, places and reasons",
            "a language that something is asked for",
            DECIDED,
        ),
        "language_working": ("The decision on every language, each step of it", "a language", DECIDED),
        "language_risk_to_renew": (
            "Evidence of risk that stops to count in full soon, or has stopped",
            "an item of evidence",
            DECIDED,
        ),
        "language_lines": ("Thresholds of the decision on languages", "a threshold", COUNTED),
        "language_rules": ("Rules that the decision on languages was tried under", "a rule", COUNTED),
        "language_need_by_district": (
            "People who cannot speak English well, by language, estimated",
            "a language in a district",
            COUNTED,
        ),
        "language_starts": (
            "The three places where a message in each language should start",
            "a language that may be placed",
            SMALL_AREAS,
        ),
        "language_neighbourhoods": (
            "Speakers of languages that may be placed, by neighbourhood, estimated",
            "a language in a neighbourhood (MSOA)",
            NEIGHBOURHOODS,
        ),
        "all_languages_msoa21_for_exploring": (
            "Speakers of every language by neighbourhood, estimated: not for publication",
            "a language in a neighbourhood (MSOA)",
            NEIGHBOURHOODS,
        ),
        "all_languages_lsoa21_for_exploring": (
            "Speakers of every language by small area, estimated: not for publication",
            "a language in an LSOA",
            SMALL_AREAS,
        ),
    },
    tables=["risk_of_nationalities"],
)
def languages(area):
    """Return {table: frame} of the decision, of what it rests on, and of where to reach people.

    Of a language that may not be placed no table names a place, but for those whose names say that they are
    for exploring.
    """
    evidence, small = tables.languages.evidence(area), tables.languages.small_areas(area)
    policy, able = evidence["policy"], evidence["small_proficiency"]
    people = measures.languages.languages_in_places(small)
    working = measures.languages.decide_languages(**evidence, small_areas=people)
    verdicts = measures.languages.decision_table(working)
    placed = verdicts.query("material == 'yes' and placed == 'yes'")
    every = list(evidence["languages"]["language"].unique())
    need = measures.plans.need_by_place(every, **evidence)
    names = tables.places.area_names(area)
    wide = measures.languages.languages_in_places(small, by="msoa21")
    return {
        "language_verdicts": verdicts,
        "language_working": without_places(working),
        "language_risk_to_renew": measures.languages.evidence_to_renew(
            working, evidence["risk_items"], evidence["crosswalk"], policy, evidence["as_of"]
        ),
        "language_lines": _lines(policy),
        "language_rules": measures.languages.rules_to_argue(policy),
        "language_need_by_district": need,
        "language_starts": measures.languages.where_to_start(people, need, able, placed, names),
        "language_neighbourhoods": measures.languages.in_neighbourhoods(
            wide, list(placed["language"]), names, able
        ),
        "all_languages_msoa21_for_exploring": measures.languages.in_neighbourhoods(wide, every, names, able),
        "all_languages_lsoa21_for_exploring": people,
    }


def _lines(policy):
    """Return each threshold of the decision with its name in data/policy.toml; the last is not set there."""
    lines, names = measures.languages.lines_drawn(policy), list(policy["thresholds"])
    return lines.assign(name=pd.array(names + [""] * (len(lines) - len(names)), dtype="str"))
