"""From recorded crime to needs met: how many reach each stage, and what became of those who do not."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates import limits
from analysis.measures.rates.status import (
    DOES_NOT_FIT,
    NOT_AVAILABLE,
    SHOWN,
    SUPPRESSED,
    listed,
    numbers,
    refuse,
    require,
    text,
)
from analysis.measures.victims.unknowns import MISSING, SHARE_COLUMNS, labels_of, shares, sums_of

RECORDED = "Recorded"
STAGES = ("Offered", "Referred", "Contacted safely", "Needs assessed", "Needs met")

WENT_ON, FINISHED = "Went on", "Finished"
LEFT = {
    "Declined": "declined",
    "Unsafe to contact": "unsafe_to_contact",
    "Uncontactable": "uncontactable",
    "Waiting": "waiting",
    "Not eligible": "not_eligible",
    "Need not met": "need_not_met",
}
STATES = (WENT_ON, FINISHED, *LEFT)

# What is queried: a question to the provider that made the return, not a refusal.
CAME_ANOTHER_WAY = "queried: more people than went on from the stage before, so some came another way"
SOME_NOT_SEEN = "queried: fewer people than went on from the stage before"

FIRST = "not applicable: nothing comes before the first stage"
NOTHING_RETURNED = "not given: nothing was returned for this stage"
NOTHING_BEFORE = "not applicable: the stage before has no figure"
COUNTED_APART = "not given: the providers count it in different ways"
NOBODY_BEFORE = "not applicable: of nobody at the stage before is it known what became"
NO_FIRST = "; of the first stage not applicable: that, or one between, has no figure"
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

CLEAR = "Yes, even allowing for missing data"
ON_THE_UNKNOWN, CANNOT_BE_TOLD = "That depends on the missing data", "That cannot be told"

TOO_FEW = "not given: fewer than two steps have a share"
HIDDEN = "not given: a stage is suppressed"
HOW = "simulation, Jeffreys' prior for each step"

_FIGURES = ("fall_pct", "lower", "upper", "people_lost", "steps", "chance_largest", "chance_at_worst")


def reach_funnel(table, recorded=None, by=None, value="people", confidence=0.95, apart=()):
    """Return a row per group of `by` and stage: how many reached it, from how many, and where the others are.

    `table` has rows of `value` by `stage` (`STAGES`, in their order, and "Recorded" if its states were
    returned) and `state`: what became of people at that stage, "Went on", "Finished", "Declined", "Unsafe to
    contact", "Uncontactable", "Waiting", "Not eligible", "Need not met", or a label of what is not known.
    Everyone at a stage reached it. `recorded` has `victims` for each group: the first stage where the table
    has it not.

    `share_pct` is of the stage before (`before`), leaving out those whose next step is not known
    (`before_unknown`: the unknown less those seen again here), with Wilson's interval; `least_pct` to
    `upper_with_unknowns` are its bounds with none and all of them going on. `share_of_first_pct` is of the
    first stage that was counted, `most_of_first_pct` with all the unknown of the stages between. The states
    of those who reached the stage follow: `went_on`, `declined` … `unknown`. Nobody at the stage before
    is taken for a no because a blank appears there.

    A stage of which nothing was returned keeps its row, "not available". So does one of `apart`, stages that
    those who made the return count in different ways: different things do not add up to a number. And so
    does a stage larger than the last that has a figure: both cannot be true of the same people, and `method`
    says what does not fit. The stage after either is set against the one before.

    Raises InputError for a stage or state that is not known, with the nearest.

    >>> seen = pd.DataFrame({"stage": ["Offered", "Offered", "Offered", "Referred"],
    ...                      "state": ["Went on", "Declined", "Unknown", "Waiting"],
    ...                      "people": [60, 30, 10, 60]})
    >>> found = reach_funnel(seen, recorded=pd.DataFrame({"victims": [200]}))
    >>> found.loc[:2, ["stage", "people", "before", "share_pct", "least_pct", "declined", "unknown"]].round(1)
          stage  people  before  share_pct  least_pct  declined  unknown
    0  Recorded   200.0     NaN        NaN        NaN       NaN      NaN
    1   Offered   100.0   200.0       50.0       50.0      30.0     10.0
    2  Referred    60.0   100.0       66.7       60.0       0.0      0.0
    """
    by = listed(by)
    require(table, "stage", "state", *by)
    stage = labels_of(table, "stage", (RECORDED, *STAGES))
    refuse(
        table,
        np.isin(stage, MISSING),
        'A "stage" that is not known',
        "Which stage a number is of is not a person's answer: ask the provider that made the return.",
    )
    state = labels_of(table, "state", STATES)
    masks = {"people": np.ones(len(table), dtype=bool), "went_on": state == WENT_ON}
    masks |= {name: state == label for label, name in LEFT.items()}
    masks["unknown"] = np.isin(state, MISSING)
    sums = sums_of(table.assign(stage=stage), [*by, "stage"], value, **masks)
    if recorded is not None:
        sums = _with_recorded(sums, recorded, by)
    held = dict(zip(zip(_keys(sums, by), sums["stage"], strict=True), sums.to_dict("records"), strict=True))
    rows = []
    for key in dict.fromkeys(_keys(sums, by)):
        named = dict(zip(by, key, strict=True))
        rows += [named | row for row in _group(key, held, confidence, apart)]
    return _framed(rows, by)


def _keys(table, by):
    return list(zip(*(table[name] for name in by), strict=True)) if by else [()] * len(table)


def _with_recorded(sums, recorded, by):
    require(recorded, "victims", *by)
    if sums["stage"].eq(RECORDED).any():
        raise InputError(f'The table has the stage "{RECORDED}" already: leave recorded= out.')
    first = sums_of(recorded, by, "victims", people=np.ones(len(recorded), dtype=bool))
    return pd.concat([first.assign(stage=RECORDED), sums], ignore_index=True)


def _group(key, held, confidence, apart):
    """Return the rows of one group, as dictionaries without its key."""
    stages = (RECORDED, *STAGES) if (key, RECORDED) in held else STAGES
    found = {name: held.get((key, name)) for name in stages}
    rows, before, first, lost, last = [], None, found[stages[0]], 0.0, None
    for name in stages:
        at = found[name]
        wrong = COUNTED_APART if name in apart else _does_not_fit(name, at, last)
        if wrong:
            rows.append({"stage": name, "method": wrong, "status": NOT_AVAILABLE})
            before = _over(before, at)
            lost = np.nan if before is None else lost + _unknown(at)
            continue
        if at is None:
            rows.append({"stage": name, "method": NOTHING_RETURNED, "status": NOT_AVAILABLE})
        elif at["status"] != SHOWN:
            rows.append({"stage": name, "method": at["method"], "status": at["status"]})
        else:
            row = {"stage": name, "people": at["people"], "status": SHOWN}
            row |= {state: at.get(state, np.nan) for state in _STATES}
            row |= _of_first(at["people"], first, lost, confidence)
            if name == stages[0]:
                row["method"] = FIRST
            else:
                row |= _of_before(at["people"], before, confidence)
                if pd.isna(row.get("most_of_first_pct")) and "not applicable" not in row["method"]:
                    row["method"] += NO_FIRST
            rows.append(row)
            last = name, at["people"]
        before = at if at is not None and at["status"] == SHOWN else None
        lost = np.nan if before is None else lost + _unknown(before)
    return rows


def _does_not_fit(name, at, last):
    """Return what does not fit where a stage is larger than the last one with a figure, "" where none is."""
    if last is None or at is None or at["status"] != SHOWN or not at["people"] > last[1]:
        return ""
    more = f"more people {WERE[name]} than {WERE[last[0]]}"
    return f"{DOES_NOT_FIT}{more}: the same people may be in two returns"


def _over(before, at):
    """Return the stage before one that is left out: who went on from it is not known."""
    if before is None or at is None or at["status"] != SHOWN:
        return None
    return before | {"went_on": np.nan, "unknown": _unknown(before) + _unknown(at)}


def _of_first(people, first, lost, confidence):
    """Return the share of the first stage, if that has a figure, and its bound with all the unknown since."""
    if first is None or first["status"] != SHOWN or not first["people"] > 0:
        return {}
    lower, upper = limits.wilson_limits(people, first["people"], confidence)
    return {
        "share_of_first_pct": 100 * people / first["people"],
        "lower_of_first": 100 * float(lower),
        "upper_of_first": 100 * float(upper),
        "most_of_first_pct": 100 * min(people + lost, first["people"]) / first["people"],
    }


def _unknown(found):
    """Return of how many at a stage it is not known what became: none where no states were returned."""
    return 0.0 if np.isnan(found.get("unknown", np.nan)) else found["unknown"]


def _still_unknown(people, before):
    """Return the unknown of the stage before who are not among those seen here beyond who went on."""
    unknown, went_on = _unknown(before), before.get("went_on", np.nan)
    left = unknown if not people > went_on else unknown - min(people - went_on, unknown)
    # A person who is seen here is not unknown, whatever the stage before says.
    return min(left, before["people"] - people)


def _of_before(people, before, confidence):
    """Return the share of the stage before with its limits and bounds, how, and what is to be queried."""
    if before is None:
        return {"method": NOTHING_BEFORE}
    whole, went_on, unknown = before["people"], before.get("went_on", np.nan), _still_unknown(people, before)
    row = {"before": whole, "before_unknown": unknown}
    if people > went_on + _unknown(before):
        row["query"] = CAME_ANOTHER_WAY
    elif people < went_on:
        row["query"] = SOME_NOT_SEEN
    if not whole > unknown:
        return row | {"method": NOBODY_BEFORE}
    found = shares([people], [whole - unknown], [unknown], confidence)
    method = "Wilson" if not np.isnan(went_on) else "Wilson; a person who is not here counts as not reached"
    return row | {name: float(found[name][0]) for name in SHARE_COLUMNS} | {"method": method}


def _framed(rows, by):
    names = [*by, "stage", *_COUNTS, *SHARE_COLUMNS, *_SHARES_OF_FIRST, *_STATES, "query", "method", "status"]
    table = pd.DataFrame(rows, columns=names)
    figures = (*_COUNTS, *SHARE_COLUMNS, *_SHARES_OF_FIRST, *_STATES)
    return table.astype(dict.fromkeys(figures, "float64")).assign(
        **{name: text(table[name]) for name in ("query", "method", "status")}
    )


def left_by_state(table, by=None, value="people", confidence=0.95):
    """Return a row per group of `by`, stage and state of people who did not go on: how many of the stage.

    The unknown are among them, under their own labels. `total_<value>` is everyone at the stage, and
    `share_pct` has Wilson's interval. Takes what `reach_funnel` takes.
    """
    groups = [*listed(by), "stage"]
    require(table, "state", *groups)
    spelt = table.assign(
        stage=labels_of(table, "stage", (RECORDED, *STAGES)), state=labels_of(table, "state", STATES)
    )
    every, total = np.ones(len(table), dtype=bool), f"total_{value}"
    whole = sums_of(spelt, groups, value, **{total: every}).drop(columns="method")
    parts = sums_of(spelt, [*groups, "state"], value, **{value: every})
    joined = parts.merge(whole.rename(columns={"status": "_of"}), on=groups, how="left", sort=False)
    joined = joined[~joined["state"].isin([WENT_ON, FINISHED])]
    place = joined["stage"].map({stage: number for number, stage in enumerate((RECORDED, *STAGES))})
    joined = joined.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)
    shown = joined["status"].eq(SHOWN) & joined["_of"].eq(SHOWN)
    state = joined["status"].where(joined["status"].ne(SHOWN), joined["_of"])
    found = shares(joined[value].where(shown), numbers(joined, total), np.zeros(len(joined)), confidence)
    method = np.where(shown, "Wilson", joined["method"].to_numpy(dtype=object, na_value=None))
    return joined.drop(columns=["_of", "method", "status"]).assign(
        **{name: found[name] for name in ("share_pct", "lower", "upper")},
        method=text(method),
        status=text(state),
    )


def largest_fall(reach, by=None, draws=DRAWS, seed=SEED):
    """Return a row per group of `by`: the stage at which the largest share of those before is lost.

    `reach` is what `reach_funnel` gives. `stage` is the stage not reached and `stage_before` where they were;
    `fall_pct` is a hundred less its `share_pct`, with limits; `people_lost` are those of the stage before who
    are known not to have come. `chance_largest` is how likely this fall is the largest of all, chance in the
    counts included; `chance_at_worst` is the same with all the unknown of this step having gone on, and none
    of the others'. `verdict` says whether it is the largest: yes where even that is 95 in 100, that it
    depends on the missing data where only the first is, else that it cannot be told. A step with more people
    than before loses nobody, and is not compared.

    >>> rows = {"stage": ["Offered", "Referred", "Contacted safely"], "people": [900.0, 300.0, 280.0]}
    >>> rows |= {"before": [1000.0, 900.0, 300.0], "before_unknown": [0.0, 100.0, 0.0]}
    >>> rows |= {"share_pct": [90.0, 37.5, 93.3], "lower": [88.0, 34.2, 89.9], "upper": [91.7, 40.9, 95.6]}
    >>> rows |= {"status": "shown"}
    >>> largest_fall(pd.DataFrame(rows))[["stage", "stage_before", "fall_pct", "chance_at_worst"]]
          stage stage_before  fall_pct  chance_at_worst
    0  Referred      Offered      62.5              1.0
    """
    by = listed(by)
    require(
        reach, "stage", "people", "before", "before_unknown", "share_pct", "lower", "upper", "status", *by
    )
    groups = reach.groupby(by, sort=False, dropna=False, observed=True) if by else [((), reach)]
    found = [[*key, *_largest(rows, draws, seed)] for key, rows in groups] if len(reach) else []
    names = [*by, "stage", "stage_before", *_FIGURES, "verdict", "method", "status"]
    table = pd.DataFrame(found, columns=names).astype(dict.fromkeys(_FIGURES, "float64"))
    words = ("stage", "stage_before", "verdict", "method", "status")
    return table.assign(**{name: text(table[name]) for name in words})


def _largest(rows, draws, seed):
    first = rows["stage"].eq(RECORDED)
    blank = [None, None, *[np.nan] * len(_FIGURES), None]
    if rows["status"].eq(SUPPRESSED).any():
        # The stage left out might be the one: to name another would be a guess about what is hidden.
        return [*blank, HIDDEN, SUPPRESSED]
    # A stage without a figure, such as one that providers count in different ways, is passed over.
    before = rows["stage"].where(rows["status"].eq(SHOWN)).ffill().shift()
    steps = rows["status"].eq(SHOWN) & rows["lower"].notna() & ~first
    if steps.sum() < 2:
        return [*blank, TOO_FEW, NOT_AVAILABLE]
    kept, names_before = rows[steps], before[steps]
    people, whole, unknown = (
        kept[name].to_numpy(dtype=float) for name in ("people", "before", "before_unknown")
    )
    known = whole - unknown
    place = int(np.argmin(kept["share_pct"].to_numpy(dtype=float)))
    chance = _chance(people, known, place, draws, seed)
    # Worst for the claim: all who may have gone on at this step did, and at the other steps nobody did.
    here = np.arange(len(kept)) == place
    worst = _chance(np.where(here, people + unknown, people), whole, place, draws, seed)
    verdict = CLEAR if worst >= SURE else ON_THE_UNKNOWN if chance >= SURE else CANNOT_BE_TOLD
    row = kept.iloc[place]
    fall = [100 - row["share_pct"], 100 - row["upper"], 100 - row["lower"]]
    figures = [*fall, known[place] - people[place], float(len(kept)), chance, worst]
    return [row["stage"], names_before.iloc[place], *figures, verdict, HOW, SHOWN]


def _chance(went_on, whole, place, draws, seed):
    """Return how often, in draws of every step's share, the one at `place` is the smallest."""
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = rng.beta(went_on + 0.5, whole - went_on + 0.5, size=(draws, len(whole)))
    return float((drawn.argmin(axis=1) == place).mean())
