"""Registers of what was asked, claimed and evidenced; page one; the page of one place."""

from analysis.measures.office.commitments import (
    assurance_listed,
    commitments_answered,
    commitments_by_recommendation,
    commitments_due,
    response,
)
from analysis.measures.office.gaps import dead_ends, gap_register
from analysis.measures.office.page_one import confidence_rule, to_decide, who_decides
from analysis.measures.office.profile import (
    beside_each_other,
    languages_here,
    of_places,
    part_of_place,
    serving,
    speakers_in_place,
)
from analysis.measures.office.register import (
    answered_in,
    beside_claims,
    claims_told,
    duties_now,
    register_now,
    time_line,
    with_days,
)

__all__ = [
    "answered_in",
    "assurance_listed",
    "beside_claims",
    "beside_each_other",
    "claims_told",
    "commitments_answered",
    "commitments_by_recommendation",
    "commitments_due",
    "confidence_rule",
    "dead_ends",
    "duties_now",
    "gap_register",
    "languages_here",
    "of_places",
    "part_of_place",
    "register_now",
    "response",
    "serving",
    "speakers_in_place",
    "time_line",
    "to_decide",
    "who_decides",
    "with_days",
]
