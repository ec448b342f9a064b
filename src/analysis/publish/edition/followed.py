"""Follow counts of people through the code of a chapter, and refuse where they would go past the door.

A name holds counts once it is set from a table of people or from anything worked out of it, until
`publish.control(…, table=NAME)` has looked at them. Held back until then: counts joined to an open table and
handed on as such, a title or note that is worded by them, and rows that are picked by how many they count.
Who types the same by hand is heard elsewhere (`typed`), and who means to can always find a way.
"""

import ast
import re

from analysis.of_people import OF_PEOPLE

COUNTS = frozenset(OF_PEOPLE) | {"official_counts"}
LOOKED_AT = {"table", "statement", "evidence"}  # by these the door looks at counts
WHEN = {"period", "quarter"}  # which periods there are tells of nobody
PICKING = (
    "argmax", "argmin", "between", "first", "ge", "gt", "head", "iat", "idxmax", "idxmin", "iloc", "last",
    "le", "lt", "nlargest", "nsmallest", "nth", "rank", "sample", "tail", "take", "truncate",
)  # fmt: skip
PARTS = ("body", "orelse", "handlers", "finalbody", "cases")  # of a statement within which others stand
STAGES = ("tables", "measures", "publish")
# A query by a number, but for nought: noughts are shown.
BY_NUMBER = re.compile(
    r"[<>]=?(?!=)\s*(?!0(?![\d.])|['\"\s])|[=!]=\s*\d*[1-9]|"
    rf"(?<!period)(?<!quarter)\.(?:max|min|{'|'.join(PICKING)})\b"
)
INSTEAD = (
    "Counts of people leave by publish.control(…, table=NAME), or statement=, alone: take what is said of "
    "them, and which are named, from what it returns."
)


class Followed:
    """The names of a chapter that hold counts of people, cell after cell."""

    def __init__(self):
        self._names = set()

    def fault(self, source):
        """Return what a cell does with counts of people that no chapter may, "" for nothing."""
        try:
            statements = ast.parse(source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ""  # is refused as no plain Python
        return next(filter(None, map(self._statement, statements)), "")

    def _statement(self, node):
        inner = [one for name in PARTS for one in getattr(node, name, ())]
        heads = [child for child in ast.iter_child_nodes(node) if child not in inner] if inner else [node]
        for head in heads:
            self._bind_within(head)
            if fault := self._found(head):
                return fault
        decides = getattr(node, "test", None) or getattr(node, "subject", None)
        if inner and decides is not None and self._holds(decides):
            return "lets counts of people decide what is done"
        self._bind(node)
        return next(filter(None, map(self._statement, inner)), "")

    def _bind(self, node):
        """Note which names a statement sets to counts, and which to something else."""
        if isinstance(node, ast.For):
            self._set(node.target, self._holds(node.iter))
        elif isinstance(node, ast.Assign):
            pairs = [pair for target in node.targets for pair in _pairs(target, node.value)]
            for target, counts in [(target, self._holds(value)) for target, value in pairs]:
                self._set(target, counts)
        elif isinstance(node, ast.AugAssign | ast.AnnAssign) and node.value and self._holds(node.value):
            self._set(node.target, True)
        elif isinstance(node, ast.Expr) and self._holds(node.value):
            stage, verb = _verb_of(node.value)
            if verb and stage not in STAGES:
                self._set(node.value.func.value, True)  # as by `rows.insert(…)`, which sets no name

    def _bind_within(self, node):
        """Note the names that an expression sets for itself: in a comprehension, by `:=` or by `with`."""
        for one in ast.walk(node):
            if isinstance(one, ast.comprehension) and self._holds(one.iter):
                self._set(one.target, True)
            elif isinstance(one, ast.withitem) and one.optional_vars and self._holds(one.context_expr):
                self._set(one.optional_vars, True)
            elif isinstance(one, ast.NamedExpr):
                self._set(one.target, self._holds(one.value))

    def _set(self, target, counts):
        plain = isinstance(target, ast.Name)
        for one in ast.walk(target):
            if isinstance(one, ast.Name):
                if counts:
                    self._names.add(one.id)
                elif plain or isinstance(one.ctx, ast.Store):  # a column that is set leaves the others
                    self._names.discard(one.id)

    def _holds(self, node):
        """Tell whether an expression holds counts of people, or is worded or picked by them."""
        if isinstance(node, ast.Name):
            return node.id in self._names
        if isinstance(node, ast.Call):
            stage, verb = _verb_of(node)
            if stage == "publish":
                return False
            if stage == "tables":
                return verb in COUNTS
            if any(name in self._names for name in _names_in_query(node)):
                return True
        if isinstance(node, ast.Attribute) and node.attr in WHEN:
            return False
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Constant)
            and node.slice.value in WHEN
        ):
            return False
        return any(map(self._holds, ast.iter_child_nodes(node)))

    def _found(self, node):
        """Return what is wrong within an expression or a plain statement."""
        called = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
        for one in ast.walk(node):
            fault = ""
            door = isinstance(one, ast.Attribute) and one.attr == "control" and _is(one.value, "publish")
            if door and one not in called:
                return "hands on publish.control itself, which is called where it stands"
            if isinstance(one, ast.Call):
                fault = self._of_publish(one) or self._of_query(one)
            elif isinstance(one, ast.Attribute) and one.attr in PICKING and self._holds(one.value):
                fault = f"picks among counts of people by how many they are (.{one.attr})"
            elif isinstance(one, ast.Subscript) and _by_place(one.slice) and self._holds(one.value):
                fault = "picks among counts of people by the place at which they stand"
            elif isinstance(one, ast.Compare) and self._by_number(one):
                fault = f"picks among counts of people by how many they are ({ast.unparse(one)[:60]})"
            if fault:
                return fault
        return ""

    def _of_publish(self, node):
        stage, verb = _verb_of(node)
        if stage != "publish":
            return ""
        given = [("", one) for one in node.args] + [(one.arg or "", one.value) for one in node.keywords]
        if verb == "control":
            first = node.args[:1] or [one.value for one in node.keywords if one.arg == "measure"]
            if any(map(self._holds, first)) and not LOOKED_AT.intersection(name for name, _ in given):
                return "hands counts of people to publish.control() by uses= alone"
            given = [(name, one) for name, one in given if one not in first]
        for name, one in given:
            if self._holds(one):
                place = f" in {name}=" if name else ""
                return f"hands publish.{verb}() what is worded or picked by counts of people{place}"
        return ""

    def _of_query(self, node):
        if _verb_of(node)[1] != "query" or not self._holds(node.func.value):
            return ""
        numbered = any(BY_NUMBER.search(text) for text in _texts(node))
        return "picks among counts of people by how many they are (.query)" if numbered else ""

    def _by_number(self, node):
        sides = [node.left, *node.comparators]
        for at, operator in enumerate(node.ops):
            pair = sides[at : at + 2]
            held = [one for one in pair if self._holds(one)]
            others = [one.value for one in pair if isinstance(one, ast.Constant)]
            numbers = [one for one in others if isinstance(one, int | float) and one]
            orders = isinstance(operator, ast.Lt | ast.LtE | ast.Gt | ast.GtE) and others != [0]
            if held and (len(held) > 1 or numbers or orders):
                return True
        return False


def _verb_of(node):
    """Return the stage and the verb that a call is of; of a table's own, what it is called on."""
    called = getattr(node, "func", None)
    if not isinstance(called, ast.Attribute):
        return None, None
    return getattr(called.value, "id", None), called.attr


def _is(node, name):
    return isinstance(node, ast.Name) and node.id == name


def _pairs(target, value):
    """Return each name that is set beside what it is set to, those side by side one by one."""
    several = isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List)
    if not several or len(target.elts) != len(value.elts):
        return [(target, value)]
    return [pair for one, part in zip(target.elts, value.elts, strict=True) for pair in _pairs(one, part)]


def _by_place(which):
    return isinstance(which, ast.Slice) or type(getattr(which, "value", None)) is int


def _texts(node):
    return [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def _names_in_query(node):
    """Return the names that the text of a query takes up."""
    return re.findall(r"@(\w+)", " ".join(_texts(node))) if _verb_of(node)[1] in ("query", "eval") else []
