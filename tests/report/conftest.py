"""Sampleshire's tables as files, for what is kept of them."""

import hashlib
import json
import shutil

import pandas as pd
import pytest

from analysis import settings, table_files


@pytest.fixture
def tables(sampleshire_tables, monkeypatch):
    """Return the folder of Sampleshire's tables, which are the ones that are read."""
    monkeypatch.setenv(settings.TABLES_VARIABLE, str(sampleshire_tables))
    return sampleshire_tables


@pytest.fixture
def without(tables, tmp_path, monkeypatch):
    """Return a function that takes a table's source away, as where there is no file of it."""
    copied = tmp_path / "tables"
    shutil.copytree(tables, copied)
    monkeypatch.setenv(settings.TABLES_VARIABLE, str(copied))

    def gone(name, why="There is no file of it in the folder."):
        for held in table_files.both("sampleshire"):
            if name in held.tables:
                path = held.folder / table_files.LIST
                listed = json.loads(path.read_text(encoding="utf-8"))
                entry = listed["tables"][name]
                pd.read_parquet(held.path(name)).iloc[:0].to_parquet(held.path(name), index=False)
                content = held.path(name).read_bytes()
                entry |= {"missing": [why], "rows": 0, "sha256": hashlib.sha256(content).hexdigest()}
                entry["sources"] = [one | {"missing": [why]} for one in entry["sources"]]
                path.write_text(json.dumps(listed), encoding="utf-8")

    return gone
