"""How long the interval of people who may have no recourse takes, against its limit and a loop.

Five districts, every assumption drawn from its range; invented, seeded. The rival is what an analyst writes
first: a loop that draws each assumption and adds the districts up, of which a hundredth of the draws is
timed. Seconds are of one processor. A missed goal ends with exit code 1.
"""

import sys

import numpy as np
import pandas as pd
from measured import timed, told

from analysis.measures.hidden import ranges
from analysis.measures.hidden.interval import status_interval, value_of_knowing
from sampleshire import status

DRAWS, DISTRICTS, GOAL, MEMORY_GOAL = 100_000, 5, 2.0, 1.0
SHARE_OF_RIVAL = 100


def given():
    """Return invented census tables of five districts, and the assumptions of the invented county."""
    rng = np.random.default_rng(4)
    codes = [f"E0700090{number}" for number in range(1, DISTRICTS + 1)]
    passports = pd.DataFrame(
        [(code, code, one, int(rng.integers(50, 3_000))) for code in codes for one in ranges.GROUP_OF],
        columns=["area_code", "area_name", "passport", "residents"],
    )
    arrivals = pd.DataFrame(
        [(code, one, int(rng.integers(900, 4_000))) for code in codes for one in ranges.LATELY_ARRIVED],
        columns=["area_code", "arrived", "residents"],
    )
    rows = pd.DataFrame(status.ASSUMPTIONS, columns=status.HEADINGS).assign(status="shown", called="")
    serves = np.where(
        rows["assumption"] == ranges.PREVALENCE, "how frequent abuse is", "who may have no recourse"
    )
    return passports, arrivals, rows.assign(serves_for=serves, could_come_from="")


def one_by_one(passports, arrivals, rows, draws):
    """Return the limits of the whole area, drawn and added up one draw after the other."""
    people = ranges.by_group(passports, arrivals)
    rng, by_name, found = np.random.default_rng(1), rows.set_index("assumption").to_dict("index"), []
    for _ in range(draws):
        share = {name: ranges.values(by_name[name], rng.random()) for name in ranges.OF_RESIDENTS}
        whole = 0.0
        for union, other, without, lately in zip(
            people.union, people.other, people.without, people.lately, strict=True
        ):
            late = min(other * share[ranges.LATELY], lately)
            abroad = union * share[ranges.EU_PASSPORT] + late * share[ranges.OTHER_LATELY]
            abroad += (other - late) * share[ranges.OTHER_BEFORE]
            whole += share[ranges.CHANGED] * abroad + without * share[ranges.NO_PASSPORT]
        found.append(whole)
    return np.quantile(found, [0.025, 0.975])


def lines():
    """Yield a line for the interval, one for the loop, and one for what each assumption is worth."""
    tables = given()
    interval, seconds = timed(status_interval, *tables, draws=DRAWS)
    what = f"interval, {DRAWS:,} draws, {DISTRICTS} districts, four quantities"
    yield what, seconds, GOAL, seconds > GOAL
    ends, theirs = timed(one_by_one, *tables, DRAWS // SHARE_OF_RIVAL)
    yield "  one by one, a hundredth of them times a hundred", theirs * SHARE_OF_RIVAL, "", False
    whole = interval.query("level == 'whole area' and quantity == @ranges.NO_RECOURSE").iloc[0]
    low, high = ends[0] / whole["lower"] - 1, ends[1] / whole["upper"] - 1
    yield f"  its ends are {low:+.1%} and {high:+.1%} from ours", None, "", False
    _, more = timed(value_of_knowing, *tables)
    yield "value of knowing each, 20,000 draws", more, "", False


if __name__ == "__main__":
    sys.exit(told(lines(), MEMORY_GOAL))
