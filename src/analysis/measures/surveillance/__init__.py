"""Alerts with a known false-alarm rate: is a period unusual, did a level change, and what changed it."""

from analysis.measures.surveillance.alerts import alerts
from analysis.measures.surveillance.false_alarms import calls_by_mistake
from analysis.measures.surveillance.steps import steps

__all__ = ["alerts", "calls_by_mistake", "steps"]
