"""Those never seen: how many people are on no list at all, and whether that can be said."""

from analysis.measures.hidden.population import hidden_population
from analysis.measures.hidden.told import never_seen

__all__ = ["hidden_population", "never_seen"]
