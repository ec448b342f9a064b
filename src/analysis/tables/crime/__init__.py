"""Crime: what the police recorded and the Crime Survey found, what became of it, how well it is recorded."""

from analysis.tables.crime.partnerships import crime_by_partnership
from analysis.tables.crime.recorded import (
    completeness_benchmark,
    false_alarms,
    force_area_revisions,
    force_comparison,
    other_bodies,
    recorded_crime,
    recording_accuracy,
    recording_changes,
)
from analysis.tables.crime.results import outcomes
from analysis.tables.crime.street import street_crime
from analysis.tables.crime.survey import survey_prevalence, survey_rates

__all__ = [
    "completeness_benchmark",
    "crime_by_partnership",
    "false_alarms",
    "force_area_revisions",
    "force_comparison",
    "other_bodies",
    "outcomes",
    "recorded_crime",
    "recording_accuracy",
    "recording_changes",
    "street_crime",
    "survey_prevalence",
    "survey_rates",
]
