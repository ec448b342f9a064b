"""Plans: options and budgets, and the communications plan with its pieces, briefs and outreach."""

from analysis.measures.plans.briefs import brief, briefs_held_back, briefs_in_words, briefs_released
from analysis.measures.plans.logs import campaign_reach, findings
from analysis.measures.plans.option_pages import (
    options_compared,
    options_in_words,
    prices_to_be_best,
    ranking_changes,
)
from analysis.measures.plans.pages import (
    campaign_routes,
    campaign_routes_in_words,
    need_by_team,
    not_bought,
    outreach_page,
    pieces_to_do,
    places_withheld,
    shares_side_by_side,
    what_to_buy,
)
from analysis.measures.plans.spending import first_to_reach, need_by_place, reach_by_budget

__all__ = [
    "brief",
    "briefs_held_back",
    "briefs_in_words",
    "briefs_released",
    "campaign_reach",
    "campaign_routes",
    "campaign_routes_in_words",
    "findings",
    "first_to_reach",
    "need_by_place",
    "need_by_team",
    "not_bought",
    "options_compared",
    "options_in_words",
    "outreach_page",
    "pieces_to_do",
    "places_withheld",
    "prices_to_be_best",
    "ranking_changes",
    "reach_by_budget",
    "shares_side_by_side",
    "what_to_buy",
]
