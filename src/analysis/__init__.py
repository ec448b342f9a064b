"""A Victim Needs Assessment: sources -> tables -> measures -> publish.

Notebooks import the four stages, so that each line shows where in the flow it stands:

>>> from analysis import measures, publish, tables  # doctest: +SKIP
"""

import os

__version__ = "0.1.0"

# Read by numpy when it is imported. Two threads of linear algebra wait for one another: the decision on
# languages takes 1.4 to 1.9 seconds of the processor with two, and 0.3 with one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
