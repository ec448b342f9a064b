"""What we trust: one table a module, declared, loaded and checked at both ends."""

from analysis import frames  # noqa: F401 (it says how texts are held, before any table is declared)
from analysis.tables.area_names import load as area_names
from analysis.tables.area_names import of_districts as districts
from analysis.tables.area_names import of_level as named_places
from analysis.tables.as_of import day_of_edition, is_current, next_check
from analysis.tables.assurance import load as assurance
from analysis.tables.campaigns import load as campaigns
from analysis.tables.cards import load as cards
from analysis.tables.census_topics import (
    age,
    arrival,
    birthplace,
    ethnic_group,
    household_language,
    language,
    passports,
    proficiency,
    religion,
    residents,
)
from analysis.tables.change_of_conditions import load as change_of_conditions
from analysis.tables.channels import load as channels
from analysis.tables.commitments import load as commitments
from analysis.tables.completeness_benchmark import load as completeness_benchmark
from analysis.tables.country import load as country
from analysis.tables.country import main_language
from analysis.tables.deprivation import load as deprivation
from analysis.tables.duties import load as duties
from analysis.tables.duties import policy_timeline
from analysis.tables.false_alarms import load as false_alarms
from analysis.tables.force_area_crime import load as force_area_crime
from analysis.tables.force_area_crime import revisions as force_area_revisions
from analysis.tables.force_comparison import load as force_comparison
from analysis.tables.gaps import load as standing_gaps
from analysis.tables.gaps import source_states
from analysis.tables.grounds_decisions import load as grounds_decisions
from analysis.tables.language_backtest import load as language_backtest
from analysis.tables.language_crosswalk import load as language_crosswalk
from analysis.tables.language_decisions import load as language_decisions
from analysis.tables.language_evidence import load as language_evidence
from analysis.tables.language_predictors import backtest_area, backtest_evidence, small_area_evidence
from analysis.tables.language_proficiency_cross import load as language_proficiency_cross
from analysis.tables.language_reference import load as language_reference
from analysis.tables.language_sources import load as language_sources
from analysis.tables.language_sources import of_need as need_sources
from analysis.tables.language_sources import of_risk as risk_sources
from analysis.tables.language_sources import of_small_areas as small_area_sources
from analysis.tables.language_sources import small_areas
from analysis.tables.measure_index import glossary
from analysis.tables.measure_index import index as measure_index
from analysis.tables.measure_index import load as measure_list
from analysis.tables.national_estimates import load as national_estimates
from analysis.tables.neighbours import load as neighbours
from analysis.tables.options import load as options
from analysis.tables.outcomes import by_force as outcomes_by_force
from analysis.tables.outcomes import load as outcomes
from analysis.tables.outreach import load as outreach
from analysis.tables.pathway_responsibility import load as pathway_responsibility
from analysis.tables.pathway_states import load as pathway_states
from analysis.tables.piece_tests import load as piece_tests
from analysis.tables.places import boundaries, names
from analysis.tables.profile_places import find as profile_place
from analysis.tables.profile_places import load as profile_places
from analysis.tables.profile_places import small_areas as small_areas_of
from analysis.tables.provider_capacity import load as provider_capacity
from analysis.tables.quotations import load as quotations
from analysis.tables.recommendations import load as recommendations
from analysis.tables.recommendations import terms_of_reference
from analysis.tables.recorded_crime import load as recorded_crime
from analysis.tables.recorded_crime import other_bodies
from analysis.tables.recording_accuracy import load as recording_accuracy
from analysis.tables.recording_changes import load as recording_changes
from analysis.tables.referral_network import load as referral_network
from analysis.tables.released import load as released
from analysis.tables.released import periods as released_periods
from analysis.tables.residents_by_group import by_age as residents_by_age
from analysis.tables.residents_by_group import load as residents_by_group
from analysis.tables.risk_items import load as risk_items
from analysis.tables.rurality import load as rurality
from analysis.tables.safe_reporting_routes import load as safe_reporting_routes
from analysis.tables.services import load as services
from analysis.tables.services import points as service_points
from analysis.tables.services import small_area_points, ward_points
from analysis.tables.slavery_support import load as slavery_support
from analysis.tables.status_assumptions import figures as status_figures
from analysis.tables.status_assumptions import load as status_assumptions
from analysis.tables.street_crime import by_msoa as street_crime_by_msoa
from analysis.tables.street_crime import by_place as street_crime_by_place
from analysis.tables.street_crime import load as street_crime
from analysis.tables.support_definitions import load as support_definitions
from analysis.tables.survey_indicators import load as survey_indicators
from analysis.tables.survey_indicators import prevalence as survey_prevalence

__all__ = [
    "age",
    "area_names",
    "arrival",
    "assurance",
    "birthplace",
    "campaigns",
    "change_of_conditions",
    "channels",
    "commitments",
    "completeness_benchmark",
    "country",
    "deprivation",
    "duties",
    "ethnic_group",
    "false_alarms",
    "force_area_crime",
    "force_area_revisions",
    "force_comparison",
    "glossary",
    "grounds_decisions",
    "household_language",
    "language",
    "language_backtest",
    "language_crosswalk",
    "language_decisions",
    "language_proficiency_cross",
    "language_reference",
    "measure_index",
    "measure_list",
    "named_places",
    "national_estimates",
    "neighbours",
    "options",
    "other_bodies",
    "outcomes",
    "outcomes_by_force",
    "outreach",
    "passports",
    "pathway_responsibility",
    "pathway_states",
    "piece_tests",
    "policy_timeline",
    "proficiency",
    "profile_places",
    "provider_capacity",
    "quotations",
    "recommendations",
    "recorded_crime",
    "recording_accuracy",
    "recording_changes",
    "referral_network",
    "religion",
    "residents",
    "residents_by_age",
    "residents_by_group",
    "risk_items",
    "rurality",
    "safe_reporting_routes",
    "service_points",
    "services",
    "slavery_support",
    "small_area_points",
    "source_states",
    "standing_gaps",
    "status_assumptions",
    "status_figures",
    "street_crime",
    "street_crime_by_msoa",
    "support_definitions",
    "survey_indicators",
    "survey_prevalence",
    "terms_of_reference",
    "ward_points",
]
TABLES = tuple(__all__)  # each a table of an area, which `vna table` writes
# Beside tables: shapes, several tables together, what was released, and what is known of them.
__all__ += [
    "backtest_area",
    "backtest_evidence",
    "boundaries",
    "cards",
    "day_of_edition",
    "districts",
    "is_current",
    "language_evidence",
    "language_sources",
    "main_language",
    "names",
    "need_sources",
    "next_check",
    "profile_place",
    "released",
    "released_periods",
    "risk_sources",
    "small_area_evidence",
    "small_area_sources",
    "small_areas",
    "small_areas_of",
    "street_crime_by_place",
]
