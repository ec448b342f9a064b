"""Alerts with a known false-alarm rate: is a period unusual, did a level change, and what changed it."""

from analysis.measures.surveillance.alerts import alerts
from analysis.measures.surveillance.control_charts import cusum_chart, ewma_chart
from analysis.measures.surveillance.ears import early_aberrations
from analysis.measures.surveillance.false_alarms import calls_by_mistake, detection_table, false_alarm_table
from analysis.measures.surveillance.farrington import farrington, farrington_flexible
from analysis.measures.surveillance.segments import change_points
from analysis.measures.surveillance.steps import steps

__all__ = [
    "alerts",
    "calls_by_mistake",
    "change_points",
    "cusum_chart",
    "detection_table",
    "early_aberrations",
    "ewma_chart",
    "false_alarm_table",
    "farrington",
    "farrington_flexible",
    "steps",
]
