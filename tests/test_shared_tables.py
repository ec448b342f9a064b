"""Tables that all areas have in common are the same, whichever area's command wrote them."""

import pytest

from analysis import areas, settings, stages, table_files
from analysis.fingerprints import Fingerprints
from analysis.tables import declared

PARTS = ("title", "row", "sha256", "rows", "columns", "sources", "missing", "invented", "read")
SHARED = {name: one for name, one in declared.every().items() if one.shared}


def written(area, run, home, patch, names=SHARED):
    """Write shared tables as a command on `area` does; return what `tables.json` says of each."""
    patch.setenv(settings.TABLES_VARIABLE, str(home))
    wanted = {name: SHARED[name] for name in names}
    with settings.serving(run):
        made = stages._written(stages.SHARED, areas.area(area), wanted, Fingerprints(), False, False, {})
    assert not made.faults and not made.waiting, (area, made.faults, made.waiting)
    return parts(table_files.opened(stages.SHARED, made.run))


def parts(held):
    return {name: {part: entry[part] for part in PARTS} for name, entry in held.tables.items()}


def different(one, other):
    return [
        f"{name}: {part}"
        for name in one
        for part in PARTS
        if one[name][part] != other.get(name, {}).get(part)
    ]


@pytest.mark.parametrize("neighbour", ["brackmarsh"])
def test_a_neighbour_of_sampleshire_writes_the_same(
    neighbour, sampleshire_tables, sampleshire_folder, tmp_path, monkeypatch
):
    monkeypatch.setenv(settings.TABLES_VARIABLE, str(sampleshire_tables))
    ours = parts(table_files.both("sampleshire")[1])
    theirs = written(neighbour, settings.Run(sampleshire_folder), tmp_path, monkeypatch)
    assert set(ours) == set(theirs) == set(SHARED)
    assert different(ours, theirs) == []


def test_two_real_forces_of_two_nations_write_the_same(real, tmp_path, monkeypatch):
    run = settings.Run(real("README.md").parent, "2026-Q1")
    ours, theirs = (
        written(area, run, tmp_path / area, monkeypatch) for area in ("warwickshire", "dyfed-powys")
    )
    assert len(ours) == len(SHARED) and different(ours, theirs) == []
