"""What we work out: table in, table out; no files, no drawing.

Every row of an answer keeps its working: the columns it was made from, the value, `lower`, `upper`,
`method` (how, or why there is none) and `status`.
"""

from analysis.measures.backtest_pages import held_out
from analysis.measures.briefs import brief
from analysis.measures.campaign_power import smallest_rise
from analysis.measures.campaigns import did_it_work, interrupted, may_be_told, too_few
from analysis.measures.change import yearly_change
from analysis.measures.comparison import concentration, side_by_side, spread
from analysis.measures.decision_pages import (
    decision_table,
    lines_drawn,
    missing_evidence,
    next_steps,
    other_languages,
    recorded_items,
    rules_to_argue,
    size_and_need,
    under_each_rule,
    with_own_material,
)
from analysis.measures.decisions import (
    crosswalk_against_census,
    decide_languages,
    need_by_language,
    safe_harbour,
)
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
from analysis.measures.hot_spots import clustering, hot_spots
from analysis.measures.language_places import (
    NEIGHBOURHOODS,
    hot_spots_by_language,
    in_named_places,
    in_neighbourhoods,
    languages_in_places,
    most_over_its_share,
    whole_people,
)
from analysis.measures.limits import byar_limits, count_limits, exact_limits, wilson_limits
from analysis.measures.location import in_larger_places, in_top_areas, location_quotients
from analysis.measures.newcomers import in_all
from analysis.measures.plan_pages import (
    need_by_team,
    not_bought,
    outreach_page,
    pieces_to_do,
    shares_side_by_side,
    what_to_buy,
)
from analysis.measures.quantile import quantiles
from analysis.measures.rates import (
    EUROPEAN_STANDARD_POPULATION_2013,
    indirectly_standardised_rate,
    proportion,
    rate,
    standardised_rate,
    standardised_ratio,
)
from analysis.measures.reach import best_choice, best_reach
from analysis.measures.reach_log import campaign_reach, findings, outreach_against_need, pieces_now
from analysis.measures.segregation import segregation, segregation_by_group
from analysis.measures.small_areas import backtest, estimate_languages
from analysis.measures.spending import channels_for, first_to_reach, need_by_place, reach_by_budget
from analysis.measures.tabulation import tabulate
from analysis.measures.trends import decompose, longest_run, trend

__all__ = [
    "CENSUS_COUNT",
    "EUROPEAN_STANDARD_POPULATION_2013",
    "NEIGHBOURHOODS",
    "RECORDED_COUNT",
    "backtest",
    "best_choice",
    "best_reach",
    "brief",
    "byar_limits",
    "campaign_reach",
    "channels_for",
    "clustering",
    "concentration",
    "count_limits",
    "crosswalk_against_census",
    "decide_languages",
    "decision_table",
    "decompose",
    "did_it_work",
    "estimate_languages",
    "exact_limits",
    "findings",
    "first_to_reach",
    "funnel_limits",
    "funnel_of_rates",
    "held_out",
    "hot_spots",
    "hot_spots_by_language",
    "in_all",
    "in_larger_places",
    "in_named_places",
    "in_neighbourhoods",
    "in_top_areas",
    "indirectly_standardised_rate",
    "interrupted",
    "language_need",
    "languages_in_places",
    "largest",
    "lines_drawn",
    "location_quotients",
    "longest_run",
    "may_be_told",
    "missing_evidence",
    "most_over_its_share",
    "need_by_language",
    "need_by_place",
    "need_by_team",
    "next_steps",
    "not_bought",
    "not_proficient",
    "other_languages",
    "outreach_against_need",
    "outreach_page",
    "pieces_now",
    "pieces_to_do",
    "pool",
    "proportion",
    "quantiles",
    "rate",
    "reach_by_budget",
    "recorded_items",
    "rules_to_argue",
    "safe_harbour",
    "seasonality",
    "segregation",
    "segregation_by_group",
    "share",
    "shares_side_by_side",
    "side_by_side",
    "size_and_need",
    "smallest_rise",
    "spread",
    "standardised_rate",
    "standardised_ratio",
    "tabulate",
    "too_few",
    "trend",
    "under_each_rule",
    "what_to_buy",
    "whole_people",
    "wilson_limits",
    "with_own_material",
    "yearly_change",
]
