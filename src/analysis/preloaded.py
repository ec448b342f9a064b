"""What the process has imported from which this project's others are forked (see `processes`)."""
# ruff: noqa: E402, F401, I001

import os
import signal

# Ctrl-C while this imports ends it without a word.
signal.signal(signal.SIGINT, signal.SIG_DFL)
# Neither it nor they write to a terminal: what they give goes through a pipe of their own, and a program that
# reads what a command says does not wait for them.
nothing = os.open(os.devnull, os.O_RDWR)
for stream in (0, 1, 2):
    os.dup2(nothing, stream)

import sampleshire
from analysis import charts, extracts, measures, report, stages, tables

# What these import no sooner than they are used.
import geopandas
import IPython.core.interactiveshell
import mapclassify
import matplotlib.backends.backend_agg
import pandas.io.formats.csvs
import pandera.backends.pandas.builtin_checks
import pandera.backends.pandas.register
import pyarrow.csv
import pyarrow.pandas_compat
import python_calamine
import scipy.stats
import statsmodels.genmod.generalized_linear_model
import statsmodels.stats.multitest
import statsmodels.tsa.stl._stl

signal.signal(signal.SIGINT, signal.default_int_handler)
