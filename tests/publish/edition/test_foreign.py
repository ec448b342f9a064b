"""A notebook that does what no chapter does is refused before anything runs."""

import nbformat
import pytest

from analysis.errors import InputError
from analysis.publish.edition import editions, foreign

START = "from analysis import measures, publish, tables"


def chapter(folder, *cells, name="17_more"):
    made = [nbformat.v4.new_markdown_cell("# More"), *map(nbformat.v4.new_code_cell, [START, *cells])]
    path = folder / f"{name}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


def test_every_chapter_of_this_project_passes():
    chosen = editions.choose()
    assert len(chosen) > 10
    foreign.refuse(chosen)


def test_what_a_chapter_does_passes(tmp_path):
    cells = [
        'AREA, EDITION = "kent", None',
        "need = tables.language(AREA)\nneed.query('people > @least')",
        "least = sorted([len(need), 3])[-1]",
        "[row for row in need.items()]",
        "publish.say('{a}', a=max(need.total(), key=lambda row: row))",
    ]
    foreign.refuse([chapter(tmp_path, *cells)])


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import os", "imports os"),
        ("import analysis.sources.files", "imports analysis.sources.files"),
        ("from pathlib import Path", "imports Path"),
        ("from analysis.publish import forms", "imports forms"),
        ("from analysis import settings", "imports settings"),
        ("from analysis import sources", "imports sources"),
        ("tables.victims('kent')", "uses tables.victims, which is no verb"),
        ("tables.referrals.load('kent')", "uses tables.referrals, which is no verb"),
        (
            "tables.language('kent').query('a < @tables.resettlement.load()')",
            "reaches beyond a name within the text of a query",
        ),
        ("from analysis import tables as t", "imports tables"),
        ("from . import other", "imports other"),
        ("open('/etc/passwd')", 'uses the name "open"'),
        ("eval('1')", 'uses the name "eval"'),
        ("__import__('os')", 'uses the name "__import__"'),
        ("get_ipython().system('ls')", 'uses the name "get_ipython"'),
        ("getattr(tables, 'pd')", 'uses the name "getattr"'),
        ("list(tables)", 'hands on the stage "tables"'),
        ("t = tables", 'hands on the stage "tables"'),
        ("tables.pd", "uses tables.pd"),
        ("''.__class__", "uses .__class__"),
        ("tables.language('kent').to_csv('x')", "uses .to_csv"),
        ("tables.language('kent').eval('a')", "uses .eval"),
        ("!ls", "is not plain Python"),
        ("%run other.py", "is not plain Python"),
        ("def f():\n    pass", "defines f"),
        ("class Piece:\n    pass", "defines Piece"),
    ],
)
def test_what_reaches_beyond_is_refused_in_one_line(tmp_path, code, says):
    path = chapter(tmp_path, code)
    with pytest.raises(InputError) as fault:
        foreign.refuse([path])
    assert str(fault.value).startswith(f"17_more, cell 3: {says}") and "\n" not in str(fault.value)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}', "[" * 100_000]
)
def test_what_is_no_notebook_is_left_to_the_run(tmp_path, content):
    path = tmp_path / "17_more.ipynb"
    path.write_text(content, encoding="utf-8")
    foreign.refuse([path])
