"""How much is known about the victims: each characteristic, and against what the inspectorate found."""

import numpy as np

from analysis.errors import InputError
from analysis.measures.rates.shares import stack
from analysis.measures.rates.status import numbers, refuse, require, text
from analysis.measures.victims.unknowns import (
    NOBODY,
    NOT_SUPPLIED,
    answered,
    missing_as,
    shares,
    sums_of,
    words,
)

BETTER, WORSE, CANNOT_BE_TOLD = "better", "worse", "cannot be told"
NO_BENCHMARK = "no benchmark"
NO_COLUMN = "not given: not supplied, the extract has no column for it"


def completeness(tables, benchmark):
    """Return the share of victims of whom each characteristic is missing, and whether it is high.

    `tables` maps a characteristic ("age_band") to a table with rows of `victims` by it. "Unknown", "Refused",
    "Not asked", "Not stated" and "Not supplied" (the extract has no column for it) are missing. "Other or not
    stated" counts as not stated: what it joins cannot be distinguished.

    `benchmark` has a row per `characteristic`: `benchmark_missing_pct`, `rounded_to_pct` (how coarsely it was
    printed: 1 is whole per cents), `year` and `source`. `verdict` is "better" where the whole interval of the
    share missing lies below all that the printed figure may stand for, "worse" where it lies above, else
    "cannot be told". A characteristic without a column is "not available"; one without a benchmark has its
    share, and "no benchmark".

    Columns: `characteristic` in words ("Age band"), `victims_missing`, `total_victims`, `missing_pct`,
    `lower`, `upper` (Wilson's), `benchmark_missing_pct`, `year`, `source`, `verdict`, `method`, `status`.

    Raises InputError for a benchmark outside 0 to 100, or given twice.

    >>> import pandas as pd
    >>> seen = pd.DataFrame({"sex": ["Female", "Male", "Unknown"], "victims": [45, 40, 15]})
    >>> known = {"characteristic": ["sex"], "benchmark_missing_pct": [26.0], "rounded_to_pct": [1.0]}
    >>> all_forces = pd.DataFrame(known).assign(year="2021-22", source="an inspection")
    >>> found = completeness({"sex": seen}, all_forces)
    >>> found[["characteristic", "victims_missing", "missing_pct", "verdict"]]
      characteristic  victims_missing  missing_pct verdict
    0            Sex             15.0         15.0  better
    """
    _check_benchmark(benchmark)
    parts = []
    for characteristic, table in tables.items():
        kind = missing_as(table, characteristic)
        every = np.ones(len(table), dtype=bool)
        masks = {"victims_missing": np.not_equal(kind, None), "total_victims": every}
        sums = sums_of(table, [], "victims", **masks, _no_column=kind == NOT_SUPPLIED)
        parts.append(sums.assign(characteristic=characteristic))
    columns = ["characteristic", "benchmark_missing_pct", "rounded_to_pct", "year", "source"]
    sums = stack(*parts).merge(benchmark[columns], on="characteristic", how="left", sort=False)
    missing, total = sums["victims_missing"], sums["total_victims"]
    found = shares(missing, total, 0 * total)
    no_column = (sums["_no_column"] == total) & (total > 0)
    names = {"missing_pct": "share_pct", "lower": "lower", "upper": "upper"}
    figures = {name: np.where(no_column, np.nan, found[figure]) for name, figure in names.items()}
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
    spoken = [name.replace("_", " ").capitalize() for name in found["characteristic"]]
    found = found.assign(characteristic=text(spoken), verdict=words(found["status"], verdict))
    order = ["characteristic", *masks, *names, "benchmark_missing_pct", "year", "source", "verdict"]
    return found[[*order, "method", "status"]]


def _check_benchmark(benchmark):
    require(benchmark, "characteristic", "benchmark_missing_pct", "rounded_to_pct", "year", "source")
    twice = benchmark.duplicated("characteristic").to_numpy()
    refuse(benchmark, twice, "A second benchmark for one characteristic", "Keep one edition of it.")
    pct, coarse = numbers(benchmark, "benchmark_missing_pct"), numbers(benchmark, "rounded_to_pct")
    if not ((pct >= 0) & (pct <= 100) & (coarse >= 0)).all():
        raise InputError(
            'The benchmark needs "benchmark_missing_pct" from 0 to 100 and "rounded_to_pct" of 0 or more.'
        )
