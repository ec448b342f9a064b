"""What may be said of counts that are in no table: worked out here, and told by a rule of its own.

Contacts to a safe reporting route are counted by month and district. Neither the months nor any sum of them
leave. What leaves is whether a campaign worked, and how far only where no count that it was worked out from
is one that the policy hides: then whoever could work all of them out would have learnt no hidden one.
"""

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import measures, settings, tables
from analysis.disclosure import policy as policies_file
from analysis.disclosure.release import STATEMENTS, content
from analysis.disclosure.series import ALL
from analysis.errors import InputError, nearest
from analysis.release import people
from analysis.sources.local import WHOLE_AREA

SHOWN, SUPPRESSED, NOT_AVAILABLE = "shown", "suppressed", "not available"
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


def told(area):
    """Return every listed statement about `area` (a slug) by name, as plain values that a file can hold.

    Each has its `rows`, the `columns` with their types, the `cards` that it rests on, why it cannot be shown,
    where it cannot (`missing`), and what was done so that nothing in it points at a person (`controls`).

    Raises InputError for a statement under a policy that is not there.
    """
    policies = policies_file.read()
    return {name: _one(name, entry, area, policies) for name, entry in listed().items()}


def beside(document):
    """Return a solved document with what else chapters read: statements, and the card of each table."""
    cited = {
        name: entry | {"card": ALL[entry["source"]].cited} for name, entry in document["tabulations"].items()
    }
    return document | {"tabulations": cited, "statements": told(document["area"])}


def _one(name, entry, area, policies):
    if entry["policy"] not in policies:
        raise InputError(
            f'data/release.toml, statement "{name}": data/policy.toml has no policy "{entry["policy"]}". '
            f"{nearest(entry['policy'], policies)}".rstrip()
        )
    policy = policies[entry["policy"]]
    if name == NEVER_SEEN:
        sets = {lists: never_seen(people.capture_lists(area, lists), policy) for lists in SETS}
        frame = pd.concat([one.assign(lists=lists) for lists, one in sets.items()], ignore_index=True)
        return _plain(frame, [entry["source"]], [], _of_estimates(policy))
    frame = of_campaigns(name, tables.campaigns(area), pd.DataFrame(people.contacts(area)), policy)
    missing = [] if len(frame) else ["The campaign log has no campaign."]
    return _plain(frame, ["campaigns", entry["source"]], missing, _controls(policy))


def _plain(frame, cards, missing, controls):
    held = json.loads(frame.to_json(orient="split", date_format="iso", double_precision=15, index=False))
    columns = {name: str(kind) for name, kind in frame.dtypes.items()}
    return {
        "columns": columns,
        "rows": held["data"],
        "cards": cards,
        "missing": missing,
        "controls": controls,
    }


def never_seen(captures, policy):
    """Return what may be said of people on no list: words below the limit, and whole tens above it."""
    frame = pd.DataFrame(measures.never_seen(captures)).drop(columns="method").reset_index(drop=True)
    few = (frame["estimate"] < policy.hide_below).any()
    for name in RULES[NEVER_SEEN].figures:
        whole = np.round(_floats(frame[name]) / TO_THE_NEAREST) * TO_THE_NEAREST
        frame[name] = pd.array([None if few or np.isnan(one) else int(one) for one in whole], dtype="Int64")
    frame["status"] = frame["status"].mask(few & frame["status"].eq(SHOWN), SUPPRESSED)
    return frame


def of_campaigns(name, campaigns, contacts, policy):
    """Return what may be said of campaigns by the statement `name`, from the office's logs as they are."""
    make = measures.did_it_work if name == RESULTS else measures.smallest_rise
    return _told(make(campaigns, contacts), contacts, RULES[name], policy.hide_below)


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
