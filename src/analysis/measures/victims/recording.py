"""Expected, recorded, and the gap between them: always an expectation, never the real number."""

import re

import numpy as np

from analysis.errors import InputError
from analysis.measures import limits
from analysis.measures.status import (
    NOT_AVAILABLE,
    SHOWN,
    methods,
    numbers,
    refuse,
    require,
    shown_only,
    statuses,
    text,
)
from analysis.measures.victims.unknowns import whole_counts

SEED = 20210321
DRAWS = 100_000  # two runs with other seeds differ by 0.2 % at the outer quantiles
PUBLISHED = 0.95  # the confidence at which the survey and the inspectorate print their limits

# A rate of the whole country applied to a district is an assumption about that district.
_DISTRICT = re.compile(r"(E0[6-9]|W06)[0-9]{6}")

NOTHING_RECORDED = "not given: nothing was recorded, and zero divided by a share says nothing"
NO_LOWER_LIMIT = "not given: the survey's lower limit is zero"


def adjusted_for_accuracy(
    recorded,
    accuracy_pct,
    accuracy_half_width_pct,
    source,
    value="victims",
    confidence=0.95,
    draws=DRAWS,
    seed=SEED,
):
    """Return `recorded` with the number there would be had every crime that was reported been recorded.

    `accuracy_pct` is the share of reported crime that an inspection found recorded, with the half-width of
    its 95 % interval in points, and `source` says whose and of which months: it is dated, and another
    inspection is another figure. `adjusted` is `value` over that share, and `adjusted_not_recorded` what it
    is more. `lower` and `upper` are by the delta method on the log, chance in `value` included;
    `simulated_lower`, `simulated_middle` and `simulated_upper` are quantiles of `draws` draws of both.

    Raises InputError for a share outside 0 to 100, a negative half-width, a negative or fractional count.

    >>> import pandas as pd
    >>> found = adjusted_for_accuracy(pd.DataFrame({"victims": [20_000]}), 93.1, 1.68, source="an example")
    >>> found[["adjusted", "lower", "upper"]].round(-2)
       adjusted    lower    upper
    0   21500.0  21000.0  22000.0
    """
    share, error = _share("accuracy_pct", accuracy_pct, accuracy_half_width_pct)
    counts, status = whole_counts(recorded, value)
    some = np.where(counts > 0, counts, np.nan)
    spread = limits.standard_normal(confidence) * np.sqrt((error / share) ** 2 + 1 / some)
    middle = some / share
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = _draws(rng, share, error, draws)
    simulated = _quantiles(some, lambda count: rng.poisson(count, draws) / drawn, confidence)
    nothing = (status == SHOWN) & (counts == 0)
    figures = {
        "accuracy_pct": np.full(len(counts), float(accuracy_pct)),
        "adjusted": middle,
        "adjusted_not_recorded": middle - some,
        "lower": middle * np.exp(-spread),
        "upper": middle * np.exp(spread),
        "simulated_lower": simulated[0],
        "simulated_middle": simulated[1],
        "simulated_upper": simulated[2],
    }
    how = "recorded divided by the share of reports that are recorded"
    told = methods(recorded, status, f"{how} ({source}); delta method on the log")
    told = np.where(nothing, NOTHING_RECORDED, told)
    return _answer(recorded, figures, told, np.where(nothing, NOT_AVAILABLE, status))


def _share(name, pct, half_width_pct):
    """Return a published percentage as a share and its standard error."""
    if not 0 < pct <= 100:
        raise InputError(f"{name} is {pct}: it needs a percentage above 0 and up to 100.")
    if not 0 <= half_width_pct < pct:
        raise InputError(
            f"The half-width of {name} is {half_width_pct}: it needs points of zero or more, and fewer "
            f"than the {pct} that it is around."
        )
    return pct / 100, half_width_pct / 100 / limits.standard_normal(PUBLISHED)


def _draws(rng, share, error, draws):
    """Return draws of a share: normal, but never zero or less, nor above one."""
    from scipy import stats

    if error == 0:
        return np.full(draws, share)
    ends = (0 - share) / error, (1 - share) / error
    return stats.truncnorm.rvs(*ends, loc=share, scale=error, size=draws, random_state=rng)


def _quantiles(rows, draw, confidence):
    tail = (1 - confidence) / 2
    found = [
        np.full(3, np.nan) if np.isnan(row) else np.quantile(draw(row), [tail, 0.5, 1 - tail]) for row in rows
    ]
    return np.array(found).reshape(-1, 3).T


def _answer(table, figures, told, status):
    kept = table.drop(columns=[name for name in (*figures, "method", "status") if name in table.columns])
    return kept.assign(
        **{name: shown_only(status, figure) for name, figure in figures.items()},
        method=text(told),
        status=text(status),
    )


def expected_and_recorded(
    table,
    source,
    assumption=None,
    value="victims",
    residents="residents_16_plus",
    confidence=0.95,
    draws=DRAWS,
    seed=SEED,
):
    """Return `table` with the victims that a survey leads one to expect, and recorded over expected.

    `table` has a row per place with `value` recorded, adult `residents`, and the survey's
    `survey_rate_pct`, `survey_lower_pct` and `survey_upper_pct` (victims among a hundred adults, 95 %).
    `source` names the survey and its year. A rate of a country or region says what to expect *if* the
    place is like it: for a district `assumption` must say, in one sentence, why that may be defended, and the
    sentence appears in `method`.

    Columns: `expected`, `expected_lower`, `expected_upper` (the survey's limits times residents); `ratio`
    (recorded over expected) with `lower` and `upper` by the delta method on the log, chance in the count
    included, and `simulated_lower`, `simulated_upper` (log-normal survey rate, gamma count). Where nothing
    was recorded the ratio is zero and its upper limit the simulated one. A survey that prints a rate
    without limits (both blank) gives what is expected and the ratio without any, and `method` says so.

    Raises InputError for a district without `assumption`, limits that do not hold their rate between them,
    one limit without the other, residents of zero or less.

    >>> import pandas as pd
    >>> place = {"victims": [2_000], "residents_16_plus": [100_000], "survey_rate_pct": [5.0]}
    >>> place |= {"survey_lower_pct": [4.5], "survey_upper_pct": [5.5]}
    >>> found = expected_and_recorded(pd.DataFrame(place), source="an example")
    >>> found[["expected", "ratio", "lower", "upper"]].round(2)
       expected  ratio  lower  upper
    0    5000.0    0.4   0.36   0.45
    """
    _assumption_for(table, assumption)
    counts, status = whole_counts(table, value)
    people = numbers(table, residents)
    rate, low, high = (numbers(table, f"survey_{name}_pct") for name in ("rate", "lower", "upper"))
    refuse(table, people <= 0, f'"{residents}" is zero or negative', "Leave it blank where it is unknown.")
    refuse(
        table,
        (low > rate) | (rate > high) | (low < 0) | (high > 100),
        '"survey_rate_pct" does not lie between its limits',
        "Limits are percentages, and hold the rate between them.",
    )
    refuse(
        table,
        np.isnan(low) != np.isnan(high),
        '"survey_lower_pct" or "survey_upper_pct" is blank',
        "Give both limits, or neither where the survey prints none.",
    )
    status = statuses(table, counts, people, rate)
    no_limits = (status == SHOWN) & np.isnan(low)
    unbounded = (status == SHOWN) & (low == 0)
    shown = np.where(unbounded, NOT_AVAILABLE, status)
    figures, nothing = _compared(
        shown_only(shown, counts), people / 100, (rate, low, high), confidence, draws, seed
    )
    how = f"expected: survey rate times adult residents ({source})"
    how += f"; assumes: {assumption.strip()}" if assumption else ""
    ending = np.where(nothing, "simulation, for nothing was recorded", "delta method on the log")
    ending = np.where(no_limits, "no interval, for the survey prints none", ending)
    told = methods(table, status, np.array([f"{how}; {words}" for words in ending], dtype=object))
    return _answer(table, figures, np.where(unbounded, NO_LOWER_LIMIT, told), shown)


def _compared(counts, hundreds, survey, confidence, draws, seed):
    """Return the figures of each row, and where nothing was recorded; NaN counts give none."""
    rate, low, high = (np.where(np.isnan(counts), np.nan, part) for part in survey)
    nothing = counts == 0
    error = (np.log(high) - np.log(low)) / 2 / limits.standard_normal(PUBLISHED)
    some = np.where(nothing, np.nan, counts)
    expected = rate * hundreds
    ratio = counts / expected
    spread = limits.standard_normal(confidence) * np.sqrt(error**2 + 1 / some)
    rng = np.random.Generator(np.random.PCG64(seed))
    survey_draws = rng.standard_normal(draws)

    def draw(row):
        likely = rng.gamma(counts[row] + 0.5, size=draws)  # Jeffreys' prior: zero recorded is not none ever
        return likely / (expected[row] * np.exp(error[row] * survey_draws))

    rows = np.where(np.isnan(counts) | np.isnan(error), np.nan, np.arange(len(counts)))
    simulated = _quantiles(rows, lambda row: draw(int(row)), confidence)
    figures = {
        "expected": expected,
        "expected_lower": low * hundreds,
        "expected_upper": high * hundreds,
        "ratio": ratio,
        "lower": np.where(nothing & ~np.isnan(error), 0.0, ratio * np.exp(-spread)),
        "upper": np.where(nothing, simulated[2], ratio * np.exp(spread)),
        "simulated_lower": np.where(nothing & ~np.isnan(error), 0.0, simulated[0]),
        "simulated_upper": simulated[2],
    }
    return figures, nothing


def _assumption_for(table, assumption):
    by_district = any(str(column).startswith("district") for column in table.columns)
    if not by_district and "area_code" in table.columns:
        by_district = table["area_code"].astype("str").str.fullmatch(_DISTRICT).any()
    if by_district and not (assumption and assumption.strip()):
        raise InputError(
            "A survey's rate of the country says what to expect of a district only under an assumption. "
            "Give assumption= the sentence that says which, or compare the force area."
        )
    require(table, "survey_rate_pct")
