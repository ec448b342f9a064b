"""Languages in small areas: estimated, with intervals, and tested on places held out."""

from analysis.measures.small_areas.backtest import backtest
from analysis.measures.small_areas.estimate import estimate_languages
from analysis.measures.small_areas.raking import rake, reconciled

__all__ = ["backtest", "estimate_languages", "rake", "reconciled"]
