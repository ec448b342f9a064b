"""Solutions of sparse homogeneous equations over a finite field: which sums can change at all.

Over the whole numbers, elimination would make numbers of hundreds of digits; modulo a prime they stay small.
A sum that is not 0 on a random solution is not a combination of the equations. One that is 0 on two random
solutions, modulo either of two primes, is taken for one: by chance that happens once in 10^13.
"""

import numpy as np
from scipy.sparse import csr_array

# Below 2^22, so that a sum of a panel's products of two residues is exact in a double.
PRIMES = (4_194_301, 4_194_287)
SAMPLES = 2
PANEL = 64


def solutions(equations, prime, samples=SAMPLES):
    """Return random solutions of `equations` @ v = 0 modulo `prime`, one a column, the same every time."""
    rest = _balanced(csr_array(equations, dtype=np.int64), prime)
    rest = rest[np.flatnonzero(np.diff(rest.indptr))]
    alive = np.arange(rest.shape[1])
    steps = []
    while rest.shape[0]:
        rows, columns = _independent_pivots(rest)
        if len(rows) < max(8, rest.shape[0] // 20):
            break
        pivots = rest[rows]
        pivot = np.asarray(pivots[np.arange(len(rows)), columns]).ravel()
        keep = np.ones(rest.shape[1], dtype=bool)
        keep[columns] = False
        scaled = _balanced(_scaled(pivots[:, np.flatnonzero(keep)], inverse(pivot, prime)), prime)
        steps.append((alive[columns], alive[keep], scaled))
        others = np.ones(rest.shape[0], dtype=bool)
        others[rows] = False
        below = rest[np.flatnonzero(others)]
        rest = below[:, np.flatnonzero(keep)] - _balanced(below[:, columns], prime) @ scaled
        rest = _balanced(csr_array(rest), prime)
        rest = rest[np.flatnonzero(np.diff(rest.indptr))]
        alive = alive[keep]
    values = np.zeros((equations.shape[1], samples), dtype=np.int64)
    values[alive] = _dense_solutions(rest.toarray(), prime, samples)
    for columns, others, scaled in reversed(steps):
        values[columns] = -(scaled @ values[others]) % prime
    return values


def _balanced(matrix, prime):
    """Return a sparse matrix with its residues between -prime / 2 and prime / 2, zeros left out."""
    matrix = csr_array(matrix)
    matrix.data %= prime
    matrix.data[matrix.data > prime // 2] -= prime
    matrix.eliminate_zeros()
    return matrix


def _scaled(matrix, factors):
    matrix = csr_array(matrix)
    matrix.data = matrix.data * np.repeat(factors, np.diff(matrix.indptr))
    return matrix


def inverse(values, prime):
    """Return the inverses of residues, by Fermat's little theorem."""
    base, result, power = np.asarray(values, dtype=np.int64) % prime, np.ones_like(values), prime - 2
    while power:
        if power & 1:
            result = result * base % prime
        base = base * base % prime
        power >>= 1
    return result


def _independent_pivots(matrix):
    """Return rows and columns of pivots of which no one's row holds another's column, the sparsest first."""
    weight = np.bincount(matrix.indices, minlength=matrix.shape[1])
    sizes = np.diff(matrix.indptr)
    lightest = np.minimum.reduceat(weight[matrix.indices], matrix.indptr[:-1])
    order = np.lexsort((np.arange(len(sizes)), (sizes - 1) * (lightest - 1)))
    is_pivot = np.zeros(matrix.shape[1], dtype=bool)
    is_used = np.zeros(matrix.shape[1], dtype=bool)
    rows, columns = [], []
    for row in order.tolist():
        span = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        if is_pivot[span].any():
            continue
        fresh = span[~is_used[span]]
        if not len(fresh):
            continue
        column = fresh[np.argmin(weight[fresh])]
        is_pivot[column] = True
        is_used[span] = True
        rows.append(row)
        columns.append(column)
    return np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64)


def _dense_solutions(matrix, prime, samples):
    """Return random solutions of a small dense system, eliminated a panel of columns at a time."""
    height, width = matrix.shape
    work = (matrix % prime).astype(float)
    pivots, top = [], 0
    for first in range(0, width, PANEL):
        if top == height:
            break
        rows = work[top:]
        order, found = _panel_pivots(rows[:, first : first + PANEL], prime)
        if not found:
            continue
        rows, columns = rows[order], first + np.array(found)
        head, tail = rows[: len(found)], rows[len(found) :]
        head = _dense_inverse(head[:, columns], prime) @ head % prime
        work[top:] = np.vstack([head, (tail - tail[:, columns] @ head) % prime])
        pivots += [(top + place, column) for place, column in enumerate(columns)]
        top += len(found)
    values = np.random.default_rng(prime).integers(1, prime, size=(width, samples))
    values[[column for _, column in pivots]] = 0
    for row, column in reversed(pivots):
        values[column] = -(work[row].astype(np.int64) @ values) % prime
    return values


def _panel_pivots(panel, prime):
    """Return an order of rows and the columns of a panel such that the first rows have pivots there."""
    panel, order, found = panel.copy(), np.arange(len(panel)), []
    for column in range(panel.shape[1]):
        here = len(found)
        nonzero = np.flatnonzero(panel[here:, column])
        if not len(nonzero):
            continue
        swap, back = [here, here + nonzero[0]], [here + nonzero[0], here]
        panel[swap], order[swap] = panel[back], order[back]
        panel[here] = panel[here] * inverse(panel[here, [column]].astype(np.int64), prime) % prime
        multiple = panel[here + 1 :, column]
        panel[here + 1 :] = (panel[here + 1 :] - np.outer(multiple, panel[here])) % prime
        found.append(column)
    return order, found


def _dense_inverse(block, prime):
    size = len(block)
    work = np.hstack([block, np.eye(size)])
    for column in range(size):
        row = column + np.flatnonzero(work[column:, column])[0]
        work[[column, row]] = work[[row, column]]
        work[column] = work[column] * inverse(work[column, [column]].astype(np.int64), prime) % prime
        multiple = work[:, column].copy()
        multiple[column] = 0
        work = (work - np.outer(multiple, work[column])) % prime
    return work[:, size:]
