"""The same edition of many areas: each built by itself, here or on a cluster, and one that compares them."""

from analysis.national.run import build

__all__ = ["build"]
