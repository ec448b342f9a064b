"""What an edition is besides its web pages: a Word document, a PDF, a workbook and a pack of charts."""

from analysis.publish.forms.making import NAMES, made, pictures_of
from analysis.publish.forms.pictures import CHARTS, pngs
from analysis.publish.forms.profile import PROFILE_NAMES, profile

__all__ = ["CHARTS", "NAMES", "PROFILE_NAMES", "made", "pictures_of", "pngs", "profile"]
