"""What official documents ask and promise, what is known to be missing, and the measures that answer.

The registers lie in data/reference: entries whole, days that are days, measures that exist.
"""

from analysis.tables.registers.commitments import commitments
from analysis.tables.registers.duties import duties
from analysis.tables.registers.measure_index import measure_index
from analysis.tables.registers.policy_timeline import policy_timeline
from analysis.tables.registers.promises import promises
from analysis.tables.registers.recommendations import recommendations
from analysis.tables.registers.source_states import source_states
from analysis.tables.registers.standing_gaps import standing_gaps
from analysis.tables.registers.terms_of_reference import terms_of_reference
from analysis.tables.registers.this_area import this_area

__all__ = [
    "commitments",
    "duties",
    "measure_index",
    "policy_timeline",
    "promises",
    "recommendations",
    "source_states",
    "standing_gaps",
    "terms_of_reference",
    "this_area",
]
