"""What a chapter keeps for its report: figures, tables and sentences, checked as they are kept.

A kept exhibit knows the tables that it stands on, says beneath itself what their sources are, and becomes a
gap with its reason where one of them is missing.
"""

from analysis.report.keep import brief, figure, gap, remark, table, text
from analysis.report.page_one import cannot_say, finding, findings, sources_of
from analysis.report.sentences import say
from analysis.report.standing import held
from analysis.report.values import count, largest, smallest, span, total, value
from analysis.report.what_if import what_if

__all__ = [
    "brief",
    "cannot_say",
    "count",
    "figure",
    "finding",
    "findings",
    "gap",
    "held",
    "largest",
    "remark",
    "say",
    "smallest",
    "sources_of",
    "span",
    "table",
    "text",
    "total",
    "value",
    "what_if",
]
