"""People in need of protection: the pathway, who supports them, and what is counted of the country alone."""

from analysis.tables.people.authorities import children_in_need, homelessness
from analysis.tables.people.national import change_of_conditions, grounds_decisions
from analysis.tables.people.own import returns_received, support_definitions
from analysis.tables.people.reference import (
    national_estimates,
    pathway_states,
    safe_reporting_routes,
    slavery_support,
)
from analysis.tables.people.status import status_assumptions, status_figures

__all__ = [
    "change_of_conditions",
    "children_in_need",
    "grounds_decisions",
    "homelessness",
    "national_estimates",
    "pathway_states",
    "returns_received",
    "safe_reporting_routes",
    "slavery_support",
    "status_assumptions",
    "status_figures",
    "support_definitions",
]
