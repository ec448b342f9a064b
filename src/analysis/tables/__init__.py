"""What we trust: tables in rooms, each declared, loaded and checked at both ends."""
# ruff: noqa: F401

from analysis import frames
from analysis.tables import census, crime, languages, office, people, places, registers
from analysis.tables.as_of import day_of_edition, next_check
from analysis.tables.cards import load as cards
from analysis.tables.census import (
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
    residents_by_age,
    residents_by_group,
    rurality,
)
from analysis.tables.crime.recorded import (
    completeness_benchmark,
    false_alarms,
    force_area_crime,
    force_area_revisions,
    force_comparison,
    other_bodies,
    recorded_crime,
    recording_accuracy,
    recording_changes,
)
from analysis.tables.crime.results import outcomes, outcomes_by_force
from analysis.tables.crime.street import street_crime, street_crime_by_place
from analysis.tables.crime.survey import survey_indicators, survey_prevalence
from analysis.tables.languages.decision import (
    evidence as language_evidence,
)
from analysis.tables.languages.decision import (
    language_proficiency_cross,
    small_areas,
)
from analysis.tables.languages.estimates import (
    backtest_area,
    backtest_evidence,
    language_backtest,
    small_area_evidence,
)
from analysis.tables.languages.reference import language_crosswalk, language_reference
from analysis.tables.languages.risks import risk_items
from analysis.tables.lookups import boundaries, names
from analysis.tables.office import (
    assurance,
    campaigns,
    channels,
    language_decisions,
    options,
    outreach,
    pathway_responsibility,
    piece_tests,
    provider_capacity,
    quotations,
    referral_network,
    service_points,
    services,
)
from analysis.tables.people.national import change_of_conditions, grounds_decisions
from analysis.tables.people.own import support_definitions
from analysis.tables.people.reference import (
    national_estimates,
    pathway_states,
    safe_reporting_routes,
    slavery_support,
)
from analysis.tables.people.status import status_assumptions, status_figures
from analysis.tables.places import (
    area_names,
    country,
    deprivation,
    districts,
    main_language,
    neighbours,
    profile_place,
    profile_places,
    small_area_points,
    small_areas_of,
    ward_points,
)
from analysis.tables.registers import (
    commitments,
    duties,
    measure_index,
    measure_list,
    policy_timeline,
    recommendations,
    source_states,
    standing_gaps,
    terms_of_reference,
)
from analysis.tables.released import load as released
from analysis.tables.released import periods as released_periods

__all__ = [
    "cards",
    "census",
    "crime",
    "languages",
    "office",
    "people",
    "places",
    "registers",
    "released",
    "released_periods",
]
