"""What the tests of tables read: all of Sampleshire, the real files, or an office's folder of its own."""

import pytest

from analysis import settings
from tests.tables.office_rows import DIRECTORY, loader, write


@pytest.fixture
def everywhere(sampleshire_folder, reads):
    """Return Sampleshire's folder, which tables read."""
    return reads(sampleshire_folder)


@pytest.fixture
def warwickshire(real, reads):
    """Return the folder of real files, which tables read."""
    return reads(real("README.md").parent)


@pytest.fixture
def office_folder(tmp_path, monkeypatch):
    """Return an empty folder that is the office's own."""
    folder = tmp_path / "office"
    folder.mkdir()
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(folder))
    return folder


@pytest.fixture
def in_reference(tmp_path, monkeypatch):
    """Return a function that puts a text in the place of a file of data/reference, and returns its path."""
    before, placed = settings.data, {}

    def put(name, text):
        placed[name] = tmp_path / name
        placed[name].write_text(text, encoding="utf-8")
        return placed[name]

    monkeypatch.setattr(settings, "data", lambda *parts: placed.get(parts[-1]) or before(*parts))
    return put


@pytest.fixture
def office(county, office_folder, tmp_path):
    """Return a function that writes a log of rows, each the good one with changes, and loads its table."""

    def load(name, *changes):
        if not (tmp_path / "inputs").exists():
            county(*(("LSOA*.csv", "ruc21_lsoa21.csv", "*.geojson") if name in DIRECTORY else ()))
        if name == "referral_network":
            write(office_folder, "services", {}, {"organisation": "Harbour Support"})
        write(office_folder, name, *changes)
        return loader(name)("sampleshire")

    return load
