"""Release in a process of its own."""

import os
import shutil

import pytest

from analysis import areas, settings
from analysis.disclosure import ledger
from analysis.errors import InputError
from analysis.extracts.counts import folder_of
from analysis.release import handover, process
from analysis.sources import checks

PLACE = areas.area("sampleshire")


class Ending:
    """What ends the process in which it is unpacked."""

    def __reduce__(self):
        return os._exit, (1,)


def test_it_gives_what_chapters_are_handed_and_of_what_was_counted_no_count(small_county, tmp_path):
    own = small_county.with_name("sampleshire-local")
    for path in (own / "columns.toml", *own.glob("information_sharing_*")):
        shutil.copy(path, tmp_path)
    nothing, run = ledger.read(tmp_path / "reports", PLACE.slug), settings.Run(small_county, local=tmp_path)
    asked = (process.release, PLACE, "draft", None, nothing)
    document, handed, counts, _ = process.ask(run, *asked)
    _, here, *_ = process.served(run, *asked)
    shown = [
        one["source"] for one in here["tabulations"].values() for *_, value in one["cells"] if value != "[x]"
    ]
    assert len(shown) > 50 and handed["tabulations"] == here["tabulations"]
    assert set(handed) > {*document, handover.BESIDE}
    assert counts.keys() == set(shown)
    assert all(one.frame is None and one.earlier == () and one.quarters for one in counts.values())


def test_files_that_change_meanwhile_are_looked_for_in_the_folder_that_is_read(tmp_path):
    assert process.ask(settings.Run(local=tmp_path), folder_of, PLACE) == tmp_path
    assert folder_of(PLACE) != tmp_path


def test_every_file_is_read_there_before_anything_is_counted(sampleshire_folder, monkeypatch):
    monkeypatch.setattr(checks, "looked_over", None)
    warned, aside, _ = process.ask(settings.Run(sampleshire_folder), process.look_over, PLACE)
    assert not aside
    assert all(path.startswith(str(sampleshire_folder)) for path in warned)


def test_what_is_wrong_with_a_file_is_said_as_in_this_process(tmp_path):
    with pytest.raises(InputError, match="no-such-folder"):
        process.ask(settings.Run(tmp_path / "no-such-folder"), process.look_over, PLACE)


def test_a_process_that_dies_is_told_in_one_line():
    with pytest.raises(InputError, match="Python ended while counts were released"):
        process.ask(settings.Run(), process.look_over, Ending())
