"""The rounded linear relations that an edition states: a share, a rate, a sentence that says how many."""

from dataclasses import dataclass

import numpy as np

from analysis.disclosure import document as documents_file
from analysis.errors import InputError


@dataclass(frozen=True, eq=False)
class Relation:
    """A weighted sum of parts that lies from `lower` to `upper`, and `what` says so."""

    what: str
    parts: np.ndarray
    weights: np.ndarray
    lower: float
    upper: float


def stated(documents, parts_of):
    """Return the `Relation`s that documents state.

    `parts_of` maps (tabulation, period, labels) to the parts of the cell. Raises InputError for a relation of
    a cell that no edition prints.
    """
    return [
        _relation(relation, parts_of, document, f"edition {document['edition']}")
        for document in documents
        for relation in document.get("relations", [])
    ]


def _relation(relation, parts_of, document, where):
    parts, weights = [np.empty(0, dtype=np.int64)], [np.empty(0)]
    for tabulation, period, labels, coefficient in relation["terms"]:
        name = (tabulation, documents_file.period_of(document, tabulation, period), tuple(labels))
        if name not in parts_of:
            raise InputError(
                f"{where}: a relation ({relation['what']}) names the cell {tabulation}, {period}, "
                f"{' · '.join(labels)}, which no edition prints."
            )
        parts.append(parts_of[name])
        weights.append(np.full(len(parts[-1]), float(coefficient)))
    lower, upper = relation.get("lower"), relation.get("upper")
    return Relation(
        what=relation["what"],
        parts=np.concatenate(parts),
        weights=np.concatenate(weights),
        lower=-np.inf if lower is None else float(lower),
        upper=np.inf if upper is None else float(upper),
    )
