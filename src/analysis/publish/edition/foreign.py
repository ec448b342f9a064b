"""Refuse a notebook among the chapters that does what no chapter does: it may have come from elsewhere.

A chapter's code calls three stages, tables, measures and publish, and handles what they return. What reaches
beyond them (an import, a file, another program, a call within the text of a query) is refused before anything
runs. This is a wall and no prison: who may write into the package can do anything.
"""

import ast
import functools
import importlib.util
import json
import re
from pathlib import Path

from analysis.errors import InputError

STAGES = ("tables", "measures", "publish")
PLAIN = (
    "abs", "all", "any", "bool", "dict", "enumerate", "float", "int", "len", "list", "max", "min", "print",
    "range", "reversed", "round", "set", "sorted", "str", "sum", "tuple", "zip",
)  # fmt: skip
REACHING = ("to_", "read_", "eval")  # of a DataFrame: what writes files, and what runs a text
IN_A_QUERY = re.compile(r"@\s*\w+\s*[.(\[]")  # "@name" is a value; "@name.verb(…)" could be anything


def refuse(paths):
    """Refuse the notebooks at `paths` whose code is not a chapter's.

    One that cannot be read at all is left to the run, which says why. Raises InputError naming chapter, cell
    and what was found.
    """
    for path in paths:
        known, stages = set(PLAIN), set()
        for number, source in _code(path):
            if fault := _fault(source, known, stages):
                raise InputError(
                    f"{path.stem}, cell {number}: {fault}. A chapter calls tables, measures and publish, "
                    "no more: if this notebook came from elsewhere, take it out of the folder of chapters."
                )


def _code(path):
    """Return number and text of the cells of code, none for what is no notebook."""
    try:
        cells = list(enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], start=1))
        return [(number, "".join(cell["source"])) for number, cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []


def _fault(source, known, stages):
    """Return what in a cell is not a chapter's, "" for nothing; add what it sets and imports to the sets."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "is not plain Python"  # a line that begins with "!" or "%" runs other programs
    names = [node for node in nodes if isinstance(node, ast.Name)]
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    known |= stored | {node.arg for node in nodes if isinstance(node, ast.arg)}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            if fault := _imports(node):
                return fault
            stages |= {name.name for name in node.names}
    stages -= stored
    called = [node.value for node in nodes if isinstance(node, ast.Attribute)]
    for node in names:
        if node.id in stages and node not in called:
            return f'hands on the stage "{node.id}" itself'
        if node.id not in known | stages:
            return f'uses the name "{node.id}", which no chapter sets'
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return f"defines {node.name}"
        if isinstance(node, ast.Attribute) and (fault := _reaches(node, stages)):
            return fault
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_A_QUERY.search(node.value):
            return "reaches beyond a name within the text of a query"
    return ""


def _imports(node):
    """Return what an import has that a chapter's has not: `from analysis import tables` is one."""
    plain = isinstance(node, ast.ImportFrom) and node.module == "analysis" and not node.level
    if plain and all(name.name in STAGES and not name.asname for name in node.names):
        return ""
    return f"imports {node.names[0].name}"


def _reaches(node, stages):
    """Return what an attribute reaches for beyond a stage's verbs and a table's own."""
    if isinstance(node.value, ast.Name) and node.value.id in stages:
        return (
            ""
            if node.attr in _verbs(node.value.id)
            else f"uses {node.value.id}.{node.attr}, which is no verb of a stage"
        )
    return f"uses .{node.attr}" if node.attr.startswith(("_", *REACHING)) else ""


@functools.cache
def _verbs(stage):
    """Return the verbs of a stage as its table of contents lists them, without loading any of it."""
    contents = Path(importlib.util.find_spec(f"analysis.{stage}").origin).read_text(encoding="utf-8")
    (listed,) = [one for one in ast.parse(contents).body if isinstance(one, ast.Assign)]
    return frozenset(ast.literal_eval(listed.value))
