"""Registers: what was asked, claimed, evidenced and seen by others; what leads where; and what is missing."""

from analysis.measures.registers.commitments import (
    assurance_listed,
    commitments_answered,
    commitments_by_kind,
    commitments_by_recommendation,
)
from analysis.measures.registers.gaps import gap_register
from analysis.measures.registers.now import beside_claims, duties_now, register_now
from analysis.measures.registers.pages import answered_in, time_line, with_days
from analysis.measures.registers.told import claims_told
from analysis.measures.registers.tracing import dead_ends

__all__ = [
    "answered_in",
    "assurance_listed",
    "beside_claims",
    "claims_told",
    "commitments_answered",
    "commitments_by_kind",
    "commitments_by_recommendation",
    "dead_ends",
    "duties_now",
    "gap_register",
    "register_now",
    "time_line",
    "with_days",
]
