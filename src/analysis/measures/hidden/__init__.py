"""Those never seen: how many people are on no list at all, and whether that can be said."""

from analysis.measures.hidden.bootstrap import bootstrap_hidden_population
from analysis.measures.hidden.models import models_by_bic
from analysis.measures.hidden.population import (
    check_interactions,
    hidden_population,
    hidden_population_given,
)
from analysis.measures.hidden.spread import spread_of_choices
from analysis.measures.hidden.told import never_seen

__all__ = [
    "bootstrap_hidden_population",
    "check_interactions",
    "hidden_population",
    "hidden_population_given",
    "models_by_bic",
    "never_seen",
    "spread_of_choices",
]
