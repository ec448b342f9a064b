"""Plans: options and budgets, and the communications plan with its pieces, briefs and outreach."""

from analysis.measures.plans.briefs import brief, briefs_held_back, briefs_released
from analysis.measures.plans.campaigns import campaign_routes
from analysis.measures.plans.options import (
    options_compared,
    options_in_words,
    prices_to_be_best,
    ranking_changes,
)
from analysis.measures.plans.outreach import outreach_page, shares_side_by_side
from analysis.measures.plans.pieces import campaign_reach, findings, pieces_to_do
from analysis.measures.plans.spending import (
    first_to_reach,
    left_out,
    need_by_place,
    reach_by_budget,
    what_to_buy,
    without_places,
)

__all__ = [
    "brief",
    "briefs_held_back",
    "briefs_released",
    "campaign_reach",
    "campaign_routes",
    "findings",
    "first_to_reach",
    "left_out",
    "need_by_place",
    "options_compared",
    "options_in_words",
    "outreach_page",
    "pieces_to_do",
    "prices_to_be_best",
    "ranking_changes",
    "reach_by_budget",
    "shares_side_by_side",
    "what_to_buy",
    "without_places",
]
