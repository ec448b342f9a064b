"""Promises about plans and their ranges, on worlds whose truth is simulated."""

PROMISES = {}
