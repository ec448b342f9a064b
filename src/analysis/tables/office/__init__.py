"""The logs that an office keeps by hand, each a table; data/reference/local_logs.toml declares columns."""

from analysis.tables.office.assurance import assurance
from analysis.tables.office.campaigns import campaigns
from analysis.tables.office.channels import channels
from analysis.tables.office.commitment_progress import commitment_progress
from analysis.tables.office.contracts import contracts
from analysis.tables.office.decision_makers import decision_makers
from analysis.tables.office.expected_returns import expected_returns
from analysis.tables.office.language_decisions import language_decisions
from analysis.tables.office.options import options
from analysis.tables.office.outreach import outreach
from analysis.tables.office.pathway_responsibility import pathway_responsibility
from analysis.tables.office.piece_tests import piece_tests
from analysis.tables.office.provider_capacity import provider_capacity
from analysis.tables.office.quotations import quotations
from analysis.tables.office.referral_network import referral_network
from analysis.tables.office.reporting_routes import reporting_routes
from analysis.tables.office.service_points import service_points
from analysis.tables.office.services import services

__all__ = [
    "assurance",
    "campaigns",
    "channels",
    "commitment_progress",
    "contracts",
    "decision_makers",
    "expected_returns",
    "language_decisions",
    "options",
    "outreach",
    "pathway_responsibility",
    "piece_tests",
    "provider_capacity",
    "quotations",
    "referral_network",
    "reporting_routes",
    "service_points",
    "services",
]
