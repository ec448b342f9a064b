"""A verdict in words that can be acted on: reasons, what is missing, what would change it."""

import math

from analysis.measures.languages.decisions import risk, verdicts
from analysis.measures.languages.decisions.facts import GROUP, SIGNED, SPOKEN
from analysis.measures.rates.status import phrase

RISK_SOURCES = {
    "RISK_NRM": "referrals to the National Referral Mechanism",
    "RISK_DTN": "Duty to Notify reports",
    "RISK_DA": "provider caseload",
    "RISK_IAG": "advice of an advisory group",
    "RISK_OUTREACH": "outreach findings",
    "INTERPRETER_DEMAND": "interpreter demand",
}
# The codes in the order in which a row lists them.
FOR = ("SIZE", "SHARE", "NEED", "CONCENTRATED", "NEW", *RISK_SOURCES, "RISK_NAMED")
AGAINST = (
    "BELOW_SIZE",
    "PROFICIENT",
    "NO_LEAF",
    "MERGED_LEAF",
    "ORAL_OR_SIGNED",
    "MODELLED_NEED",
    "SUPPRESSED",
    "STALE",
    "SAFETY_CHANNEL",
)


def reasons_for(facts, verdict, rules):
    """Return the reason codes for a language, whether or not they suffice."""
    found = {*verdict.reasons, *(one.reason for one in facts.items)}
    # Of a handful of people it says nothing, and points at where they live.
    if facts.concentrated and facts.speakers >= rules["text_speakers"]:
        found.add("CONCENTRATED")
    return tuple(code for code in FOR if code in found)


def reasons_against(facts, rules, suppressed):
    """Return the reason codes that speak against a language or limit what is known of it."""
    found = {facts.limit} if facts.limit else set()
    if facts.has_leaf and facts.speakers < rules["speakers"]:
        found.add("BELOW_SIZE")
    if verdicts.is_proficient(facts, rules):
        found.add("PROFICIENT")
    if facts.kind in (SIGNED, SPOKEN):
        found.add("ORAL_OR_SIGNED")
    if facts.need_lower < facts.need_upper:
        found.add("MODELLED_NEED")
    if suppressed:
        found.add("SUPPRESSED")
    if any(one.stale for one in facts.items):
        found.add("STALE")
    if risk.strong(facts.items, rules):
        found.add("SAFETY_CHANNEL")
    return tuple(code for code in AGAINST if code in found)


def next_step(facts, verdict, rules, note=""):
    """Return what to do now, in a sentence or two; `note` is what makers of material must know first."""
    where = phrase(verdict.areas)
    new = any(one.reason == risk.NEW for one in facts.items)
    if verdict.name == verdicts.TRANSLATE_COUNTY:
        text = "Translate for the whole area."
    elif verdict.name == verdicts.TRANSLATE_AREAS:
        text = f"Translate, for {where or 'named areas'} only."
    elif verdict.name == verdicts.AUDIO_VIDEO and facts.kind == SIGNED:
        text = "Make a video with a Deaf signer, whatever the number: to adjust for Deaf people is a duty."
    elif verdict.name == verdicts.AUDIO_VIDEO:
        text = "Make a recording or video and an interpreter card; hand them out through partners."
    elif verdict.name == verdicts.PARTNER_ONLY and facts.kind == GROUP:
        text = "Ask partners which languages these are before anything is made."
    elif new and verdict.name in (verdicts.PARTNER_ONLY, verdicts.MONITOR):
        text = (
            "The census is older than these arrivals. Ask the council's resettlement team how many came and "
            "which languages they read, and record the answer, before deciding."
        )
    elif verdict.name == verdicts.PARTNER_ONLY:
        text = (
            "Print nothing yet: ask the organisations that know this community what it needs, and record the "
            "answer as a risk item."
        )
    elif verdict.name == verdicts.MONITOR:
        text = "No campaign of its own. Look again when new evidence comes."
    else:
        text = "Nothing is known either way, which is not the same as no need: ask partners once a year."
    if facts.kind != GROUP and verdict.name in verdicts.OWN_MATERIAL and risk.strong(facts.items, rules):
        text += " Use discreet channels: somebody who does harm may read it too."
    if verdict.reasons and facts.kind != SIGNED and facts.need_lower <= rules["proficient_people"]:
        text += (
            " First find out how many of its speakers need it: nothing held here says so. The ONS table of "
            "main language by proficiency would, and so would interpreter bookings."
        )
    if note and verdict.name in verdicts.OWN_MATERIAL:
        text += f" {note}."
    if verdict.name not in verdicts.OWN_MATERIAL and facts.writing_speakers >= rules["speakers"]:
        others = [name for name in facts.writing if name != facts.language]
        text += (
            f" With {phrase(others)}, which are read in the same writing, there are "
            f"{facts.writing_speakers:,.0f} speakers: weigh one written version for all."
        )
    return text


def what_would_change(facts, verdict, rules):
    """Return what would move the verdict, and by how much."""
    found = []
    qualifies = verdict.name in verdicts.OWN_MATERIAL
    if facts.kind == SIGNED:
        return "Nothing in the figures: it does not hang on a number."
    if facts.kind == GROUP:
        found.append("knowing which languages the category holds, from partners or interpreter bookings")
    elif not qualifies:
        found += _short_of(facts, rules)
    elif verdict.reasons:
        found += _held_by(facts, rules)
    found += _risk_changes(facts, rules, qualifies)
    return _sentence("; ".join(found))


def _short_of(facts, rules):
    """Return what a language lacks on the resident route."""
    found = []
    if facts.has_leaf and facts.speakers < rules["counted"]:
        found.append("any sign that there are speakers: the census's figure is too small to be one")
    elif facts.has_leaf and facts.speakers < rules["speakers"]:
        found.append(f"{math.ceil(rules['speakers'] - facts.speakers):,} more speakers")
    elif not facts.has_leaf:
        found.append(
            f"a count of its own: at most {facts.speakers_upper:,.0f} speakers can appear in the census "
            "under other names"
        )
    least = rules["not_proficient"]
    if facts.need_upper >= least:
        found.append(
            f"finding that {least:,} or more of its speakers cannot speak English well "
            f"(known so far: {facts.need_lower:,.0f} to {facts.need_upper:,.0f})"
        )
    return found


def _held_by(facts, rules):
    """Return what a language's verdict on the resident route rests on."""
    found = []
    if facts.speakers >= rules["speakers"]:
        found.append(f"{facts.speakers - rules['speakers'] + 1:,.0f} fewer speakers")
    if not facts.need_lower > rules["proficient_people"]:
        found.append(
            f"finding that no more than {rules['proficient_people']:,} of its speakers, and no more than "
            f"{rules['proficient_share']:g} % of them, cannot speak English well "
            f"(known so far: {facts.need_lower:,.0f} to {facts.need_upper:,.0f})"
        )
    return found


def _risk_changes(facts, rules, qualifies):
    """Return what would make the risk route strong, or make it fall."""
    why = risk.strong(facts.items, rules)
    months = rules["recent_months"]
    if why:
        return [f"the strong case growing older than {months:g} months ({why})"]
    if qualifies:
        return []
    found = []
    old = (one for one in facts.items if one.stale and one.about == risk.HERE and one.reason != risk.NEW)
    stale = next(old, None)
    if stale is not None:
        found.append(
            f"{stale.said_by} saying again what was said on {stale.date:%d %B %Y}, more than {months:g} "
            "months ago, and another body saying so too"
        )
    found.append(
        "an official count that reaches the threshold, or "
        f"{rules['independent_sources']:g} independent sources, within {months:g} months"
    )
    return found


def missing_evidence(facts, absent, suppressed, rules):
    """Return which evidence is not there for this language: sources not held, and kinds never recorded.

    `absent` is {what: why} of the sources that the decision was made without; `suppressed` tells whether a
    count of the force is kept back.
    """
    have = {one.reason for one in facts.items}
    never = [
        name
        for code, name in RISK_SOURCES.items()
        if code not in have and code not in ("RISK_NRM", "RISK_DTN")
    ]
    found = [f"{what} ({why})" if why else what for what, why in absent.items()]
    if suppressed:
        found.append(
            f"whether the force referred anybody who may speak it (a count below {rules.sensitive_least} is "
            "not told, and neither is there being none)"
        )
    if never:
        found.append(f"no recorded item of {phrase(never)}")
    return "; ".join(found)


def _sentence(text):
    return f"{text[0].upper()}{text[1:]}." if text else ""
