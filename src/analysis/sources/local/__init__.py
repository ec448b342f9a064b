"""The office's own extracts and logs, read through allow-lists; rows of extracts are counted and dropped."""

from analysis.sources.local.captures import NAME as CAPTURES
from analysis.sources.local.captures import read as captures
from analysis.sources.local.counts import Counts, counts_for, keep, stored
from analysis.sources.local.handed import definitions, log
from analysis.sources.local.logs import WHOLE_AREA
from analysis.sources.local.unread import unread

__all__ = [
    "CAPTURES",
    "WHOLE_AREA",
    "Counts",
    "captures",
    "counts_for",
    "definitions",
    "keep",
    "log",
    "stored",
    "unread",
]
