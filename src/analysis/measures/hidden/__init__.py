"""People whom figures hardly see: those referred as victims of modern slavery, and those without recourse."""

from analysis.measures.hidden.interval import *
from analysis.measures.hidden.pathway import *
from analysis.measures.hidden.referrals import *
