"""No schema, file, notebook or output has a field for a person's status or reference.

Nor one for nationality beside a place below the force. Fields are told by the words that refuse an office's
own headings, so that what is refused of an office is not let in by ourselves.
"""

import csv
import importlib
import io
import json
import pkgutil
import re
import tomllib

import pytest

from analysis import settings, tables
from analysis.extracts import refused
from analysis.release import series, tabulations
from analysis.tables.declaration import Declaration, columns
from analysis.tables.rooms import offered
from tests.commands import ran

STATUS = "a person's immigration status or its papers"
REFERENCE = "a reference of a case or person"
PLACES = re.compile(r"district|ward|msoa|lsoa|neighbourhood|area_(?:code|name)|authority", re.IGNORECASE)
FORCE = re.compile(r"police_force_area|force_", re.IGNORECASE)
# The list of languages, and names of tables ("asylum_support"): no field of anybody.
OF_NO_PERSON = {"reference", *offered(), *series.ALL, *tabulations.listed()}
OF_NO_PERSON |= {"take_no_recourse", "no_recourse_from_here"}  # how many services take whom
# They lie in Sampleshire's folder so that they are refused: every heading that may not be appears in them.
PLANTED = ("support_with_names.csv", "victims_with_names.csv")
# Nationalities of the whole force or country beside the name of that force.
OF_A_FORCE = {"Referrals", "ByNationality", "ReferralsByNationality"}


def told(names):
    """Return those of the names of fields that stand for a person's status or reference."""
    return [name for name in names if name not in OF_NO_PERSON and refused.kind(name) in (STATUS, REFERENCE)]


def below_force(names):
    """Tell whether nationality appears beside a place below the force."""
    nationality = any("nationalit" in name.lower() for name in names)
    return nationality and any(PLACES.search(name) and not FORCE.search(name) for name in names)


def declarations():
    for found in pkgutil.walk_packages(tables.__path__, "analysis.tables."):
        importlib.import_module(found.name)
    todo, every = [Declaration], []
    while todo:
        todo += (more := todo.pop().__subclasses__())
        every += more
    return every


def headings_of(folder):
    """Yield the name and headings of every CSV below a folder, comments above them left out."""
    for path in sorted(folder.rglob("*.csv")):
        lines = [line for line in path.read_text(encoding="utf-8-sig").splitlines() if line[:1] != "#"]
        yield path.name, next(csv.reader(io.StringIO(lines[0]))) if lines else []


def test_the_scan_tells_such_fields_and_nationality_with_a_place_below_the_force():
    names = ["immigration_status", "Visa type", "home_office_reference", "caseRef"]
    assert told(names) == names
    assert below_force(["nationality", "district"]) and below_force(["Nationality", "MSOA code"])
    assert not below_force(["nationality", "police_force_area_code"]) and not below_force(["district"])


def test_no_table_declares_such_a_field():
    every = declarations()
    assert len(every) > 40
    for one in every:
        assert not told(columns(one)), one.__name__
        assert one.__name__ in OF_A_FORCE or not below_force(columns(one)), one.__name__


def test_no_file_of_the_office_may_have_one():
    for name in ("local_counts.toml", "local_logs.toml"):
        for kind, entry in tomllib.loads(settings.data("reference", name).read_text("utf-8")).items():
            fields = [*entry.get("fields", {}), *entry.get("columns", {})]
            assert fields and not told(fields) and not (kind != "risk_items" and below_force(fields)), kind


def test_no_series_can_be_cut_by_one_and_no_table_is():
    for one in series.ALL.values():
        assert not told(one.fields) and not below_force(one.fields), one.card
    for name, one in tabulations.read().items():
        assert not told([*one.by, *dict(one.where)]) and not below_force(one.by), name


def refuse_any(files):
    for name, headings in files:
        assert not told(headings) and not below_force(headings), name


def test_no_file_of_sampleshires_office_and_no_reference_file_has_one(sampleshire_folder):
    files = dict(headings_of(sampleshire_folder.with_name("sampleshire-local")))
    assert len(files) > 10
    assert [len(told(files.pop(name))) for name in PLANTED] == [4, 4]
    refuse_any(files.items())
    refuse_any(headings_of(settings.data("reference")))


def test_no_notebook_names_one():
    paths = sorted(settings.notebooks().glob("*.ipynb"))
    assert paths
    for path in paths:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        named = re.findall(r"""["']([a-z]+(?:_[a-z]+)*)["']""", code)
        assert not told(named), path.name


@pytest.mark.slow
def test_no_output_has_one(sampleshire_folder, tmp_path):
    local = sampleshire_folder.with_name("sampleshire-local")
    ran("build", "--chapters", "08,09", "--out", tmp_path, "--inputs", sampleshire_folder, "--local", local)
    files = list(headings_of(tmp_path))
    assert len(files) > 10
    refuse_any(files)
