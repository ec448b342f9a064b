"""Who is harmed, who is missing from the figures, who is reached, and what they say."""

from analysis.measures.victims.agreement import *
from analysis.measures.victims.completeness import *
from analysis.measures.victims.needs import *
from analysis.measures.victims.recorded import *
from analysis.measures.victims.repeats import *
from analysis.measures.victims.representation import *
from analysis.measures.victims.returns import *
from analysis.measures.victims.stages import *
from analysis.measures.victims.unmet import *
