"""Counts over time: season, trend, what is unusual, and where the level changed."""

from analysis.measures.trends.alerts import *
from analysis.measures.trends.change import *
from analysis.measures.trends.counts import *
from analysis.measures.trends.steps import *
