"""States of figures, sums, shares and rates with their intervals, and one place beside another."""

from analysis.measures.rates.among import *
from analysis.measures.rates.beside import *
from analysis.measures.rates.rates import *
from analysis.measures.rates.shares import *
from analysis.measures.rates.shrunk import *
from analysis.measures.rates.status import *
