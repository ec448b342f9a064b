"""At which stage the largest share of people is lost, and how sure that is."""

import numpy as np
import pandas as pd

from analysis.measures.status import NOT_AVAILABLE, SHOWN, SUPPRESSED, listed, require, text
from analysis.measures.victims.stages import RECORDED

SEED = 20210321
DRAWS = 20_000  # a chance near 95 in 100 is off by less than half a point
SURE = 0.95

CLEAR = "Yes, even allowing for missing data"
ON_THE_UNKNOWN, CANNOT_BE_TOLD = "That depends on the missing data", "That cannot be told"

TOO_FEW = "not given: fewer than two steps have a share"
HIDDEN = "not given: a stage is suppressed"
HOW = "simulation, Jeffreys' prior for each step"

_FIGURES = ("fall_pct", "lower", "upper", "people_lost", "steps", "chance_largest", "chance_at_worst")


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
