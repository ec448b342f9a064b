"""What may be said of counts that are in no table: worked out anew here, and told by a rule of its own.

Contacts to a safe reporting route are counted by month and district. Neither the months nor any sum of them
leave. What leaves is whether a campaign worked, and how far only where no count that it was worked out from
is one that the policy hides: then whoever could work all of them out would have learnt no hidden one.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import measures, settings, tables
from analysis.disclosure.release import STATEMENTS, content
from analysis.errors import InputError, nearest
from analysis.publish.states import NOT_AVAILABLE, SHOWN, SUPPRESSED
from analysis.sources.local import WHOLE_AREA

RESULTS, PLANS, NEVER_SEEN = "campaign_results", "campaign_plans", "people_never_seen"
# Not where it ran: a language beside a district tells where a community is that may be looked for.
CAMPAIGN = (
    "campaign",
    "language",
    "channel",
    "route",
    "started_on",
    "ended_on",
    "hoped_for_pct",
)
TOO_SMALL = "too small to tell"
TOO_FEW = "too few contacts for anything to be told"
# What stands instead of the words about a campaign that had too few contacts.
TOO_SMALL_FOR = {"answer": TOO_SMALL, "why": TOO_FEW}
NOT_TOLD = "not told"
SLACK = 1e-6
# Estimates to the nearest ten: any finer, they would say more of single combinations of lists than they can.
TO_THE_NEAREST = 10
SETS = ("capture_lists", "capture_lists_few")


@dataclass(frozen=True)
class Rule:
    """How one statement is worked out: what it says in words, and which figures it can have."""

    words: tuple
    figures: tuple


RULES = {
    RESULTS: Rule(("answer", "why"), ("change_pct", "change_lower_pct", "change_upper_pct")),
    PLANS: Rule(("verdict",), ("smallest_rise_pct",)),
    NEVER_SEEN: Rule(("answer", "why"), ("estimate", "lower", "upper")),
}


# The column that names the rows of each, and how its measure is made.
KEYS = {RESULTS: "campaign", PLANS: "campaign", NEVER_SEEN: "who"}
_FROM_LOGS = (
    "make it from tables.campaigns and tables.contacts as they are, every campaign and every month, without "
    "a threshold of its own."
)
HOW_TO = {
    RESULTS: _FROM_LOGS,
    PLANS: _FROM_LOGS,
    NEVER_SEEN: "make it by measures.never_seen from tables.capture_lists as it is, with no other threshold.",
}


@dataclass(frozen=True)
class Passed:
    """A statement that may leave: its rows, its cards, why it cannot be shown if it cannot, and the rule."""

    frame: pd.DataFrame
    cards: tuple
    missing: tuple
    controls: tuple


def listed(path=None):
    """Return the statements of a release file by name, the project's own file by default.

    Raises InputError for a file that cannot be read, and for an entry that has not `source`, `title` and
    `policy`, each a text.
    """
    path = settings.data("release.toml") if path is None else path
    entries = content(path).get(STATEMENTS, {})
    for name, entry in entries.items():
        right = isinstance(entry, dict) and set(entry) == {"source", "title", "policy"}
        if not right or not all(isinstance(value, str) and value for value in entry.values()):
            raise InputError(
                f'{path.name}, statement "{name}": expected source, title and policy, each in quotation '
                "marks, and nothing else."
            )
        if name not in RULES:
            raise InputError(
                f'{path.name}, statement "{name}": no rule of this name is known. {nearest(name, RULES)}'
            )
    return entries


def passed(measure, name, area, policies):
    """Return the `Passed` of a statement about `area`; nothing of `measure` itself leaves.

    Raises InputError, without any figure, for a statement that is not listed, and for a measure that is not
    what the office's logs give as they are: one of chosen months or places would be a second statement about
    the same counts, and two could be set against each other.
    """
    known = listed()
    if not isinstance(name, str) or name not in known:
        raise InputError(
            f'The statement "{name}" is not listed under {STATEMENTS} in data/release.toml, so it may not be '
            f"published. {nearest(name, known)}".rstrip()
        )
    entry = known[name]
    if entry["policy"] not in policies:
        raise InputError(
            f'data/release.toml, statement "{name}": data/policy.toml has no policy "{entry["policy"]}". '
            f"{nearest(entry['policy'], policies)}".rstrip()
        )
    policy = policies[entry["policy"]]
    if name == NEVER_SEEN:
        return _never_seen(measure, entry, area, policy)
    campaigns, contacts = tables.campaigns(area), pd.DataFrame(tables.contacts(area))
    rule, worked_out = RULES[name], _worked_out(name, campaigns, contacts)
    _refuse_other(measure, worked_out, name, rule)
    frame = _told(worked_out, contacts, rule, policy.hide_below)
    missing = () if len(frame) else ("The campaign log has no campaign.",)
    return Passed(frame, ("campaigns", entry["source"]), missing, _controls(policy))


def _never_seen(measure, entry, area, policy):
    """Return what may be said of people on no list: nothing but words below the limit, and whole tens above.

    `measure` is of one set of capture lists of the office, as it stands.
    """
    held = [measures.never_seen(tables.capture_lists(area, name)) for name in SETS]
    key, rule = KEYS[NEVER_SEEN], RULES[NEVER_SEEN]
    same = [one for one in held if _matches(measure, one, key, rule)]
    if not same:
        _refuse_other(measure, held[0], NEVER_SEEN, rule)
    frame = pd.DataFrame(same[0]).drop(columns="method")
    few = (frame["estimate"] < policy.hide_below).any()
    for name in rule.figures:
        whole = np.round(_floats(frame[name]) / TO_THE_NEAREST) * TO_THE_NEAREST
        frame[name] = pd.array([None if few or np.isnan(one) else int(one) for one in whole], dtype="Int64")
    frame["status"] = frame["status"].mask(few & frame["status"].eq(SHOWN), SUPPRESSED)
    none = frame["status"].eq(NOT_AVAILABLE).all()
    missing = ("No lists were supplied to compare.",) if none else ()
    return Passed(frame, (entry["source"],), missing, _of_estimates(policy))


def _matches(measure, ours, key, rule):
    wanted = [key, *rule.words, *rule.figures]
    if not isinstance(measure, pd.DataFrame) or not set(wanted) <= set(measure.columns):
        return False
    try:
        given = pd.DataFrame(measure)[wanted].reset_index(drop=True)
        return _is_same(given, pd.DataFrame(ours)[wanted], key, rule)
    except (TypeError, ValueError, ArithmeticError):
        return False


def _worked_out(name, campaigns, contacts):
    make = measures.did_it_work if name == RESULTS else measures.smallest_rise
    return make(campaigns, contacts)


def _refuse_other(measure, worked_out, name, rule):
    wanted = [KEYS[name], *rule.words, *rule.figures]
    if not isinstance(measure, pd.DataFrame):
        raise InputError(
            f"The measure is no table but {type(measure).__name__}. Give what a measure returns."
        )
    for column in wanted:
        if column not in measure.columns:
            raise InputError(
                f'The measure has no column "{column}". {nearest(column, measure.columns)}'.strip()
            )
        if (measure.columns == column).sum() > 1:
            raise InputError(f'The measure has the column "{column}" more than once. Keep one of them.')
    given = pd.DataFrame(measure)[wanted].reset_index(drop=True)
    ours = worked_out[wanted].reset_index(drop=True)
    try:
        same = _is_same(given, ours, KEYS[name], rule)
    except (TypeError, ValueError, ArithmeticError):
        # Figures that are texts, lists or too large for a number are not ours.
        same = False
    if not same:
        raise InputError(f'The measure is not what the logs give for "{name}": {HOW_TO[name]}')


def _is_same(given, ours, key, rule):
    words = len(given) == len(ours) and all(
        given[column].astype("object").where(given[column].notna(), "").tolist()
        == ours[column].astype("object").where(ours[column].notna(), "").tolist()
        for column in (key, *rule.words)
    )
    return words and all(
        np.allclose(_floats(given[column]), _floats(ours[column]), rtol=SLACK, atol=SLACK, equal_nan=True)
        for column in rule.figures
    )


def _floats(column):
    return column.to_numpy(dtype=float, na_value=np.nan)


def _told(worked_out, contacts, rule, below):
    """Return the rows of a statement: words always, figures where the rule lets them out."""
    rows = worked_out.reset_index(drop=True)
    status, words = [], {name: [] for name in rule.words}
    parts = _of_both(contacts)
    for row in rows.itertuples(index=False):
        given = row.status == SHOWN
        whole_and_part = WHOLE_AREA in (row.area, row.comparison_area) and row.route in parts
        hidden = given and (whole_and_part or not measures.may_be_told(row, contacts, below))
        status.append(SUPPRESSED if hidden else SHOWN if given else NOT_AVAILABLE)
        few = given and measures.too_few(row, contacts, below)
        for name in rule.words:
            words[name].append(_word(row, name, given, few))
    frame = rows[[name for name in CAMPAIGN if name in rows.columns]].copy()
    if (frame["hoped_for_pct"] % 1 == 0).all():
        frame["hoped_for_pct"] = frame["hoped_for_pct"].astype("int64")
    for name in rule.words:
        frame[name] = pd.array(words[name], dtype="str")
    state = np.array(status, dtype=object)
    for name in rule.figures:
        # Whole per cent: a hundredth of one would say more than a campaign's months can.
        whole = np.round(_floats(rows[name]))
        frame[name] = pd.array(
            [
                None if one != SHOWN or np.isnan(figure) else int(figure)
                for one, figure in zip(state, whole, strict=True)
            ],
            dtype="Int64",
        )
    return frame.assign(status=pd.Series(state, dtype="str"))


def _word(row, name, given, few):
    found = getattr(row, name)
    # Why there is no answer says which log lacks what, and nothing of a count.
    if pd.isna(found) or (not given and name != "why"):
        return NOT_TOLD
    if few and name in TOO_SMALL_FOR:
        return TOO_SMALL_FOR[name]
    return found


def _of_both(contacts):
    """Return the routes whose contacts are counted for the whole area and for a district too.

    Figures about a whole and about its part would be figures about the rest, which may be few: in one edition
    or in two, so that it is the counts that decide and not the campaigns of today.
    """
    whole = contacts["area"] == WHOLE_AREA
    return set(contacts.loc[whole, "route"]) & set(contacts.loc[~whole, "route"])


def _of_estimates(policy):
    on = f" on {policy.decided_on}" if policy.decided_on else ""
    return (
        "No count of people on a list, or on several, is published: only estimates, to the nearest "
        f"{TO_THE_NEAREST}.",
        "Where honest choices or the limits lie too far apart no estimate is given.",
        f"Decided by: {policy.decided_by}{on}.",
    )


def _controls(policy):
    below = policy.hide_below
    on = f" on {policy.decided_on}" if policy.decided_on else ""
    return (
        "No count of contacts is published, neither by month nor added up.",
        "How large a change was is told where no month of the campaign's place and its comparison has 1 to "
        f"{below - 1} contacts, and in whole per cent; elsewhere only whether it worked.",
        f"With fewer than {below} contacts before or since, a campaign is too small to tell.",
        "Where contacts to a route are counted by district too, a campaign of the whole area has no figure.",
        f"Decided by: {policy.decided_by}{on}.",
    )
