"""Plans: options and budgets, and the communications plan with its pieces, briefs and outreach."""

from analysis.measures.plans.briefs import *
from analysis.measures.plans.campaigns import *
from analysis.measures.plans.options import *
from analysis.measures.plans.outreach import *
from analysis.measures.plans.pieces import *
from analysis.measures.plans.spending import *
