"""Languages of residents, estimated for small areas, and all that the language decision is made from."""

from analysis.tables.languages.decision import evidence, small_areas, sources
from analysis.tables.languages.estimates import language_backtest
from analysis.tables.languages.reference import language_crosswalk
from analysis.tables.languages.risks import risk_items

__all__ = [
    "evidence",
    "language_backtest",
    "language_crosswalk",
    "risk_items",
    "small_areas",
    "sources",
]
