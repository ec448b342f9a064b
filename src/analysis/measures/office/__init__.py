"""Registers of what was asked, claimed and evidenced; page one; the page of one place."""

from analysis.measures.office.commitments import (
    assurance_listed,
    commitments_answered,
    commitments_by_kind,
    commitments_by_recommendation,
)
from analysis.measures.office.gaps import gap_register
from analysis.measures.office.now import beside_claims, duties_now, register_now
from analysis.measures.office.page_one import to_decide
from analysis.measures.office.pages import answered_in, claims_told, time_line, with_days
from analysis.measures.office.profile import (
    beside_each_other,
    counted_here,
    languages_here,
    needs_without_service,
    of_places,
    part_of_place,
    serving,
    speakers_in_place,
    victims_beside_each_other,
)
from analysis.measures.office.tracing import dead_ends

__all__ = [
    "answered_in",
    "assurance_listed",
    "beside_claims",
    "beside_each_other",
    "claims_told",
    "commitments_answered",
    "commitments_by_kind",
    "commitments_by_recommendation",
    "counted_here",
    "dead_ends",
    "duties_now",
    "gap_register",
    "languages_here",
    "needs_without_service",
    "of_places",
    "part_of_place",
    "register_now",
    "serving",
    "speakers_in_place",
    "time_line",
    "to_decide",
    "victims_beside_each_other",
    "with_days",
]
