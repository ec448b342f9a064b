"""The decision about languages as a page shows it: in words, and only the rows that a reader acts on."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.errors import refuse_unknown
from analysis.measures.languages.decisions.decide import PROPOSED, decide_languages
from analysis.measures.languages.decisions.explain import (
    AGAINST,
    FOR,
    MOST_NAMED,
    RISK_SOURCES,
    changed_since,
)
from analysis.measures.languages.decisions.risk import EVERYWHERE, HERE, NEW
from analysis.measures.languages.decisions.verdicts import (
    AUDIO_VIDEO,
    MONITOR,
    NO_EVIDENCE,
    OWN_MATERIAL,
    PARTNER_ONLY,
    TRANSLATE_AREAS,
    TRANSLATE_COUNTY,
    UNTOLD,
)
from analysis.measures.rates.status import in_day, require, text, two_quarters_after
from analysis.states import SHOWN

if TYPE_CHECKING:
    from analysis.measures.languages.decisions.decide import Evidence


__all__ = [
    "decision_table",
    "evidence_to_renew",
    "lines_drawn",
    "lines_to_move",
    "may_be_placed",
    "missing_evidence",
    "near_the_line",
    "next_steps",
    "other_languages",
    "recorded_items",
    "rules_to_argue",
    "under_each_rule",
    "verdicts_if",
]

# The lines of size, by the least and the most of them that make sense, and a step. What the evidence of risk
# must reach is not moved: counts of people under disclosure control stand behind it.
LINES = {
    "not_proficient": (50, 2_500, 50),
    "large_area": (250_000, 10_000_000, 250_000),
    "not_proficient_share": (0.05, 1, 0.05),
    "concentrated_share": (40, 100, 5),
    "text_speakers": (0, 1_000, 50),
}
SAME, OTHER = "as above", "another verdict"
VERDICTS = {
    TRANSLATE_COUNTY: "translate, whole area",
    TRANSLATE_AREAS: "translate, named areas",
    AUDIO_VIDEO: "recording or video",
    PARTNER_ONLY: "through partners",
    MONITOR: "watch",
    NO_EVIDENCE: "nothing known either way",
}
FORMS = VERDICTS | {TRANSLATE_COUNTY: "translation", TRANSLATE_AREAS: "translation"}  # where is beside it
YES, NO, DEPENDS = "yes", "no", "depends on the range"
PARTNERS = VERDICTS[PARTNER_ONLY]
OLD, WEAK, COUNTS = "old: counts as weak", "recorded as weak", "counts"
RESIDENT, AT_RISK, BOTH = "residents", "risk", "residents and risk"
THE_SAME, BY_THIS_RULE, LOCALLY = "the same under every rule", "clear by the rule used here", "decide locally"
DUTY, NEITHER = "a reasonable adjustment for Deaf people", "neither"
DECIDED, BY_A_ROLE = "neither: a named role decided so", "decided by a named role"
# The caveat of `rights` in a few words, where all of it would fill the page: it appears in full beneath.
SHORT_RIGHT = "an interpreter, and documents translated when asked for"
AS_PROPOSED = "Translate as proposed above."
ENDS, PAST = "counts until then", "no longer counts in full: review"
# Where material goes that is not limited to areas, and where there is none.
WHERE = {
    TRANSLATE_COUNTY: "everywhere",
    TRANSLATE_AREAS: "areas still to be named",
    AUDIO_VIDEO: "everywhere",
    PARTNER_ONLY: "as partners advise",
    MONITOR: "nowhere",
    NO_EVIDENCE: "nowhere",
}
NEAREST, CLOSE = 15, 4  # languages that a chart names; a quarter of the line, or four times it, is close
# Of speakers in the whole area: with fewer, a neighbourhood holds a handful. An office may not lower it.
LEAST_SPEAKERS = 1_000
WHY_THIS_LINE = (
    "A language with fewer speakers, and one that was chosen because of risk, has no map, and no count or "
    "place below the whole area, in what is published: it would show where to find a community that somebody "
    "may wish to harm."
)
NOT_PUBLISHED = "not published"
NEEDED = {"NEED": "in the area", "SHARE": "in a district"}
RESIDENT_CODES = {*NEEDED}
RISK_CODES = {*RISK_SOURCES, "RISK_NAMED"}
# What a decision says of places: words, and one margin that is a share of a district.
WORDS_OF_PLACES = ("districts", "areas", "concentration", "highest_location_quotient")
MARGIN = "margin_share_of_district_points"


def decision_table(decision: pd.DataFrame, restricted: bool = False) -> pd.DataFrame:
    """Return the languages with a verdict that asks for something, or that somebody decided, in words.

    `decision` is that of `decide_languages`, and its columns stay, as does its order. `verdict`, `why` (the
    reasons for, or the test where there is none) and `but` (those against) are in words, `where` names the
    areas, `test` the test by which the language qualifies, `material` says whether it gets some of its own,
    `placed` whether it may be shown for places, `decided` who decided, when and why, `verdict_code` keeps the
    decision's own word, `short_where` names the first places alone, `for_review` whether its evidence is
    too old to count, `short_right` says in a few words what
    `rights` says in full, and `firm` whether figures decide the verdict. `need` is the estimate with its
    range, `because` which of the reasons decide, `form` what is to be made and, where somebody decided, the
    day and what the rules propose. Of a language that may not be shown for places (`may_be_placed`) nothing
    says where its speakers live. Other languages to be watched, and those of which nothing is known, are in
    `other_languages`. With `restricted`, which is for the restricted annex alone, the rows are those
    languages that may not be shown for places, with what the decision says of their places.
    """
    told = decision if restricted else without_places(decision)
    kept = told[_asked(decision)]
    placed = kept["language"].isin(may_be_placed(decision))
    named = decision.loc[kept.index, "areas"].ne("") | kept["verdict"].eq(TRANSLATE_AREAS)
    withheld = named & ~placed & (not restricted)
    where = kept["areas"].where(kept["areas"] != "", kept["verdict"].map(WHERE)).mask(withheld, NOT_PUBLISHED)
    found = kept.assign(
        verdict_code=kept["verdict"],
        placed=placed.map({True: YES, False: NO}),
        material=kept["verdict"].isin(OWN_MATERIAL).map({True: YES, False: NO}),
        for_review=kept["review"].ne("").map({True: YES, False: NO}),
        verdict=kept["verdict"].map(VERDICTS),
        where=where,
        short_where=text(map(_first_places, where)),
        test=text(_test(row) for row in kept.itertuples()),
        why=text(map(_why, kept.itertuples())),
        because=text(_because(row) for row in kept.itertuples()),
        need=text(_need(row) for row in kept.itertuples()),
        form=text(_form(row) for row in kept.itertuples()),
        decided=text(_decided(row) for row in kept.itertuples()),
        short_right=SHORT_RIGHT,  # of every victim: also where the language is translated into already
        firm=text(_firm(row) for row in kept.itertuples()),
        but=text(_in_words(codes, AGAINST) for codes in kept["reasons_against"]),
    )
    return (found[~placed] if restricted else found).reset_index(drop=True)


def _asked(decision):
    """Tell for each language whether something is asked for, or a named role decided that nothing is."""
    return ~decision["verdict"].isin([MONITOR, NO_EVIDENCE]) | decision["decided_by"].ne(PROPOSED)


def next_steps(decision: pd.DataFrame) -> pd.DataFrame:
    """Return what to do now for the languages in the decision table: a row for each step, in their order.

    Columns: `next_step`, `languages` (how many it is for), `named`, `status`. That something is to be
    translated, and where, the verdict says: what is left of a step is what comes with it.
    """
    asked = decision_table(decision)
    translated = asked["verdict_code"].isin([TRANSLATE_COUNTY, TRANSLATE_AREAS])
    step = asked["next_step"].mask(translated, asked["then"]).replace("", AS_PROPOSED)
    named = asked.assign(next_step=step).groupby("next_step", sort=False)["language"]
    rows = named.agg([len, ", ".join]).set_axis(["languages", "named"], axis=1)
    return rows.reset_index().astype({"languages": "int64"}).assign(status=SHOWN)


def other_languages(decision: pd.DataFrame) -> pd.DataFrame:
    """Return the languages that nothing is asked for: a row for each verdict, with their names and speakers.

    Columns: `verdict`, `languages` (how many), `speakers` (of those that the census counts), `named`,
    `rights`, `status`.
    """
    rows = []
    for name in (MONITOR, NO_EVIDENCE):
        these = decision[decision["verdict"].eq(name) & ~_asked(decision)]
        if len(these):
            counted = [
                language if pd.isna(people) else f"{language} ({people:,})"
                for language, people in zip(these["language"], these["residents_3_plus"], strict=True)
            ]
            people = int(these["residents_3_plus"].sum())
            rows.append([VERDICTS[name], len(these), people, ", ".join(counted), these["rights"].iloc[0]])
    columns = ["verdict", "languages", "speakers", "named", "rights"]
    return pd.DataFrame(rows, columns=columns).assign(status=SHOWN)


def under_each_rule(decision: pd.DataFrame) -> pd.DataFrame:
    """Return the languages that some rule asks something for: whether it is material of their own.

    Columns: `language`, `verdict` in words, one column for each preset of the decision by its name ("yes",
    "through partners", "no", "depends on the range" of the need, "cannot be told" without small areas), how
    many say yes (`rules_for`), `firmness`, `rights`, `status`.
    """
    names = [name for name in decision.columns if name.startswith("verdict_")]
    answers = decision[names].map(_own_material).rename(columns=lambda name: name.removeprefix("verdict_"))
    asked = decision["verdict"].isin([*OWN_MATERIAL, PARTNER_ONLY])
    some = answers.isin([YES, PARTNERS, DEPENDS]).any(axis="columns") | asked
    kept = decision[["language", "verdict", "firmness", "rights"]]
    kept = kept.assign(verdict=kept["verdict"].map(VERDICTS), rules_for=answers.eq(YES).sum(axis="columns"))
    return kept.join(answers)[some].assign(status=SHOWN).reset_index(drop=True)


def near_the_line(decision: pd.DataFrame) -> pd.DataFrame:
    """Return the languages that get material, or whose need is close to what the test of residents asks for.

    Of many the nearest are kept: half of that number is as near as twice it. Most in need come first.
    Columns: `language`, `residents_3_plus` (speakers), `people_not_proficient` (the estimate), `lower`,
    `upper` (its 90 % interval), `line_of_need` (how many the test asks for), `across` ("yes" where that lies
    in the interval), `material` ("yes" for one that gets some of its own), `method`, `status`.
    """
    ends = {"people_not_proficient_lower": "lower", "people_not_proficient_upper": "upper"}
    known = decision[decision["people_not_proficient"].gt(0)].rename(columns=ends)
    known = known.astype({"line_of_need": "Int64"})  # without the census a table of no rows
    line, material = known["line_of_need"].astype(float), known["verdict"].isin(OWN_MATERIAL)
    across = known["lower"].lt(line) & known["upper"].ge(line)
    apart = np.log(known["people_not_proficient"].astype(float) / line).abs()
    nearest = apart[material | apart.le(np.log(CLOSE))].sort_values(kind="stable").index[:NEAREST]
    told = {"across": across.map({True: YES, False: NO}), "material": material.map({True: YES, False: NO})}
    rows = known.assign(**told, method=text(known["need_method"]), status=SHOWN).loc[nearest]
    rows = rows.sort_values("people_not_proficient", ascending=False, kind="stable", ignore_index=True)
    # No other column: what the decision says of places would be in the figure's file.
    columns = ["language", "residents_3_plus", "people_not_proficient", *ends.values(), "line_of_need"]
    return rows[[*columns, *told, "method", "status"]]


def recorded_items(items: pd.DataFrame, arrivals: bool = False) -> pd.DataFrame:
    """Return what was said of people at risk, or with `arrivals` of those who came since the census.

    `items` are those of a Decision (`Decision.items`), a row for each item and language. A row for each item.
    Columns: `kind` in words, `said` (the source, who said it and when), `about` ("this area" or "the whole
    country"), `weight` ("counts", "recorded as weak" or "old: counts as weak"), `bears_on` (the languages,
    each with the nationality that it follows from and how sure that is), `status`.
    """
    require(items, "language", "reason", "date", "source", "said_by", "about", "claimed_strong", "stale")
    kept = items[items["reason"].eq(NEW) == arrivals]
    weight = np.select([kept["stale"], ~kept["claimed_strong"]], [OLD, WEAK], COUNTS)
    rows = kept.assign(
        kind=text(kept["reason"].map(FOR)),
        said=text(_said(row) for row in kept.itertuples()),
        about=text(kept["about"].map({HERE: "this area", EVERYWHERE: "the whole country"})),
        weight=text(weight),
        bears_on=text(_bears_on(row) for row in kept.itertuples()),
    )
    return _together(rows, ["kind", "said", "about", "weight"])


def evidence_to_renew(items: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return a row for each item of risk that stops to count within two quarters of `as_of`, or has stopped.

    `items` are those of a Decision. Columns: `kind` in words, `said` (the source, who said it and when),
    `until` (the last day on which it counts in full), `state`, `bears_on` (languages), `status`; what ends
    first comes first.
    """
    counts = items["claimed_strong"] & ~items["stale"]
    soon = counts & items["until"].le(two_quarters_after(pd.Timestamp(as_of)))
    kept = items[items["reason"].ne(NEW) & (items["stale"] | soon)]
    kept = kept.sort_values(["until", "language"], kind="stable")
    rows = kept.assign(
        kind=text(kept["reason"].map(FOR)),
        said=text(_said(row) for row in kept.itertuples()),
        until=text(in_day(day) for day in kept["until"]),
        state=text(kept["stale"].map({True: PAST, False: ENDS})),
        bears_on=kept["language"],
    )
    return _together(rows, ["kind", "said", "until", "state"])


def _said(item):
    return f"{item.source} ({item.said_by}, {in_day(item.date)})"


def _bears_on(item):
    """Return the language that an item concerns, and how sure it is where it follows from a nationality."""
    if not item.through:
        return item.language
    return (
        f"{item.language} ({item.share_pct:.0f}% of {item.through} people, {item.lower:.0f}% to "
        f"{item.upper:.0f}%)"
    )


def _together(rows, by):
    """Return a row for each item, with all that it concerns."""
    rows = rows[[*by, "bears_on"]].drop_duplicates()
    joined = rows.groupby(by, sort=False, as_index=False)["bears_on"].agg("; ".join)
    return joined.astype(dict.fromkeys([*by, "bears_on"], "str")).assign(status=SHOWN)


def missing_evidence(missing: pd.DataFrame, decision: pd.DataFrame) -> pd.DataFrame:
    """Return which evidence is not there for the languages in the decision table: a row for each kind of it.

    `missing` is that of a Decision. Columns: `missing`, `languages` (for how many it is missing),
    `all_languages`, `status`; most first.
    """
    asked = decision_table(decision)["language"]
    of_each = missing[["language", "missing"]].set_index("language")["missing"]
    kinds = pd.concat([of_each.loc[[name]] for name in asked if name in of_each.index] or [of_each.iloc[:0]])
    counted = kinds.value_counts(sort=True).rename_axis("missing").reset_index(name="languages")
    return counted.assign(all_languages=len(asked), status=SHOWN)


def lines_drawn(policy: dict) -> pd.DataFrame:
    """Return each threshold of the decision in words: a row for each, with the reason for it.

    `policy` is that of the decision (`tables.language_policy`). Columns: `line` (the number), `of` (what it
    counts), `reason`, `status`. The last is that of `may_be_placed`, which no office sets.
    """
    names = "|".join(sorted(policy["presets"], key=len, reverse=True))
    rows = [
        [
            f"{one['value']:,.9g}",
            one["unit"],
            re.sub(names, lambda name: name[0].replace("_", " "), one["reason"]),
        ]
        for one in policy["thresholds"].values()
    ]
    rows.append([f"{LEAST_SPEAKERS:,}", "speakers in the whole area, to be shown on a map", WHY_THIS_LINE])
    return pd.DataFrame(rows, columns=["line", "of", "reason"], dtype="str").assign(status=SHOWN)


def rules_to_argue(policy: dict) -> pd.DataFrame:
    """Return the rules that languages are tried under: a row for each, with where it comes from.

    Columns: `rule` (its name in words), `origin`, `reason`, `used` ("yes" for that which decides), `status`.
    """
    rows = [
        [
            name.replace("_", " "),
            one["origin"],
            one["reason"],
            YES if name == policy["default_preset"] else NO,
        ]
        for name, one in policy["presets"].items()
    ]
    columns = ["rule", "origin", "reason", "used"]
    return pd.DataFrame(rows, columns=columns, dtype="str").assign(status=SHOWN)


def _test(row):
    """Return the test by which a language qualifies, in words."""
    size = bool(RESIDENT_CODES & set(row.reasons_for.split()))
    at_risk = row.strong_risk
    if row.verdict in OWN_MATERIAL and not (size or at_risk):
        return DECIDED if row.override_reason else DUTY
    return BOTH if size and at_risk else RESIDENT if size else AT_RISK if at_risk else NEITHER


def _firm(row):
    """Return whether the figures decide a verdict: need does where no end of its range changes it here."""
    if row.decided_by != PROPOSED:
        return BY_A_ROLE
    if row.firmness == "robust":
        return THE_SAME
    by_need = row.verdict in OWN_MATERIAL and RESIDENT_CODES & set(row.reasons_for.split())
    return BY_THIS_RULE if by_need and row.preset not in row.moved_by else LOCALLY


def _first_places(where):
    """Return the first places of some, and how many more there are.

    >>> _first_places("Brent; Ealing; Harrow; Newham; Barnet")
    'Brent; Ealing; Harrow; and 2 more'
    """
    places = where.split("; ")
    more = len(places) - MOST_NAMED
    return where if more < 2 else "; ".join([*places[:MOST_NAMED], f"and {more} more"])


def _decided(row):
    """Return who decided, when, why where the rules propose otherwise, and what has changed since."""
    if row.decided_by == PROPOSED:
        return "nobody yet"
    why = f": {row.override_reason}" if row.override_reason else ""
    since = changed_since(
        row.proposed_then, row.proposed_verdict, row.need_then, row.people_not_proficient, VERDICTS.get
    )
    day = in_day(pd.Timestamp(row.decided_on))
    return f"{row.decided_by}, {day}{why}" + (f". {since}" if since else "")


def _form(row):
    """Return what is to be made; where somebody decided so, on which day, and what the rules propose."""
    old = f"; {row.review}" if row.review else ""
    if row.decided_by == PROPOSED:
        return f"{FORMS[row.verdict]}{old}"
    decided = f"{FORMS[row.verdict]}, decided {in_day(pd.Timestamp(row.decided_on))}"
    same = row.verdict == row.proposed_verdict
    return f"{decided}{old}" if same else f"{decided}; proposed: {VERDICTS[row.proposed_verdict]}"


def _why(row):
    """Return the reasons for a language in words; of one that no reason decides, the test before them."""
    words, test = _in_words(row.reasons_for, FOR), _test(row)
    return "; ".join(filter(None, [test, words])) if test == DUTY else words or test


def _because(row):
    """Return the reasons that decide, in a few words: need, the kinds of recorded risk, or another test."""
    codes = set(row.reasons_for.split())
    # Weak evidence of risk decides nothing where numbers do.
    counts = row.strong_risk or not RESIDENT_CODES & codes
    risk = ", ".join(words for code, words in FOR.items() if counts and code in RISK_CODES & codes)
    need = " and ".join(where for code, where in NEEDED.items() if code in codes)
    words = [f"need {need}" if need else "", f"risk: {risk}" if risk else ""]
    return "; ".join(filter(None, words)) or _test(row)


def _need(row):
    """Return how many speakers cannot speak English well, in words: the estimate and its range."""
    if pd.isna(row.people_not_proficient):
        return "not known"
    low, high = row.people_not_proficient_lower, row.people_not_proficient_upper
    if low == high:
        return f"{row.people_not_proficient:,}"
    return f"{row.people_not_proficient:,} ({low:,} to {high:,})"


def _in_words(codes, known):
    return "; ".join(words for code, words in known.items() if code in codes.split())


def _own_material(said):
    """Return whether a verdict under a preset, such as "MONITOR or TRANSLATE_AREAS", means own material."""
    if said == UNTOLD:
        return UNTOLD
    ends = {
        YES if name in OWN_MATERIAL else PARTNERS if name == PARTNER_ONLY else NO
        for name in said.split(" or ")
    }
    return ends.pop() if len(ends) == 1 else DEPENDS


def lines_to_move(policy: dict) -> pd.DataFrame:
    """Return the lines of size of the decision about languages, as what can be moved, and how far."""
    rows = [
        (name, f"{one['unit'][:1].upper()}{one['unit'][1:]}", float(one["value"]), *LINES[name])
        for name, one in policy["thresholds"].items()
        if name in LINES
    ]
    table = pd.DataFrame(rows, columns=["name", "called", "value", "least", "most", "step"])
    # An office may have drawn a line further out than anybody thought of.
    return table.assign(
        most=table[["most", "value"]].max(axis=1), least=table[["least", "value"]].min(axis=1)
    )


def verdicts_if(evidence: Evidence, decision: pd.DataFrame, moved: dict) -> pd.DataFrame:
    """Return each language that something is asked for, by the lines that stand or as `moved`: both verdicts.

    `evidence` is an Evidence, and `decision` the table of what was decided on it. Languages with another
    verdict come first. Columns: `language`, `residents_3_plus`, `stands`, `as_moved`, `changes` ("another
    verdict" or "as above"), `status`.

    Raises InputError for a name that is not a line of size.
    """
    for name in moved:
        refuse_unknown(name, LINES, f'No line of size is called "{name}".')
    thresholds = evidence.policy["thresholds"] | {
        name: evidence.policy["thresholds"][name] | {"value": value} for name, value in moved.items()
    }
    policy = evidence.policy | {"thresholds": thresholds}
    other = decide_languages(replace(evidence, policy=policy)).table()
    # A language that the census does not count has a verdict and no number: its status says so.
    both = decision[["language", "residents_3_plus", "verdict", "status"]].merge(
        other[["language", "verdict"]], on="language", suffixes=("", "_moved")
    )
    nothing = [MONITOR, NO_EVIDENCE]
    both = both[~(both["verdict"].isin(nothing) & both["verdict_moved"].isin(nothing))]
    changes = both["verdict"].ne(both["verdict_moved"]).map({True: OTHER, False: SAME})
    stands, as_moved = both["verdict"].map(VERDICTS), both["verdict_moved"].map(VERDICTS)
    table = both.assign(stands=stands, as_moved=as_moved, changes=changes)
    kept = ["language", "residents_3_plus", "stands", "as_moved", "changes", "status"]
    return table.sort_values("changes", kind="stable")[kept].reset_index(drop=True)


def may_be_placed(decision: pd.DataFrame) -> list[str]:
    """Return the names of the languages that may be shown for places within the area, in their order.

    `decision` is that of `decide_languages`. These have at least `LEAST_SPEAKERS` speakers in the whole area
    by the census, and risk had no part in choosing them: there is no strong case of it, and one that is weak
    did not bring them in by itself. Whatever shows a language on a map, or for a district, a ward or a team,
    publicly, asks this.
    """
    require(decision, "language", "verdict", "residents_3_plus", "risk_strength", "reasons_for")
    return [row.language for row in decision.itertuples() if _may(row)]


def _may(row):
    codes = set(row.reasons_for.split())
    asked = row.verdict not in (MONITOR, NO_EVIDENCE)
    by_risk = asked and bool(RISK_CODES & codes) and not RESIDENT_CODES & codes
    # One without a count of its own, such as Dari, has no number of speakers.
    many = pd.notna(row.residents_3_plus) and row.residents_3_plus >= LEAST_SPEAKERS
    return bool(many) and not (by_risk or row.strong_risk)


def without_places(decision: pd.DataFrame) -> pd.DataFrame:
    """Return a decision that says no place of a language that may not be shown for places.

    Its columns stay; in `next_step` and `what_would_change_it` the places of such a language are not named.
    """
    placed = decision["language"].isin(may_be_placed(decision))
    words = {name: decision[name].where(placed, "") for name in WORDS_OF_PLACES}
    words["next_step"] = decision["next_step"].where(placed, decision["step_without_places"])
    words["what_would_change_it"] = decision["what_would_change_it"].where(
        placed, decision["change_without_places"]
    )
    return decision.assign(**words, **{MARGIN: decision[MARGIN].where(placed)})
