"""Registers: what was asked, claimed, evidenced and seen by others; what leads where; and what is missing."""

from analysis.measures.registers.gaps import gap_register
from analysis.measures.registers.now import beside_claims, duties_now, register_now, what_was_asked
from analysis.measures.registers.tracing import dead_ends, trace

__all__ = [
    "beside_claims",
    "dead_ends",
    "duties_now",
    "gap_register",
    "register_now",
    "trace",
    "what_was_asked",
]
