"""The programme that chooses links so that every cut known so far is crossed by at least one of them.

A choice near the one at hand is a little cheaper, by less than a half in all, so that of many choices that
are equally good one is found that leaves few needs unmet. Prices are whole otherwise, and solving ends when
choice and bound are within 0.4: then the bound, rounded up, is the least whole price, and the choice has it.
"""

import highspy
import numpy as np

from analysis.publish.disclosure.programmes import Quiet

OPTIONS = {
    "output_flag": False,
    "parallel": "off",
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.4,
}


class Cover:
    """Links that may be chosen, each 0 or 1, and the cuts of which each must be crossed."""

    def __init__(self, free, links):
        self._solver = Quiet()
        for option, value in OPTIONS.items():
            self._solver.setOptionValue(option, value)
        self._columns = np.arange(links, dtype=np.int32)
        self._solver.addVars(links, np.zeros(links), (self._columns >= free).astype(float))
        self._cuts = set()

    def add(self, cuts):
        """Add cuts, sets of links, and return how many are new."""
        new = [cut for cut in dict.fromkeys(cuts) if cut not in self._cuts]
        self._cuts.update(new)
        columns = np.array([link for cut in new for link in sorted(cut)], dtype=np.int32)
        starts = np.cumsum([0, *(len(cut) for cut in new)])[:-1].astype(np.int32)
        endless = np.full(len(new), highspy.kHighsInf)
        ones = np.ones(len(columns))
        self._solver.addRows(len(new), np.ones(len(new)), endless, len(columns), starts, columns, ones)
        return len(new)

    def limit(self, number):
        """Allow no more than so many links from here on."""
        self._solver.addRow(
            -highspy.kHighsInf, number, len(self._columns), self._columns, np.ones(len(self._columns))
        )

    def in_parts(self, price):
        """Return the share of each link in the cheapest choice of parts of links, and its price."""
        self._solve(price, highspy.HighsVarType.kContinuous)
        return self._values(), self._solver.getInfo().objective_function_value

    def whole(self, price, near, nodes):
        """Return a cheapest choice, near `near` (None: not found), and a lower bound of its price."""
        priced = np.asarray(price, dtype=float)
        priced[list(near)] -= 0.5 / (1 + len(near))
        self._solver.setOptionValue("mip_max_nodes", nodes)
        start = np.zeros(len(priced))
        start[list(near)] = 1
        self._solver.setSolution(len(start), self._columns, start)
        self._solve(priced, highspy.HighsVarType.kInteger)
        info = self._solver.getInfo()
        lower = info.mip_dual_bound if np.isfinite(info.mip_dual_bound) else 0.0
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None, lower
        return np.flatnonzero(self._values() > 0.5).tolist(), lower

    def _solve(self, price, kind):
        size = len(self._columns)
        self._solver.changeColsIntegrality(size, self._columns, np.full(size, kind))
        self._solver.changeColsCost(size, self._columns, np.asarray(price, dtype=float))
        self._solver.run()

    def _values(self):
        return np.array(self._solver.getSolution().col_value)
