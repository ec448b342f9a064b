"""From recorded crime to needs met: how many reach each stage, and what became of those who do not.

Returns count each person once, by the last stage reached; who came further was at each stage before it. Were
people counted at every stage, a hidden count at one could be had from the next.
"""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates import limits
from analysis.measures.rates.rates import proportion_or_reason
from analysis.measures.rates.status import (
    DOES_NOT_FIT,
    TOTAL,
    numbers,
    phrase,
    pooled_status,
    require,
    shown_only,
    statuses,
    text,
    whole_counts,
)
from analysis.measures.victims.unknowns import (
    MISSING,
    SHARE_COLUMNS,
    is_missing,
    labels_of,
    shares,
    sums_of,
)
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

__all__ = [
    "compared_in_words",
    "largest_fall",
    "left_by_state",
    "reach_funnel",
    "reached_in_words",
    "stages_by_group",
    "stages_defined",
]

RECORDED = "Recorded"
STAGES = ("Offered", "Referred", "Contacted safely", "Needs assessed", "Needs met")
# The first stage at which groups are compared, contact: who came another way was never offered help.
FIRST_COMPARED = 2

WENT_ON, FINISHED, NEED_MET = "Went on", "Finished", "Need met"
LEFT = {
    "Declined": "declined",
    "Unsafe to contact": "unsafe_to_contact",
    "Uncontactable": "uncontactable",
    "Waiting": "waiting",
    "Not eligible": "not_eligible",
    "Need not met": "need_not_met",
}
STATES = (WENT_ON, FINISHED, *LEFT)

FIRST = "not applicable: nothing comes before the first stage"
NOTHING_RETURNED = "not given: nothing was returned for this stage"
NOTHING_BEFORE = "not applicable: the stage before has no figure"
COUNTED_APART = "not given: the providers count it in different ways"
NOBODY_BEFORE = "not applicable: of nobody at the stage before is it known what became"
NO_FIRST = "; of the first stage not applicable: that, or one between, has no figure"
NOBODY_CAME = "not given: nothing before it"
NO_OFFERS = (
    "not given: no return has anybody who was offered help and went no further, so offers are not recorded"
)
# What people at a stage had happen to them, as a sentence has it.
WERE = {
    RECORDED: "were recorded",
    "Offered": "were offered help",
    "Referred": "were referred",
    "Contacted safely": "were contacted safely",
    "Needs assessed": "had their needs assessed",
    "Needs met": "had their needs met",
}

# What people have not had happen to them, as a sentence has it.
WERE_NOT = {
    "Offered": "were not offered help",
    "Referred": "were not referred to a service",
    "Contacted safely": "were not contacted safely",
    "Needs assessed": "did not have their needs assessed",
    "Needs met": "did not have their needs met",
}
BY_POLICE, EARLIER = "Offered by the police", "Earlier"  # of the fields "came_by" and "recorded_when"
MORE_OFTEN = 2  # times as often as people who were asked may those who were not have a label
NOT_ASKED_TOO = (
    "Wilson; people not asked have the label up to twice as often, and none or all of them went on"
)
WIDE = 20  # per cent: between ends that are further apart a share of the recorded says too little

_COUNTS = ("people", "people_least", "before", "before_unknown")
_SHARES_OF_FIRST = ("share_of_first_pct", "lower_of_first", "upper_of_first", "most_of_first_pct")
_STATES = ("went_on", *LEFT.values(), "unknown")
SEED = 20210321
DRAWS = 20_000  # a chance near 95 in 100 is off by less than half a point
SURE = 0.95

# What it points to where fewer of those with a label go on than of others.
WHAT_HELPS = {"language_need": {"yes": "look first at interpreters, from the first contact on"}}

# What a loss on the way to each stage points to, the likeliest causes first.
LOOK_AT = {
    "Offered": "look first at who is offered help, when, and by whom",
    "Referred": "look first at how help is offered and explained, and in which language",
    "Contacted safely": "look first at contact details, safe times to call, and language",
    "Needs assessed": "look first at waiting times, and at interpreters",
    "Needs met": "look first at which services there are, and how much room they have",
}
CLEAR = "Yes, even allowing for missing data"
ON_THE_UNKNOWN, CANNOT_BE_TOLD = "That depends on the missing data", "That cannot be told"

TOO_FEW = "not given: fewer than two steps have a share"
HIDDEN = "not given: a stage is suppressed"
NOBODY_LOST = "not given: nobody is known to have been lost"
HOW = "simulation, Jeffreys' prior for each step"

_FIGURES = (
    "fall_pct",
    "lower",
    "upper",
    "fall_least_pct",
    "people_lost",
    "steps",
    "chance_largest",
    "chance_at_worst",
)


def stages_defined(definitions: pd.DataFrame) -> pd.DataFrame:
    """Return what each provider means by a stage, and whether another counts it in another way.

    `definitions` has a row per `provider`, `stage` and `definition`. Columns: those, `apart` ("yes" where the
    providers of a stage do not all say the same), `all_apart`, the names of all such stages, blank without
    any, and `status`.

    >>> said = pd.DataFrame({"provider": ["A", "B"], "stage": "Contacted safely",
    ...                      "definition": ["Asked whether it was safe", "A message was left"]})
    >>> stages_defined(said)[["apart", "all_apart"]].values.tolist()
    [['yes', 'Contacted safely'], ['yes', 'Contacted safely']]
    """
    require(definitions, "provider", "stage", "definition")
    ways = definitions.groupby("stage", observed=True)["definition"].transform("nunique")
    rows = definitions[["provider", "stage", "definition"]].assign(
        apart=text("yes" if number > 1 else "no" for number in ways),
        all_apart=text([phrase(sorted(set(definitions["stage"][ways > 1]))) or None] * len(definitions)),
        status=SHOWN,
    )
    return rows.sort_values(["stage", "provider"], kind="stable", ignore_index=True)


def _apart(definitions):
    """Return the names of the stages that providers count in different ways."""
    return [] if definitions is None else set(stages_defined(definitions).query("apart == 'yes'")["stage"])


def everyone_at_each_stage(table: pd.DataFrame) -> pd.DataFrame:
    """Return `people` by `stage` and `state`: everyone at each stage, by what became of them there.

    `table` has rows of `clients` by the last `stage` reached and `state`, with margins ("Total"). Those
    who reached a later stage "Went on" from each before it. That holds of people who all came by one way: who
    refers themselves was never offered help. Of a table without rows there is nobody.

    Raises InputError where the table has no margins, and for a state that is not known, with the nearest.
    """
    require(table, "stage", "state", "clients")
    whole = table["state"].eq(TOTAL)
    if len(table) and not whole.any():
        raise InputError(f'The table has no "{TOTAL}" in "state": take it with its margins.')
    counts = table[["stage", "state", "status"]].assign(
        people=shown_only(table["status"], numbers(table, "clients"))
    )
    parts = counts[counts["stage"].ne(TOTAL) & ~whole]
    made = [parts.assign(state=parts["state"].replace(NEED_MET, FINISHED))]
    for place, stage in enumerate(STAGES[:-1] if len(table) else ()):
        later = counts[whole & counts["stage"].isin(STAGES[place + 1 :])]
        row = {"stage": stage, "state": WENT_ON, "status": _state_of(later["status"])}
        made.append(pd.DataFrame([row | {"people": later["people"].sum(skipna=False)}]))
    together = pd.concat(made, ignore_index=True)
    together = together.assign(state=labels_of(together, "state", STATES))
    order = together["stage"].map({stage: place for place, stage in enumerate(STAGES)})
    return together.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)


def _state_of(states):
    """Return the state of the sum of parts in these states: a combination without a row is zero."""
    states = list(states)
    return pooled_status(states, [0] * len(states))[0] if states else SHOWN


def reach_funnel(
    table: pd.DataFrame,
    recorded: pd.DataFrame,
    definitions: pd.DataFrame | None = None,
    returns: pd.DataFrame | None = None,
    ways: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return a row per stage: how many reached it, from how many, and where the others are.

    `table` has rows of `clients` by the last `stage` reached and `state`, what became of people there, with
    its margins. `recorded` has the people whom the police recorded, the first stage, as `people_recorded`
    gives them: `people_least` and `people_most`, as one person may be in several records. `definitions` say
    what each provider means by a stage, as `stages_defined` takes them. `returns` is what `returns_expected`
    gives: how many people are at most in returns that have not come. `ways` has rows of `clients` by
    `came_by` and `recorded_when`, with margins: whom the police recorded in earlier years is left out of the
    least.

    `share_pct` is of the stage before (`before`), leaving out those whose next step is not yet known
    (`before_unknown`, who wait among them), with Wilson's interval; `least_pct` to `upper_with_unknowns` are
    its bounds with none and all going on of them and of those in returns that were not sent.
    `share_of_first_pct` is the least share of the recorded: without people of earlier years, and with
    everybody recorded once; `most_of_first_pct` the most: with all the unknown of the stages between, all
    that may be in returns not sent, and the fewest people recorded; it is missing where nobody knows. The
    states of those who reached the stage follow: `went_on`, `declined` … `unknown`. Nobody at the stage
    before is taken for a no because a blank appears there.

    A stage of which nothing was returned keeps its row, "not available". So does one that providers count in
    different ways, and "Offered" where nobody is in a return who was offered help and went no further: such a
    force records no offers. And so does a stage larger than the last that has a figure: both cannot be true
    of the same people, and `method` says what does not fit. The stage after each is set against the one
    before.

    >>> seen = pd.DataFrame({"stage": ["Offered", "Offered", "Referred", "Referred"],
    ...                      "state": ["Declined", "Total", "Not eligible", "Total"],
    ...                      "clients": [40, 40, 60, 60], "status": "shown"})
    >>> people = pd.DataFrame({"people_least": [160], "people_most": [200]})
    >>> found = reach_funnel(seen, recorded=people)
    >>> found.loc[:2, ["stage", "people", "share_of_first_pct", "most_of_first_pct", "share_pct"]].round(1)
          stage  people  share_of_first_pct  most_of_first_pct  share_pct
    0  Recorded   200.0               100.0              100.0        NaN
    1   Offered   100.0                50.0               62.5       50.0
    2  Referred    60.0                30.0               37.5       60.0
    """
    rows = everyone_at_each_stage(table)
    state = rows["state"].to_numpy(dtype=object)
    masks = {"people": np.ones(len(rows), dtype=bool), "went_on": state == WENT_ON}
    masks |= {name: state == label for label, name in LEFT.items()}
    masks["unknown"] = np.isin(state, MISSING)
    sums = sums_of(rows, ["stage"], "people", **masks)
    held = {row["stage"]: row for row in sums.to_dict("records")}
    if (at := held.get(STAGES[0])) and at["status"] == SHOWN and at["people"] == at["went_on"] > 0:
        held[STAGES[0]] = {"status": NOT_AVAILABLE, "method": NO_OFFERS}
    require(recorded, "people_least", "people_most")
    state = statuses(recorded, numbers(recorded, "people_most"))
    for row, how in zip(recorded.to_dict("records"), state, strict=True):
        shown = how == SHOWN
        held[RECORDED] = {
            "people": row["people_most"] if shown else np.nan,
            "people_least": row["people_least"] if shown else np.nan,
            "status": how,
            "method": row.get("method"),
        }
    not_sent = 0.0 if returns is None else float(returns["people_at_most"].fillna(np.nan).iloc[0])
    found = _rows(held, _apart(definitions), not_sent, _of_earlier_years(ways)) if held else []
    figures = (*_COUNTS, *SHARE_COLUMNS, *_SHARES_OF_FIRST, *_STATES)
    reach = pd.DataFrame(found, columns=["stage", *figures, "method", "status"])
    reach = reach.astype(dict.fromkeys(figures, "float64"))
    return reach.assign(**{name: text(reach[name]) for name in ("method", "status")})


def _of_earlier_years(ways):
    """Return how many people the police offered help at most whose crime they recorded before the year."""
    if ways is None or not len(ways):
        return 0.0
    rows = ways.assign(_people=numbers(ways, "clients"))[ways["came_by"].eq(BY_POLICE)]
    earlier = rows[rows["recorded_when"].eq(EARLIER)]
    if earlier["status"].eq(SHOWN).all():
        return float(earlier["_people"].sum())
    whole = rows[rows["recorded_when"].eq(TOTAL) & rows["status"].eq(SHOWN)]
    others = rows[~rows["recorded_when"].isin([TOTAL, EARLIER]) & rows["status"].eq(SHOWN)]
    return float(whole["_people"].sum() - others["_people"].sum()) if len(whole) else 0.0


def _rows(held, apart, not_sent, earlier):
    """Return the rows of the stages, as dictionaries."""
    stages = (RECORDED, *STAGES) if RECORDED in held else STAGES
    rows, before, first, lost, last = [], None, held.get(stages[0]), 0.0, None
    for name in stages:
        at = held.get(name)
        shown = at is not None and at["status"] == SHOWN
        wrong = COUNTED_APART if name in apart else _does_not_fit(name, at, last) if shown else ""
        if wrong:
            rows.append({"stage": name, "method": wrong, "status": NOT_AVAILABLE})
            # Who went on from the stage before one that is left out is not known.
            both = before is not None and shown
            not_known = {"went_on": np.nan, "unknown": _unknown(before) + _unknown(at)} if both else {}
            before = before | not_known | {"waiting": 0.0} if both else None
            lost = lost + _unknown(at) if both else np.nan
            continue
        if at is None:
            rows.append({"stage": name, "method": NOTHING_RETURNED, "status": NOT_AVAILABLE})
        elif not shown:
            rows.append({"stage": name, "method": at["method"], "status": at["status"]})
            if at["method"] == NO_OFFERS:  # who was recorded is what the next stage is set against
                continue
        else:
            row = {"stage": name, "people": at["people"], "status": SHOWN}
            row["people_least"] = at.get("people_least", np.nan)
            row |= {state: at.get(state, np.nan) for state in _STATES}
            row |= _of_first(at["people"], first, lost, name, not_sent, earlier)
            if name == stages[0]:
                row["method"] = FIRST
            else:
                row |= _of_before(at["people"], before, not_sent)
                if pd.isna(row.get("most_of_first_pct")) and "not applicable" not in row["method"]:
                    row["method"] += NO_FIRST
            rows.append(row)
            last = name, at["people"]
        before = at if shown else None
        lost = lost + _unknown(at) if shown else np.nan
    return rows


def _does_not_fit(name, at, last):
    """Return what does not fit where a stage is larger than the last one with a figure, "" where none is."""
    if last is None or not at["people"] > last[1]:
        return ""
    more = f"more people {WERE[name]} than {WERE[last[0]]}"
    return f"{DOES_NOT_FIT}{more}: the same people may be in two returns"


def _unknown(found):
    """Return of how many at a stage it is not yet known what becomes of them, who still wait among them."""
    parts = [found.get(name, np.nan) for name in ("unknown", "waiting")]
    return float(np.nansum(parts))


def _of_first(people, first, lost, name, not_sent, earlier):
    """Return the least and the most share of the first stage, if that has a figure."""
    if first is None or first["status"] != SHOWN or not first["people"] > 0:
        return {}
    least_recorded = first.get("people_least", np.nan)
    fewest = first["people"] if np.isnan(least_recorded) else least_recorded
    most = first["people"] if name == RECORDED else people + lost + not_sent
    of_this_year = people if name == RECORDED else max(people - earlier, 0.0)
    lower, upper = limits.wilson_limits(of_this_year, first["people"])
    return {
        "share_of_first_pct": 100 * of_this_year / first["people"],
        "lower_of_first": 100 * float(lower),
        "upper_of_first": 100 * float(upper),
        "most_of_first_pct": 100 * float(np.minimum(most / fewest, 1.0)) if fewest > 0 else np.nan,
    }


def _of_before(people, before, not_sent):
    """Return the share of the stage before with its limits and bounds, and how."""
    if before is None:
        return {"method": NOTHING_BEFORE}
    whole = before["people"]
    # A person who is seen here is not unknown, whatever the stage before says: counts may be rounded.
    unknown = min(_unknown(before), whole - people)
    row = {"before": whole, "before_unknown": unknown}
    if not whole > unknown:
        return row | {"method": NOBODY_BEFORE}
    fewest = before.get("people_least", np.nan)
    # Who is in a return that was not sent may have come to both stages, or to the one before alone.
    elsewhere = not_sent if np.isnan(fewest) else 0.0
    found = shares([people], [whole - unknown], [unknown + elsewhere])
    found = {name: float(figure[0]) for name, figure in found.items()}
    if not np.isnan(fewest):  # of the recorded: people may be fewer, and reached in returns not sent
        reached = float(np.minimum(people + not_sent, fewest))
        found["most_pct"] = 100 * reached / fewest if fewest > 0 else np.nan
        found["upper_with_unknowns"] = np.nan
        if not np.isnan(reached) and fewest > 0:
            found["upper_with_unknowns"] = 100 * float(limits.wilson_limits(reached, fewest)[1])
    told = not np.isnan(before.get("went_on", np.nan))
    method = "Wilson" if told else "Wilson; a person who is not here counts as not reached"
    return row | {name: found[name] for name in SHARE_COLUMNS} | {"method": method}


def reached_in_words(reach: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    """Return a row per stage after the first: the share of the recorded who reached it, in words.

    `reach` is what `reach_funnel` gives, `returns` the row of `returns_expected`. Columns: `stage`, `share`,
    "39%", "39% to 48%" with all returns, or "at least 39% and at most 48%" without; `missing`, who has not
    sent, blank where all have; `method`, `status`. Without a list of who should send there is no upper end:
    "at least 39%". Where the ends are more than 20 points apart, the row is "not available".

    >>> stages = pd.DataFrame({"stage": ["Offered"], "share_of_first_pct": [38.9], "status": ["shown"],
    ...                        "most_of_first_pct": [47.6], "method": ["Wilson"]})
    >>> sent = pd.DataFrame({"listed": ["yes"], "missing": [None]})
    >>> reached_in_words(stages, sent)["share"].tolist()
    ['39% to 48%']
    """
    require(reach, "stage", "share_of_first_pct", "most_of_first_pct", "method", "status")
    require(returns, "listed", "missing")
    row = returns.iloc[0]
    listed, missing = row["listed"] == "yes", None if pd.isna(row["missing"]) else row["missing"]
    made = []
    for stage in reach[reach["stage"].ne(RECORDED)].to_dict("records"):
        least, most = stage["share_of_first_pct"], stage["most_of_first_pct"]
        share, how, status = None, stage["method"], stage["status"]
        if status == SHOWN and np.isnan(least):
            how, status = NO_FIRST.removeprefix("; "), NOT_AVAILABLE
        elif status == SHOWN and listed and not most - least <= WIDE:
            who = f", as {missing} sent nothing" if missing else ""
            how, status = f"not given: the ends are more than {WIDE} points apart{who}", NOT_AVAILABLE
        elif status == SHOWN:
            share = _range_in_words(least, most, listed, missing)
        made.append([stage["stage"], share, missing, how, status])
    found = pd.DataFrame(made, columns=["stage", "share", "missing", "method", "status"])
    return found.assign(**{name: text(found[name]) for name in found.columns})


def _range_in_words(least, most, listed, missing):
    low, high = (f"{np.floor(end + 0.5):.0f}%" for end in (least, most if listed else least))
    if not listed:
        return f"at least {low}"
    if missing:
        return f"at least {low} and at most {high}"
    return low if low == high else f"{low} to {high}"


def left_by_state(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row per stage and state of people who did not go on: how many of the stage.

    The unknown are among them, under their own labels. `total_people` is everyone at the stage, and
    `share_pct` has Wilson's interval. Takes the table of `reach_funnel`.
    """
    rows = everyone_at_each_stage(table)
    people, state = whole_counts(rows, "people")
    whole = rows.assign(people=people, _of=state).groupby("stage", sort=False)
    total = whole["people"].transform("sum", min_count=1)
    of = whole["_of"].transform(_state_of) if len(rows) else rows["status"]
    status = np.where(state == SHOWN, of, state)
    found = shares(shown_only(status, people), total, np.zeros(len(rows)))
    joined = rows[["stage", "state"]].assign(
        people=shown_only(state, people),
        total_people=shown_only(of, total),
        **{name: shown_only(status, found[name]) for name in ("share_pct", "lower", "upper")},
        method=text(np.where(status == SHOWN, "Wilson", None)),
        status=text(status),
    )
    return joined[~joined["state"].isin([WENT_ON, FINISHED])].reset_index(drop=True)


def stages_by_group(
    table: pd.DataFrame, by: str, stage: str | None = None, definitions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return a row per label of `by` and stage from safe contact on: who reached it, of those before.

    `table` has rows of `clients` by `by` and the last `stage` reached, with or without margins. `reached` are
    those whose last stage it is or a later one, `before` those of the stage before; `share_pct` is of those
    whose label is known. Labels that say something is not known are kept; one of which nobody ever came
    further than the first stage has no rows. With `stage` its rows alone are given, of all who were referred.
    Stages that providers count in different ways by `definitions` have no rows: people who came no further
    are still at the stage before. By a column of `WHAT_HELPS`, `means` says what it points to where a label
    does worst.

    `least_pct` and `most_pct` are the share if the people who were not asked had the label up to twice as
    often as those who were (`MORE_OFTEN`, an assumption: were all of them of a rare label, no difference
    could ever be told), and did not go on, or did; `lower` and `upper` are Wilson's limits of these two.
    People who are asked only after going on would else seem always to go on.

    >>> seen = pd.DataFrame({"language_need": ["yes"] * 3 + ["Unknown"], "clients": [60, 25, 15, 20],
    ...                      "stage": ["Referred", "Contacted safely", "Needs assessed", "Referred"]})
    >>> found = stages_by_group(seen, "language_need", stage="Contacted safely")
    >>> found.loc[:0, ["reached", "before", "share_pct", "least_pct", "most_pct"]].round(1)
       reached  before  share_pct  least_pct  most_pct
    0     40.0   100.0       40.0       33.3      40.0
    """
    require(table, by, "stage", "clients")
    rows = table[table[by].ne(TOTAL) & table["stage"].ne(TOTAL)].reset_index(drop=True)
    rows = rows.assign(_state=statuses(rows, numbers(rows, "clients")), _people=numbers(rows, "clients"))
    left_out = _apart(definitions)
    wanted = STAGES[FIRST_COMPARED:] if stage is None else [stage]
    places = [STAGES.index(name) for name in wanted if name not in left_out]
    made = []
    for label, part in rows.groupby(by, sort=False, observed=True):
        further = part[part["stage"].isin(STAGES[1:])]
        if further["_state"].eq(SHOWN).all() and not further["_people"].sum():
            continue
        for before, place in zip([FIRST_COMPARED - 1, *places], places, strict=False):
            here = part[part["stage"].isin(STAGES[place:])]
            last = part[part["stage"].isin(STAGES[before:place])]
            state = _state_of([*here["_state"], *last["_state"]])
            people = here["_people"].sum() if state == SHOWN else np.nan
            made.append([label, STAGES[place], people, people + last["_people"].sum(), state])
    found = pd.DataFrame(made, columns=[by, "stage", "reached", "before", "status"])
    found["before"] = found["before"].astype(float).where(found["before"] > 0)
    found = _with_bounds(proportion_or_reason(found, "reached", "before", NOBODY_CAME), by)
    return found.assign(means=text(found[by].map(WHAT_HELPS[by]))) if by in WHAT_HELPS else found


def _with_bounds(found, by):
    """Return shares with bounds for the people whose label is not known, and limits of these bounds."""
    missing = is_missing(found, by) if len(found) else np.zeros(0, dtype=bool)
    left = (found["before"] - found["reached"]).to_numpy(float)
    reached, before = found["reached"].to_numpy(float), found["before"].to_numpy(float)
    went, stayed, known = np.zeros(len(found)), np.zeros(len(found)), np.zeros(len(found))
    for stage in found["stage"].unique():
        here = (found["stage"] == stage).to_numpy()
        not_asked = here & missing
        went[here], stayed[here] = reached[not_asked].sum(), left[not_asked].sum()
        known[here] = np.nansum(before[here & ~missing])
    went[missing] = stayed[missing] = 0.0
    with np.errstate(invalid="ignore", divide="ignore"):
        of_label = np.minimum(went + stayed, MORE_OFTEN * (went + stayed) * before / known)
    least = reached, before + np.minimum(of_label, stayed)
    most = reached + np.minimum(of_label, went), before + np.minimum(of_label, went)
    shown = (found["status"] == SHOWN).to_numpy()
    figures = {
        "least_pct": 100 * least[0] / least[1],
        "most_pct": 100 * most[0] / most[1],
        "lower": 100 * limits.wilson_limits(*least)[0],
        "upper": 100 * limits.wilson_limits(*most)[1],
    }
    kept = {name: np.where(shown, figure, np.nan) for name, figure in figures.items()}
    said = np.where(shown & (went + stayed > 0), NOT_ASKED_TOO, found["method"])
    return found.assign(**kept, method=text(said))


def compared_in_words(found: pd.DataFrame, by: str, label: str, other: str) -> pd.DataFrame:
    """Return one row: the shares of two labels of `by`, in words, where they differ whatever is not known.

    `found` is what `stages_by_group` gives for one stage. `share` and `other_share` are "31%", or "31% to
    38%" where people were not asked (`all_asked` is then "no"). The row is "not available" where the limits
    of the two meet: chance or the people who were not asked may then explain the difference, and it is no
    finding. No row without both.

    >>> seen = pd.DataFrame({"language_need": ["yes", "no"], "share_pct": [31.0, 56.0], "lower": [28, 55],
    ...                      "upper": [34, 57], "least_pct": [31.0, 56.0], "most_pct": [31.0, 56.0],
    ...                      "status": "shown"})
    >>> compared_in_words(seen, "language_need", "yes", "no")[["share", "other_share"]].values.tolist()
    [['31%', '56%']]
    """
    require(found, by, "least_pct", "most_pct", "lower", "upper", "status")
    pair = [found[found[by].eq(name)] for name in (label, other)]
    if not all(len(rows) == 1 for rows in pair):
        return pd.DataFrame(
            {name: text([]) for name in ("share", "other_share", "all_asked", "method", "status")}
        )
    one, two = (rows.iloc[0] for rows in pair)
    status = pooled_status([one["status"], two["status"]], [0, 0])[0]
    apart = status == SHOWN and (one["upper"] < two["lower"] or two["upper"] < one["lower"])
    if status == SHOWN and not apart:
        status = NOT_AVAILABLE
    words = [
        _range_in_words(row["least_pct"], row["most_pct"], True, None) if apart else None
        for row in (one, two)
    ]
    method = (
        "limits that do not meet" if apart else "not given: chance or the people not asked may explain it"
    )
    asked = all(row["least_pct"] == row["most_pct"] for row in (one, two))
    row = {"share": words[0], "other_share": words[1], "all_asked": "yes" if asked else "no"}
    row |= {"method": method, "status": status}
    return pd.DataFrame([row]).assign(**{name: text([value]) for name, value in row.items()})


def largest_fall(reach: pd.DataFrame, draws: int = DRAWS) -> pd.DataFrame:
    """Return one row: the stage that the largest share of those before did not reach.

    `reach` is what `reach_funnel` gives. `stage` is the stage not reached and `stage_before` where they were;
    `fall_pct` is a hundred less its `share_pct`, with limits, and `fall_least_pct` the same with all whose
    step is not yet known having gone on; `people_lost` are those of the stage before who are known not to
    have come. `not_reached` and `of_whom` say both in words. `chance_largest` is how likely this fall is the
    largest of all, chance in the counts included; `chance_at_worst` is the same with all the unknown of this
    step having gone on, and none of the others'. `verdict` says whether it is the largest: yes where even
    that is 95 in 100, that it depends on the missing data where only the first is, else that it cannot be
    told. `means` says what it points to where it is the largest, and nothing otherwise. Nobody is lost who
    waits.

    >>> rows = {"stage": ["Offered", "Referred", "Contacted safely"], "people": [900.0, 300.0, 280.0]}
    >>> rows |= {"before": [1000.0, 900.0, 300.0], "before_unknown": [0.0, 100.0, 0.0]}
    >>> rows |= {"share_pct": [90.0, 37.5, 93.3], "lower": [88.0, 34.2, 89.9], "upper": [91.7, 40.9, 95.6]}
    >>> rows |= {"most_pct": [90.0, 44.4, 93.3], "status": "shown"}
    >>> largest_fall(pd.DataFrame(rows))[["stage", "stage_before", "fall_pct", "chance_at_worst"]]
          stage stage_before  fall_pct  chance_at_worst
    0  Referred      Offered      62.5              1.0
    """
    require(reach, "stage", "people", "before", "before_unknown", "share_pct", "lower", "upper", "most_pct")
    found = [_largest(reach, draws)] if len(reach) else []
    names = ["stage", "stage_before", *_FIGURES, "verdict", "method", "status"]
    table = pd.DataFrame(found, columns=names).astype(dict.fromkeys(_FIGURES, "float64"))
    table["means"] = table["stage"].map(LOOK_AT).where(table["verdict"] == CLEAR)
    table["not_reached"], table["of_whom"] = table["stage"].map(WERE_NOT), table["stage_before"].map(WERE)
    words = ("stage", "stage_before", "verdict", "means", "not_reached", "of_whom", "method", "status")
    return table.assign(**{name: text(table[name]) for name in words})


def _largest(rows, draws):
    blank = [None, None, *[np.nan] * len(_FIGURES), None]
    if rows["status"].eq(SUPPRESSED).any():
        # The stage left out might be the one: to name another would be a guess about what is hidden.
        return [*blank, HIDDEN, SUPPRESSED]
    # A stage without a figure, such as one that providers count in different ways, is passed over.
    before = rows["stage"].where(rows["status"].eq(SHOWN)).ffill().shift()
    steps = rows["status"].eq(SHOWN) & rows["lower"].notna() & rows["stage"].ne(RECORDED)
    if steps.sum() < 2:
        return [*blank, TOO_FEW, NOT_AVAILABLE]
    kept, names_before = rows[steps], before[steps]
    people, whole, unknown, most = (
        kept[name].to_numpy(dtype=float) for name in ("people", "before", "before_unknown", "most_pct")
    )
    known = whole - unknown
    place = int(np.argmin(kept["share_pct"].to_numpy(dtype=float)))
    if people[place] >= known[place]:
        return [*blank, NOBODY_LOST, NOT_AVAILABLE]
    chance = _chance(people, known, place, draws)
    # Worst for the claim: all who may have gone on at this step did, and at the other steps nobody did. How
    # many that are is not known where a return was expected and not sent, of nobody knows how many.
    here, at_most = np.arange(len(kept)) == place, np.nan_to_num(most, nan=100.0) / 100 * whole
    worst = _chance(np.where(here, at_most, people), whole, place, draws)
    verdict = CLEAR if worst >= SURE else ON_THE_UNKNOWN if chance >= SURE else CANNOT_BE_TOLD
    row = kept.iloc[place]
    fall = [100 - row["share_pct"], 100 - row["upper"], 100 - row["lower"], 100 - most[place]]
    figures = [*fall, known[place] - people[place], float(len(kept)), chance, worst]
    return [row["stage"], names_before.iloc[place], *figures, verdict, HOW, SHOWN]


def _chance(went_on, whole, place, draws):
    """Return how often, in draws of every step's share, the one at `place` is the smallest."""
    rng = np.random.Generator(np.random.PCG64(SEED))
    drawn = rng.beta(went_on + 0.5, whole - went_on + 0.5, size=(draws, len(whole)))
    return float((drawn.argmin(axis=1) == place).mean())
