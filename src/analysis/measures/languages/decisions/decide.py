"""The decision: one row per language, with what it rests on, how firm it is and what would change it."""

import pandas as pd

from analysis.errors import InputError, refuse_unknown
from analysis.measures.languages.decisions import explain, need, risk, verdicts
from analysis.measures.languages.decisions.facts import LISTED, gather
from analysis.measures.languages.decisions.presets import rules as make_rules
from analysis.measures.rates.status import phrase, require
from analysis.states import NOT_AVAILABLE, SHOWN

# Neither is decided on: the one is what all else is translated from, the other has law of its own.
ASIDE = (need.ENGLISH, "Welsh or Cymraeg (in England only)")
CENSUS_DAY = "census of 21 March 2021"
# Nobody has decided, however plain the figures are.
PROPOSED = "nobody yet: proposed by the rules"
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
    "line_of_need",
    "concentration",
    "highest_location_quotient",
    "newness",
    "risk_items",
    "risk_strength",
    "verdict",
    "review",
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
    "change_without_places",
    "missing_evidence",
    "data_dates",
    "preset",
    "proposed_verdict",
    "decided_by",
    "decided_on",
    "override_reason",
    "changed_since",
    "rights",
]


def decide_languages(
    languages,
    proficiency,
    reference,
    crosswalk,
    policy,
    as_of,
    preset=None,
    risk_items=None,
    cross=None,
    everywhere=None,
    small_areas=None,
    small_proficiency=None,
    deprivation=None,
    decisions=None,
    absent=None,
    counted=(),
    kept_back=False,
):
    """Return the decision for each language: one row, most people in need first, those not known last.

    `languages` and `proficiency` have a row per district and category (`tables.census.language`,
    `tables.census.proficiency`), `reference`, `crosswalk` and `policy` are the project's own tables, `as_of`
    the day of the decision. What else is known may be absent: `absent` is {what: why}, and is printed.
    `risk_items` are those recorded and those that official counts give, which `counted` says the periods of
    in words; `kept_back` tells whether the force's small counts are known and not told. `cross` and
    `everywhere` are those of `need.need`. `small_areas` has the speakers of each language in small areas with
    `lower` and `upper`, beside `small_proficiency` and `deprivation` under the same code column. `decisions`
    is what a named role decided.

    Columns: what the census counts (`residents_3_plus`, its largest districts), need and its range,
    `line_of_need` (how many the two routes ask for), risk items, `verdict`, `review` (that it stands by
    evidence that has become too old), `areas`, `reasons_for`,
    `reasons_against`, a margin to each threshold, a verdict under each preset ("MONITOR or TRANSLATE_AREAS"
    where the range decides, "cannot be told" without small areas), `firmness` ("fragile" where a preset or an
    end of a range gives another verdict than is proposed, else "robust") and `moved_by`,
    `what_would_change_it`, the same in `change_without_places` where no district may be named,
    `missing_evidence`, `data_dates`, `decided_by`, `decided_on`, `override_reason`, `changed_since` (what is
    not as it was on the day of the decision), `rights`.

    Without languages or proficiency the table is empty. What a named role decided stands against what the
    default preset proposes, and is left out under any other.

    Raises InputError for a preset that does not exist or that cannot be told without small areas, for an
    override without a reason, and for a decision about a language that is not known.
    """
    rules = make_rules(policy, preset)
    as_of = pd.Timestamp(as_of)
    if not len(languages) or not len(proficiency):
        return pd.DataFrame(columns=_columns(rules))
    _all_languages(languages, reference)
    known = {} if risk_items is None else risk.evidence(risk_items, crosswalk, rules, as_of)
    needed, in_districts = need.need(languages, proficiency, reference, cross, everywhere)
    small = verdicts.in_small_areas(rules, small_areas, small_proficiency, deprivation)
    verdicts.refuse_untold(rules, small)
    kept = reference[~reference["language"].isin(ASIDE)]
    about = () if decisions is None else set(decisions["language"])
    every = gather(languages, kept, needed, in_districts, known, small, rules, about)
    named = {entry["language"]: entry for _, entry in kept.iterrows()}
    told = set(crosswalk.loc[crosswalk["weight"] >= rules["crosswalk_share"], "language"])
    if rules.chosen != policy["default_preset"]:
        decisions = None
    standing = _standing(decisions, named.keys() & {facts.language for facts in every}, as_of)
    rows = [
        _language_row(
            facts,
            named[facts.language],
            rules,
            kept_back and facts.language in told and not _reached(facts),
            absent or {},
            [CENSUS_DAY, *counted],
            standing.get(facts.language),
        )
        for facts in every
    ]
    whole = {name: "Int64" for name in ("residents_3_plus", "people_not_proficient", "margin_speakers")}
    table = pd.DataFrame(rows).astype(whole)[_columns(rules)]
    order = ["people_not_proficient", "residents_3_plus"]
    return table.sort_values(order, ascending=False, kind="stable", ignore_index=True)


def _all_languages(languages, reference):
    """Refuse a table of languages that lacks one in the list, or has one that is not in the list."""
    require(languages, "area_code", "area_name", "language", "residents_3_plus")
    found, known = set(languages["language"]), set(reference.loc[reference["leaf"] != "", "language"])
    for name in sorted(found - known):
        refuse_unknown(name, known, f'The language "{name}" is not in the list of languages.')
    for name in sorted(known - found):
        refuse_unknown(name, found, f'The table of languages has no row for "{name}".')


def _reached(facts):
    return any(one.reason == "RISK_NRM" and one.about == risk.HERE and one.official for one in facts.items)


def _standing(decisions, known, as_of):
    """Return {language: the row of `decisions` about it} of what was decided by the day `as_of`."""
    if decisions is None or decisions.empty:
        return {}
    require(decisions, "language", "verdict", "decided_by", "decided_on", "reason", "proposed", "need")
    for name in decisions["language"]:
        refuse_unknown(name, known, f'A decision about "{name}", which has no row.')
    return {row.language: row for row in decisions[decisions["decided_on"] <= as_of].itertuples()}


def _columns(rules):
    """Return the columns of the decision, in order: a verdict for each preset of `rules` among them."""
    under = [f"verdict_{name}" for name in rules.presets]
    at = COLUMNS.index("firmness")
    return [*COLUMNS[:at], *under, *COLUMNS[at:]]


def _overridden(facts, proposed, rules, decision):
    """Return the Verdict that a named role decided, in a row of decisions, and the reason for another one.

    Raises InputError for one that differs without a reason from what the rules proposed on that day.
    """
    reason = "" if pd.isna(decision.reason) else str(decision.reason).strip()
    then = proposed.name if pd.isna(decision.proposed) or not decision.proposed else decision.proposed
    if decision.verdict != then and not reason:
        raise InputError(
            f"{facts.language}: {decision.verdict} was decided where the rules propose {then}, and no reason "
            "is given. An override needs one: fill in reason, or take the decision back."
        )
    if decision.verdict == proposed.name:
        return proposed, ""
    areas = ()
    if decision.verdict == verdicts.TRANSLATE_AREAS:
        by_share = set(proposed.reasons) == {"SHARE"}
        areas = verdicts.districts_over(facts, rules) if by_share else facts.places
    return verdicts.Verdict(decision.verdict, proposed.reasons, areas), reason


def _language_row(facts, known, rules, suppressed, absent, dates, decision):
    """Return the row of one language, a dict.

    `known` is its row of the list of languages, `suppressed` tells whether a count of the force is kept
    back, `absent` is {what: why} of the evidence that is not there, `dates` says what the figures are of,
    `decision` is the row of what a named role decided, None where nobody has.
    """
    under = {
        name: tuple(verdicts.under(one, facts, rules, end) for end in ("lower", "upper"))
        for name, one in rules.presets.items()
    }
    proposed = verdicts.under(rules.preset, facts, rules, "estimate") or verdicts.otherwise(facts, rules)
    # What was proposed on the day of a decision counts: that the rules propose something else now is told.
    verdict, reason = _overridden(facts, proposed, rules, decision) if decision else (proposed, "")
    # What made the case is told as it counted, beside that it is old.
    then = verdicts.before_expiry(facts, rules) if verdict.review else facts
    newest = max((one.date for one in facts.items), default=None)
    moved = _moved(proposed, under)
    note = "" if known["note"].startswith(LISTED) else known["note"]
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
        "people_not_proficient": facts.need["estimate"],
        "people_not_proficient_lower": int(facts.need["lower"]),
        "people_not_proficient_upper": int(facts.need["upper"]),
        "need_method": facts.need_method,
        "concentration": _concentration(facts),
        "highest_location_quotient": _location_quotient(facts),
        "newness": "; ".join(one.said for one in facts.items if one.reason == risk.NEW),
        "risk_items": "; ".join(one.said for one in facts.items if one.reason != risk.NEW),
        "risk_strength": _strength(facts, rules),
        "verdict": verdict.name,
        "review": explain.review(verdict, rules),
        "areas": "; ".join(verdict.areas),
        "next_step": explain.next_step(then, verdict, rules, note),
        "note": note,
        "reasons_for": " ".join(explain.reasons_for(facts, verdict, rules)),
        "reasons_against": " ".join(explain.reasons_against(facts, rules, suppressed)),
        **_margins(then, rules),
        **{f"verdict_{name}": _said(ends) for name, ends in under.items()},
        "firmness": "fragile" if moved else "robust",
        "moved_by": "; ".join(moved),
        "what_would_change_it": explain.what_would_change(then, verdict, rules),
        "change_without_places": explain.what_would_change(then, verdict, rules, places=False),
        "missing_evidence": explain.missing_evidence(facts, absent, suppressed, rules),
        "data_dates": "; ".join([*dates, *([f"newest item {newest:%d %B %Y}"] if newest else [])]),
        "preset": rules.chosen,
        "proposed_verdict": proposed.name,
        "decided_by": decision.decided_by if decision else PROPOSED,
        "decided_on": f"{decision.decided_on:%Y-%m-%d}" if decision else "",
        "override_reason": reason,
        "changed_since": explain.changed_since(decision, proposed.name, facts) if decision else "",
        "rights": "" if verdict.name == verdicts.TRANSLATE_COUNTY else verdicts.RIGHTS,
    }


def _concentration(facts):
    if not facts.places:
        return ""
    held = sum(facts.districts[name] for name in facts.places)
    share = held / facts.speakers * 100
    return f"{share:.0f} % of its speakers live in {phrase(facts.places)}"


def _location_quotient(facts):
    """Return where a language is most over-represented: its share of the district over that of the area."""
    if not facts.speakers > 0:
        return ""
    shares = {name: people / facts.people[name] * 100 for name, people in facts.districts.items()}
    name = max(shares, key=shares.get)
    return f"{shares[name] / (facts.speakers / facts.residents * 100):.1f} in {name}"


def _strength(facts, rules):
    why = risk.ever_strong(facts.items, rules)
    if why:
        return f"strong: {why}"
    return "weak" if any(one.reason != risk.NEW for one in facts.items) else "none recorded"


def _margins(facts, rules):
    """Return how far the language is above (or, negative, below) each threshold that counts something."""
    shares = [need["estimate"] / facts.people[name] * 100 for name, need in facts.district_need.items()]
    by_rule = {preset.rule: verdicts.line_of_need(preset, facts, rules) for preset in rules.presets.values()}
    line, least = (by_rule.get(rule, float("nan")) for rule in ("two_routes", "safe_harbour"))
    return {
        "margin_speakers": facts.speakers - rules["speakers"],
        "margin_share_of_district_points": round(
            max(shares, default=float("nan")) - rules["not_proficient_share"], 2
        ),
        "line_of_need": line,
        "margin_not_proficient_lower": facts.need["lower"] - line,
        "margin_not_proficient_upper": facts.need["upper"] - line,
        "margin_safe_harbour_lower": facts.need["lower"] - least,
        "margin_safe_harbour_upper": facts.need["upper"] - least,
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
            found.append(f"{name} at the {'lower' if differ[0] else 'upper'} end of the range")
    return found
