"""The data dictionary: what tables, office files, released tables, measures and sources are declared to hold.

With it is a list of what `charts`, `report` and `publish` offer notebooks.

Each page of `docs/dictionary` begins with words written by hand; the rest is made here from the declarations,
whenever the documentation is built. Nothing of it is kept.
"""

import ast
import contextlib
import importlib
import inspect
import pkgutil
import re
import tomllib
from pathlib import Path

from analysis import charts, report, tables
from analysis.extracts import fields, logs, templates
from analysis.release import people
from analysis.sources.catalogue import catalogue
from analysis.tables import declaration
from analysis.tables.declaration import Declaration

DATA = Path(__file__).resolve().parents[1] / "data"
TYPES = {"str": "text", "int": "whole number", "float": "number", "datetime": "day", "bool": "yes or no"}
UNITS = {"_pct": "per cent", "_per_1000": "per 1,000", "_months": "months", "_days": "days", "cost": "pounds"}
CODES = {text: name.lower().replace("_", " ") for name, text in vars(declaration).items() if name.isupper()}
MOST_VALUES = 12
OF_THE_MAPPING = {"district": "the districts of the area"}
# What a card says to the program, and to no reader.
FOR_FETCHING = ("address", "identified by", "period from", "period match", "told by", "routes")


def read(*parts):
    """Return what a TOML file of `data` holds."""
    return tomllib.loads(DATA.joinpath(*parts).read_text(encoding="utf-8"))


def rows(headings, lines):
    """Return a Markdown table."""
    cells = [[re.sub(r"\s+", " ", str(cell)).replace("|", "\\|") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in [headings, ["---"] * len(headings), *cells]) + "\n"


def code(names):
    """Return names as code, with commas between them."""
    return ", ".join(f"`{name}`" for name in names)


def linked(names, page):
    """Return names as links to their sections on a page of the dictionary."""
    return ", ".join(f"[`{name}`]({page}.md#{page}-{anchor(name)})" for name in names)


def anchor(name):
    """Return a name as an address within a page has it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def first_line(thing):
    """Return the first sentence of a docstring."""
    return (inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " ")


def section(page, name, title, level="##"):
    """Return a heading that other pages can link to."""
    return f"({page}-{anchor(name)})=\n{level} {title}\n"


def modules():
    """Return every module of `analysis.tables`, in the order of their names."""
    found = pkgutil.walk_packages(tables.__path__, f"{tables.__name__}.")
    return [importlib.import_module(name) for name in sorted(one.name for one in found)]


def declarations(root=Declaration):
    """Yield every declaration that a table is checked against."""
    for model in root.__subclasses__():
        if not model.__name__.startswith("_"):
            yield model
        yield from declarations(model)


def verbs():
    """Yield (name, function, counts people) for all that loads a table."""
    faces = [tables, *modules(), people]
    for face in faces:
        for name in getattr(face, "__all__", ()):
            verb = getattr(face, name)
            if inspect.isroutine(verb):
                yield f"{face.__name__.removeprefix('analysis.')}.{name}", verb, face is people


def cards_of(module):
    """Return the cards that a module names: in full, or a census table by its number."""
    texts = {
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return sorted(card for card in catalogue() if {card, card.removeprefix("census_").upper()} & texts)


def column(name, schema, people_only):
    """Return the row of a column: its name, type, unit, and which values it may have."""
    kind = "text" if schema.dtype is None else str(schema.dtype).lower()
    kind = next((said for start, said in TYPES.items() if kind.startswith(start)), kind)
    counted = "hidden where small" if people_only and kind == TYPES["int"] else ""
    unit = next((unit for end, unit in UNITS.items() if name.endswith(end)), counted)
    stated = {key: value for check in schema.checks for key, value in (check.statistics or {}).items()}
    values = list(stated.get("allowed_values", ()))
    if len(values) > MOST_VALUES:
        values = [*values[:3], f"and {len(values) - 3} more"]
    said = [", ".join(map(str, values))]
    said += [f"{stated['min_value']} or more"] if "min_value" in stated else []
    said += [f"at most {stated['max_value']}"] if "max_value" in stated else []
    if "pattern" in stated:
        said += [CODES.get(stated["pattern"], f"as `{stated['pattern']}`")]
    said += ["may be missing"] if schema.nullable else []
    return f"`{name}`", f"{kind}, {unit}" if unit else kind, "; ".join(filter(None, said))


def of_tables(people_only=False):
    """Yield a section for each module of tables: what loads it, its cards, and its columns."""
    titles = {name: kind.title for name, kind in fields.kinds().items()}
    for make in filter(callable, (getattr(module, "declaration", None) for module in modules())):
        for name in (*titles, *logs.names()):  # the declarations that are made from what TOML describes
            with contextlib.suppress(KeyError):
                make(name)
    held_by, called = {}, list(verbs())
    for model in declarations():
        held_by.setdefault(model.__module__, []).append(model)
    for module in modules():
        cards = cards_of(module)
        verbs_here = [one for one in called if getattr(one[1], "__module__", "") == module.__name__]
        found = [one for one in verbs_here if one[2] == people_only]

        def belongs(model, all_here=verbs_here):
            """Tell whether a declaration is of this page: by the verb that names it, else by all of them."""
            naming = [one for one in all_here if f"`{model.__name__}`" in (inspect.getdoc(one[1]) or "")]
            return people_only in {one[2] for one in naming} or (
                not naming and people_only == any(one[2] for one in all_here)
            )

        models = [model for model in held_by.get(module.__name__, []) if belongs(model)]
        if not models and not (found and cards):
            continue
        name = module.__name__.removeprefix(f"{tables.__name__}.")
        yield section("people" if people_only else "tables", name, name) + f"\n{first_line(module)}\n"
        yield "\n".join(f"- `{verb}{inspect.signature(call)}`: {first_line(call)}" for verb, call, _ in found)
        said = ", ".join(f"{linked([card], 'sources')} ({catalogue()[card].sensitivity})" for card in cards)
        yield f"\nSources, and how sensitive they are: {said}.\n" if cards else ""
        for model in models:
            yield f"\n**{model.__name__}.** {titles.get(model.__name__) or first_line(model)}\n"
            schema = model.to_schema().columns
            yield rows(["column", "type", "values"], [column(*each, people_only) for each in schema.items()])


def of_office():
    """Yield a section for each file of counts and each log of the office: its template and its columns."""
    for kind, entry in read("reference", "local_counts.toml").items():
        made = kind if kind in templates.return_names() else "columns"
        yield section("office", kind, kind) + f"\n{entry['title']}. Begin with `vna template {made}`.\n"
        yield f"It counts `{entry['unit']}`. Sensitivity of all that it counts: {entry['sensitivity']}.\n"
        lines = []
        for name, one in entry["fields"].items():
            labels = "; ".join(one.get("labels", ())) or OF_THE_MAPPING.get(name, "labels of columns.toml")
            labels = f"made from `{one['shortened']}`" if "shortened" in one else labels
            says = f"{one['says']}: {labels}" if "says" in one else labels
            lines.append((f"`{name}`", says, one["sensitivity"]))
        yield rows(["column", "labels", "sensitivity"], lines)
    for log, entry in read("reference", "local_logs.toml").items():
        yield section("office", log, log) + f"\n{entry['title']}. Begin with `vna template {log}`.\n"
        listed = logs.columns(log).items()
        lines = [(f"`{name}`", one.says, one.wanted, "yes" if one.blank else "") for name, one in listed]
        yield rows(["column", "what it says", "a cell holds", "may be blank"], lines)


def of_entries(page, *parts, leave_out=()):
    """Yield a section for each entry of a TOML file of `data`: what it says, a row a field."""
    entries = read(*parts)
    statements = entries.pop("statements", {})
    for name, entry in (entries | statements).items():
        yield section(page, name, name) + f"\n{entry['title']}.\n"
        said = {key: code(value) if isinstance(value, list) else value for key, value in entry.items()}
        said |= {"cards": linked(entry["cards"], "sources")} if "cards" in entry else {}
        lines = [(key.replace("_", " "), value) for key, value in said.items() if value]
        yield rows(["field", "value"], [line for line in lines if line[0] not in ("title", *leave_out)])


def of_publish():
    """Yield what chapters draw and keep with."""
    for face in (charts, report):
        name = face.__name__.rpartition(".")[2]
        yield section("publish", name, name) + f"\n{first_line(face)}\n"
        calls = [(one, getattr(face, one)) for one in sorted(face.__all__)]
        yield "\n".join(
            f"- `{name}.{one}{inspect.signature(call)}`: {first_line(call)}" for one, call in calls
        )
        yield ""


PAGES = {
    "dictionary/tables": of_tables,
    "dictionary/people": lambda: of_tables(people_only=True),
    "dictionary/office": of_office,
    "dictionary/publish": of_publish,
    "dictionary/released": lambda: of_entries("released", "release.toml"),
    "dictionary/measures": lambda: of_entries("measures", "reference", "measures.toml"),
    "dictionary/sources": lambda: of_entries("sources", "catalogue.toml", leave_out=FOR_FETCHING),
}


def add_what_is_declared(app, page, source):
    """Put what is made from the declarations below the words of a page of the dictionary."""
    if page in PAGES:
        source[0] += "\n" + "\n".join(PAGES[page]())


def setup(app):
    """Register the data dictionary with Sphinx."""
    app.connect("source-read", add_what_is_declared)
    app.connect("env-get-outdated", lambda *_: list(PAGES))  # declarations may have changed
    return {"parallel_read_safe": True, "version": "1"}
