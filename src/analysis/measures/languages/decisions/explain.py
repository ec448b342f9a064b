"""A verdict in words that can be acted on: reasons, what is missing, what would change it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from analysis.measures.languages.decisions import risk, verdicts
from analysis.measures.languages.decisions.facts import GROUP, SIGNED, SPOKEN
from analysis.measures.languages.decisions.need import OBSERVED
from analysis.measures.rates.status import in_day, phrase

if TYPE_CHECKING:
    from analysis.measures.languages.decisions.facts import Facts
    from analysis.measures.languages.decisions.presets import Rules
    from analysis.measures.languages.decisions.risk import Item
    from analysis.measures.languages.decisions.verdicts import Verdict


RISK_SOURCES = {
    "RISK_NRM": "referrals to the National Referral Mechanism",
    "RISK_DTN": "Duty to Notify reports",
    "RISK_DA": "provider caseload",
    "RISK_IAG": "advice of an advisory group",
    "RISK_OUTREACH": "outreach findings",
    "INTERPRETER_DEMAND": "interpreter demand",
}
# The codes in the order in which a row lists them, and what a page calls each.
FOR = {
    "SIZE": "many speakers",
    "SHARE": "many in one district cannot speak English well",
    "NEED": "many cannot speak English well",
    "CONCENTRATED": "living close together",
    "NEW": "arrivals since the census",
    "RISK_NRM": "referrals",
    "RISK_DTN": "Duty to Notify",
    "RISK_DA": "provider caseload",
    "RISK_IAG": "advisory group",
    "RISK_OUTREACH": "outreach",
    "INTERPRETER_DEMAND": "interpreter demand",
    "RISK_NAMED": "named in an official document",
}
IN_AREAS = "Translate for named areas only."
NEVER = "no recorded item of "
MOST_NAMED = 3  # places in a sentence or a row of a table; chapter 12 names all of a decision
AGAINST = {
    "BELOW_SIZE": "few speakers",
    "PROFICIENT": "most speak English well",
    "NO_LEAF": "not counted by the census",
    "MERGED_LEAF": "counted together with others",
    "ORAL_OR_SIGNED": "spoken or signed, not read",
    "MODELLED_NEED": "need is estimated, not counted",
    "SUPPRESSED": "small counts are not published",
    "STALE": "some evidence is old",
    "SAFETY_CHANNEL": "needs discreet channels",
}


def reasons_for(facts: Facts, verdict: Verdict, rules: Rules) -> tuple[str, ...]:
    """Return the reason codes for a language, whether or not they suffice."""
    found = {*verdict.reasons, *(one.reason for one in facts.items)}
    if facts.has_leaf and facts.speakers >= rules["speakers"]:
        found.add("SIZE")
    # Of a handful of people it says nothing, and points at where they live.
    if facts.concentrated and facts.speakers >= rules["text_speakers"]:
        found.add("CONCENTRATED")
    return tuple(code for code in FOR if code in found)


def reasons_against(facts: Facts, rules: Rules, suppressed: bool) -> tuple[str, ...]:
    """Return the reason codes that speak against a language or limit what is known of it."""
    found = {facts.limit} if facts.limit else set()
    if facts.has_leaf and facts.speakers < rules["speakers"]:
        found.add("BELOW_SIZE")
    if verdicts.is_proficient(facts, rules):
        found.add("PROFICIENT")
    if facts.kind in (SIGNED, SPOKEN):
        found.add("ORAL_OR_SIGNED")
    if facts.need_method != OBSERVED and not math.isnan(facts.need["estimate"]):
        found.add("MODELLED_NEED")
    if suppressed:
        found.add("SUPPRESSED")
    if any(one.stale for one in facts.items):
        found.add("STALE")
    if risk.ever_strong(facts.items, rules):
        found.add("SAFETY_CHANNEL")
    return tuple(code for code in AGAINST if code in found)


def item_in_words(item: Item) -> str:
    """Return a risk.Item in one phrase: code, source, who said so, when, how it concerns the language."""
    parts = [f"{item.reason}: {item.source} ({item.said_by}, {in_day(item.date)})"]
    if item.nationality:
        parts.append(f"through {item.nationality} people ({share_in_words(item)})")
    parts += ["for the whole country"] if item.about == risk.EVERYWHERE else []
    parts += ["stale"] if item.stale else [] if item.claimed_strong else ["recorded as weak"]
    return ", ".join(parts)


def share_in_words(item: Item) -> str:
    """Return how many of a nationality speak the language that an item concerns, with the range."""
    return f"{item.share:.0%} of them, {item.lower:.0%} to {item.upper:.0%}"


def next_step(facts: Facts, verdict: Verdict, rules: Rules, note: str = "") -> tuple[str, str]:
    """Return what to do first, and what comes with it; `note` is what makers of material must know first."""
    then = []
    if facts.kind != GROUP and verdict.name in verdicts.OWN_MATERIAL and risk.ever_strong(facts.items, rules):
        then.append("Use discreet channels: somebody who does harm may read it too.")
    if verdict.review:
        then.append(
            f"Review it: the evidence is older than {_age(rules)}. Ask those who said it whether it still "
            "holds, and record the answer. Until somebody decides, what was proposed stands."
        )
    then.append(_ask_first(facts, verdict, rules))
    if note and verdict.name in verdicts.OWN_MATERIAL:
        then.append(f"{note}.")
    if verdict.name not in verdicts.OWN_MATERIAL and facts.writing_speakers >= rules["speakers"]:
        others = [name for name in facts.writing if name != facts.language]
        then.append(
            f"Together with {phrase(others)}, which are written in the same way, it has "
            f"{facts.writing_speakers:,.0f} speakers: consider one written version for all."
        )
    return _first_step(facts, verdict), " ".join(filter(None, then))


def _first_step(facts, verdict):
    """Return what to do first, in a sentence or two."""
    new = any(item.reason == risk.NEW for item in facts.items)
    if verdict.name == verdicts.TRANSLATE_COUNTY:
        return "Translate for the whole area."
    if verdict.name == verdicts.TRANSLATE_AREAS:
        return f"Translate for {phrase(verdict.areas) or 'named areas'} only."
    if verdict.name == verdicts.AUDIO_VIDEO and facts.kind == SIGNED:
        return "Make a video with a Deaf signer, however few use it: a reasonable adjustment for Deaf people."
    if verdict.name == verdicts.AUDIO_VIDEO:
        return "Make a recording or video and an interpreter card; hand them out through partners."
    if verdict.name == verdicts.PARTNER_ONLY and facts.kind == GROUP:
        return "Ask partners which languages these are before anything is made."
    if new and verdict.name in (verdicts.PARTNER_ONLY, verdicts.MONITOR):
        return (
            "The census is older than these arrivals. Ask the council's resettlement team how many came and "
            "which languages they read, and record the answer, before deciding."
        )
    if verdict.name == verdicts.PARTNER_ONLY:
        return (
            "Print nothing yet: ask the organisations that know this community what it needs, and record the "
            "answer as a risk item."
        )
    if verdict.name == verdicts.MONITOR:
        return "No campaign of its own. Look again when new evidence comes."
    return "Nothing is known either way, which is not the same as no need: ask partners once a year."


def review(verdict: Verdict, rules: Rules) -> str:
    """Return that a verdict stands by evidence that has become too old, "" where it does not."""
    return f"review: the evidence is older than {_age(rules)}" if verdict.review else ""


def _age(rules):
    months = int(rules["recent_months"])
    years = {12: "a year", 24: "two years", 36: "three years"}
    return years.get(months, f"{months} months")


def changed_since(
    then: str | None, now: str, need_then: float | None, need_now: float, called: Callable | type = str
) -> str:
    """Return what is not as it was when somebody decided, in words; "" where nothing is, or nobody knows.

    `then` and `now` are the verdicts that the rules proposed on that day and propose today, which `called`
    gives names; `need_then` and `need_now` are the need as it was and is estimated.
    """
    changed = []
    if pd.notna(then) and then not in ("", now):
        changed.append(f'The rules then proposed "{called(then)}" and now propose "{called(now)}".')
    if pd.notna(need_then) and pd.notna(need_now) and need_then != need_now:
        changed.append(f"Need was then estimated at {need_then:,.0f} and is now {need_now:,.0f}.")
    return " ".join(changed)


def _ask_first(facts, verdict, rules):
    """Return what to find out before anything is made, or left, where the line of need lies in the range."""
    line = verdicts.line_of_need(rules.preset, facts, rules)
    if line is None or facts.kind in (GROUP, SIGNED) or not facts.has_leaf:
        return ""
    in_a_district = "SHARE" in verdict.reasons
    if in_a_district and (
        rules.preset.rule != "two_routes" or verdicts.districts_over(facts, rules, "lower")
    ):
        return ""
    lower, upper = (f"{facts.need[end]:,.0f}" for end in ("lower", "upper"))
    if facts.need["lower"] >= line or not (in_a_district or facts.need["upper"] >= line):
        return ""
    return (
        f"First ask how many of its {facts.speakers:,.0f} speakers need it: the estimate is {lower} to "
        f"{upper}, and the rule asks for {line:,.0f}{' or for enough in one district' * in_a_district}. "
        "Interpreter bookings would tell, and so would the census's table of main language by proficiency."
    )


def what_would_change(facts: Facts, verdict: Verdict, rules: Rules, places: bool = True) -> str:
    """Return what would move the verdict, and by how much; without `places` no district is named.

    A verdict that several routes lead to falls only if all of them do; one that none leads to needs one.
    """
    qualifies = verdict.name in verdicts.OWN_MATERIAL
    if facts.kind == SIGNED:
        return "No figure: a reasonable adjustment for Deaf people does not depend on a number."
    if facts.kind == GROUP:
        found = ["knowing which languages the category holds, from partners or interpreter bookings"]
    elif qualifies:
        held = _held_by(facts, verdict, rules, places) if verdict.reasons else []
        if risk.strong(facts.items, rules):
            months = f"the last {rules['recent_months']:g} months"
            held.append(
                "somebody decides so at the review"
                if verdict.review
                else f"a review found no strong evidence of risk from {months}"
            )
        return _sentence(f"if {', and '.join(held)}" if held else "")
    else:
        found = _short_of(facts, rules, places)
    if not risk.strong(facts.items, rules):
        found += _more_risk(facts, rules)
    return _sentence("; or ".join(found))


def _short_of(facts, rules, places):
    """Return what would qualify a language as a resident community, in the area or in one district."""
    line = verdicts.line_of_need(rules.preset, facts, rules)
    if facts.has_leaf and facts.speakers < rules["counted"]:
        return ["any sign that there are speakers: the census's figure is too small to be one"]
    if not facts.has_leaf:
        return [
            f"a count of its own: at most {facts.speakers_upper:,.0f} speakers can appear in the census "
            "under other names"
        ]
    if line is None:
        return []
    found = []
    if facts.speakers >= line:
        found.append(
            f"if {math.ceil(line):,} or more of the {facts.speakers:,.0f} needed it ({_known(facts.need)})"
        )
    found += _short_in_a_district(facts, rules, places)
    line = math.ceil(line)
    return found or [f"if {line:,} or more needed it: it has {facts.speakers:,.0f} speakers in all"]


def _short_in_a_district(facts, rules, places):
    """Return what would qualify a language in the district that is nearest to its line."""
    if rules.preset.rule != "two_routes":
        return []
    lines = {name: math.ceil(verdicts.line_in(facts, name, rules)) for name in facts.district_need}
    enough = [name for name, line in lines.items() if facts.districts[name] >= line]
    if not enough:
        return []
    if not places:
        return [f"if enough of those in a district needed it ({_of_a_district(rules)})"]
    name = max(enough, key=lambda one: facts.district_need[one]["estimate"] / lines[one])
    needed = _known(facts.district_need[name])
    return [f"if {lines[name]:,} or more of the {facts.districts[name]:,} in {name} needed it ({needed})"]


def _of_a_district(rules):
    share, least = rules["not_proficient_share"], rules["text_speakers"]
    return f"the rule asks for {share:g}% of its residents, and at least {least:g} people"


def _held_by(facts, verdict, rules, places):
    """Return what would each have to be so for a language to be no resident community any more."""
    found = []
    if "NEED" in verdict.reasons:
        line = math.ceil(verdicts.line_of_need(rules.preset, facts, rules))
        found.append(f"fewer than {line:,} of the {facts.speakers:,.0f} needed it ({_known(facts.need)})")
    if rules.preset.rule != "two_routes":
        return found
    over = verdicts.districts_over(facts, rules)
    if over and (not places or len(over) > MOST_NAMED):
        found.append(f"too few needed it in every district ({_of_a_district(rules)})")
        over = ()
    lines = {name: math.ceil(verdicts.line_in(facts, name, rules)) for name in over}
    return found + [
        f"fewer than {line:,} of the {facts.districts[name]:,} in {name} needed it "
        f"({_known(facts.district_need[name])})"
        for name, line in lines.items()
    ]


def _known(need):
    """Return what is known of a need, in words that stand in brackets."""
    lower, estimate, upper = (need[end] for end in ("lower", "estimate", "upper"))
    if lower == upper:
        return f"{estimate:,.0f} are counted"
    return f"estimate {estimate:,.0f}, range {lower:,.0f} to {upper:,.0f}"


def _more_risk(facts, rules):
    """Return what would make the evidence of risk strong."""
    found, months = [], rules["recent_months"]
    old = (one for one in facts.items if one.stale and one.about == risk.HERE and one.reason != risk.NEW)
    stale = next(old, None)
    if stale is not None:
        found.append(
            f"{stale.said_by} saying again what it said on {in_day(stale.date)}, more than {months:g} "
            "months ago, and another body saying the same"
        )
    found.append(
        "an official count that reaches the threshold, or "
        f"{rules['independent_sources']:g} independent sources, from the last {months:g} months"
    )
    return found


def missing_sources(facts: Facts, absent: dict, suppressed: bool, rules: Rules) -> tuple[str, ...]:
    """Return what is not known of a language for lack of a source, and why, in words.

    `absent` is {what: why} of the sources that the decision was made without; `suppressed` tells whether a
    count of the force is kept back.
    """
    # A semicolon parts what is missing, and may stand in a reason.
    missing = [f"{what} ({why.replace('; ', ', ')})" if why else what for what, why in absent.items()]
    if suppressed:
        missing.append(
            "whether the force referred anybody who may speak it (neither a count below "
            f"{rules.sensitive_least} nor a zero is published)"
        )
    return tuple(missing)


def never_recorded(facts: Facts) -> tuple[str, ...]:
    """Return the kinds of evidence of risk, in words, of which nobody has recorded an item on a language."""
    recorded = {item.reason for item in facts.items}
    of_official_counts = {"RISK_NRM", "RISK_DTN"}
    return tuple(
        name for code, name in RISK_SOURCES.items() if code not in recorded and code not in of_official_counts
    )


def missing_in_words(sources: tuple[str, ...], kinds: tuple[str, ...]) -> str:
    """Return in one text what `missing_sources` and `never_recorded` gave."""
    return "; ".join([*sources, *([f"{NEVER}{phrase(kinds)}"] if kinds else [])])


def _sentence(text):
    return f"{text[0].upper()}{text[1:]}." if text else ""
