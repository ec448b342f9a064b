"""Counts over time: season, trend, what is unusual, and where the level changed."""

from analysis.measures.trends.alerts import alerts
from analysis.measures.trends.change import latest_year, seasonality, yearly_change
from analysis.measures.trends.counts import decompose
from analysis.measures.trends.steps import steps

__all__ = [
    "alerts",
    "decompose",
    "latest_year",
    "seasonality",
    "steps",
    "yearly_change",
]
