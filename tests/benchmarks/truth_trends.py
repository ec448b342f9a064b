"""Promises about changes over time, on worlds whose truth is simulated."""

PROMISES = {}
