"""What the process has imported from which this project's others are forked (see `processes`)."""

import os
import signal

# Neither it nor they write to a terminal: what they give goes through a pipe of their own, and a program that
# reads what a command says does not wait for them. Ctrl-C while this imports ends it without a word.
nothing = os.open(os.devnull, os.O_RDWR)
for stream in (0, 1, 2):
    os.dup2(nothing, stream)
signal.signal(signal.SIGINT, signal.SIG_DFL)

import geopandas  # noqa: E402, F401
import IPython.core.interactiveshell  # noqa: E402, F401
import mapclassify  # noqa: E402, F401
import matplotlib.backends.backend_agg  # noqa: E402, F401
import pandas.io.formats.csvs  # noqa: E402, F401
import pandera.backends.pandas.builtin_checks  # noqa: E402
import pandera.backends.pandas.register  # noqa: E402, F401
import pyarrow.csv  # noqa: E402
import pyarrow.pandas_compat  # noqa: E402, F401
import python_calamine  # noqa: E402, F401
import scipy.stats  # noqa: E402, F401
import statsmodels.genmod.generalized_linear_model  # noqa: E402
import statsmodels.stats.multitest  # noqa: E402
import statsmodels.tsa.stl._stl  # noqa: E402, F401

import sampleshire  # noqa: E402, F401
from analysis import charts, extracts, measures, report, stages, tables  # noqa: E402, F401

signal.signal(signal.SIGINT, signal.default_int_handler)
