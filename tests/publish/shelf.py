"""What editions of tests are made of, made once for all tests, workers and processes of a run."""

import dataclasses
import functools
import hashlib
import json
import os
import threading

import nbformat

from analysis.publish import forms
from analysis.publish.exhibits.exhibit import Grid
from analysis.publish.forms import pictures
from analysis.publish.report import documents, questions
from analysis.release import statements
from analysis.tables import declared


def grid_of(headings, *rows):
    """Return the numbers of a piece: a column that begins with a figure is one of numbers."""
    return dataclasses.asdict(Grid(headings, rows, [cell[:1].isdigit() for cell in rows[0]]))


def notebook(folder, *cells, name="02_toy", parameters='AREA, EDITION = "x", None'):
    """Write a notebook of code, and of Markdown after "md:", with `parameters`; return its path."""
    made = [nbformat.v4.new_markdown_cell("# A toy\n\nWhat it asks.")]
    if parameters:
        made.append(nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    for cell in cells:
        make = nbformat.v4.new_markdown_cell if cell.startswith("md:") else nbformat.v4.new_code_cell
        made.append(make(cell.removeprefix("md:")))
    path = folder / f"{name}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


class Shelf:
    """What was made of words and pictures, on the disk, where every process of a run finds it."""

    folder = None

    @classmethod
    def get(cls, kind, parts):
        """Return the bytes that were made of `parts`, None where nobody has made them yet."""
        path = cls._path(kind, parts)
        return path.read_bytes() if path.exists() else None

    @classmethod
    def put(cls, kind, parts, content):
        """Keep the bytes that were made of `parts`, whole or not at all."""
        path = cls._path(kind, parts)
        beside = f"{path}-{os.getpid()}-{threading.get_ident()}"  # two threads may make one part
        with open(beside, "wb") as stream:  # noqa: PTH123 (tests of kills stop at calls of pathlib)
            stream.write(content)
        os.rename(beside, path)  # noqa: PTH104

    @classmethod
    def _path(cls, kind, parts):
        return cls.folder / hashlib.sha256(repr((kind, parts)).encode()).hexdigest()


def make_once(patch):
    """Let `patch` take forms, pages and pictures of an edition from the `Shelf` once they were made.

    Of the registers it gives one recommendation and its measures, of statements about people none, and of
    tables those that are released. That the same words give the same bytes is tested without it.
    """
    page, drawn = documents.page, pictures.pngs

    def pages(*given, **more):
        return _once("page", [given, sorted(more.items())], lambda: page(*given, **more).encode()).decode()

    def pngs(figures):
        each = {name: _once("png", [name, held], lambda: None) for name, held in figures.items()}
        made = drawn({name: figures[name] for name, held in each.items() if held is None})
        for path, content in made.items():
            name = path.replace(".png", ".svg")
            Shelf.put("png", [name, figures[name]], content)
            each[name] = content
        return {name.replace(".svg", ".png"): held for name, held in each.items()}

    patch.setattr(documents, "page", pages)
    patch.setattr(forms, "pngs", pngs)
    patch.setattr(questions, "registers", one_recommendation)
    patch.setattr(statements, "told", lambda area: {})
    patch.setattr(declared, "every", dict)
    make = forms.made

    def made(folder, results, *given):
        parts = [[(one.name, one.title, one.blocks) for one in results], given]
        packed = Shelf.get("forms", parts)
        if packed is None:
            found = make(folder, results, *given)
            packed = json.dumps({name: content.hex() for name, content in found.items()}).encode()
            Shelf.put("forms", parts, packed)
        return {name: bytes.fromhex(content) for name, content in json.loads(packed).items()}

    patch.setattr(forms, "made", made)


def _once(kind, parts, make):
    found = Shelf.get(kind, parts)
    if found is None and (found := make()) is not None:
        Shelf.put(kind, parts, found)
    return found


every_register = functools.cache(questions.registers)


def one_recommendation(area):
    """Return the registers of an area with one recommendation alone, and what answers it."""
    every = every_register(area)
    items = every["items"][every["items"]["item"] == "recommendation 4"]
    wanted = set(items["measures"].iloc[0].split("; "))
    answers = {name: every[name][every[name]["measure"].isin(wanted)] for name in ("measures", "index")}
    return every | {"items": items} | answers
