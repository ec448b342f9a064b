"""Private folders of commands: each has its own, and what a killed one left goes with the next."""

import contextlib
import os
import stat
import tempfile
from pathlib import Path

import pytest

from analysis import scratch


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """Let the system's folder for passing files be one of the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_goes_with_its_command_and_others_keep_theirs(temporary):
    with scratch.folder() as first:
        with scratch.folder() as second:
            assert first.is_dir() and second.is_dir() and first != second
        assert first.is_dir() and not second.exists()
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="this system has no such rights")
def test_a_folder_that_was_cleared_before_it_was_locked_is_private_too(monkeypatch):
    made = tempfile.mkdtemp

    def cleared(**options):
        folder = made(**options)
        Path(folder).rmdir()
        return folder

    monkeypatch.setattr(tempfile, "mkdtemp", cleared)
    with scratch.folder() as found:
        assert stat.S_IMODE(found.stat().st_mode) == 0o700


def test_a_folder_that_is_cleared_while_it_is_locked_is_made_again(monkeypatch):
    calls, enter = [], contextlib.ExitStack.enter_context

    def once(held, lock):
        calls.append(lock)
        if len(calls) == 1:
            raise FileExistsError
        return enter(held, lock)

    monkeypatch.setattr(contextlib.ExitStack, "enter_context", once)
    with scratch.folder() as found:
        assert found.is_dir() and len(calls) == 2


@pytest.mark.parametrize("lock", [True, False], ids=["after it was locked", "before it was locked"])
def test_what_a_killed_command_left_goes_with_the_next(temporary, lock):
    left = temporary / f"{scratch.PREFIX}abcdefgh"
    left.mkdir()
    (left / "page.html").write_text("half")
    if lock:
        (left / scratch.LOCK).touch()
    (temporary / "vna-notes").mkdir()
    with scratch.folder():
        assert not left.exists()
    assert [path.name for path in temporary.iterdir()] == ["vna-notes"]
