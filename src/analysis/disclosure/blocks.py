"""Steps of a few parts at once, where parts are distinguished only by short sums that overlap.

What it does: years that overlap by three quarters are such sums. No quarter can move alone once its years
are shown, but one can rise as another falls. A block is all quarters of one combination of labels. The
small changes within a block that alter as few sums as possible are few, and the same for all blocks of one
shape: they are worked out once and taken as the steps of which moves are made.

Why that is right: each step is a change of parts, so that a move of steps is an ordinary move. Steps keep
the short sums that are shown, and every move is checked as all others are. Where blocks find no move,
`search` looks for one of single parts: blocks can make it quicker to protect a cell, never declare one
protected.

Without it: every move is a programme over all quarters, which takes seconds. Of four editions of a table of
1,287 cells the second was solved in 7 s with blocks, and was not after 200 s without. Where little is
linked they cost a little: three editions of the invented county's victims take 8 s with 28 counts hidden in
the last, and without blocks 6 s with 27.
"""

from itertools import combinations, product

import numpy as np
from scipy.cluster.hierarchy import DisjointSet
from scipy.sparse import csc_array, csr_array, vstack

from analysis.disclosure.system import Room, distinct

# Parts of a block, and parts that change at once in a step, by the size of the block.
LARGEST = 16
NO_END = np.int64(1) << 40
AT_ONCE = ((10, 4), (12, 3), (LARGEST, 2))
# Sums that hang together, from which number on it pays to search them apart from others.
WORTH_APART = 300


def in_blocks(
    left: Room, matrix: csr_array, cells: np.ndarray, lows: np.ndarray, priced: np.ndarray
) -> Room | None:
    """Return the room `left` with steps of whole blocks, or None where blocks are of one part only.

    `cells` are the rows of `matrix` that may change, with their lowest changes and which of them are priced.
    Moves of these steps keep every sum that must stay, but several together can ask too much of a part: each
    move has to be checked. Steps that join what can be searched separately are costly.
    """
    open_rows = csr_array(matrix[cells] @ left.steps)
    labels = _blocks(matrix, left.steps)
    order = np.argsort(labels, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
    if len(groups) == len(labels) or not len(labels):
        return None
    every = csr_array(vstack([left.equal, open_rows]))
    fixed = left.equal.shape[0]
    inner = _of_one_block(every, labels)
    # Sums that are longer than a block are kept by the programme, not by each step.
    below = np.full(every.shape[0], NO_END)
    below[fixed:][inner[fixed:]] = -lows[inner[fixed:]]
    kept = inner & (np.arange(len(inner)) < fixed)
    by_part, shapes, steps = csc_array(every), {}, []
    for group in groups:
        steps += _steps_of(group, by_part, kept, -left.low[group], shapes)
    if not steps:
        return None
    parts, changes, dear = zip(*steps, strict=True)
    columns = np.repeat(np.arange(len(steps)), [len(one) for one in parts])
    places = np.concatenate(parts), columns
    made = csr_array((np.concatenate(changes), places), shape=(len(labels), len(steps)))
    low, high = _ends(made, -left.low, csr_array(every @ made), below)
    useful = np.flatnonzero((low < 0) | (high > 0))
    made, low, high, dear = made[:, useful], low[useful], high[useful].astype(float), np.array(dear)[useful]
    found = Room(csr_array(left.steps @ made), low, high, distinct(left.equal @ made), dear)
    held = np.concatenate([np.ones(fixed, dtype=bool), found.bind(matrix[cells], lows) | priced])
    cheap = np.flatnonzero(~dear)
    dear[cheap] = _joins(csc_array(every @ made[:, cheap]), held)
    return found


def _ends(made, room, effect, below):
    """Return how often each step can be taken back and taken until a part or hidden cell is at its least."""
    ends = []
    for sign in (-1, 1):
        end = np.full(made.shape[1], NO_END)
        for rows, left in ((made.tocoo(), room), (effect.tocoo(), below)):
            falling = sign * rows.data < 0
            least = left[rows.row[falling]] // np.abs(rows.data[falling])
            np.minimum.at(end, rows.col[falling], least)
        ends.append(end)
    return -ends[0], ends[1]


def _joins(effect, held):
    """Tell which steps (columns of `effect`) join large parts that steps that alter fewer sums leave apart.

    Sums that are not `held` join nothing: no move has to look at them.
    """
    sizes, joins = np.diff(effect.indptr), np.zeros(effect.shape[1], dtype=bool)
    met = DisjointSet()
    for size in np.unique(sizes):
        # Each large part by a sum of it, which stays in whatever the part grows to.
        apart = [next(iter(part)) for part in met.subsets() if len(part) >= WORTH_APART]
        within = {met[one]: one for one in apart}
        for column in np.flatnonzero(sizes == size).tolist():
            rows = effect.indices[effect.indptr[column] : effect.indptr[column + 1]]
            rows = rows[held[rows]].tolist()
            for row in rows:
                met.add(row)
            large = {within[met[row]] for row in rows if met[row] in within}
            if len(large) > 1:
                joins[column] = True
                continue
            for row in rows[1:]:
                met.merge(rows[0], row)
            within.update({met[one]: one for one in large})
    return joins


def _blocks(matrix, steps):
    """Return the block of each part: parts of one short sum are in one, unless a cell is that part alone."""
    sizes = np.diff(matrix.indptr)
    rows = csr_array(matrix @ steps)
    alone = np.zeros(matrix.shape[1], dtype=bool)
    alone[matrix[np.flatnonzero(sizes == 1)].indices] = True
    alone = steps.T @ alone.astype(np.int64) > 0
    label = np.arange(steps.shape[1])
    if alone.all():
        return label
    members = {part: [part] for part in label.tolist()}
    for row in np.argsort(sizes, kind="stable"):
        if sizes[row] > LARGEST:
            break
        parts = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
        joined = np.unique(label[parts[~alone[parts]]]).tolist()
        if len(joined) > 1 and sum(len(members[one]) for one in joined) <= LARGEST:
            for one in joined[1:]:
                label[members[one]] = joined[0]
                members[joined[0]] += members.pop(one)
    return label


def _of_one_block(rows, labels):
    """Tell which rows have parts of one block only."""
    label = labels[rows.indices].astype(float)
    least, most = (np.full(rows.shape[0], end) for end in (np.inf, -np.inf))
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    np.minimum.at(least, row, label)
    np.maximum.at(most, row, label)
    return least == most


def _steps_of(group, by_part, kept, room, shapes):
    """Return the steps (parts, change, dear) of a block that alter the fewest sums, the roomiest of each."""
    spans = [slice(by_part.indptr[part], by_part.indptr[part + 1]) for part in group.tolist()]
    touched = np.concatenate([by_part.indices[span] for span in spans])
    rows, place = np.unique(touched, return_inverse=True)
    sums = np.zeros((len(rows), len(group)), dtype=np.int64)
    sums[place, np.repeat(np.arange(len(group)), [span.stop - span.start for span in spans])] = (
        np.concatenate([by_part.data[span] for span in spans])
    )
    own, sums = np.unique(sums[kept[rows]], axis=0), np.unique(sums, axis=0)
    key = (len(group), own.tobytes(), sums.tobytes())
    if key not in shapes:
        shapes[key] = _Changes(len(group), own, sums)
    changes, dear = shapes[key].chosen(room)
    return [
        (group[np.flatnonzero(one)], one[one != 0], is_dear)
        for one, is_dear in zip(changes, dear, strict=True)
    ]


class _Changes:
    """The small changes that blocks of one shape allow, by the sums that they alter."""

    def __init__(self, size, kept, sums):
        at_once = next(number for largest, number in AT_ONCE if size <= largest)
        changes = np.array(
            [
                _placed(size, places, signs)
                for number in range(1, at_once + 1)
                for places in combinations(range(size), number)
                for signs in product((1, -1), repeat=number)
            ]
        )
        changes = changes[(changes @ kept.T == 0).all(axis=1)]
        effects = changes @ sums.T
        useful = effects.any(axis=1) & (np.abs(effects) < 2).all(axis=1)
        self._changes = changes[useful]
        effects, self._effect = np.unique(effects[useful], axis=0, return_inverse=True)
        self._effect, self._number = self._effect.ravel(), len(effects)
        # Two effects make up a third when they are nowhere contrary and their sum is the third.
        number = {effect.tobytes(): place for place, effect in enumerate(effects)}
        agree = effects @ effects.T == np.abs(effects).sum(axis=1)[:, None]
        halves = [
            (one, number.get((effects[whole] - effects[one]).tobytes(), len(effects)), whole)
            for one, whole in zip(*np.nonzero(agree), strict=True)
            if one != whole
        ]
        self._halves = np.array(halves, dtype=np.int64).reshape(-1, 3)
        self._joins = np.zeros(self._number + 1, dtype=bool)
        self._joins[self._halves[:, 2]] = True

    def chosen(self, room: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the changes that have room and that no two others make up, the roomiest of each effect.

        And which of them two others would make up, had they room: without them more can be searched apart.
        """
        left = np.where(self._changes < 0, room + self._changes, NO_END).min(axis=1, initial=NO_END)
        fits = np.flatnonzero(left >= 0)
        present, made_up = np.zeros((2, self._number + 1), dtype=bool)
        present[self._effect[fits]] = True
        one, other, whole = self._halves.T
        made_up[whole[present[one] & present[other]]] = True
        fits = fits[~made_up[self._effect[fits]]]
        fits = fits[np.lexsort((fits, -left[fits]))]
        fits = fits[np.unique(self._effect[fits], return_index=True)[1]]
        found = self._changes[fits]
        first = found[np.arange(len(found)), (found != 0).argmax(axis=1)]
        found, first = np.unique(found * first[:, None], axis=0, return_index=True)
        return found, self._joins[self._effect[fits[first]]]


def _placed(size, places, signs):
    change = np.zeros(size, dtype=np.int64)
    change[list(places)] = signs
    return change
