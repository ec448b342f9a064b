"""Each file is parsed once, by one process; an entry of the store that is broken is made again."""

import dataclasses
import multiprocessing

import numpy as np
import pandas as pd
import pytest

from analysis import settings
from analysis.sources import checks, inventory, store
from analysis.sources.files import SourceFile
from analysis.sources.reading import Read


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Return a reader that is asked once a file, how often it was asked, and the folder of entries."""
    monkeypatch.setattr(settings, "data", lambda *parts: tmp_path.joinpath("data", *parts))
    path = tmp_path / "table.csv"
    path.write_text("1", encoding="utf-8")
    asked = []

    @store.once(Read)
    def reader(file, *words):
        asked.append(words)
        return Read(pd.DataFrame({"households": [int(file.read_bytes())]}), {"rows": 1}, forces=("Kent",))

    return reader, SourceFile(path), asked, tmp_path / "data" / store.FOLDER


def entries(folder):
    """Return the folders of entries, and whatever else lies beside them but locks."""
    return [path for path in folder.glob("*/*") if path.suffix != ".lock"]


def test_a_file_is_parsed_once_and_again_when_it_changed(kept):
    reader, file, asked, _ = kept
    first, second = reader(file), reader(file)
    assert len(asked) == 1 and first.frame.equals(second.frame)
    assert (second.explained, second.whole, second.forces) == ({"rows": 1}, True, ("Kent",))
    file.path.write_text("2", encoding="utf-8")
    assert reader(file).frame["households"].tolist() == [2]


def test_each_word_has_an_entry_and_another_program_leaves_none_of_the_first(kept, monkeypatch):
    reader, file, asked, folder = kept
    for word in ("TS029", "TS024", "TS029"):
        reader(file, word)
    assert asked == [("TS029",), ("TS024",)] and len(entries(folder)) == 2
    monkeypatch.setattr(store, "_code", lambda: "another")
    reader(file)
    assert len(asked) == 3 and [path.name for path in folder.iterdir()] == ["another"]


@pytest.mark.parametrize("name", ["frame", store.FIELDS])
def test_an_entry_with_one_other_byte_or_cut_short_is_made_again(kept, name):
    reader, file, asked, folder = kept
    reader(file)
    for damage in (lambda held: held[:-1] + bytes([held[-1] ^ 1]), lambda held: held[:20], lambda held: b""):
        path = entries(folder)[0] / name
        whole = path.read_bytes()
        path.write_bytes(damage(whole))
        assert reader(file).frame["households"].tolist() == [1] and path.read_bytes() == whole
    assert len(asked) == 4 and len(entries(folder)) == 1


def test_a_folder_that_cannot_be_written_stops_nothing(kept):
    reader, file, asked, folder = kept
    folder.parent.mkdir(parents=True)
    folder.write_text("no folder", encoding="utf-8")
    assert [reader(file).frame["households"].tolist() for _ in range(2)] == [[1], [1]] and len(asked) == 2


def test_a_file_that_is_refused_is_refused_again_and_leaves_nothing(kept):
    reader, file, asked, folder = kept
    file.path.write_text("x", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ValueError, match="invalid literal"):
            reader(file)
    assert len(asked) == 2 and entries(folder) == []


def test_two_processes_do_not_parse_the_same_file(kept):
    reader, file, asked, folder = kept
    context = multiprocessing.get_context("fork")
    told = context.SimpleQueue()

    def read():
        reader(file)
        told.put(len(asked))

    both = [context.Process(target=read) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(told.get() for _ in both) == [0, 1] and len(entries(folder)) == 1


@pytest.mark.real
def test_what_is_kept_of_every_open_file_is_what_its_reader_gives(real, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "FOLDER", str(tmp_path))
    seen = set()
    for item in inventory.scan(real(".")).files:
        family = "census" if item.card_id.startswith("census_ts") else item.card_id
        if family in seen or family.startswith("boundaries_"):
            continue
        seen.add(family)
        before = entries(tmp_path)
        first = as_in_a_new_process(item)
        if entries(tmp_path) == before:
            continue
        for one, other in zip(parts(first), parts(as_in_a_new_process(item)), strict=True):
            if isinstance(one, pd.DataFrame):
                pd.testing.assert_frame_equal(one, other)
            else:
                assert one == other
    kept = {path.name.rpartition("-")[0] for path in entries(tmp_path)}
    assert {"topic_summary", "deprivation", "homelessness", "force_area_tables"} <= kept
    assert not any(name.startswith(("nrm", "duty", "asylum", "homes")) for name in kept)


def as_in_a_new_process(item):
    """Return what the reader of a file gives; a process reads most files once, and keeps what it read."""
    for reader in checks.READERS.values():
        if hasattr(reader, "cache_clear"):
            reader.cache_clear()
    return checks.as_read(item)


def parts(found):
    """Return what a reader gave, field by field."""
    if not dataclasses.is_dataclass(found):
        return [found]
    return [getattr(found, one.name) for one in dataclasses.fields(found)]


@dataclasses.dataclass(frozen=True)
class Places:
    people: np.ndarray
    names: tuple


def test_what_is_learnt_of_the_same_arrays_is_worked_out_once(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "data", lambda *parts: tmp_path.joinpath("data", *parts))
    asked = []

    @store.learnt(Places)
    def doubled(places, times):
        asked.append(times)
        return Places(places.people * times, np.array(places.names))

    given = Places(np.array([[1, 2], [3, 4]]), ("a", "b"))
    first, second = doubled(given, 2), doubled(given, 2)
    assert asked == [2] and second.people.tolist() == first.people.tolist() == [[2, 4], [6, 8]]
    assert second.people.dtype == first.people.dtype and second.names.tolist() == ["a", "b"]
    flat, turned = given.people.reshape(1, 4), given.people.T
    for people, names in ((flat, given.names), (given.people, ("a", "c")), (turned, given.names)):
        assert (doubled(Places(people, names), 2).people == people * 2).all()
    assert len(asked) == 4
    for path in entries(tmp_path / "data" / store.FOLDER):
        (path / store.ARRAYS).write_bytes(b"")
    assert doubled(given, 2).people.tolist() == [[2, 4], [6, 8]] and len(asked) == 5
