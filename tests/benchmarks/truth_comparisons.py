"""Promises about comparisons of areas and groups, on worlds whose truth is simulated."""

PROMISES = {}
