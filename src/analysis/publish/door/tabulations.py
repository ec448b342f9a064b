"""A tabulation of local sources as the door knows it: its solved cells, and the strictest of its policies."""

from dataclasses import dataclass
from itertools import product

from analysis.disclosure import document as documents
from analysis.disclosure import policy as policies
from analysis.disclosure.release import TOTAL, level_of
from analysis.errors import InputError, nearest
from analysis.publish.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

STATE_OF = {documents.HIDDEN: SUPPRESSED, documents.NOT_AVAILABLE: NOT_AVAILABLE}


@dataclass(frozen=True, eq=False)
class Tabulation:
    """What an edition shows of one tabulation: `cells` maps (period, labels) to a number or a marker."""

    name: str
    area: str
    source: str
    supplier: str
    unit: str
    by: tuple
    policy: policies.Policy
    periods: tuple
    cells: dict
    reason: str = ""

    @property
    def keys(self):
        """Return the columns by which a row is matched with its cell."""
        return ("period", *self.by)

    def state(self, key):
        """Return what state the cell at (period, labels) is in."""
        return STATE_OF.get(self.cells[key], SHOWN)

    def shown(self, key):
        """Return the number at (period, labels), None where it is no cell or is not shown."""
        found = self.cells.get(key)
        return None if isinstance(found, str) else found

    def labels(self, position):
        """Return the labels of a column of `keys` in the order of the document."""
        if position == 0:
            return self.periods
        return tuple(dict.fromkeys(labels[position - 1] for _, labels in self.cells))


def solved(document, name, current=None):
    """Return the Tabulation `name` of an edition's document.

    `current` are the policies in force now, by name: the stricter of them and the document's holds.
    Raises InputError for a name that the document has not, a cell below the policy's threshold that is
    shown all the same, and an area that is finer than the policy's floor.
    """
    documents.tables(document)
    held = document["tabulations"]
    if name not in held:
        raise InputError(
            f'The tabulation "{name}" is not listed in data/release.toml, or this edition was solved '
            f"without it, so it may not be published. {nearest(name, held)} Add an entry there that says by "
            "what, for which periods and under which policy, and build the edition again."
        )
    entry = held[name]
    rules = {key: policies.from_dict(one, "The edition") for key, one in document["policies"].items()}
    names = [key for key in (entry["policy"], entry["source"]) if key in rules]
    # A rule of two is a rule: a table of victims of domestic abuse is a table of victims too.
    policy = policies.strictest(
        [rules[key] for key in names] + [current[key] for key in names if key in (current or {})]
    )
    made = Tabulation(
        name=name,
        area=document["area"],
        source=entry["source"],
        supplier=entry.get("supplier", document.get("supplier", "")),
        unit=entry["unit"],
        by=tuple(entry["by"]),
        policy=policy,
        periods=tuple(entry["periods"]),
        cells={(period, tuple(labels)): value for period, labels, value in entry["cells"]},
        reason=entry.get("reason", ""),
    )
    for column in (*made.by, *entry.get("where", {})):
        refuse_finer(
            level_of(entry["source"], column), f'The tabulation "{name}" is by "{column}", which', policy
        )
    _refuse_small(made)
    return made


def refuse_finer(level, what, policy):
    """Refuse an area level (None for one that no policy knows) below the floor of `policy`, naming it."""
    known = policies.LEVELS
    if level not in known or known.index(level) > known.index(policy.floor):
        raise InputError(
            f'{what} is finer than {policy.floor}, the floor of the policy "{policy.name}": its figures are '
            f"published by {policy.floor} and above."
        )


def _refuse_small(tabulation):
    below = tabulation.policy.hide_below
    for (period, _), value in tabulation.cells.items():
        if not isinstance(value, str) and 0 < value < below:
            raise InputError(
                f'The tabulation "{tabulation.name}", {period}, was solved under a looser policy than the '
                f"one in force, which hides 1 to {below - 1}. Build the edition again."
            )


def margins(key):
    """Return the margins that the cell at (period, labels) is a part of, the nearest first."""
    period, labels = key
    wider = [
        tuple(TOTAL if summed else label for label, summed in zip(labels, which, strict=True))
        for which in product((False, True), repeat=len(labels))
    ]
    return [(period, one) for one in dict.fromkeys(wider) if one != labels]
