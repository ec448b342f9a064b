"""The row of one language: every figure that the verdict rests on, and the verdict under every preset."""

from analysis.measures.languages.decisions import explain, risk, verdicts
from analysis.measures.languages.decisions.facts import LISTED
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN

COLUMNS = [
    "language",
    "iso639_3",
    "autonym",
    "scripts",
    "residents_3_plus",
    "residents_3_plus_lower",
    "residents_3_plus_upper",
    "status",
    "districts",
    "people_not_proficient",
    "people_not_proficient_lower",
    "people_not_proficient_upper",
    "need_method",
    "concentration",
    "highest_location_quotient",
    "newness",
    "risk_items",
    "risk_strength",
    "verdict",
    "areas",
    "next_step",
    "note",
    "reasons_for",
    "reasons_against",
    "margin_speakers",
    "margin_share_of_district_points",
    "margin_not_proficient_lower",
    "margin_not_proficient_upper",
    "margin_safe_harbour_lower",
    "margin_safe_harbour_upper",
    "firmness",
    "moved_by",
    "what_would_change_it",
    "missing_evidence",
    "data_dates",
    "preset",
    "proposed_verdict",
    "decided_by",
    "decided_on",
    "override_reason",
    "rights",
]


def columns(rules):
    """Return the columns of the decision, in order: a verdict for each preset of `rules` among them."""
    under = [f"verdict_{name}" for name in rules.presets]
    at = COLUMNS.index("firmness")
    return [*COLUMNS[:at], *under, *COLUMNS[at:]]


def proposed(facts, rules):
    """Return the Verdict that the rules propose."""
    # The low end decides: what may be so is not a reason to spend, and what would show it is named.
    return verdicts.under(rules.preset, facts, rules, "low") or verdicts.otherwise(facts, rules)


def restated(facts, known, rules, name):
    """Return what the row of a language says of a verdict where a named role decided `name` instead.

    A dict of `areas`, `next_step` and `what_would_change_it`.
    """
    reasons = proposed(facts, rules).reasons
    areas = ()
    if name == verdicts.TRANSLATE_AREAS:
        areas = verdicts.districts_over(facts, rules) if set(reasons) == {"SHARE"} else facts.places
    verdict = verdicts.Verdict(name, reasons, areas)
    return {
        "areas": "; ".join(areas),
        "next_step": explain.next_step(facts, verdict, rules, _note(known)),
        "what_would_change_it": explain.what_would_change(facts, verdict, rules),
    }


def row(facts, known, rules, suppressed, absent, dates):
    """Return the row of one language, a dict, as the rules propose it.

    `known` is its row of the list of languages, `suppressed` tells whether a count of the force is kept
    back, `absent` is {what: why} of the evidence that is not there, `dates` says what the figures are of.
    """
    under = {
        name: tuple(verdicts.under(one, facts, rules, end) for end in ("low", "high"))
        for name, one in rules.presets.items()
    }
    verdict = proposed(facts, rules)
    newest = max((one.date for one in facts.items), default=None)
    moved = _moved(verdict, under)
    note = _note(known)
    return {
        "language": facts.language,
        "iso639_3": known["iso639_3"],
        "autonym": known["autonym"],
        "scripts": known["scripts"],
        "residents_3_plus": facts.speakers,
        "residents_3_plus_lower": int(facts.speakers_lower),
        "residents_3_plus_upper": int(facts.speakers_upper),
        "status": SHOWN if facts.has_leaf else NOT_AVAILABLE,
        "districts": ", ".join(f"{name} {people:,}" for name, people in facts.districts.items()),
        "people_not_proficient": facts.need,
        "people_not_proficient_lower": int(facts.need_lower),
        "people_not_proficient_upper": int(facts.need_upper),
        "need_method": facts.need_method,
        "concentration": _concentration(facts),
        "highest_location_quotient": _location_quotient(facts),
        "newness": "; ".join(one.said for one in facts.items if one.reason == risk.NEW),
        "risk_items": "; ".join(one.said for one in facts.items if one.reason != risk.NEW),
        "risk_strength": _strength(facts, rules),
        "verdict": verdict.name,
        "areas": "; ".join(verdict.areas),
        "next_step": explain.next_step(facts, verdict, rules, note),
        "note": note,
        "reasons_for": " ".join(explain.reasons_for(facts, verdict, rules)),
        "reasons_against": " ".join(explain.reasons_against(facts, rules, suppressed)),
        **_margins(facts, rules),
        **{f"verdict_{name}": _said(ends) for name, ends in under.items()},
        "firmness": "fragile" if moved else "robust",
        "moved_by": "; ".join(moved),
        "what_would_change_it": explain.what_would_change(facts, verdict, rules),
        "missing_evidence": explain.missing_evidence(facts, absent, suppressed, rules),
        "data_dates": "; ".join([*dates, *([f"newest item {newest:%d %B %Y}"] if newest else [])]),
        "preset": rules.chosen,
    }


def _note(known):
    return "" if known["note"].startswith(LISTED) else known["note"]


def _concentration(facts):
    if not facts.places:
        return ""
    held = sum(facts.districts[name] for name in facts.places)
    share = held / facts.speakers * 100
    return f"{share:.0f} % in {explain.phrase(facts.places)}"


def _location_quotient(facts):
    """Return where a language is most over-represented: its share of the district over that of the area."""
    if not facts.shares or not facts.speakers > 0:
        return ""
    name = max(facts.shares, key=facts.shares.get)
    return f"{facts.shares[name] / (facts.speakers / facts.residents * 100):.1f} in {name}"


def _strength(facts, rules):
    why = risk.strong(facts.items, rules)
    if why:
        return f"strong: {why}"
    return "weak" if any(one.reason != risk.NEW for one in facts.items) else "none recorded"


def _margins(facts, rules):
    """Return how far the language is above (or, negative, below) each threshold that counts something."""
    most = max(facts.shares.values(), default=float("nan"))
    harbour = next((one for one in rules.presets.values() if one.rule == "safe_harbour"), None)
    least = min(harbour["people"], harbour["share_pct"] / 100 * facts.residents) if harbour else float("nan")
    return {
        "margin_speakers": facts.speakers - rules["speakers"],
        "margin_share_of_district_points": round(most - rules["share_of_district"], 2),
        "margin_not_proficient_lower": facts.need_lower - rules["not_proficient"],
        "margin_not_proficient_upper": facts.need_upper - rules["not_proficient"],
        "margin_safe_harbour_lower": facts.need_lower - least,
        "margin_safe_harbour_upper": facts.need_upper - least,
    }


def _said(ends):
    low, high = ends
    if low is None or high is None:
        return verdicts.UNTOLD
    return low.name if low.name == high.name else f"{low.name} or {high.name}"


def _moved(verdict, under):
    """Return which presets, and which end of the range, would give another verdict.

    A preset that cannot be told moves nothing.
    """
    found = []
    for name, ends in under.items():
        differ = [end is not None and end.name != verdict.name for end in ends]
        if all(differ):
            found.append(name)
        elif any(differ):
            found.append(f"{name} at the {'low' if differ[0] else 'high'} end of the range")
    return found
