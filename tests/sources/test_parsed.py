"""What readers made of a file is kept: once a file and a program, and never trusted when it is damaged."""

import pandas as pd
import pytest

from analysis import settings
from analysis.sources import parsed
from analysis.sources.files import SourceFile
from analysis.sources.reading import Read


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Return a reader that counts how often it is asked, its file, and the folder of the store."""
    monkeypatch.setattr(settings, "data", lambda *parts: tmp_path.joinpath("data", *parts))
    path = tmp_path / "table.csv"
    path.write_text("1", encoding="utf-8")
    asked = []

    def reader(file):
        asked.append(file)
        return Read(pd.DataFrame({"households": [int(file.read_bytes())]}), {"rows": 1})

    reader.asked, reader.folder = asked, tmp_path / "data" / "raw" / parsed.FOLDER
    return reader, SourceFile(path)


def test_a_file_is_parsed_once_and_again_when_it_changed(store):
    reader, file = store
    assert [parsed.frame(file, reader)["households"].tolist() for _ in range(2)] == [[1], [1]]
    assert len(reader.asked) == 1
    file.path.write_text("2", encoding="utf-8")
    assert parsed.frame(file, reader)["households"].tolist() == [2]


def test_another_program_parses_again(store, monkeypatch):
    reader, file = store
    parsed.frame(file, reader)
    monkeypatch.setattr(parsed, "_code", lambda: "another")
    parsed.frame(file, reader)
    assert len(reader.asked) == 2


def test_a_damaged_store_is_written_again_and_no_part_of_one_is_left(store):
    reader, file = store
    parsed.frame(file, reader)
    (kept,) = reader.folder.iterdir()
    kept.write_bytes(kept.read_bytes()[:50])
    assert parsed.frame(file, reader)["households"].tolist() == [1]
    assert len(reader.asked) == 2 and [path.suffix for path in reader.folder.iterdir()] == [".parquet"]
    assert pd.read_parquet(kept)["households"].tolist() == [1]


def test_a_folder_that_cannot_be_written_stops_nothing(store):
    reader, file = store
    reader.folder.parent.mkdir(parents=True)
    reader.folder.write_text("no folder", encoding="utf-8")
    assert parsed.frame(file, reader)["households"].tolist() == [1]
