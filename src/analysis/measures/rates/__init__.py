"""States of figures, sums, shares and rates with their intervals, and one place beside another."""

from analysis.measures.rates.among import among_areas
from analysis.measures.rates.beside import beside_others, beside_told
from analysis.measures.rates.funnel import funnel_of_rates, where_limits_hold
from analysis.measures.rates.rates import proportion, rate
from analysis.measures.rates.shares import concentration, counted_apart, side_by_side, spread, stack
from analysis.measures.rates.status import what_does_not_fit

__all__ = [
    "among_areas",
    "beside_others",
    "beside_told",
    "concentration",
    "counted_apart",
    "funnel_of_rates",
    "proportion",
    "rate",
    "side_by_side",
    "spread",
    "stack",
    "what_does_not_fit",
    "where_limits_hold",
]
