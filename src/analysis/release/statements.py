"""What may be said of counts that are in no table: worked out here, and told by a rule of its own.

Contacts to a safe reporting route are counted by month and district. Neither the months nor any sum of them
leave. What leaves is whether a campaign worked, and how far only where no count that it was worked out from
is one that the policy hides: then somebody who worked all of them out would have learnt no hidden one.

Of referrals and reports by nationality it leaves which nationality reaches the rule (`counted_risk`).

Unmet need by group is worked out from people by group, offence, age and provider at once, which no table may
show. A share of each group, its difference from others and a verdict leave.
"""

import json
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import pydantic

from analysis import areas, extracts, settings, tables, toml_file
from analysis.errors import MissingSourceError, nearest, refuse_unknown
from analysis.extracts import WHOLE_AREA
from analysis.extracts.counts import has_keys as keyed
from analysis.extracts.extracts import NO_KEY
from analysis.measures.hidden.lists import ANY_LIST, NO_OTHER, lists_compared
from analysis.measures.plans.campaigns import did_it_work, may_be_told, smallest_rise, too_few
from analysis.measures.victims.unmet import unmet_need
from analysis.release import counted_risk, handover, people
from analysis.release import policies as policies_file
from analysis.release.handover import BESIDE
from analysis.release.series import ALL
from analysis.release.tabulations import STATEMENTS, content
from analysis.release.tabulations import listed as tabulated
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED
from analysis.tables.languages.decision import RISK
from analysis.tables.languages.risks import RiskItems

RESULTS, PLANS, ON_LISTS = "campaign_results", "campaign_plans", "people_on_lists"
RECORDED, UNMET = "people_recorded", "unmet_need_by_group"
# Not where it ran: a language beside a district tells where a community is that may be looked for.
CAMPAIGN = ("campaign", "language", "channel", "route", "started_on", "ended_on", "hoped_for_pct")
# What is printed instead of the words about a campaign that had too few contacts.
TOO_SMALL_FOR = {"answer": "too small to tell", "why": "too few contacts for anything to be told"}
NOT_TOLD, FEW_PEOPLE = "not told", "too few people for anything to be told"
BY_NUMBER_OF_OFFENCES = "victims_by_kind_of_victim_and_number_of_offences"


@dataclass(frozen=True)
class Rule:
    """How one statement is worked out: what it says in words, and which figures it can have.

    `others` are the columns beside those, and `columns` all that may leave. Figures are whole multiples of
    `rounding` at the finest: of 1 in per cent, since a hundredth of one would say more than a campaign's
    months can, and of ten in people, of whom a difference of two exact counts would give a few away. No
    figure leaves with 0. `shares` are whole per cent, beside counts of people.
    """

    others: tuple
    words: tuple = ()
    figures: tuple = ()
    rounding: int = 0
    shares: tuple = ()

    @property
    def columns(self):
        """Return the columns that may leave."""
        return (*self.others, *self.words, *self.figures, *self.shares)


RULES = {
    RESULTS: Rule(
        (*CAMPAIGN, "status"),
        ("answer", "why"),
        ("change_pct", "change_lower_pct", "change_upper_pct", "trend_to_undo_pct"),
        1,
    ),
    PLANS: Rule((*CAMPAIGN, "status"), ("verdict",), ("smallest_rise_pct",), 1),
    ON_LISTS: Rule(("on", "and_on", "status"), (), ("people",), 10),
    RISK: Rule(tuple(RiskItems.__annotations__)),
    RECORDED: Rule(("period", "status"), (), ("people", "people_again", "records_without_key"), 10),
    UNMET: Rule(
        ("period", "characteristic", "group", "made_alike_in", "status"),
        ("verdict", "finding"),
        ("people", "not_known"),
        10,
        ("share_pct", "points", "lower", "upper"),
    ),
}


class Statement(toml_file.Entry):
    """An entry of [statements] in release.toml: from which cards, under which policy, what may leave."""

    name: Literal[tuple(RULES)]
    source: toml_file.SomeTexts
    title: toml_file.Text
    policy: toml_file.Text
    columns: toml_file.SomeTexts
    rounding: int

    @pydantic.model_validator(mode="after")
    def _lets_out_no_more_than_its_rule(self):
        rule = RULES[self.name]
        for column in self.columns:
            if column not in rule.columns:
                raise ValueError(
                    f'the column "{column}" may not leave. {nearest(column, rule.columns)}'.rstrip()
                )
        if self.rounding < rule.rounding or (self.rounding and not rule.figures):
            wanted = f"{rule.rounding} or more" if rule.figures else "0, for no figure leaves"
            raise ValueError(f"found rounding {self.rounding}, expected {wanted}.")
        return self


def listed(path=None):
    """Return the `Statement`s of a release file by name, the project's own file by default.

    Raises InputError for a file that cannot be read, for one that has no rule, for a column that may not
    leave by its rule, and for figures that are finer than the rule lets out.
    """
    path = settings.data("release.toml") if path is None else path
    return toml_file.named(Statement, content(path).get(STATEMENTS, {}), f"{path.name}, [{STATEMENTS}]")


def told(area):
    """Return every listed statement about `area` (a slug) by name, as `one` gives it."""
    return {name: one(name, area) for name in listed()}


def citing(document):
    """Return a solved document in which each table has the `card` that it cites.

    What is shown as published is cited too: `printed_in` says by which card, and of which part of it.
    """
    tabulations = document["tabulations"].items()
    cited = {name: entry | {"card": ALL[entry["source"]].cited} for name, entry in tabulations}
    printed_in = {name: [ALL[name].cited, ALL[name].of] for name in document.get("as_published", ())}
    return document | {"tabulations": cited, "printed_in": printed_in}


def beside(area):
    """Return what else chapters read of an area (a slug): every statement, and what its office keeps.

    `handover.put` writes it with a solved document.
    """
    return {"statements": told(area), BESIDE: handover.kept(area)}


def one(name, area):
    """Return the listed statement `name` about `area` (a slug), as plain values that a file can hold.

    It has its `rows`, the `columns` with their types, the `cards` that it rests on, and why it cannot be
    shown, where it cannot (`missing`). That of risk items says `periods`, `absent` and `of_the_force` of its
    counts too (`counted_risk.load`).

    Raises InputError for a statement under a policy that is not there.
    """
    entry, policies = listed()[name], policies_file.read()
    says = f'data/release.toml, statement "{name}": data/policy.toml has no policy "{entry.policy}".'
    refuse_unknown(entry.policy, policies, says)
    return MAKERS.get(name, _of_campaigns)(name, entry, area, policies[entry.policy])


def _of_risk(name, entry, area, policy):
    found = counted_risk.load(area, policy.hide_below)
    return _plain(found.pop("items"), entry) | found


def _of_people(name, entry, area, policy):
    frame = on_lists(people.capture_lists(area), policy.hide_below, entry.rounding)
    return _plain(frame, entry, () if len(frame) else ("No lists were supplied to compare.",))


def _of_recorded(name, entry, area, policy):
    """Return how many people the records of the latest year are of, by the key of the office's extract."""
    period, people = people_recorded_by_key(area)
    frame = persons(people, period, policy.hide_below, entry.rounding)
    return _plain(frame, entry, () if len(frame) else ("The extract gives no key of each person.",))


def people_recorded_by_key(area):
    """Return the label of the latest year and the records of each person by quarter, None without keys."""
    place, run = areas.area(area), settings.current_run()
    try:
        if not keyed(place):
            return "", None
        found = extracts.counts_for(place, run.as_of, extracts.stored(place))
    except MissingSourceError:
        return "", None
    listed_as = tabulated()[BY_NUMBER_OF_OFFENCES]
    labels = listed_as.period_labels(run.as_of or max(found.quarters), set(found.quarters))
    label, quarters = list(labels.items())[-1]
    people = found.people
    if people is None or not set(quarters) <= set(people["quarter"]):
        return label, None
    return label, people[people["quarter"].isin(quarters)]


def persons(people, period, below, rounding):
    """Return one row: distinct people of a year, those with several records, and records without a key."""
    columns = ["period", *RULES[RECORDED].figures, "status"]
    if people is None:
        return pd.DataFrame(columns=columns).astype({"period": "str", "status": "str"})
    keyed_rows = people[people["person"].ne(NO_KEY)]
    records = keyed_rows.groupby("person")["records"].sum()
    counted = len(records), int(records.gt(1).sum())
    without = int(people.loc[people["person"].eq(NO_KEY), "records"].sum())
    few = counted[0] < below or 0 < counted[1] < below
    frame = pd.DataFrame([[period, *counted, without, SUPPRESSED if few else SHOWN]], columns=columns)
    for name in RULES[RECORDED].figures:
        frame[name] = _rounded(frame[name], np.array([not few]), rounding)
    return frame


def _of_unmet(name, entry, area, policy):
    """Return what is told of unmet need in the three years that end with the newest March.

    Two sums that lie a quarter apart would tell what that one quarter held.
    """
    returns = pd.DataFrame(people.support(area))
    quarters = counted_risk.together(counted_risk.to_march(sorted(set(returns["quarter"]))))
    returns = returns[returns["quarter"].isin(quarters)]
    period = f"{quarters[0]} to {quarters[-1]}" if quarters else ""
    frame = unmet(returns, period, policy.hide_below, entry.rounding)
    if not quarters:
        return _plain(frame.iloc[:0], entry, ("No return of support up to the end of a March was supplied.",))
    return _plain(frame, entry)


def unmet(returns, period, below, rounding):
    """Return unmet need by group: people to the nearest `rounding`, shares in whole per cent.

    A group is hidden where a count that its figures rest on is under `below`: of people with or without an
    unmet need, or who wait, in the group or among all others. Where the hidden groups of a characteristic
    are so few together, the smallest of the others is hidden too, since the hidden ones are what is left of
    a whole.
    """
    rule, frame = RULES[UNMET], unmet_need(returns, fewest=below)
    hidden = (frame["fewest"] < below).to_numpy(copy=True)
    for _, rows in frame.groupby("characteristic", sort=False):
        for place in rows["people"].sort_values().index:
            if _too_few_together(rows[hidden[rows.index]], below):
                hidden[place] = True
    told = frame["status"].eq(SHOWN).to_numpy() & ~hidden
    for name, to in [(name, rounding) for name in rule.figures] + [(name, 1) for name in rule.shares]:
        frame[name] = _rounded(frame[name], told, to)
    frame["verdict"] = frame["verdict"].mask(hidden, NOT_TOLD)
    frame["finding"] = frame["finding"].mask(hidden, FEW_PEOPLE)
    frame["status"] = frame["status"].mask(hidden, SUPPRESSED)
    return frame.assign(period=pd.array([period] * len(frame), dtype="str"))


def _too_few_together(groups, below):
    """Tell whether groups have fewer than `below` people with or without an unmet need, or who wait."""
    unmet, waiting = groups["unmet"].sum(), groups["waiting"].sum()
    least = min(unmet, groups["people"].sum() - unmet)
    return len(groups) > 0 and (least < below or 0 < waiting < below)


def _of_campaigns(name, entry, area, policy):
    contacts = pd.DataFrame(people.contacts(area))
    frame = of_campaigns(name, tables.office.campaigns(area), contacts, policy, entry.rounding)
    missing = () if len(frame) else ("The campaign log has no campaign.",)
    return _plain(frame, entry, missing)


MAKERS = {RISK: _of_risk, ON_LISTS: _of_people, RECORDED: _of_recorded, UNMET: _of_unmet}


def _plain(frame, entry, missing=()):
    """Return a statement as plain values, of its rows only the columns that are listed."""
    frame = frame[[name for name in frame.columns if name in entry.columns]]
    held = json.loads(frame.to_json(orient="split", date_format="iso", double_precision=15, index=False))
    columns = {name: str(kind) for name, kind in frame.dtypes.items()}
    return {
        "columns": columns,
        "rows": held["data"],
        "cards": list(entry.source),
        "missing": list(missing),
    }


def on_lists(captures, below, rounding):
    """Return how many people are on each list and on each two, to the nearest `rounding`.

    A count under `below`, nobody among them, is hidden. Where one is, so are all that it could be worked out
    from: how many are on any list, and how many on a single one.
    """
    frame = lists_compared(captures)
    few = frame["people"] < below
    sums = frame["on"].eq(ANY_LIST) | frame["and_on"].eq(NO_OTHER)
    hidden = few | (sums & few.any())
    frame["people"] = _rounded(frame["people"], ~hidden.to_numpy(), rounding)
    return frame.assign(status=hidden.map({True: SUPPRESSED, False: SHOWN}).astype("str"))


def of_campaigns(name, campaigns, contacts, policy, rounding=1):
    """Return what may be said of campaigns by the statement `name`, from the office's logs as they are."""
    make = did_it_work if name == RESULTS else smallest_rise
    return _told(make(campaigns, contacts), contacts, RULES[name], policy.hide_below, rounding)


def _rounded(column, may, rounding):
    """Return whole multiples of `rounding`, blank where nothing was worked out or it may not be said."""
    whole = np.round(column.to_numpy(dtype=float, na_value=np.nan) / rounding) * rounding
    said = may & ~np.isnan(whole)
    found = pd.array([pd.NA] * len(whole), dtype="Int64")
    found[said] = whole[said].astype("int64")
    return found


def _told(worked_out, contacts, rule, below, rounding):
    """Return the rows of a statement: words always, figures where the rule lets them out."""
    rows = worked_out.reset_index(drop=True)
    status, words = [], {name: [] for name in rule.words}
    parts = _of_both(contacts)
    for row in rows.itertuples(index=False):
        given = row.status == SHOWN
        whole_and_part = WHOLE_AREA in (row.area, row.comparison_area) and row.route in parts
        hidden = given and (whole_and_part or not may_be_told(row, contacts, below))
        status.append(SUPPRESSED if hidden else SHOWN if given else NOT_AVAILABLE)
        few = given and too_few(row, contacts, below)
        for name in rule.words:
            words[name].append(_word(row, name, given, few))
    frame = rows[[name for name in CAMPAIGN if name in rows.columns]].copy()
    if (frame["hoped_for_pct"] % 1 == 0).all():
        frame["hoped_for_pct"] = frame["hoped_for_pct"].astype("int64")
    for name in rule.words:
        frame[name] = pd.array(words[name], dtype="str")
    state = np.array(status, dtype=object)
    for name in rule.figures:
        frame[name] = _rounded(rows[name], state == SHOWN, rounding)
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
