"""How long it takes and how it ends: exact from spells, by life table from counts in bands of time."""

from analysis.measures.survival.cumulative_incidence import cumulative_incidence
from analysis.measures.survival.kaplan_meier import kaplan_meier, median_time
from analysis.measures.survival.life_table import life_table, median_days
from analysis.measures.survival.log_rank import log_rank

__all__ = ["cumulative_incidence", "kaplan_meier", "life_table", "log_rank", "median_days", "median_time"]
