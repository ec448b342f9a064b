"""Sliders of chapters, which no build runs: what they work out is shown, and not refused."""

import nbformat
import pytest

from analysis import settings
from analysis.publish.report.chapters import LAB

CHAPTERS = [
    path
    for path in sorted(settings.notebooks().glob("[0-9]*.ipynb"))
    if "report.what_if" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem[:2])
def test_sliders_give_a_figure(path, sampleshire_tables, sampleshire_folder, released_file, monkeypatch):
    monkeypatch.setenv(settings.TABLES_VARIABLE, str(sampleshire_tables))
    names = {}
    with settings.serving(settings.Run(sampleshire_folder, solved=released_file)):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                if LAB in cell.metadata.get("tags", []):
                    cell.source = cell.source.replace("report.what_if(", "sliders = report.what_if(")
                exec(cell.source, names)
    *_, shown = names["sliders"].children
    assert 'role="alert"' not in shown.value and ("<table" in shown.value or "<svg" in shown.value)
