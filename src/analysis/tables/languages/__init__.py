"""Languages of residents, estimated for small areas, and all that the language decision is made from."""

from analysis.tables.languages.decision import (
    evidence,
    need_sources,
    risk_sources,
    small_area_sources,
    small_areas,
    sources,
)
from analysis.tables.languages.estimates import language_backtest
from analysis.tables.languages.reference import language_crosswalk

__all__ = [
    "evidence",
    "language_backtest",
    "language_crosswalk",
    "need_sources",
    "risk_sources",
    "small_area_sources",
    "small_areas",
    "sources",
]
