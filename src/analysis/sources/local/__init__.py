"""The office's own extracts and logs, read through allow-lists; rows of extracts are counted and dropped."""

from analysis.sources.local.counts import Counts, counts_for, definitions, keep, stored
from analysis.sources.local.guarded import Guarded
from analysis.sources.local.logs import WHOLE_AREA
from analysis.sources.local.logs import read as log

__all__ = ["WHOLE_AREA", "Counts", "Guarded", "counts_for", "definitions", "keep", "log", "stored"]
