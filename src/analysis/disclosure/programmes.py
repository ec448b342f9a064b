"""Linear and whole-number programmes for HiGHS, silent and the same every time."""

import highspy
import numpy as np
from scipy.sparse import csc_array

NEAR = 1e-6
# Nodes of the search for whole numbers: most need only the first.
NODES = 200
# One thread, one seed, no limit in seconds: the same input gives the same result.
OPTIONS = {"output_flag": False, "parallel": "off", "threads": 1, "random_seed": 0}


class Quiet(highspy.Highs):
    """HiGHS without callbacks: setting them up prints its name before it can be told to be silent."""

    def __init__(self):
        super(highspy.Highs, self).__init__()


def loaded(matrix, cost, columns, rows, *, whole=False, **options):
    """Return a HiGHS model; `columns` and `rows` are their (lowest, highest) values."""
    matrix = csc_array(matrix)
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = matrix.shape
    programme.col_cost_ = np.asarray(cost, dtype=float)
    programme.col_lower_, programme.col_upper_ = (np.asarray(one, dtype=float) for one in columns)
    programme.row_lower_, programme.row_upper_ = (np.asarray(one, dtype=float) for one in rows)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    programme.a_matrix_.index_ = matrix.indices.astype(np.int32)
    programme.a_matrix_.value_ = matrix.data.astype(float)
    if whole:
        programme.integrality_ = [highspy.HighsVarType.kInteger] * matrix.shape[1]
    model = Quiet()
    for name, value in {**OPTIONS, **options}.items():
        model.setOptionValue(name, value)
    model.passModel(programme)
    return model


def solution(model):
    """Solve; return the values of the columns, or None where there is no proved optimum."""
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(model.getSolution().col_value)


def whole_solution(model):
    """Solve; return whole values of the columns, the best that were found, or None."""
    model.run()
    if model.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return np.rint(np.array(model.getSolution().col_value))
