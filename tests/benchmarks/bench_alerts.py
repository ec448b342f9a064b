"""How long it takes to judge the latest month of many series: all at once, and one regression at a time.

Counts are invented and seeded: 5,000 series of six years of months, with season and scatter, sixty risen
and forty fallen in the last month. The rival is statsmodels' GLM fitted series by series (twice each, as the
method asks), timed on a sample and scaled up. Seconds are of one processor, not of the clock. A missed goal
ends with exit code 1.
"""

import sys

import numpy as np
import pandas as pd
from measured import timed, told

from analysis.measures.trends.alerts import RULES, alerts
from analysis.measures.trends.baselines import read_periods

SERIES, MONTHS, SAMPLE = 5_000, 72, 100
RISEN, FALLEN = 60, 40
GOAL, MEMORY_GOAL = 20.0, 2.0


def invented():
    """Return the counts (series, months) and the long table of them."""
    random = np.random.Generator(np.random.PCG64(5))
    wave = 0.3 * np.sin(2 * np.pi * np.arange(MONTHS) / 12)
    level = np.exp(random.normal(2.5, 1.2, SERIES))[:, None] * np.exp(wave)
    level[:RISEN, -1] *= 3
    level[RISEN : RISEN + FALLEN, -1] *= 0.2
    counts = random.poisson(random.gamma(level / 0.5, 0.5))
    months = pd.date_range("2020-01-01", periods=MONTHS, freq="MS")
    table = pd.DataFrame(
        {
            "series": np.repeat(np.arange(SERIES), MONTHS),
            "period_start": np.tile(months, SERIES),
            "victims": counts.ravel(),
        }
    )
    return counts, table


def one_by_one(counts):
    """Fit a sample of the series with statsmodels, twice each, and return how many."""
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    columns, parts = read_periods(MONTHS - 1, 12, RULES[12])
    design = np.column_stack([np.ones(len(columns)), *(parts == part for part in (1, 2, 3)), columns / 12.0])
    fitted = 0
    for row in counts[counts.sum(axis=1) > 200][:SAMPLE, columns]:
        for _ in range(2):
            GLM(row, design, family=families.Poisson()).fit()
        fitted += 1
    return fitted


def lines():
    """Yield a line for our verdicts, one for the rival's fits, and what was called of what was planted."""
    counts, table = invented()
    alerts(table.iloc[: 10 * MONTHS], "victims", by="series")
    found, seconds = timed(alerts, table, "victims", by="series")
    yield f"alerts over {SERIES:,} series of {MONTHS} months", seconds, GOAL, seconds > GOAL
    fitted, others = timed(one_by_one, counts)
    others *= SERIES / fitted
    yield f"  statsmodels one by one, from {fitted}: {others / seconds:.1f} times as long", others, "", False
    planted = found["series"] < RISEN + FALLEN
    called = found["verdict"].isin(["higher than usual", "lower than usual"])
    verdicts = (f"{name}: {number:,}" for name, number in found["verdict"].value_counts().items())
    yield "  " + ", ".join(verdicts), None, "", False
    right, wrong = (called & planted).sum(), (called & ~planted).sum()
    yield f"  called: {right} of {RISEN + FALLEN} planted, {wrong} of nothing", None, "", False


if __name__ == "__main__":
    sys.exit(told(lines(), MEMORY_GOAL))
