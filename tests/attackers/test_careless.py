"""Cells as a careless analyst would write them: none states a hidden count, each works or says why not."""

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from analysis import settings, stages
from analysis.release import people

from .test_attackers import NEXT_CELL, attacked

CELLS = tomllib.loads(Path(__file__).with_name("careless.toml").read_text(encoding="utf-8"))
BEGIN = CELLS.pop("begin")["code"]
# {table: what it is counted from}: their hidden cells have true counts that the test alone knows.
TABLES = {
    "victims_by_age_and_sex": people.victims,
    "victims_by_ethnic_group_and_district": people.victims,
    "needs_by_offence_and_result": people.needs,
}
NUMBER = re.compile(r"(?<![\w.-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w%-])")  # no part of "2026-Q1" or "0-17"


@pytest.fixture(scope="module")
def counted(sampleshire_folder, released_file):
    """Return {table: [(labels, what is released, the true count)]}, counted from the extracts."""
    released = json.loads(released_file.read_text(encoding="utf-8"))["tabulations"]
    with settings.serving(settings.Run(sampleshire_folder)):
        return {name: list(_cells(released[name], read("sampleshire"))) for name, read in TABLES.items()}


def _cells(entry, rows):
    for period, labels, value in entry["cells"]:
        picked = rows[rows["quarter"].isin(entry["periods"][period])]
        for column, label in [*zip(entry["by"], labels, strict=True), *entry["where"].items()]:
            if label != "Total":
                picked = picked[picked[column].isin([label] if isinstance(label, str) else label)]
        yield labels, value, int(picked[entry["unit"]].sum())


@pytest.fixture(scope="module")
def home(tmp_path_factory, sampleshire_folder):
    home = tmp_path_factory.mktemp("careless")
    shutil.copytree(sampleshire_folder.with_name("sampleshire-local"), home / "local")
    return home


def said(home, inputs, tables):
    """Return {cell: what it published, or the line that stopped it}, of cells that read `tables`."""
    end = "show('\\n'.join(SAID) or 'nothing')"
    codes = {name: NEXT_CELL.join([BEGIN, one["code"].strip(), end]) for name, one in CELLS.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(settings.TABLES_VARIABLE, str(tables))
        return attacked(home, inputs, None, codes)


@pytest.fixture(scope="module")
def outcomes(home, sampleshire_folder, sampleshire_tables):
    return said(home / "as_released", sampleshire_folder, sampleshire_tables)


def stated(text, counted):
    """Return the hidden cells whose labels appear in a line of `text` beside their true count.

    A zero is none of them: whoever fills gaps with zeros is right by chance.
    """
    lines = [
        (line, {float(one.replace(",", "")) for one in NUMBER.findall(line)}) for line in text.splitlines()
    ]
    hidden = [
        (labels, true)
        for cells in counted.values()
        for labels, value, true in cells
        if value == "[c]" and true
    ]
    return [
        (labels, true)
        for labels, true in hidden
        for line, numbers in lines
        if true in numbers and all(line.count(label) >= labels.count(label) for label in labels)
    ]


def test_what_is_hidden_is_known_to_the_test(counted):
    for name, cells in counted.items():
        assert {true for _, value, true in cells if value == "[c]"}, name
        assert [value for _, value, _ in cells if value != "[c]"] == [
            true for _, value, true in cells if value != "[c]"
        ]


@pytest.mark.parametrize("name", CELLS)
def test_no_careless_cell_states_a_hidden_count(outcomes, counted, name):
    assert not stated(outcomes[name], counted)


def test_each_works_or_stops_in_one_plain_line(outcomes):
    stopped = {name: text for name, text in outcomes.items() if text.startswith("02_attack, cell ")}
    assert set(stopped) == {name for name, one in CELLS.items() if "stops" in one}, stopped
    assert all(CELLS[name]["stops"] in text for name, text in stopped.items()), stopped
    assert not {name for name, text in stopped.items() if len(text.splitlines()) > 1}
    assert not {name for name, text in outcomes.items() if text in ("", "nothing")}


@pytest.mark.slow
def test_with_the_true_counts_in_the_tables_most_of_them_would_state_one(
    home, sampleshire_folder, released_file, counted, tmp_path
):
    open_file = tmp_path / released_file.name
    shutil.copytree(released_file.with_suffix(""), open_file.with_suffix(""))
    document = json.loads(released_file.read_text(encoding="utf-8"))
    for name, cells in counted.items():
        entry = document["tabulations"][name]
        entry["cells"] = [
            [period, labels, true]
            for (period, labels, _), (*_, true) in zip(entry["cells"], cells, strict=True)
        ]
    document[settings.MARK] = settings.mark_of(document)
    open_file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(settings.TABLES_VARIABLE, str(tmp_path / "tables"))
        stages.for_chapters(settings.SAMPLESHIRE, settings.Run(sampleshire_folder, solved=open_file))
    told = {
        name
        for name, text in said(home / "open", sampleshire_folder, tmp_path / "tables").items()
        if stated(text, counted)
    }
    assert len(told) > len(CELLS) / 2, sorted(set(CELLS) - told)
