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
    NOT_AVAILABLE,
    SHOWN,
    SUPPRESSED,
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
from analysis.measures.victims.unknowns import MISSING, SHARE_COLUMNS, labels_of, shares, sums_of

__all__ = [
    "largest_fall",
    "left_by_state",
    "reach_funnel",
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
# What people at a stage had happen to them, as a sentence has it.
WERE = {
    RECORDED: "were recorded",
    "Offered": "were offered help",
    "Referred": "were referred",
    "Contacted safely": "were contacted safely",
    "Needs assessed": "had their needs assessed",
    "Needs met": "had their needs met",
}

_COUNTS = ("people", "before", "before_unknown")
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
HOW = "simulation, Jeffreys' prior for each step"

_FIGURES = ("fall_pct", "lower", "upper", "people_lost", "steps", "chance_largest", "chance_at_worst")


def stages_defined(definitions):
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


def everyone_at_each_stage(table):
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


def reach_funnel(table, recorded, definitions=None):
    """Return a row per stage: how many reached it, from how many, and where the others are.

    `table` has rows of `clients` by the last `stage` reached and `state`, what became of people there, with
    its margins. `recorded` has `victims`, the first stage. `definitions` say what each provider means by a
    stage, as `stages_defined` takes them.

    `share_pct` is of the stage before (`before`), leaving out those whose next step is not known
    (`before_unknown`), with Wilson's interval; `least_pct` to `upper_with_unknowns` are its bounds with none
    and all of them going on. `share_of_first_pct` is of the recorded, `most_of_first_pct` with all the
    unknown of the stages between. The states of those who reached the stage follow: `went_on`, `declined` …
    `unknown`. Nobody at the stage before is taken for a no because a blank appears there.

    A stage of which nothing was returned keeps its row, "not available". So does one that providers count in
    different ways: different things do not add up to a number. And so does a stage larger than the last that
    has a figure: both cannot be true of the same people, and `method` says what does not fit. The stage after
    either is set against the one before.

    >>> seen = pd.DataFrame({"stage": ["Offered", "Offered", "Referred", "Referred"],
    ...                      "state": ["Declined", "Total", "Waiting", "Total"],
    ...                      "clients": [40, 40, 60, 60], "status": "shown"})
    >>> found = reach_funnel(seen, recorded=pd.DataFrame({"victims": [200]}))
    >>> found.loc[:2, ["stage", "people", "before", "share_pct", "declined"]].round(1)
          stage  people  before  share_pct  declined
    0  Recorded   200.0     NaN        NaN       NaN
    1   Offered   100.0   200.0       50.0      40.0
    2  Referred    60.0   100.0       60.0       0.0
    """
    rows = everyone_at_each_stage(table)
    state = rows["state"].to_numpy(dtype=object)
    masks = {"people": np.ones(len(rows), dtype=bool), "went_on": state == WENT_ON}
    masks |= {name: state == label for label, name in LEFT.items()}
    masks["unknown"] = np.isin(state, MISSING)
    first = sums_of(recorded, [], "victims", people=np.ones(len(recorded), dtype=bool))
    sums = pd.concat([first.assign(stage=RECORDED), sums_of(rows, ["stage"], "people", **masks)])
    held = {row["stage"]: row for row in sums.to_dict("records")}
    found = _rows(held, _apart(definitions)) if held else []
    figures = (*_COUNTS, *SHARE_COLUMNS, *_SHARES_OF_FIRST, *_STATES)
    reach = pd.DataFrame(found, columns=["stage", *figures, "method", "status"])
    reach = reach.astype(dict.fromkeys(figures, "float64"))
    return reach.assign(**{name: text(reach[name]) for name in ("method", "status")})


def _rows(held, apart):
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
            before = before | not_known if both else None
            lost = lost + _unknown(at) if both else np.nan
            continue
        if at is None:
            rows.append({"stage": name, "method": NOTHING_RETURNED, "status": NOT_AVAILABLE})
        elif not shown:
            rows.append({"stage": name, "method": at["method"], "status": at["status"]})
        else:
            row = {"stage": name, "people": at["people"], "status": SHOWN}
            row |= {state: at.get(state, np.nan) for state in _STATES}
            row |= _of_first(at["people"], first, lost)
            if name == stages[0]:
                row["method"] = FIRST
            else:
                row |= _of_before(at["people"], before)
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
    """Return of how many at a stage it is not known what became: none where no states were returned."""
    return 0.0 if np.isnan(found.get("unknown", np.nan)) else found["unknown"]


def _of_first(people, first, lost):
    """Return the share of the first stage, if that has a figure, and its bound with all the unknown since."""
    if first is None or first["status"] != SHOWN or not first["people"] > 0:
        return {}
    lower, upper = limits.wilson_limits(people, first["people"])
    return {
        "share_of_first_pct": 100 * people / first["people"],
        "lower_of_first": 100 * float(lower),
        "upper_of_first": 100 * float(upper),
        "most_of_first_pct": 100 * min(people + lost, first["people"]) / first["people"],
    }


def _of_before(people, before):
    """Return the share of the stage before with its limits and bounds, and how."""
    if before is None:
        return {"method": NOTHING_BEFORE}
    whole = before["people"]
    # A person who is seen here is not unknown, whatever the stage before says: counts may be rounded.
    unknown = min(_unknown(before), whole - people)
    row = {"before": whole, "before_unknown": unknown}
    if not whole > unknown:
        return row | {"method": NOBODY_BEFORE}
    found = shares([people], [whole - unknown], [unknown])
    told = not np.isnan(before.get("went_on", np.nan))
    method = "Wilson" if told else "Wilson; a person who is not here counts as not reached"
    return row | {name: float(found[name][0]) for name in SHARE_COLUMNS} | {"method": method}


def left_by_state(table):
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


def stages_by_group(table, by, stage=None, definitions=None):
    """Return a row per label of `by` and stage from safe contact on: who reached it, of those before.

    `table` has rows of `clients` by `by` and the last `stage` reached, with or without margins. `reached` are
    those whose last stage it is or a later one, `before` those of the stage before; `share_pct` has Wilson's
    interval. Labels that say something is not known are kept; one of which nobody ever came further than the
    first stage has no rows. With `stage` its rows alone are given, of all who were referred. Stages that
    providers count in different ways by `definitions` have no rows: people who came no further are still at
    the stage before. By a column of `WHAT_HELPS`, `means` says what it points to where a label does worst.

    >>> seen = pd.DataFrame({"language_need": "yes", "clients": [60, 25, 15],
    ...                      "stage": ["Referred", "Contacted safely", "Needs assessed"]})
    >>> found = stages_by_group(seen, "language_need")
    >>> found.loc[found["share_pct"].notna(), ["stage", "reached", "before", "share_pct"]]
                  stage  reached  before  share_pct
    0  Contacted safely     40.0   100.0       40.0
    1    Needs assessed     15.0    40.0       37.5
    2         Needs met      0.0    15.0        0.0
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
    found = proportion_or_reason(found, "reached", "before", NOBODY_CAME)
    return found.assign(means=text(found[by].map(WHAT_HELPS[by]))) if by in WHAT_HELPS else found


def largest_fall(reach, draws=DRAWS):
    """Return one row: the stage at which the largest share of those before is lost.

    `reach` is what `reach_funnel` gives. `stage` is the stage not reached and `stage_before` where they were;
    `fall_pct` is a hundred less its `share_pct`, with limits; `people_lost` are those of the stage before who
    are known not to have come. `chance_largest` is how likely this fall is the largest of all, chance in the
    counts included; `chance_at_worst` is the same with all the unknown of this step having gone on, and none
    of the others'. `verdict` says whether it is the largest: yes where even that is 95 in 100, that it
    depends on the missing data where only the first is, else that it cannot be told. `means` says what it
    points to where it is the largest, and nothing otherwise.

    >>> rows = {"stage": ["Offered", "Referred", "Contacted safely"], "people": [900.0, 300.0, 280.0]}
    >>> rows |= {"before": [1000.0, 900.0, 300.0], "before_unknown": [0.0, 100.0, 0.0]}
    >>> rows |= {"share_pct": [90.0, 37.5, 93.3], "lower": [88.0, 34.2, 89.9], "upper": [91.7, 40.9, 95.6]}
    >>> rows |= {"status": "shown"}
    >>> largest_fall(pd.DataFrame(rows))[["stage", "stage_before", "fall_pct", "chance_at_worst"]]
          stage stage_before  fall_pct  chance_at_worst
    0  Referred      Offered      62.5              1.0
    """
    require(reach, "stage", "people", "before", "before_unknown", "share_pct", "lower", "upper", "status")
    found = [_largest(reach, draws)] if len(reach) else []
    names = ["stage", "stage_before", *_FIGURES, "verdict", "method", "status"]
    table = pd.DataFrame(found, columns=names).astype(dict.fromkeys(_FIGURES, "float64"))
    table["means"] = table["stage"].map(LOOK_AT).where(table["verdict"] == CLEAR)
    words = ("stage", "stage_before", "verdict", "means", "method", "status")
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
    people, whole, unknown = (
        kept[name].to_numpy(dtype=float) for name in ("people", "before", "before_unknown")
    )
    known = whole - unknown
    place = int(np.argmin(kept["share_pct"].to_numpy(dtype=float)))
    chance = _chance(people, known, place, draws)
    # Worst for the claim: all who may have gone on at this step did, and at the other steps nobody did.
    here = np.arange(len(kept)) == place
    worst = _chance(np.where(here, people + unknown, people), whole, place, draws)
    verdict = CLEAR if worst >= SURE else ON_THE_UNKNOWN if chance >= SURE else CANNOT_BE_TOLD
    row = kept.iloc[place]
    fall = [100 - row["share_pct"], 100 - row["upper"], 100 - row["lower"]]
    figures = [*fall, known[place] - people[place], float(len(kept)), chance, worst]
    return [row["stage"], names_before.iloc[place], *figures, verdict, HOW, SHOWN]


def _chance(went_on, whole, place, draws):
    """Return how often, in draws of every step's share, the one at `place` is the smallest."""
    rng = np.random.Generator(np.random.PCG64(SEED))
    drawn = rng.beta(went_on + 0.5, whole - went_on + 0.5, size=(draws, len(whole)))
    return float((drawn.argmin(axis=1) == place).mean())
