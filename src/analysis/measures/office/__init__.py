"""Registers of what was asked, claimed and evidenced; page one; the page of one place."""

from analysis.measures.office.agreement import *
from analysis.measures.office.commitments import *
from analysis.measures.office.gaps import *
from analysis.measures.office.page_one import *
from analysis.measures.office.profile import *
from analysis.measures.office.register import *
