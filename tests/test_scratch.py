"""Private folders of commands: each has its own, and what a killed one left goes with the next."""

import tempfile

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
