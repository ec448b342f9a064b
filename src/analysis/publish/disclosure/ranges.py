"""How far each hidden cell can range for somebody outside, who has no true counts to start from."""

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from analysis.publish.disclosure.sums import Unsolvable


def bounds(system, values, *, floors, cells=None, relations=None):
    """Return the least and greatest whole number that each hidden cell can be for somebody outside.

    Columns: `cell`, `lower`, `upper` and `exact`, whether both are attained by whole-number worlds.
    Raises `Unsolvable` when no whole-number world fits.
    """
    values = np.asarray(values, dtype=float)
    matrix = csr_array(system.matrix, dtype=float)
    hidden = np.isnan(values)
    blocks = [LinearConstraint(matrix, np.where(hidden, floors, values), np.where(hidden, np.inf, values))]
    if system.links is not None and system.links.shape[0]:
        blocks.append(LinearConstraint(csr_array(system.links, dtype=float), 0, 0))
    if relations is not None:
        blocks.append(LinearConstraint(*relations))
    rows = []
    for cell in np.flatnonzero(hidden) if cells is None else np.asarray(cells):
        ends = []
        for sign in (1, -1):
            objective = sign * matrix[[cell]].toarray()[0]
            result = milp(objective, integrality=1, bounds=Bounds(0, np.inf), constraints=blocks)
            if result.status == 2:
                raise Unsolvable("No whole-number counts fit what was published.")
            ends.append(np.inf if result.x is None else np.rint(sign * result.fun))
        rows.append((int(cell), ends[0], ends[1], True))
    return pd.DataFrame(rows, columns=["cell", "lower", "upper", "exact"])
