"""The decision: of each language a verdict, what it rests on, how firm it is and what would change it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import InputError, refuse_unknown
from analysis.measures.languages.decisions import explain, need, risk, verdicts
from analysis.measures.languages.decisions.facts import LISTED, Facts, gather
from analysis.measures.languages.decisions.presets import Rules
from analysis.measures.languages.decisions.presets import rules as make_rules
from analysis.measures.rates.status import phrase, require
from analysis.states import NOT_AVAILABLE, SHOWN

if TYPE_CHECKING:
    pass


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
    "strong_risk",
    "verdict",
    "review",
    "areas",
    "next_step",
    "step_without_places",
    "then",
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
    "proposed_then",
    "need_then",
    "rights",
]


@dataclass(frozen=True)
class Evidence:
    """All that a decision on languages is made of. What is None or empty by default may be absent.

    `languages` and `proficiency` have a row per district and category (`tables.census.language`,
    `tables.census.proficiency`), `reference`, `crosswalk` and `policy` are the project's own tables, `as_of`
    the day of the decision. `absent` is {what: why} of what else would be known, and is printed.
    `risk_items` are those recorded and those that official counts give, which `counted` says the periods of
    in words; `kept_back` tells whether the force's small counts are known and not told. `cross` and
    `everywhere` are those of `need.need`. `small_areas` has the speakers of each language in small areas with
    `lower` and `upper`, beside `small_proficiency` and `deprivation` under the same code column. `decisions`
    is what a named role decided.
    """

    languages: pd.DataFrame
    proficiency: pd.DataFrame
    reference: pd.DataFrame
    crosswalk: pd.DataFrame
    policy: dict
    as_of: pd.Timestamp
    risk_items: pd.DataFrame | None = None
    cross: pd.DataFrame | None = None
    everywhere: tuple | None = None
    small_areas: pd.DataFrame | None = None
    small_proficiency: pd.DataFrame | None = None
    deprivation: pd.DataFrame | None = None
    decisions: pd.DataFrame | None = None
    absent: dict = field(default_factory=dict)
    counted: tuple = ()
    kept_back: bool = False

    def items_by_language(self, rules: Rules) -> dict:
        """Return {language: the risk.Items that were known on the day}, the newest first."""
        if self.risk_items is None:
            return {}
        return risk.items_by_language(self.risk_items, self.crosswalk, rules, self.as_of)


@dataclass(frozen=True)
class Decided:
    """The decision on one language.

    `listed` is its row of the list of languages. `proposed` is the Verdict that the rules propose, `under`
    {preset: (the Verdict at the lower end of the need, at the upper)}, None where a preset cannot be told,
    and `moved_by` names the presets and ends that give another than is proposed. `verdict` is what counts:
    what a named role decided (`by_role`, its row of decisions), or what is proposed. `reasons_for` and
    `reasons_against` are codes of `explain`; `missing` is what is not known for lack of a source, and
    `never_recorded` the kinds of evidence of risk of which there is none.
    """

    facts: Facts
    listed: dict
    proposed: verdicts.Verdict
    under: dict
    moved_by: tuple
    verdict: verdicts.Verdict
    by_role: object
    override_reason: str
    reasons_for: tuple
    reasons_against: tuple
    missing: tuple
    never_recorded: tuple


@dataclass(frozen=True)
class Decision:
    """The decision on the languages of an area, a Decided of each.

    Most people in need come first, those not known last; `dates` says of when the figures are. `table` puts
    it into words, `items` and `missing` list what it rests on and what it lacks.
    """

    rules: Rules
    languages: tuple
    dates: tuple

    def table(self) -> pd.DataFrame:
        """Return a row for each language, in words.

        Columns: what the census counts (`residents_3_plus`, its largest districts), need and its range,
        `line_of_need` (how many the two routes ask for), risk items and whether they make a strong case
        (`strong_risk`), `verdict`, `review` (that it stands by evidence that has become too old), `areas`,
        `next_step` (and `then`, what of it comes with the verdict), `reasons_for`, `reasons_against`, a
        margin to each threshold, a verdict under each preset ("MONITOR or TRANSLATE_AREAS" where the range
        decides, "cannot be told" without small areas), `firmness` ("fragile" where a preset or an end of a
        range gives another verdict than is proposed, else "robust") and `moved_by`, `what_would_change_it`,
        `step_without_places` and `change_without_places` (where no district may be named),
        `missing_evidence`, `data_dates`, `decided_by`, `decided_on`, `override_reason`, `changed_since` (what
        is not as it was on the day of the decision, when the rules proposed `proposed_then` and need was
        estimated at `need_then`), `rights`. Without languages the table is empty.
        """
        columns = _columns(self.rules)
        if not self.languages:
            return pd.DataFrame(columns=columns)
        rows = [_in_words(language, self.rules, self.dates) for language in self.languages]
        whole = ("residents_3_plus", "people_not_proficient", "margin_speakers")
        types = dict.fromkeys(whole, "Int64") | {"need_then": "float64"}
        return pd.DataFrame(rows).astype(types)[columns]

    def items(self) -> pd.DataFrame:
        """Return what was said of people at risk and of newcomers: a row for each item and language.

        Columns: `language`, `reason` (a code of `explain.FOR`), `date`, `source`, `said_by`, `about` ("here"
        or "everywhere"), `claimed_strong`, `stale`, `until` (the last day on which it counts in full),
        `through` (the nationality from which it follows, "" for none), `share_pct` of whom speak the language
        first, with `lower` and `upper`, `status`.
        """
        columns = ["language", "reason", "date", "source", "said_by", "about", "claimed_strong", "stale"]
        columns += ["until", "through", "share_pct", "lower", "upper"]
        rows = [
            [
                decided.facts.language,
                *(item.reason, item.date, item.source, item.said_by, item.about, item.claimed_strong),
                *(item.stale, risk.counts_until(item, self.rules), item.nationality),
                *(item.share * 100, item.lower * 100, item.upper * 100),
            ]
            for decided in self.languages
            for item in decided.facts.items
        ]
        words = dict.fromkeys(("language", "reason", "source", "said_by", "about", "through"), "str")
        types = words | dict.fromkeys(("claimed_strong", "stale"), "bool")
        types |= dict.fromkeys(("date", "until"), "datetime64[us]")
        types |= dict.fromkeys(("share_pct", "lower", "upper"), "float64")
        return pd.DataFrame(rows, columns=columns).astype(types).assign(status=SHOWN)

    def missing(self) -> pd.DataFrame:
        """Return which evidence is not there: a row for each language and what is `missing` of it."""
        rows = [
            [decided.facts.language, missing]
            for decided in self.languages
            for missing in (
                *decided.missing,
                *(f"{explain.NEVER}{kind}" for kind in decided.never_recorded),
            )
        ]
        return pd.DataFrame(rows, columns=["language", "missing"], dtype="str").assign(status=SHOWN)


def decide_languages(evidence: Evidence, preset: str | None = None) -> Decision:
    """Return the Decision on all that is known, an Evidence.

    Without languages or proficiency it is of no language. What a named role decided stands against what the
    default preset proposes, and is left out under any other.

    Raises InputError for a preset that does not exist or that cannot be told without small areas, for an
    override without a reason, and for a decision about a language that is not known.
    """
    rules, as_of = make_rules(evidence.policy, preset), pd.Timestamp(evidence.as_of)
    dates, languages = (CENSUS_DAY, *evidence.counted), evidence.languages
    if not len(languages) or not len(evidence.proficiency):
        return Decision(rules, (), dates)
    _all_languages(languages, evidence.reference)
    every = _facts(evidence, rules)
    listed = {row["language"]: row for row in evidence.reference.to_dict("records")}
    crosswalk = evidence.crosswalk
    told = set(crosswalk.loc[crosswalk["weight"] >= rules["crosswalk_share"], "language"])
    decisions = evidence.decisions if rules.chosen == evidence.policy["default_preset"] else None
    standing = _standing(decisions, {facts.language for facts in every}, as_of)
    decided = [
        _decided(
            facts,
            listed[facts.language],
            rules,
            evidence.kept_back and facts.language in told and not _reached(facts),
            evidence.absent,
            standing.get(facts.language),
        )
        for facts in every
    ]
    return Decision(rules, tuple(sorted(decided, key=_most_in_need_first)), dates)


def _most_in_need_first(decided):
    numbers = (decided.facts.need["estimate"], decided.facts.speakers)
    return tuple(float("inf") if pd.isna(number) else -number for number in numbers)


def _facts(evidence, rules):
    """Return the Facts of each language but English and Welsh."""
    needed, in_districts = need.need(
        evidence.languages, evidence.proficiency, evidence.reference, evidence.cross, evidence.everywhere
    )
    small = verdicts.in_small_areas(
        rules, evidence.small_areas, evidence.small_proficiency, evidence.deprivation
    )
    verdicts.refuse_untold(rules, small)
    kept = evidence.reference[~evidence.reference["language"].isin(ASIDE)]
    about = () if evidence.decisions is None else set(evidence.decisions["language"])
    known = evidence.items_by_language(rules)
    return gather(evidence.languages, kept, needed, in_districts, known, small, rules, about)


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


def _decided(facts, listed, rules, suppressed, absent, by_role):
    """Return the Decided of one language.

    `listed` is its row of the list of languages, `suppressed` tells whether a count of the force is kept
    back, `absent` is {what: why} of the evidence that is not there, `by_role` is the row of what a named role
    decided, None where nobody has.
    """
    under = {
        name: tuple(verdicts.under(preset, facts, rules, end) for end in ("lower", "upper"))
        for name, preset in rules.presets.items()
    }
    proposed = verdicts.under(rules.preset, facts, rules, "estimate") or verdicts.otherwise(facts, rules)
    # What was proposed on the day of a decision counts: that the rules propose something else now is told.
    verdict, reason = _overridden(facts, proposed, rules, by_role) if by_role else (proposed, "")
    return Decided(
        facts,
        listed,
        proposed,
        under,
        tuple(_moved(proposed, under)),
        verdict,
        by_role,
        reason,
        explain.reasons_for(facts, verdict, rules),
        explain.reasons_against(facts, rules, suppressed),
        explain.missing_sources(facts, absent, suppressed, rules),
        explain.never_recorded(facts),
    )


def _in_words(decided, rules, dates):
    """Return the row of one language, a dict; `dates` says what the figures are of."""
    facts, listed, verdict, by_role = decided.facts, decided.listed, decided.verdict, decided.by_role
    # What made the case is told as it counted, beside that it is old.
    then = verdicts.before_expiry(facts, rules) if verdict.review else facts
    newest = max((item.date for item in facts.items), default=None)
    note = "" if listed["note"].startswith(LISTED) else listed["note"]
    first, and_then = explain.next_step(then, verdict, rules, note)
    placeless = explain.IN_AREAS if verdict.name == verdicts.TRANSLATE_AREAS else first
    why_strong = risk.ever_strong(facts.items, rules)
    proposed_then, need_then = (by_role.proposed, by_role.need) if by_role else ("", float("nan"))
    return {
        "language": facts.language,
        "iso639_3": listed["iso639_3"],
        "autonym": listed["autonym"],
        "scripts": listed["scripts"],
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
        "newness": _items_in_words(facts, new=True),
        "risk_items": _items_in_words(facts, new=False),
        "risk_strength": _strength(facts, why_strong),
        "strong_risk": bool(why_strong),
        "verdict": verdict.name,
        "review": explain.review(verdict, rules),
        "areas": "; ".join(verdict.areas),
        "next_step": f"{first} {and_then}".rstrip(),
        "step_without_places": f"{placeless} {and_then}".rstrip(),
        "then": and_then,
        "note": note,
        "reasons_for": " ".join(decided.reasons_for),
        "reasons_against": " ".join(decided.reasons_against),
        **_margins(then, rules),
        **{f"verdict_{name}": _said(ends) for name, ends in decided.under.items()},
        "firmness": "fragile" if decided.moved_by else "robust",
        "moved_by": "; ".join(decided.moved_by),
        "what_would_change_it": explain.what_would_change(then, verdict, rules),
        "change_without_places": explain.what_would_change(then, verdict, rules, places=False),
        "missing_evidence": explain.missing_in_words(decided.missing, decided.never_recorded),
        "data_dates": "; ".join([*dates, *([f"newest item {newest:%d %B %Y}"] if newest else [])]),
        "preset": rules.chosen,
        "proposed_verdict": decided.proposed.name,
        "decided_by": by_role.decided_by if by_role else PROPOSED,
        "decided_on": f"{by_role.decided_on:%Y-%m-%d}" if by_role else "",
        "override_reason": decided.override_reason,
        "changed_since": explain.changed_since(
            proposed_then, decided.proposed.name, need_then, facts.need["estimate"]
        ),
        "proposed_then": proposed_then if pd.notna(proposed_then) else "",
        "need_then": need_then if pd.notna(need_then) else float("nan"),
        "rights": "" if verdict.name == verdicts.TRANSLATE_COUNTY else verdicts.RIGHTS,
    }


def _items_in_words(facts, new):
    """Return the items of newcomers, or those of risk, in one text."""
    return "; ".join(explain.item_in_words(one) for one in facts.items if (one.reason == risk.NEW) == new)


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


def _strength(facts, why_strong):
    if why_strong:
        return f"strong: {why_strong}"
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
