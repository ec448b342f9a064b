"""A Victim Needs Assessment: sources -> tables -> measures -> publish.

Notebooks import the four stages, so that each line shows where in the flow it stands:

>>> from analysis import measures, publish, tables  # doctest: +SKIP
"""

__version__ = "0.1.0"
