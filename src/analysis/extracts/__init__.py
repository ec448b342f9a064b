"""The office's own extracts and logs, read through allow-lists; rows of extracts are counted and dropped."""

from analysis.extracts.captures import NAME as CAPTURES
from analysis.extracts.captures import read as captures
from analysis.extracts.counts import Counts, counts_for, stored
from analysis.extracts.handover import definitions, log, received
from analysis.extracts.logs import WHOLE_AREA
from analysis.extracts.states import unread

__all__ = [
    "CAPTURES",
    "WHOLE_AREA",
    "Counts",
    "captures",
    "counts_for",
    "definitions",
    "log",
    "received",
    "stored",
    "unread",
]
