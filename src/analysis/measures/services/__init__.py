"""Who helps whom, where and in which language; where the network ends; what could close the gaps."""

from analysis.measures.services.access_gap import access_gap
from analysis.measures.services.coverage_matrix import cells_by_answer, coverage_matrix, empty_cells
from analysis.measures.services.directory_pages import (
    directory_listed,
    recourse_by_need,
    safe_in_words,
    services_by_language,
)
from analysis.measures.services.funding import funding_ends
from analysis.measures.services.network import (
    network_dead_ends,
    network_roles,
    referral_paths,
    unreachable_services,
)
from analysis.measures.services.option_pages import (
    options_compared,
    options_in_words,
    prices_to_be_best,
    ranking_changes,
)
from analysis.measures.services.options import compare_options, price_to_be_best, what_changes_the_ranking
from analysis.measures.services.reporting_routes import (
    campaign_routes,
    campaign_routes_in_words,
    reporting_pathway,
    routes_in_words,
)
from analysis.measures.services.service_pages import (
    coverage_by_group,
    empty_cells_named,
    funding_by_lot,
    gap_by_need,
    languages_asked,
    no_recourse_in_words,
    services_by_need,
)
from analysis.measures.services.verified import days_since_verified

__all__ = [
    "access_gap",
    "campaign_routes",
    "campaign_routes_in_words",
    "cells_by_answer",
    "compare_options",
    "coverage_by_group",
    "coverage_matrix",
    "days_since_verified",
    "directory_listed",
    "empty_cells",
    "empty_cells_named",
    "funding_by_lot",
    "funding_ends",
    "gap_by_need",
    "languages_asked",
    "network_dead_ends",
    "network_roles",
    "no_recourse_in_words",
    "options_compared",
    "options_in_words",
    "price_to_be_best",
    "prices_to_be_best",
    "ranking_changes",
    "recourse_by_need",
    "referral_paths",
    "reporting_pathway",
    "routes_in_words",
    "safe_in_words",
    "services_by_language",
    "services_by_need",
    "unreachable_services",
    "what_changes_the_ranking",
]
