"""Public functions of the rooms that mypy checks say what they take and what they give."""

import ast
import tomllib

from tests.house_rules.test_project import PROJECT

CHECKED = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["files"]


def public_functions(body, within=""):
    """Yield name and definition of the functions of a module or class that have no leading underscore."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node.body, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield within + node.name, node


def says_nothing_of(function):
    """Return which of its arguments, and whether its result, have no type."""
    taken = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    untyped = [one.arg for one in taken if one.annotation is None and one.arg not in ("self", "cls")]
    return untyped + (["what it returns"] if function.returns is None else [])


def test_every_public_function_says_what_it_takes_and_gives():
    paths = [
        path
        for one in CHECKED
        for path in ([PROJECT / one] if one.endswith(".py") else (PROJECT / one).rglob("*.py"))
    ]
    assert len(paths) > 100
    silent = [
        f"{path.relative_to(PROJECT)}: {name}: {', '.join(untyped)}"
        for path in sorted(paths)
        for name, function in public_functions(ast.parse(path.read_text(encoding="utf-8")).body)
        if (untyped := says_nothing_of(function))
    ]
    assert not silent, "\n".join(silent)
