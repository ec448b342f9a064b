"""Recorded crime beside what is expected, and how investigations ended."""

from analysis.measures.crime.expected import *
from analysis.measures.crime.from_survey import *
from analysis.measures.crime.outcomes import *
