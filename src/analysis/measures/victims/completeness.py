"""How much is known about the victims: each characteristic, and against what the inspectorate found."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.status import listed, numbers, refuse, require, text
from analysis.measures.victims.unknowns import (
    MISSING,
    NOBODY,
    NOT_SUPPLIED,
    answered,
    missing_as,
    shares,
    sums_of,
    words,
)

VALID = "Valid"
STATES = (VALID, *MISSING)

BETTER, WORSE, CANNOT_BE_TOLD = "better", "worse", "cannot be told"
NO_BENCHMARK = "no benchmark"
NO_COLUMN = "not given: not supplied, the extract has no column for it"


def completeness(victims, characteristics, by=None, value="victims", confidence=0.95):
    """Return, for each characteristic, how many victims have a valid value and how many have none, and why.

    One row per group of `by`, characteristic and `state`: "Valid", "Unknown", "Refused", "Not asked", "Not
    stated", "Not supplied" (the extract has no column for it). `total_<value>` are all victims; `share_pct`
    has Wilson's interval. "Other or not stated" counts as not stated: what it joins cannot be distinguished.

    >>> seen = pd.DataFrame({"sex": ["Female", "Male", "Unknown"], "victims": [45, 40, 15]})
    >>> found = completeness(seen, ["sex"])
    >>> found.loc[found["victims"] > 0, ["characteristic", "state", "victims", "share_pct"]]
      characteristic    state  victims  share_pct
    0            sex    Valid     85.0       85.0
    1            sex  Unknown     15.0       15.0
    """
    by = listed(by)
    parts = []
    for place, characteristic in enumerate(listed(characteristics)):
        found = np.array([VALID if label is None else label for label in missing_as(victims, characteristic)])
        masks = {state: found == state for state in STATES}
        sums = sums_of(victims, by, value, **masks)
        total = sums[list(STATES)].sum(axis=1, skipna=False)
        for rank, state in enumerate(STATES):
            rows = sums[[*by, "method", "status"]].assign(_place=place, _rank=rank, _group=range(len(sums)))
            rows = rows.assign(
                characteristic=characteristic,
                state=state,
                **{value: sums[state], f"total_{value}": total},
            )
            figures = shares(sums[state], total, 0 * total, confidence)
            kept = {name: figures[name] for name in ("share_pct", "lower", "upper")}
            parts.append(answered(rows, kept, "Wilson", NOBODY))
    table = pd.concat(parts, ignore_index=True)
    table = table.sort_values(["_group", "_place", "_rank"], kind="stable", ignore_index=True)
    columns = [*by, "characteristic", "state", value, f"total_{value}"]
    return table[[*columns, "share_pct", "lower", "upper", "method", "status"]]


def against_benchmark(completeness_of, benchmark, value="victims", confidence=0.95):
    """Return the missing share of each characteristic of a `completeness`, and whether it is high.

    `benchmark` has a row per `characteristic`: `benchmark_missing_pct`, `rounded_to_pct` (how coarsely it was
    printed: 1 is whole per cents), `year` and `source`. `verdict` is "better" where the whole interval of the
    share missing lies below all that the printed figure may stand for, "worse" where it lies above, else
    "cannot be told". A characteristic without a column is "not available"; one without a benchmark has its
    share, and "no benchmark".

    Columns: those of the groups, `characteristic` in words ("Age band"), `victims_missing`, `total_victims`,
    `missing_pct`, `lower`, `upper`, `benchmark_missing_pct`, `year`, `source`, `verdict`, `method`, `status`.

    Raises InputError for a benchmark outside 0 to 100, or given twice.
    """
    require(completeness_of, "characteristic", "state", value, f"total_{value}")
    _check_benchmark(benchmark)
    total, missing = f"total_{value}", f"{value}_missing"
    answer = [value, total, "state", "share_pct", "lower", "upper", "method", "status"]
    groups = [name for name in completeness_of.columns if name not in answer]
    state = completeness_of["state"]
    sums = sums_of(
        completeness_of,
        groups,
        value,
        **{
            missing: (state != VALID),
            total: np.ones(len(state), dtype=bool),
            "_no_column": state == NOT_SUPPLIED,
        },
    )
    columns = ["characteristic", "benchmark_missing_pct", "rounded_to_pct", "year", "source"]
    sums = sums.merge(benchmark[columns], on="characteristic", how="left", sort=False)
    figures = shares(sums[missing], sums[total], 0 * sums[total], confidence)
    figures = {"missing_pct": figures["share_pct"], "lower": figures["lower"], "upper": figures["upper"]}
    no_column = (sums["_no_column"] == sums[total]) & (sums[total] > 0)
    figures = {name: np.where(no_column, np.nan, figure) for name, figure in figures.items()}
    found = answered(sums, figures, "Wilson", np.where(no_column, NO_COLUMN, NOBODY))
    half = found["rounded_to_pct"] / 2
    verdict = np.select(
        [
            found["benchmark_missing_pct"].isna(),
            found["upper"] < found["benchmark_missing_pct"] - half,
            found["lower"] > found["benchmark_missing_pct"] + half,
        ],
        [NO_BENCHMARK, BETTER, WORSE],
        CANNOT_BE_TOLD,
    )
    found["verdict"] = words(found["status"], verdict)
    order = [*groups, missing, total, "missing_pct", "lower", "upper", *columns[1:2], *columns[3:], "verdict"]
    spoken = [name.replace("_", " ").capitalize() for name in found["characteristic"]]
    return found.assign(characteristic=text(spoken))[[*order, "method", "status"]]


def _check_benchmark(benchmark):
    require(benchmark, "characteristic", "benchmark_missing_pct", "rounded_to_pct", "year", "source")
    twice = benchmark.duplicated("characteristic").to_numpy()
    refuse(benchmark, twice, "A second benchmark for one characteristic", "Keep one edition of it.")
    pct, coarse = numbers(benchmark, "benchmark_missing_pct"), numbers(benchmark, "rounded_to_pct")
    if not ((pct >= 0) & (pct <= 100) & (coarse >= 0)).all():
        raise InputError(
            'The benchmark needs "benchmark_missing_pct" from 0 to 100 and "rounded_to_pct" of 0 or more.'
        )
