"""The decision: one row per language, with what it rests on, how firm it is and what would change it."""

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.languages.decisions import need, risk, small_area_rules, verdicts
from analysis.measures.languages.decisions.facts import gather
from analysis.measures.languages.decisions.presets import rules as make_rules
from analysis.measures.languages.decisions.rows import columns, restated, row
from analysis.measures.rates.status import require

# Neither is decided on: the one is what all else is translated from, the other has law of its own.
ASIDE = (need.ENGLISH, "Welsh or Cymraeg (in England only)")
CENSUS_DAY = "census of 21 March 2021"
# Nobody has decided, however plain the figures are.
PROPOSED = "nobody yet: proposed by the rules"


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
    small_areas=None,
    small_proficiency=None,
    deprivation=None,
    decisions=None,
    absent=None,
    counted=(),
    kept_back=False,
):
    """Return the decision for each language: one row, strongest verdict first, then by speakers.

    `languages` and `proficiency` have a row per district and category (`tables.census.language`,
    `tables.census.proficiency`), `reference`, `crosswalk` and `policy` are the project's own tables, `as_of`
    the day of the decision. What else is known may be absent: `absent` is {what: why}, and is printed.
    `risk_items` are those recorded and those that official counts give, which `counted` says the periods of
    in words; `kept_back` tells whether the force's small counts are known and not told. `small_areas` has the
    speakers of each language in small areas with `lower` and `upper`, beside `small_proficiency` and
    `deprivation` under the same code column. `decisions` is what a named role decided.

    Columns: what the census counts (`residents_3_plus`, its largest districts), need and its range, risk
    items, `verdict`, `areas`, `reasons_for`, `reasons_against`, a margin to each threshold, a verdict
    under each preset ("MONITOR or TRANSLATE_AREAS" where the range decides, "cannot be told" without
    small areas), `firmness` ("fragile" where a preset or an end of a range gives
    another verdict than is proposed, else "robust") and `moved_by`, `what_would_change_it`,
    `missing_evidence`, `data_dates`, `decided_by`, `decided_on`, `override_reason`, `rights`.

    Without languages or proficiency the table is empty. What a named role decided stands against what the
    default preset proposes, and is left out under any other.

    Raises InputError for a preset that does not exist or that cannot be told without small areas, for an
    override without a reason, and for a decision about a language or a verdict that is not known.
    """
    rules = make_rules(policy, preset)
    as_of = pd.Timestamp(as_of)
    if not len(languages) or not len(proficiency):
        return pd.DataFrame(columns=columns(rules))
    _all_languages(languages, reference)
    items = pd.DataFrame(columns=risk.COLUMNS) if risk_items is None else risk_items
    known = risk.evidence(items, crosswalk, rules, as_of)
    needed = need.need_by_language(languages, proficiency, reference, cross, small_areas, small_proficiency)
    small = small_area_rules.answers(rules, small_areas, small_proficiency, deprivation)
    small_area_rules.refuse_untold(rules, small)
    kept = reference[~reference["language"].isin(ASIDE)]
    every = gather(languages, kept, needed, known, small, rules)
    named = {entry["language"]: entry for _, entry in kept.iterrows()}
    told = crosswalk.loc[crosswalk["weight"] >= rules["crosswalk_share"], "language"]
    rows = [
        row(
            facts,
            named[facts.language],
            rules,
            kept_back and facts.language in set(told) and not _reached(facts),
            absent or {},
            [CENSUS_DAY, *counted],
        )
        for facts in every
    ]
    whole = {name: "Int64" for name in ("residents_3_plus", "people_not_proficient", "margin_speakers")}
    standing = decisions if rules.chosen == policy["default_preset"] else None
    known_of = {facts.language: (facts, named[facts.language]) for facts in every}
    table = decided(
        pd.DataFrame(rows).astype(whole),
        standing,
        as_of,
        lambda language, verdict: restated(*known_of[language], rules, verdict),
    )[columns(rules)]
    rank = table["verdict"].map({name: at for at, name in enumerate(verdicts.STRONGEST_FIRST)})
    order = table.assign(_rank=rank, _size=-table["residents_3_plus"].fillna(-1))
    return order.sort_values(["_rank", "_size"], kind="stable")[table.columns].reset_index(drop=True)


def _all_languages(languages, reference):
    """Refuse a table of languages that lacks one in the list, or has one that is not in the list."""
    require(languages, "area_code", "area_name", "language", "residents_3_plus")
    found, known = set(languages["language"]), set(reference.loc[reference["leaf"] != "", "language"])
    for name in sorted(found - known):
        raise InputError(
            f'The language "{name}" is not in the list of languages. {nearest(name, known)}'.rstrip()
        )
    for name in sorted(known - found):
        raise InputError(f'The table of languages has no row for "{name}". {nearest(name, found)}'.rstrip())


def _reached(facts):
    return any(one.reason == "RISK_NRM" and one.about == risk.HERE and one.official for one in facts.items)


def decided(table, decisions, as_of, restated):
    """Return the table with what a named role decided in place of what the rules propose, and its caveat.

    `restated` takes a language and a verdict and returns what its row says of it, {column: words}: areas
    and next steps are those of the verdict that stands.

    Raises InputError for an override without a reason, and for a decision that cannot be placed.
    """
    table = table.assign(
        proposed_verdict=table["verdict"], decided_by=PROPOSED, decided_on="", override_reason=""
    )
    if decisions is not None and len(decisions):
        require(decisions, "language", "verdict", "decided_by", "decided_on", "reason")
        for row in decisions.itertuples():
            _decide(table, row, as_of, restated)
    rights = table["verdict"].map(lambda name: "" if name == verdicts.TRANSLATE_COUNTY else verdicts.RIGHTS)
    return table.assign(rights=rights)


def _decide(table, row, as_of, restated):
    if row.verdict not in verdicts.STRONGEST_FIRST:
        raise InputError(
            f'No verdict "{row.verdict}". {nearest(row.verdict, verdicts.STRONGEST_FIRST)}'.rstrip()
        )
    at = table.index[table["language"] == row.language]
    if not len(at):
        raise InputError(
            f'A decision about "{row.language}", which has no row. '
            f"{nearest(row.language, table['language'])}".rstrip()
        )
    if pd.Timestamp(row.decided_on) > as_of:
        return
    if not str(row.decided_by).strip() or pd.isna(row.decided_by):
        raise InputError(f"The decision about {row.language} does not say who decided. Name the role.")
    reason = "" if pd.isna(row.reason) else str(row.reason).strip()
    proposed = table.loc[at[0], "proposed_verdict"]
    if row.verdict != proposed and not reason:
        raise InputError(
            f"{row.language}: {row.verdict} was decided where the rules propose {proposed}, and no reason is "
            "given. An override needs one: fill in reason, or take the decision back."
        )
    table.loc[at, ["verdict", "decided_by", "decided_on", "override_reason"]] = [
        row.verdict,
        row.decided_by,
        f"{pd.Timestamp(row.decided_on):%Y-%m-%d}",
        reason if row.verdict != proposed else "",
    ]
    if row.verdict != proposed:
        for column, words in restated(row.language, row.verdict).items():
            table.loc[at, column] = words
