"""A cell that fails over a table without a source: a gap with the reason, and no stop."""

import ast

import pandas as pd

from analysis import table_files
from analysis.publish.exhibits.exhibit import CANNOT_BE_SHOWN, Piece


class Lost:
    """Why cells of a chapter could not run, by the names that they would have given a value."""

    def __init__(self):
        self.names = {}

    def gap(self, source, held):
        """Return the gap in place of a cell that failed, for what is missing in what it works with.

        `held` are the names of the notebook and their values. None where nothing is missing: then the fault
        is the cell's own.
        """
        tree = ast.parse(source)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        reasons = [why for name in sorted(used) for why in self._missing(name, held)]
        if not reasons:
            return None
        reasons = list(dict.fromkeys(reasons))
        given = {node.id for node in ast.walk(tree) if _is_given(node)}
        self.names |= dict.fromkeys(given, reasons)
        words = " ".join([CANNOT_BE_SHOWN, *(f"{reason.rstrip('.')}." for reason in reasons)])
        return Piece(kind="gap", title=_title(tree), words=words)

    def _missing(self, name, held):
        if name in self.names and name not in held:
            return self.names[name]
        value = held.get(name)
        frames = (
            value.values() if isinstance(value, dict) else value if type(value) in (list, tuple) else [value]
        )
        return [why for one in frames if isinstance(one, pd.DataFrame) and (why := table_files.missing(one))]


def _is_given(node):
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _title(tree):
    """Return what a cell's sentence says where its figures are missing, "" of a cell without any."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    said = [node.args[1] for node in calls if ast.unparse(node.func) == "report.say" and len(node.args) > 1]
    said += [one.value for node in calls for one in node.keywords if one.arg == "title"]
    return next((one.value for one in said if isinstance(one, ast.Constant)), "")
