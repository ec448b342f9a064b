"""What we work out: table in, table out; no files, no drawing.

Every row of an answer keeps its working: the columns it was made from, the value, `lower`, `upper`,
`method` (how, or why there is none) and `status`.
"""

from analysis.measures.change import yearly_change
from analysis.measures.comparison import concentration, side_by_side, spread
from analysis.measures.description import (
    CENSUS_COUNT,
    RECORDED_COUNT,
    language_need,
    largest,
    not_proficient,
    pool,
    seasonality,
    share,
)
from analysis.measures.funnel import funnel_limits, funnel_of_rates
from analysis.measures.limits import byar_limits, count_limits, exact_limits, wilson_limits
from analysis.measures.quantile import quantiles
from analysis.measures.rates import (
    EUROPEAN_STANDARD_POPULATION_2013,
    indirectly_standardised_rate,
    proportion,
    rate,
    standardised_rate,
    standardised_ratio,
)
from analysis.measures.tabulation import tabulate
from analysis.measures.trends import decompose, longest_run, trend

__all__ = [
    "CENSUS_COUNT",
    "EUROPEAN_STANDARD_POPULATION_2013",
    "RECORDED_COUNT",
    "byar_limits",
    "concentration",
    "count_limits",
    "decompose",
    "exact_limits",
    "funnel_limits",
    "funnel_of_rates",
    "indirectly_standardised_rate",
    "language_need",
    "largest",
    "longest_run",
    "not_proficient",
    "pool",
    "proportion",
    "quantiles",
    "rate",
    "seasonality",
    "share",
    "side_by_side",
    "spread",
    "standardised_rate",
    "standardised_ratio",
    "tabulate",
    "trend",
    "wilson_limits",
    "yearly_change",
]
