"""Run a chapter's notebook and gather, in reading order, its prose and what it published."""

import ast
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pydantic

from analysis.errors import InputError, nearest
from analysis.publish.report import figures_in_text
from analysis.publish.report import run as running

RESTRICTED = "restricted"  # the folder of the notebook that makes the annex
LAB = "lab"  # the tag of cells for people who work in JupyterLab: no build runs or prints them
WANTED = {"figure": ("title", "alt", "svg", "grid"), "table": ("title", "grid")}
WANTED |= {"sentence": ("words",), "gap": ()}
NAME = re.compile(r"(\d{2})_([a-z0-9_]+)")


class ChapterError(InputError):
    """A chapter did not run to its end. The message names the chapter, the cell and what was wrong."""


class Cell(pydantic.BaseModel, extra="allow"):
    """A cell of a notebook."""

    cell_type: Literal["markdown", "code", "raw"]
    source: str
    metadata: dict
    outputs: list = []

    @pydantic.field_validator("source", mode="before")
    @classmethod
    def _in_one(cls, lines):
        return "".join(lines)


class Notebook(pydantic.BaseModel, extra="allow"):
    """A notebook of Jupyter's format 4. nbformat would do, and takes a second of every build to import."""

    nbformat: Literal[4]
    cells: list[Cell]


@dataclass(frozen=True)
class Prose:
    """A Markdown cell, as it was written."""

    text: str


@dataclass(frozen=True)
class Code:
    """A code cell, with the parameters with which it ran."""

    text: str


@dataclass(frozen=True)
class Published:
    """One piece that a cell published: a figure, a table, a sentence or a gap."""

    piece: dict


@dataclass(frozen=True)
class Chapter:
    """A notebook that was run: its blocks in reading order, and the tables it read.

    `files` are the publishers' files that these are made of, as `inventory.Found.named` has each; `tables` is
    {"AREA/RUN/TABLE": `table_files.state_of` it}.
    """

    name: str
    title: str
    blocks: tuple
    files: tuple = ()
    tables: dict = field(default_factory=dict)

    @property
    def number(self):
        """Return the two digits with which the notebook's name begins."""
        return NAME.fullmatch(self.name)[1]

    @property
    def shown(self):
        """Return its blocks but code, each piece with its name: "02-01" the first figure, "02-table-01"."""
        counts, shown = Counter(), []
        for block in self.blocks:
            if isinstance(block, Prose):
                shown.append(block)
            elif isinstance(block, Published):
                kind = block.piece["kind"]
                counts[kind] += 1
                name = f"{self.number}-{'' if kind == 'figure' else f'{kind}-'}{counts[kind]:02d}"
                shown.append(Published(block.piece | {"name": name}))
        return shown

    @property
    def pieces(self):
        """Return what the chapter published, each with its name, in reading order."""
        return [block.piece for block in self.shown if isinstance(block, Published)]


def run(notebook, parameters, run, timeout=600):
    """Return the Chapter that `notebook` gives when it is run by itself.

    `parameters` replace the values set in the cell tagged `parameters`; `run` (a settings.Run) says
    what is read. A cell may take `timeout` seconds. What cells print never reaches the chapter.

    Raises ChapterError, in one line, when the notebook cannot be run or a cell fails.
    """
    (result,) = run_all([notebook], parameters, run, timeout=timeout)
    if isinstance(result, ChapterError):
        raise result
    return result


def run_all(notebooks, parameters, run, timeout=600, at_a_time=2, progress=None, executed=None):
    """Return a Chapter, or the ChapterError that stopped it, for each of `notebooks`, in their order.

    None sees what another did. `progress(name, state)` hears "waiting" of each, then "running", "done" or
    "failed". One that fails stops no other. `executed(path, notebook, outputs)` is told of each that ran what
    its cells displayed, as `executed.as_file` takes it.
    """
    tell = progress or (lambda name, state: None)
    paths, results, asked = [Path(path) for path in notebooks], {}, []
    for path in paths:
        tell(path.stem, "waiting")
    for path in paths:
        try:
            asked.append((path, _with_parameters(path.stem, read(path), parameters)))
        except ChapterError as fault:
            results[path] = fault
            tell(path.stem, "failed")
    # The longest first: one that begins last would have its core alone at the end.
    asked.sort(key=lambda one: -sum(len(source) for _, source in _code(one[1])))

    def heard(place, what):
        path, notebook = asked[place]
        state = "running"
        if what != running.STARTED:
            try:
                results[path], state = _chapter(path, notebook, what), "done"
                if executed is not None:
                    executed(path, notebook, dict(what["outputs"]))
            except ChapterError as fault:
                results[path], state = fault, "failed"
        tell(path.stem, state)

    work = [(path.parent, list(_code(notebook))) for path, notebook in asked]
    running.run_all(work, run, timeout, at_a_time, heard)
    return [results[path] for path in paths]


def _code(notebook):
    """Yield the number and the source of each cell of code."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            yield number, cell.source


def _chapter(path, notebook, what):
    """Return the Chapter of a notebook of which `what` came; raises ChapterError where it was stopped."""
    if "fault" in what:
        raise ChapterError(f"{path.stem}, cell {what['cell']}: {what['fault']}")
    restricted = path.parent.name == RESTRICTED
    blocks = tuple(_blocks(path.stem, notebook.cells, dict(what["pieces"]), restricted))
    title, files = _title(path.stem, notebook.cells), tuple(map(tuple, what["files"]))
    return Chapter(path.stem, title, blocks, files, what["tables"])


def as_json(chapter):
    """Return a Chapter as JSON can carry it."""
    blocks = [[type(block).__name__, *vars(block).values()] for block in chapter.blocks]
    return vars(chapter) | {"blocks": blocks}


def from_json(content):
    """Return the Chapter that `as_json` gave."""
    kinds = {kind.__name__: kind for kind in (Prose, Code, Published)}
    blocks = tuple(kinds[kind](content) for kind, content in content["blocks"])
    files = tuple(map(tuple, content["files"]))
    return Chapter(content["name"], content["title"], blocks, files, content["tables"])


def read(path):
    """Return the notebook at `path`, once it is known to be fit to run.

    Cells tagged `lab` are left empty: sliders, and the words about them, are for JupyterLab alone.

    Raises ChapterError when it is not a notebook, keeps outputs, has not exactly one cell tagged
    `parameters`, or has a figure typed into its prose.
    """
    path = Path(path)
    if not NAME.fullmatch(path.stem):
        raise ChapterError(
            f"{path.name}: a chapter is named by two digits and words, such as 02_area_and_residents.ipynb."
        )
    try:
        notebook = Notebook.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise ChapterError(f"{path.name}: no such notebook.") from None
    except (ValueError, TypeError):
        raise ChapterError(f"{path.name}: is not a notebook that can be read. Restore it.") from None
    kept = [index for index, cell in enumerate(notebook.cells, start=1) if cell.outputs]
    if kept:
        raise ChapterError(
            f"{path.stem}, cell {kept[0]}: keeps the output of an earlier run. Clear all outputs and save: "
            "an output that stays could publish what was not checked."
        )
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1 or tagged[0].cell_type != "code":
        raise ChapterError(
            f"{path.stem}: {len(tagged) or 'no'} code cells are tagged `parameters`; exactly one must be. "
            "Tag the cell that sets AREA and EDITION."
        )
    for cell in notebook.cells:
        if LAB in cell.metadata.get("tags", []):
            cell.source = ""  # it keeps its place, by which errors name cells
    for index, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown" and (found := figures_in_text.typed(cell.source)):
            raise ChapterError(
                f'{path.stem}, cell {index}: "{found}" is typed into its text, and would go out of date. '
                "Take the figure from a table by report.say. Years, days, ages, chapters and telephone "
                "numbers may stand in prose."
            )
    return notebook


def _with_parameters(name, notebook, parameters):
    """Return a notebook with the `parameters` that it runs with."""
    index, cell = next(
        (index, cell)
        for index, cell in enumerate(notebook.cells, start=1)
        if "parameters" in cell.metadata.get("tags", [])
    )
    try:
        cell.source = replace_values(cell.source, parameters)
    except SyntaxError:
        raise ChapterError(f"{name}, cell {index}: is not Python that can be read.") from None
    except KeyError as fault:
        near = nearest(fault.args[0], _assigned(cell.source), prefix='It sets "', suffix='".')
        lacks = f"does not set {fault.args[0]}, which the build gives. {near}"
        raise ChapterError(f"{name}, cell {index}: {lacks}".rstrip()) from None
    return notebook


def _assigned(source):
    """Return name -> the node of its value, for each name that `source` sets, alone or side by side."""
    found = {}
    for statement in ast.parse(source).body:
        if not isinstance(statement, ast.Assign):
            continue
        for target in statement.targets:
            if isinstance(target, ast.Name):
                found[target.id] = statement.value
            elif isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
                found |= {
                    one.id: value
                    for one, value in zip(target.elts, statement.value.elts, strict=False)
                    if isinstance(one, ast.Name)
                }
    return found


def replace_values(source, parameters):
    """Return `source` with the value of each name in `parameters` replaced, and all else as it stands.

    Raises KeyError with the name that `source` does not set.

    >>> replace_values('AREA, EDITION = "sampleshire", None  # change me', {"AREA": "kent"})
    "AREA, EDITION = 'kent', None  # change me"
    """
    assigned = _assigned(source)
    lines = source.encode().splitlines(keepends=True)  # ast counts columns in bytes
    starts = [sum(map(len, lines[:index])) for index in range(len(lines))]
    spans = []
    for name, value in parameters.items():
        node = assigned[name]
        begin = starts[node.lineno - 1] + node.col_offset
        spans.append((begin, starts[node.end_lineno - 1] + node.end_col_offset, repr(value).encode()))
    content = source.encode()
    for begin, end, text in sorted(spans, reverse=True):
        content = content[:begin] + text + content[end:]
    return content.decode()


def _title(name, cells):
    for cell in cells:
        if cell.cell_type == "markdown" and (found := re.match(r"#\s+(.+)", cell.source)):
            return found[1].strip().rstrip("#").strip()
    raise ChapterError(f'{name}: no Markdown cell begins with a title such as "# Recorded crime".')


def _blocks(name, cells, pieces, restricted):
    for index, cell in enumerate(cells, start=1):
        if cell.cell_type == "markdown":
            yield Prose(cell.source)
        elif cell.cell_type == "code":
            yield Code(cell.source)
            for piece in pieces.get(index, ()):
                yield Published(_checked(name, index, piece, restricted))


def _checked(name, index, piece, restricted):
    kind = piece.get("kind")
    if kind not in WANTED:
        raise ChapterError(f"{name}, cell {index}: published a {kind!r}; known are {', '.join(WANTED)}.")
    if piece.get("restricted") and not restricted:
        raise ChapterError(
            f"{name}, cell {index}: keeps what is restricted. Only the annex that is not published may."
        )
    lacking = [wanted for wanted in WANTED[kind] if not str(piece.get(wanted) or "").strip()]
    if lacking:
        raise ChapterError(f"{name}, cell {index}: published a {kind} without its {' and '.join(lacking)}.")
    return piece
