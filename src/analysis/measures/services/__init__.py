"""Who helps whom, where and in which language; where the network ends; what could close the gaps."""

from analysis.measures.services.access_gap import access_gap
from analysis.measures.services.councils import assessed_children, homeless_by_quarter, homeless_in_a_year
from analysis.measures.services.coverage_matrix import cells_by_answer
from analysis.measures.services.directory_pages import (
    directory_listed,
    recourse_by_need,
    safe_in_words,
    services_by_language,
)
from analysis.measures.services.network import (
    network_dead_ends,
    network_roles,
    referral_paths,
    unreachable_services,
)
from analysis.measures.services.reporting_routes import reporting_pathway, routes_in_words
from analysis.measures.services.safe_accommodation import (
    inflow_from_outside,
    not_supported_by_reason,
    safe_accommodation,
)
from analysis.measures.services.service_pages import (
    coverage_by_group,
    empty_cells_named,
    funding_by_lot,
    funding_ends,
    gap_by_need,
    languages_asked,
    no_recourse_in_words,
    services_by_need,
)
from analysis.measures.services.verified import days_since_verified

__all__ = [
    "access_gap",
    "assessed_children",
    "cells_by_answer",
    "coverage_by_group",
    "days_since_verified",
    "directory_listed",
    "empty_cells_named",
    "funding_by_lot",
    "funding_ends",
    "gap_by_need",
    "homeless_by_quarter",
    "homeless_in_a_year",
    "inflow_from_outside",
    "languages_asked",
    "network_dead_ends",
    "network_roles",
    "no_recourse_in_words",
    "not_supported_by_reason",
    "recourse_by_need",
    "referral_paths",
    "reporting_pathway",
    "routes_in_words",
    "safe_accommodation",
    "safe_in_words",
    "services_by_language",
    "services_by_need",
    "unreachable_services",
]
