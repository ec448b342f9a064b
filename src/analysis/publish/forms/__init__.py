"""What an edition is besides its web pages: a Word document, a PDF, a workbook and a pack of charts."""

from analysis.publish.forms.annex import ANNEX_NAMES, annex
from analysis.publish.forms.making import NAMES, made, pictures_of
from analysis.publish.forms.pictures import CHARTS, pngs
from analysis.publish.forms.profile import PROFILE_NAMES, profile

__all__ = [
    "ANNEX_NAMES",
    "CHARTS",
    "NAMES",
    "PROFILE_NAMES",
    "annex",
    "made",
    "pictures_of",
    "pngs",
    "profile",
]
