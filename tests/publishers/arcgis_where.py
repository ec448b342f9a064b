"""What a service of Open Geography understands of SQL: comparisons joined by AND, OR."""

import fnmatch
import re

TEXT = r"'(?:[^']|'')*'"
CONDITION = re.compile(
    rf"\s*\(?\s*(?:(?P<always>1\s*=\s*1)|(?P<field>\w+)\s*"
    rf"(?:(?P<sign>=|<>|>=|<=|>|<)\s*(?P<value>{TEXT}|[\d.]+)|LIKE\s+(?P<like>{TEXT})"
    rf"|IN\s*\((?P<among>[^)]*)\)))\s*\)?\s*",
    re.IGNORECASE,
)
SIGNS = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
}


class WhereError(ValueError):
    """A condition that the service does not understand."""


def holds(where, values):
    """Tell whether a row's {field: value} meets a condition; AND binds more tightly than OR."""
    return any(
        all(_holds(part, values) for part in re.split(r"\s+AND\s+", either, flags=re.IGNORECASE))
        for either in re.split(r"\s+OR\s+", where, flags=re.IGNORECASE)
    )


def _holds(text, values):
    found = CONDITION.fullmatch(text)
    if not found:
        raise WhereError("'where' parameter is invalid")
    if found["always"]:
        return True
    if found["field"] not in values:
        raise WhereError(f"'Invalid field: {found['field']}' parameter is invalid")
    value = values[found["field"]]
    if found["like"]:
        pattern = _text(found["like"]).replace("%", "*").replace("_", "?")
        return fnmatch.fnmatchcase(str(value), pattern)
    if found["among"] is not None:
        return str(value) in [_text(one) for one in re.findall(rf"{TEXT}|[\d.]+", found["among"])]
    other = _text(found["value"])
    return SIGNS[found["sign"]](str(value), other)


def _text(literal):
    return literal[1:-1].replace("''", "'") if literal.startswith("'") else literal
