"""Who helps whom, where and in which language; where the network ends; what could close the gaps."""

from analysis.measures.services.access_gap import access_gap, people_by_answer
from analysis.measures.services.coverage_matrix import cells_by_answer, coverage_matrix, empty_cells
from analysis.measures.services.directory_pages import (
    recourse_by_need,
    recourse_by_service,
    services_by_language,
    services_for,
)
from analysis.measures.services.funding import funding_ends
from analysis.measures.services.network import (
    network_dead_ends,
    network_roles,
    referral_paths,
    single_points_of_failure,
    unreachable_services,
)
from analysis.measures.services.options import compare_options, price_to_be_best, what_changes_the_ranking
from analysis.measures.services.verified import days_since_verified

__all__ = [
    "access_gap",
    "cells_by_answer",
    "compare_options",
    "coverage_matrix",
    "days_since_verified",
    "empty_cells",
    "funding_ends",
    "network_dead_ends",
    "network_roles",
    "people_by_answer",
    "price_to_be_best",
    "recourse_by_need",
    "recourse_by_service",
    "referral_paths",
    "services_by_language",
    "services_for",
    "single_points_of_failure",
    "unreachable_services",
    "what_changes_the_ranking",
]
