"""The office's own extracts: read through an allow-list, counted in memory and dropped."""

from analysis.sources.local.counts import Counts, counts_for, keep, stored
from analysis.sources.local.guarded import Guarded

__all__ = ["Counts", "Guarded", "counts_for", "keep", "stored"]
