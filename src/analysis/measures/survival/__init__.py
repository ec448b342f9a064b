"""How long it takes and how it ends: exact from spells, by life table from counts in bands of time."""

from analysis.measures.survival.cumulative_incidence import cumulative_incidence
from analysis.measures.survival.life_table import life_table

__all__ = ["cumulative_incidence", "life_table"]
