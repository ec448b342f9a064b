"""Recorded crime beside what is expected, and how investigations ended."""

from analysis.measures.crime.expected import (
    adults_expected_and_recorded,
    had_all_been_recorded,
    survey_series,
)
from analysis.measures.crime.outcomes import (
    closed_outcomes,
    does_not_support_for_mix,
    victim_does_not_support,
)

__all__ = [
    "adults_expected_and_recorded",
    "closed_outcomes",
    "does_not_support_for_mix",
    "had_all_been_recorded",
    "survey_series",
    "victim_does_not_support",
]
