"""A file that somebody else may have put there is read whole or refused, and never waited for without end."""

import os
import subprocess
import sys

import pytest

from analysis import plain_file
from analysis.errors import InputError

NO_PIPES = pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes and devices")
SECONDS = 60  # far more than a refusal takes, far less than for ever


def test_a_file_is_read_as_it_is(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"\xc3\xa9\r\n")
    assert plain_file.content(path) == b"\xc3\xa9\r\n" and plain_file.text(path) == "é\r\n"


@NO_PIPES
def test_a_pipe_and_what_leads_to_a_device_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "endless").symlink_to("/dev/zero")
    for name in ("pipe", "endless"):
        with pytest.raises(InputError, match=f"{name}: is a pipe or a device, and no file"):
            plain_file.content(tmp_path / name)


def test_a_file_longer_than_any_is_refused_unread(tmp_path):
    path = tmp_path / "long"
    with path.open("wb") as stream:
        stream.truncate(plain_file.LONGEST + 1)  # takes no room on the disk
    with pytest.raises(InputError, match="the limit is"):
        plain_file.content(path)


@pytest.mark.slow
@NO_PIPES
@pytest.mark.parametrize(
    ("place", "command"),
    [
        ("local/columns.toml", ["check", "--inputs", "inputs", "--area", "kent", "--local", "local"]),
        ("reports/kent/2026-Q1/tabulations.json", ["attack", "reports"]),
        ("reports/kent/ledger.json", ["attack", "reports"]),
        ("reports/kent/2026-Q1/manifest.json", ["compare", "2026-Q1", "2026-Q1", "--area", "kent"]),
        ("local/campaigns.csv", ["check", "--inputs", "inputs", "--area", "kent", "--local", "local"]),
        ("inputs/census2021-ts024-ltla.csv", ["check", "--inputs", "inputs"]),
        ("inputs/a.zip", ["check", "--inputs", "inputs"]),
    ],
)
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_no_command_waits_for_a_pipe_or_reads_a_device(tmp_path, place, command, kind):
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    (tmp_path / "inputs").mkdir(exist_ok=True)
    (tmp_path / "inputs" / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    out = ["--out", "reports"] if command[0] == "compare" else []
    found = subprocess.run(
        [sys.executable, "-c", "from analysis.cli import main; main()", *command, *out],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert "Traceback" not in found.stderr
    if path.suffix in (".toml", ".json"):
        assert found.returncode == 1 and "is a pipe or a device" in found.stdout + found.stderr
