"""Who helps whom, where and in which language; where the network ends; what could close the gaps."""

from analysis.measures.services.contracts import contracts_now
from analysis.measures.services.councils import (
    assessed_children,
    beside_others,
    homeless_by_quarter,
    homeless_in_a_year,
)
from analysis.measures.services.coverage import (
    access_gap,
    cells_by_answer,
    coverage_by_group,
    empty_cells_named,
    gap_by_need,
    languages_asked,
)
from analysis.measures.services.directory_pages import (
    directory_listed,
    funding_by_lot,
    funding_ends,
    recourse_by_need,
    services_by_language,
    services_by_need,
)
from analysis.measures.services.network import network_roles, referral_paths, unreachable_services
from analysis.measures.services.reporting_routes import reporting_pathway, routes_in_words
from analysis.measures.services.safe_accommodation import (
    inflow_from_outside,
    not_supported_by_reason,
    safe_accommodation,
)

__all__ = [
    "access_gap",
    "assessed_children",
    "beside_others",
    "cells_by_answer",
    "contracts_now",
    "coverage_by_group",
    "directory_listed",
    "empty_cells_named",
    "funding_by_lot",
    "funding_ends",
    "gap_by_need",
    "homeless_by_quarter",
    "homeless_in_a_year",
    "inflow_from_outside",
    "languages_asked",
    "network_roles",
    "not_supported_by_reason",
    "recourse_by_need",
    "referral_paths",
    "reporting_pathway",
    "routes_in_words",
    "safe_accommodation",
    "services_by_language",
    "services_by_need",
    "unreachable_services",
]
