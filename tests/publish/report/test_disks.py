"""Disks that are full or may not be written, and folders with awkward names."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.publish.report import editions
from tests.publish.report.an_edition import build, content
from tests.publish.shelf import Shelf

PROJECT = Path(__file__).resolve().parents[3]
LONG = "Großbritannien – Réunion & Ynys Môn, " + "a very long name of a folder " * 6


@pytest.fixture
def mounted(tmp_path):
    """Return a function that mounts a small disk in memory; skips where that is not allowed."""
    made = []

    def mount(place, *how):
        done = subprocess.run(["mount", *how, str(place)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("nothing may be mounted here: a disk that is really full or closed was not tried")
        made.append(place)

    try:
        yield mount
    finally:
        for place in reversed(made):
            subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=False)


def left(home):
    return [path.name for path in home.iterdir() if path.name.endswith((".new", ".old"))]


@pytest.mark.parametrize(
    "free",
    [
        *(0, pytest.param(20_000, marks=pytest.mark.slow), 200_000),
        *(pytest.param(400_000, marks=pytest.mark.slow), "closed"),
    ],
)
def test_a_disk_that_is_really_full_or_closed_is_told_in_a_line_and_the_last_edition_stays(
    folder, ran, mounted, free
):
    ran()
    reports = folder / "reports"
    reports.mkdir()
    mounted(reports, "-t", "tmpfs", "-o", "size=8m", "tmpfs")
    before = content(build(folder))
    if free == "closed":
        mounted(reports, "-o", "remount,ro")
    else:
        (reports / "filler").write_bytes(b"\0" * (shutil.disk_usage(reports).free - free))
    with pytest.raises(InputError, match=r"Read-only file system|cannot be written.*No space left") as fault:
        build(folder)
    assert "\n" not in str(fault.value)
    assert content(reports / "kent" / "draft") == before and left(reports / "kent") == []
    if free != "closed":
        (reports / "filler").unlink()
        assert content(build(folder)).keys() == before.keys()


@pytest.mark.parametrize("name", ["write_bytes", "write_text", "mkdir", "rename"])
@pytest.mark.parametrize(
    "call", [1, pytest.param(3, marks=pytest.mark.slow), pytest.param(6, marks=pytest.mark.slow)]
)
def test_a_disk_that_fills_at_any_write_leaves_the_last_edition(folder, ran, monkeypatch, name, call):
    ran()
    before = content(build(folder))
    done, calls = getattr(Path, name), iter(range(call))

    def full(path, *given, **options):
        if path.is_relative_to(folder / "reports") and next(calls, None) == call - 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return done(path, *given, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, name, full)
        try:
            build(folder)
        except InputError as fault:
            assert "cannot be written (No space left on device)" in str(fault) and "\n" not in str(fault)
            assert content(folder / "reports" / "kent" / "draft") == before
    assert left(folder / "reports" / "kent") == []
    build(folder)


def test_a_project_that_may_not_be_written_says_so_in_a_line():
    """Run the command in a mount of its own in which the project's folder is closed."""

    def apart(*commands):
        words = ["unshare", "--mount", "sh", "-c", " && ".join(commands)]
        env = os.environ | {"PYTHONPATH": str(PROJECT / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(words, capture_output=True, text=True, check=False, env=env)

    closed = f"mount --bind '{PROJECT}' '{PROJECT}' && mount -o remount,ro,bind '{PROJECT}'"
    if apart(closed).returncode:
        pytest.skip("nothing may be mounted here: a project that is really closed was not tried")
    command = f"'{sys.executable}' -c 'from analysis.cli import main; main()' build --chapters 05"
    done = apart(closed, "cd /", command)
    said = done.stderr + done.stdout
    assert done.returncode == 1 and "Traceback" not in said and "Read-only file system" in said


def test_folders_with_blanks_accents_and_two_hundred_letters_are_folders_like_others(
    folder, ran, monkeypatch
):
    ran()
    plain = content(build(folder))
    (folder / "made").mkdir()
    monkeypatch.setattr(Shelf, "folder", folder / "made")  # made from nothing, there
    edition = editions.build("kent", inputs=folder / "inputs", out=folder / LONG[:200].strip() / "reports")
    assert content(edition) == plain
