"""Counts over time: season, trend, and what is unusual."""

from analysis.measures.trends.alerts import *
from analysis.measures.trends.change import *
from analysis.measures.trends.counts import *
