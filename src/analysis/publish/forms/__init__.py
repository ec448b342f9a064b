"""What an edition is besides its web pages: a Word document, a PDF, a workbook and a pack of charts."""

from analysis.publish.forms.making import (
    annex,
    files_of,
    is_printed,
    made,
    over_budget,
    pictures_of,
    profile,
    sheets,
)
from analysis.publish.forms.pictures import pngs

__all__ = [
    "annex",
    "files_of",
    "is_printed",
    "made",
    "over_budget",
    "pictures_of",
    "pngs",
    "profile",
    "sheets",
]
