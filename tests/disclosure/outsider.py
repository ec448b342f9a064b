"""Somebody who reads the documents of several editions and works out what was hidden, by their own method.

The unknowns are the counts of every combination of every field of every published table, quarter by quarter:
far too many for a real release, and the plainest possible statement of what is known for small ones. Shares
no code with the project.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

TOTAL = "Total"
HIDDEN, MISSING = "[c]", "[x]"
OTHERS = "(all others)"
ENDLESS = 10_000


@dataclass(frozen=True)
class Narrow:
    """A cell, the range that is left of it, and why that is too little."""

    cell: tuple
    lower: int
    upper: int
    what: str


class Outsider:
    """All that documents of one source say, as sums of joint counts."""

    def __init__(self, documents, source="victims"):
        self.tables, self.first = {}, {}
        self.order = {document["edition"]: number for number, document in enumerate(documents)}
        for document in documents:
            for name, table in document["tabulations"].items():
                if table["source"] == source:
                    self.tables.setdefault(name, []).append((document, table))
        self._domains()
        self._atoms()
        self.known, self.least, self.policies, self.listed = {}, {}, {}, set()
        self.contradictions, self.worlds, self.ties = [], [], []
        for name, editions in self.tables.items():
            for document, table in editions:
                self.policies[name] = document["policies"][table["policy"]]
                for period, labels, value in table["cells"]:
                    self._take(name, period, tuple(labels), value)
                self._take_unlisted(name, table)
        self._matrix()

    def _domains(self):
        listed, filtered = {}, {}
        for editions in self.tables.values():
            for _, table in editions:
                for field, value in table.get("where", {}).items():
                    filtered.setdefault(field, set()).add(value)
                for at, field in enumerate(table["by"]):
                    listed.setdefault(field, set()).update(labels[at] for _, labels, _ in table["cells"])
        self.fields = sorted({*listed, *filtered})
        self.domain = {}
        for field in self.fields:
            values = (listed.get(field, set()) | filtered.get(field, set())) - {TOTAL}
            if field in filtered:
                values.add(OTHERS)
            self.domain[field] = sorted(values)

    def _atoms(self):
        periods = sorted(
            {
                tuple(sorted(quarters))
                for editions in self.tables.values()
                for _, table in editions
                for quarters in table["periods"].values()
            }
        )
        signature = {}
        for quarter in sorted({quarter for each in periods for quarter in each}):
            signature.setdefault(self._told_apart(quarter, periods), []).append(quarter)
        self.atoms = list(signature.values())
        self.periods = {}
        for name, editions in self.tables.items():
            for _, table in editions:
                for period, quarters in table["periods"].items():
                    self.periods[name, period] = [
                        at for at, atom in enumerate(self.atoms) if set(atom) <= set(quarters)
                    ]

    @staticmethod
    def _told_apart(quarter, periods):
        """Return what tells a quarter from others: in which periods it is."""
        return tuple(quarter in each for each in periods)

    def _take(self, name, period, labels, value):
        key = (name, period, labels)
        if value == MISSING:
            return
        self.listed.add(key)
        if value == HIDDEN:
            self.least[key] = self._marker(name)
        else:
            low, high = self._meant(name, value)
            before = self.known.get(key, (0, np.inf))
            self.known[key] = max(low, before[0]), min(high, before[1])
            if self.known[key][0] > self.known[key][1]:
                self.contradictions.append(key)

    def _meant(self, name, value):
        """Return the least and greatest count that a figure stands for: rounded ones are never small."""
        step, smallest = self.policies[name]["rounding"], self.policies[name]["hide_below"]
        if step == 1 or value == 0:
            return value, value
        below = step // 2
        return max(value - below, smallest), value + (step - 1 - below)

    def _marker(self, name):
        """Return the least count that a marker stands for."""
        return int(self.policies[name]["show_zeros"] and self.policies[name]["criterion"] == "informed")

    def _take_unlisted(self, name, table):
        """A table lists every label that has a count: what it does not list is zero in its periods."""
        listed = {(period, tuple(labels)) for period, labels, _ in table["cells"]}
        missing = {period for period, _, value in table["cells"] if value == MISSING}
        for period in table["periods"]:
            if period in missing:
                continue
            for labels in product(*(self.domain[field] for field in table["by"])):
                if (period, labels) not in listed:
                    self.known.setdefault((name, period, labels), (0, 0))

    def _matrix(self):
        joint = list(product(*(self.domain[field] for field in self.fields)))
        self.joint = np.array(joint, dtype=object).reshape(len(joint), len(self.fields))
        self.size = len(joint)
        self.keys = [*self.known, *(key for key in self.least if key not in self.known)]
        self.row = {key: number for number, key in enumerate(self.keys)}
        self.sums = [self.parts(*key) for key in self.keys]
        self.first = {}
        for name, editions in self.tables.items():
            for document, table in editions:
                number = self.order[document["edition"]]
                for period, labels, value in table["cells"]:
                    if value != MISSING:
                        same = frozenset(self.parts(name, period, tuple(labels)))
                        self.first.setdefault(same, {}).setdefault(number, set()).add(name)
        rows = [row for row, parts in enumerate(self.sums) for _ in parts]
        columns = [part for parts in self.sums for part in parts]
        shape = (len(self.keys), self.size * len(self.atoms))
        self.matrix = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)

    def parts(self, name, period, labels, atoms=None, where=None):
        """Return the joint counts that a cell of a tabulation is the sum of."""
        _, table = self.tables[name][-1]
        chosen = np.ones(self.size, dtype=bool)
        for field, label in zip(table["by"], labels, strict=True):
            if label != TOTAL:
                chosen &= self.joint[:, self.fields.index(field)] == label
        for field, value in (table.get("where", {}) if where is None else where).items():
            chosen &= self.joint[:, self.fields.index(field)] == value
        places = np.flatnonzero(chosen)
        atoms = self.periods[name, period] if atoms is None else atoms
        return [int(atom * self.size + place) for atom in atoms for place in places]

    def limits(self, blanked=False):
        """Return the least and greatest value of every cell; `blanked`: as if all but zeros were hidden."""
        low, high = np.zeros(len(self.keys)), np.full(len(self.keys), np.inf)
        for key, number in self.row.items():
            if key in self.known and (not blanked or self.known[key] == (0, 0)):
                low[number], high[number] = self.known[key]
            elif key in self.known:
                low[number] = self._marker(key[0])
            else:
                low[number] = self.least[key]
        return low, high

    def possible(self, parts, value=None, sign=None, blanked=False):
        """Return a world (the joint counts) in which a sum of parts has a value, or is least or greatest.

        `blanked`: as if every figure but zeros were hidden.
        """
        low, high = self.limits(blanked)
        chosen = np.zeros(self.matrix.shape[1])
        chosen[parts] = 1
        constraints = [LinearConstraint(self.matrix, low, high)] if len(self.keys) else []
        constraints += [] if blanked else self.ties
        if value is not None:
            if value < 0:
                return None
            constraints.append(LinearConstraint(chosen, value, value))
        target = chosen * sign if sign else np.zeros(len(chosen))
        found = milp(target, integrality=1, bounds=Bounds(0, ENDLESS), constraints=constraints)
        if found.status == 2:
            return None
        assert found.status == 0, found.message
        world = np.rint(found.x)
        made = self.matrix @ world
        assert (made >= low).all() and (made <= high).all()
        if not blanked:
            self.worlds.append(world)
        return world

    def seen(self, parts):
        """Return the values that a sum of parts has in the worlds found so far."""
        return {int(world[parts].sum()) for world in self.worlds}

    def range_of(self, parts, blanked=False):
        """Return the least and the greatest value of a sum of parts, or None where no world fits at all."""
        ends = []
        for sign in (1, -1):
            world = self.possible(parts, sign=sign, blanked=blanked)
            if world is None:
                return None
            ends.append(int(world[parts].sum()))
        return tuple(ends)

    def floor_of(self, parts):
        """Return the least value of a sum of parts by zeros and markers alone, whatever else is hidden."""
        return self.range_of(parts, blanked=True)[0]

    def rules_of(self, key, parts):
        """Return the strictest rules under which a cell was first printed: a sum may have many names."""
        editions = self.first.get(frozenset(parts), {})
        names = editions[min(editions)] if editions else {key[0]}
        rules = [self.policies[name] for name in names]
        return {
            "hide_below": max(each["hide_below"] for each in rules),
            "protection_width": max(each["protection_width"] for each in rules),
            "show_zeros": all(each["show_zeros"] for each in rules),
        }

    def hidden(self):
        """Return the printed cells that are hidden."""
        return [key for key in self.least if key not in self.known]

    def single_quarters(self):
        """Return what the periods of a tabulation distinguish and no document prints: {cell: parts}.

        Quarters that are in the same of its periods are taken together; a cell is named by their atoms.
        """
        found = {}
        for name, editions in self.tables.items():
            available = {key[1] for key in (*self.known, *self.least) if key[0] == name}
            periods = [frozenset(self.periods[name, period]) for period in sorted(available)]
            together = {}
            for atom in sorted(frozenset().union(*periods)):
                together.setdefault(tuple(atom in period for period in periods), []).append(atom)
            labels = sorted({tuple(each) for _, one in editions for _, each, _ in one["cells"]})
            for atoms in together.values():
                if frozenset(atoms) not in periods:
                    for each in labels:
                        found[name, tuple(atoms), each] = self.parts(name, None, each, atoms=atoms)
        return found

    def complements(self):
        """Return what is left of a printed cell once a filtered one is taken away: {cell: parts}."""
        found = {}
        for name, editions in self.tables.items():
            _, table = editions[-1]
            if not table.get("where"):
                continue
            for owner, period in self.periods:
                if owner != name:
                    continue
                for labels in sorted({tuple(each) for _, one in editions for _, each, _ in one["cells"]}):
                    whole = self.parts(name, period, labels, where={})
                    if frozenset(whole) not in self.first:
                        continue
                    parts = sorted(set(whole) - set(self.parts(name, period, labels)))
                    found[name, f"{period}, all but {table['where']}", labels] = parts
        return found

    def untold(self):
        """Return the cells that no document prints and that differences of what they print may tell."""
        found = self.single_quarters() | self.complements()
        return {key: parts for key, parts in found.items() if not self._is_sum(frozenset(parts))}

    def _is_sum(self, parts):
        """Tell whether a sum of parts consists of printed cells, each of which is protected for itself."""
        empty = {
            part
            for key, sum_ in zip(self.keys, self.sums, strict=True)
            if key not in self.listed
            for part in sum_
        }
        parts -= empty
        inside = [printed - empty for printed in self.first if printed - empty and printed - empty <= parts]
        tried = set()

        def covered(left):
            if not left:
                return True
            if left in tried:
                return False
            tried.add(left)
            first = min(left)
            return any(covered(left - one) for one in inside if first in one and one <= left)

        return covered(parts)

    def narrowed(self, virtual=False):
        """Return the cells narrowed beyond the policy, by the rule for somebody who lacks the truth."""
        asked = {key: self.parts(*key) for key in self.hidden()} | (self.untold() if virtual else {})
        found = []
        for key, parts in asked.items():
            policy = self.rules_of(key, parts)
            width = policy["protection_width"]
            seen = self.seen(parts)
            if seen and max(seen) - min(seen) >= 2 * width:
                continue
            ends = self.range_of(parts)
            if ends is None:
                return [Narrow(key, 0, -1, "no world fits what was published")]
            lower, upper = ends
            floor = self.floor_of(parts)
            fine = lower >= policy["hide_below"] or (lower <= floor and upper >= floor + width)
            # That nobody is counted in what no table prints points at nobody, where zeros are shown.
            fine |= upper == 0 and policy["show_zeros"] and key not in self.least
            if not fine and upper - lower < 2 * width:
                found.append(Narrow(key, lower, upper, "narrowed"))
        return found

    def _reached(self, parts, value):
        return value in self.seen(parts) or self.possible(parts, value=value) is not None

    def shown_small(self):
        """Return the shown cells whose figure the strictest rules of their first edition hide."""
        found = []
        for key, (low, _) in self.known.items():
            rules = self.rules_of(key, self.parts(*key))
            if key in self.listed and (1 if rules["show_zeros"] else 0) <= low < rules["hide_below"]:
                found.append(Narrow(key, low, low, "small and shown"))
        return found

    def pinned(self, truth):
        """Return the small cells that could not be exactly one width higher, or one lower.

        `truth` gives the count of every joint cell and quarter. A cell need not fall below what the markers
        alone say that it is at least.
        """
        counts = np.array(
            [
                truth(dict(zip(self.fields, cell, strict=True)), atom)
                for atom in self.atoms
                for cell in self.joint
            ]
        )
        asked = {key: self.parts(*key) for key in self.hidden()} | self.untold()
        found = []
        for key, parts in asked.items():
            policy, true = self.rules_of(key, parts), int(counts[parts].sum())
            if not (0 if not policy["show_zeros"] else 1) <= true < policy["hide_below"]:
                continue
            width = policy["protection_width"]
            if not self._reached(parts, true + width):
                found.append(Narrow(key, true, true, f"not {width} higher"))
            if not self._reached(parts, true - width):
                down = min(width, true - self.floor_of(parts))
                if down > 0 and not self._reached(parts, true - down):
                    found.append(Narrow(key, true, true, f"not {down} lower"))
        return found
