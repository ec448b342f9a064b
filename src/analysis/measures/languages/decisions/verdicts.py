"""From facts to a verdict, under one rule: by the resident route, by the risk route, or by neither."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import InputError
from analysis.measures.languages.decisions import risk
from analysis.measures.languages.decisions.facts import GROUP, SIGNED, SPOKEN
from analysis.measures.languages.decisions.need import ENGLISH, totals_of
from analysis.measures.languages.decisions.presets import safe_harbour
from analysis.measures.rates.status import require

if TYPE_CHECKING:
    from analysis.measures.languages.decisions.facts import Facts
    from analysis.measures.languages.decisions.presets import Preset, Rules


TRANSLATE_COUNTY, TRANSLATE_AREAS, AUDIO_VIDEO = "TRANSLATE_COUNTY", "TRANSLATE_AREAS", "AUDIO_VIDEO"
PARTNER_ONLY, MONITOR, NO_EVIDENCE = "PARTNER_ONLY", "MONITOR", "NO_EVIDENCE"
STRONGEST_FIRST = (TRANSLATE_COUNTY, TRANSLATE_AREAS, AUDIO_VIDEO, PARTNER_ONLY, MONITOR, NO_EVIDENCE)
OWN_MATERIAL = (TRANSLATE_COUNTY, TRANSLATE_AREAS, AUDIO_VIDEO)  # what needs a translator and a budget
OF_SMALL_AREAS = ("two_factor", "observatory")  # the rules that look where few have English
BY_RISK = ("two_routes", "risk_first")  # the rules that evidence of risk decides
UNTOLD = "cannot be told"  # under a preset that asks for what is not known

RIGHTS = (
    "Thresholds steer campaigns only. Each victim keeps the right to interpretation and to translation on "
    "request, whatever the size of their community, and officers do not judge someone's English against "
    "that person's wish."
)


@dataclass(frozen=True)
class Verdict:
    """A verdict with the reason codes for it and the areas that it is limited to.

    `review` tells that it stands by evidence that has become too old to count, until somebody decides.
    """

    name: str
    reasons: tuple = ()
    areas: tuple = ()
    review: bool = False


def is_proficient(facts: Facts, rules: Rules) -> bool:
    """Tell whether few of a language's speakers cannot speak English well, however the range is read."""
    most = facts.need["upper"]
    return bool(
        facts.speakers > 0
        and most <= rules["proficient_people"]
        and most * 100 <= rules["proficient_share"] * facts.speakers
    )


def line_of_need(preset: Preset, facts: Facts, rules: Rules) -> int | None:
    """Return how many people in need a preset asks for in the whole area, None for one that asks otherwise.

    By the two routes more do in a large area, and fewer where people have come since the census: nobody knows
    how many these are.
    """
    if preset.rule == "two_routes":
        times = max(1, facts.residents / rules["large_area"])
        newcomers = rules["newcomers"] / 100 if risk.newly_arrived(facts.items) else 1
        return math.ceil(rules["not_proficient"] * times * newcomers)
    if preset.rule == "safe_harbour":
        return min(preset["people"], preset["share_pct"] / 100 * facts.residents)
    return preset["people"] if preset.rule in ("critical_language", "section_203") else None


def districts_over(facts: Facts, rules: Rules, end: str = "estimate") -> tuple[str, ...]:
    """Return the districts of whose residents enough are in need of the language, and enough for text."""
    return tuple(
        name for name, need in facts.district_need.items() if need[end] >= line_in(facts, name, rules)
    )


def line_in(facts: Facts, district: str, rules: Rules) -> float:
    """Return how many people in need make a resident community of one district."""
    return max(rules["text_speakers"], rules["not_proficient_share"] / 100 * facts.people[district])


def resident(facts: Facts, reasons: tuple[str, ...], rules: Rules, areas: tuple[str, ...] = ()) -> Verdict:
    """Return the verdict of a language that qualifies as a resident community by `reasons`."""
    if facts.kind == GROUP:
        return Verdict(PARTNER_ONLY, reasons)
    if not areas and set(reasons) == {"SHARE"}:
        areas = districts_over(facts, rules)
    if facts.kind in (SIGNED, SPOKEN):
        return Verdict(AUDIO_VIDEO, reasons, areas)
    if areas:
        return Verdict(TRANSLATE_AREAS, reasons, areas)
    if facts.concentrated:
        return Verdict(TRANSLATE_AREAS, (*reasons, "CONCENTRATED"), facts.places)
    return Verdict(TRANSLATE_COUNTY, reasons)


def at_risk(facts: Facts, rules: Rules) -> Verdict:
    """Return the verdict of a language with a strong risk item: size sets only format and place."""
    if facts.kind == GROUP:
        return Verdict(PARTNER_ONLY)
    if facts.kind in (SIGNED, SPOKEN) or not facts.speakers >= rules["text_speakers"]:
        return Verdict(AUDIO_VIDEO)
    return Verdict(TRANSLATE_AREAS, (), facts.places)


def otherwise(facts: Facts, rules: Rules, with_risk: bool = True) -> Verdict:
    """Return the verdict of a language that no route qualifies: what is known decides, if only little is."""
    if facts.kind == SIGNED:
        return Verdict(AUDIO_VIDEO)
    if with_risk and (risk.locally_named(facts.items) or risk.newly_arrived(facts.items)):
        return Verdict(PARTNER_ONLY)
    if facts.speakers >= rules["counted"] or (with_risk and facts.items):
        return Verdict(MONITOR)
    return Verdict(NO_EVIDENCE)


def under(preset: Preset, facts: Facts, rules: Rules, end: str) -> Verdict:
    """Return the verdict under a preset by the "estimate" of need, or its "lower" or "upper" end.

    None for presets of small areas, which cannot be told without them; by the estimate these name an area
    that passes even at its lower end. A signed language needs its video under every preset: that is a duty to
    Deaf people, which no threshold switches off. Evidence that was enough once and has become too old leaves
    what it led to, for review; so does a strong case of risk where size alone leads to as much.
    """
    now = _under(preset, facts, rules, end)
    if preset.rule not in BY_RISK:
        return now
    then = _under(preset, before_expiry(facts, rules), rules, end)
    if STRONGEST_FIRST.index(then.name) < STRONGEST_FIRST.index(now.name):
        return replace(then, review=True)
    faded = risk.ever_strong(facts.items, rules) and not risk.strong(facts.items, rules)
    return replace(now, review=bool(faded))


def before_expiry(facts: Facts, rules: Rules) -> Facts:
    """Return the Facts of a language with its evidence as it counted before it became too old."""
    return replace(facts, items=risk.as_it_counted(facts.items, rules))


def _under(preset, facts, rules, end):
    if preset.rule == "two_routes":
        return _two_routes(preset, facts, rules, end)
    if preset.rule == "risk_first":
        return at_risk(facts, rules) if risk.strong(facts.items, rules) else otherwise(facts, rules)
    need, enough, areas = facts.need[end], False, ()
    if preset.rule == "safe_harbour":
        numbers = preset["people"], preset["share_pct"], preset["notice_below"]
        _, notice, enough = safe_harbour(need, facts.residents, *numbers)
        if notice:
            return Verdict(AUDIO_VIDEO)
    elif preset.rule == "critical_language":
        enough = need >= preset["people"]
    elif preset.rule == "section_203":
        enough = _over(preset, need, facts.residents)
        local = facts.district_need.items()
        areas = tuple(name for name, one in local if _over(preset, one[end], facts.people[name]))
    elif preset.name in facts.small:
        low, high = facts.small[preset.name]
        areas = high if end == "upper" else low
    else:
        return None
    if enough:
        return resident(facts, ("NEED",), rules)
    return resident(facts, ("SHARE",), rules, areas) if areas else otherwise(facts, rules, with_risk=False)


def _over(preset, need, residents):
    """Tell whether more than so many people are in need, or more than a share of a place's residents."""
    return need > preset["people"] or need * 100 > preset["share_pct"] * residents


def _two_routes(preset, facts, rules, end):
    routes, reasons = [otherwise(facts, rules)], ()
    reasons += ("SHARE",) if districts_over(facts, rules, end) else ()
    reasons += ("NEED",) if facts.need[end] >= line_of_need(preset, facts, rules) else ()
    if reasons:
        routes.insert(0, resident(facts, reasons, rules))
    if risk.strong(facts.items, rules):
        routes.append(at_risk(facts, rules))
    best = min(routes, key=lambda one: STRONGEST_FIRST.index(one.name))  # the first of equals
    return Verdict(best.name, reasons, best.areas)


def in_small_areas(
    rules: Rules,
    small_areas: pd.DataFrame | None = None,
    small_proficiency: pd.DataFrame | None = None,
    deprivation: pd.DataFrame | None = None,
) -> dict:
    """Return {language: {preset: (areas at the low end, areas at the high end)}} of presets of small areas.

    Areas that pass by the lower end of the interval of speakers, and by its upper, under the names that
    `small_proficiency` has for them, or their codes. A preset that cannot be told (no small areas, or no
    deprivation where it asks for it) is in no answer.
    """
    found = {}
    if small_areas is None or small_proficiency is None or not len(small_areas):
        return found
    code = "lsoa21_code"
    require(small_areas, code, "language", "lower", "upper")
    totals = totals_of(small_proficiency, code)
    totals["everyone"] = small_proficiency.groupby(code)["residents_3_plus"].sum()
    spoken = small_areas[small_areas["language"] != ENGLISH]
    named = small_proficiency.drop_duplicates(code).set_index(code)
    names = named["area_name"] if "area_name" in named.columns else named.index.to_series()
    for preset in rules.presets.values():
        passing = _passing(preset, totals, deprivation, code)
        if passing is None:
            continue
        inside = spoken[spoken[code].isin(passing)]
        among = totals["other"].reindex(inside[code]).to_numpy()
        over = []
        for end in ("lower", "upper"):
            enough = inside[inside[end] * 100 >= preset["named_share_pct"] * among]
            named = enough[code].map(names).groupby(enough["language"])
            over.append({language: tuple(sorted(areas)) for language, areas in named})
        for language in spoken["language"].unique():
            found.setdefault(language, {})[preset.name] = tuple(one.get(language, ()) for one in over)
    return found


def refuse_untold(rules: Rules, answers: dict) -> None:
    """Refuse to decide by a preset of small areas that nothing is known of: it would look like a no."""
    if rules.preset.rule in OF_SMALL_AREAS and not any(rules.chosen in told for told in answers.values()):
        raise InputError(
            f'The preset "{rules.chosen}" looks at small areas, and their languages'
            f"{' or deprivation are' if rules.preset.rule == 'two_factor' else ' are'} not known here. Give "
            "them, or decide by another preset."
        )


def _passing(preset, totals, deprivation, code):
    """Return the small areas that a preset looks into; None for a preset that asks for something else."""
    if preset.rule == "observatory":
        return set(totals.index[totals["other"] * 100 >= preset["share_pct"] * totals["everyone"]])
    if preset.rule != "two_factor" or deprivation is None or code not in deprivation.columns:
        return None
    poor = deprivation.loc[deprivation["imd_decile"] <= preset["deprivation_deciles"], code]
    many = totals["not_proficient"] * 100 >= preset["share_pct"] * totals["everyone"]
    return set(totals.index[many]) & set(poor)
