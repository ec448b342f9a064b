"""The decision on languages, with all that follows from it."""

import pandas as pd

from analysis import measures, tables
from analysis.measures.languages.pages import without_places
from analysis.tables.declared import together


def _cards(*of, and_also=()):
    """Return what gives the cards of an area for something about languages."""
    return lambda area: [*tables.languages.sources(area, *of), *and_also]


DECIDED, COUNTED, NEED = _cards("decision", "risk"), _cards("decision"), _cards("need")
BOUGHT = _cards("decision", and_also=["channels"])
PROFILE = _cards("decision", "neighbourhoods", "risk")
PROFILE_OF_TEAM = _cards(
    "decision", "neighbourhoods", "risk", and_also=["lookup_lsoa21_ward", "neighbourhood_teams"]
)
APART = ["language", "verdict", "test", "residents_3_plus", "districts", "where", "status"]
NO_PLACE = pd.DataFrame(columns=["language", "here", "verdict", "where_here", "place", "status"], dtype="str")
NEIGHBOURHOODS, SMALL_AREAS = _cards("neighbourhoods"), _cards("small areas")


@together(
    {
        "language_verdicts": (
            "Languages that something is asked for: verdict, form, places and reasons",
            "a language that something is asked for",
            DECIDED,
        ),
        "language_working": ("The decision on every language, each step of it", "a language", DECIDED),
        "language_evidence": (
            "What was said of people at risk and of newcomers, by the language that it concerns",
            "an item of evidence for a language",
            DECIDED,
        ),
        "language_evidence_missing": (
            "Evidence that the decision on each language was made without",
            "a kind of evidence for a language",
            DECIDED,
        ),
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
            NEED,
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
        "all_languages_by_team_or_ward_for_exploring": (
            "Speakers of every language by team area or ward, estimated: not for publication",
            "a language in a team area or ward",
            NEIGHBOURHOODS,
        ),
        "languages_kept_apart_for_exploring": (
            "Languages that are asked for and shown for no place, with their places: not for publication",
            "a language that something is asked for",
            DECIDED,
        ),
        "people_reached_by_budget": (
            "People reached by each budget for material in languages",
            "a budget",
            BOUGHT,
        ),
        "language_budget": ("What the budget for material in languages buys in all", "the budget", BOUGHT),
        "language_purchases": (
            "What to buy with the budget for material in languages",
            "a channel for a language, or languages that are alike",
            BOUGHT,
        ),
        "language_purchases_for_exploring": (
            "What to buy for every language, with its places: not for publication",
            "a channel for a language",
            BOUGHT,
        ),
        "languages_not_bought": (
            "What the budget for material in languages does not pay for",
            "a language and what is left out",
            BOUGHT,
        ),
        "languages_by_district": (
            "Languages that something is published in, by district",
            "a language in a district",
            PROFILE,
        ),
        "languages_by_team": (
            "Languages that something is published in, by neighbourhood team",
            "a language in the area of a team",
            PROFILE_OF_TEAM,
        ),
    },
    tables=["risk_of_nationalities"],
)
def languages(area):
    """Return {table: frame} of the decision, of what it rests on, and of where to reach people.

    Of a language that may not be placed no table names a place, but for those whose names say that they are
    for exploring.
    """
    small = tables.languages.small_areas(area)
    people = measures.languages.languages_in_places(small)
    evidence = measures.languages.Evidence(**tables.languages.evidence(area), small_areas=people)
    policy, able = evidence.policy, evidence.small_proficiency
    decision = measures.languages.decide_languages(evidence)
    working, items = decision.table(), decision.items()
    verdicts = measures.languages.decision_table(working)
    placed = verdicts.query("material == 'yes' and placed == 'yes'")
    every = list(evidence.languages["language"].unique())
    need = measures.plans.need_by_place(every, evidence)
    names = tables.places.area_names(area)
    wide = measures.languages.languages_in_places(small, by="msoa21")
    return {
        "language_verdicts": verdicts,
        "language_working": without_places(working),
        "language_evidence": items,
        "language_evidence_missing": decision.missing(),
        "language_risk_to_renew": measures.languages.evidence_to_renew(items, evidence.as_of),
        "language_lines": _lines(policy),
        "language_rules": measures.languages.rules_to_argue(policy),
        "language_need_by_district": need,
        "language_starts": measures.languages.where_to_start(people, need, able, placed, names),
        "language_neighbourhoods": measures.languages.in_neighbourhoods(
            wide, list(placed["language"]), names, able
        ),
        "all_languages_msoa21_for_exploring": measures.languages.in_neighbourhoods(wide, every, names, able),
        "all_languages_lsoa21_for_exploring": people,
        "all_languages_by_team_or_ward_for_exploring": measures.languages.in_named_places(
            people, every, names
        ),
        "languages_kept_apart_for_exploring": measures.languages.decision_table(working, restricted=True)[
            APART
        ],
        "languages_by_district": _by_place(area, "district", working, people, evidence.languages),
        "languages_by_team": _by_place(area, "neighbourhood team", working, people),
        **_spending(area, verdicts.query("material == 'yes'"), working, evidence),
    }


def _by_place(area, kind, working, people, spoken=None):
    """Return the languages that something is published in for each place of a kind, with its name as `place`.

    `spoken` has how many speak each where they are counted, which is by district alone.
    """
    parts = []
    for place, inside in tables.places.small_areas_of(area, kind).groupby("place", sort=False):
        counted = None if spoken is None else spoken[spoken["area_name"] == place]
        district = inside["district22_name"].iloc[0]
        parts.append(
            measures.office.languages_here(working, people, inside, district, counted).assign(place=place)
        )
    return pd.concat(parts, ignore_index=True) if parts else NO_PLACE.copy()


def _spending(area, chosen, working, evidence):
    """Return what a budget reaches, what it buys, and what it leaves out of the languages `chosen`."""
    spending, offers = evidence.policy["spending"], tables.office.channels(area)
    languages, at_risk = list(chosen["language"]), list(chosen.query("test == 'risk'")["language"])
    need = measures.plans.need_by_place(languages, evidence, working)
    curve = measures.plans.reach_by_budget(need, offers, spending, at_risk)
    best = measures.plans.what_to_buy(need, offers, curve, at_risk, spending)
    placed = measures.languages.may_be_placed(working)
    at_risk_alone = best[best["why"] == "language at risk"]
    budget = best.head(1)[["budget", "unit", "budget_is", "status"]].assign(
        languages_bought=best["language"].nunique(), cost_at_risk=float(at_risk_alone["cost"].sum())
    )
    left = measures.plans.left_out(languages, need, offers, best, placed, at_risk)
    return {
        "people_reached_by_budget": curve,
        "language_budget": budget,
        "language_purchases": measures.plans.without_places(best, placed),
        "language_purchases_for_exploring": best,
        # Without a table of channels nothing was weighed, and so nothing was left out.
        "languages_not_bought": left if len(curve) else left.iloc[:0],
    }


def _lines(policy):
    """Return each threshold of the decision with its name in data/policy.toml; the last is not set there."""
    lines, names = measures.languages.lines_drawn(policy), list(policy["thresholds"])
    return lines.assign(name=pd.array(names + [""] * (len(lines) - len(names)), dtype="str"))
