"""Hide and check cells of any system of sums: linked tables, overlapping hierarchies, three ways and more.

Nothing here knows a table. A cell is a row of a matrix over parts, the whole-number counts from which every
cell is summed. A cell is protected in a direction when a move, a whole-number change of the parts that every
shown cell and every known least value allows, changes it by exactly the width in that direction.

Where two sets of cells are equally good, the order of rows and columns decides: the caller gives cells
and parts in an order of their own that does not depend on the order of the data.
"""

from analysis.disclosure.hiding import protect
from analysis.disclosure.proofs import unprotected
from analysis.disclosure.ranges import bounds
from analysis.disclosure.sums import Protection, System, Unsolvable

__all__ = ["Protection", "System", "Unsolvable", "bounds", "protect", "unprotected"]
