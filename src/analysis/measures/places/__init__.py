"""Where a group lives, and who can get to what."""

from analysis.measures.places.access import *
from analysis.measures.places.location import *
