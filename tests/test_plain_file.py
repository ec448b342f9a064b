"""A file that somebody else may have put there is read whole or refused, and no command waits for it."""

import os

import pytest

from analysis import plain_file, toml_file
from analysis.errors import InputError
from tests.commands import MAIN, python

NO_PIPES = pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes and devices")
SECONDS = 60  # far more than a refusal takes, far less than for ever


def test_a_file_is_read_as_it_is_and_one_longer_than_any_is_refused_unread(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"\xc3\xa9\r\n")
    assert plain_file.content(path) == b"\xc3\xa9\r\n" and plain_file.text(path) == "é\r\n"
    with path.open("wb") as stream:
        stream.truncate(plain_file.LONGEST + 1)  # takes no room on the disk
    with pytest.raises(InputError, match="the limit is"):
        plain_file.content(path)


@NO_PIPES
def test_a_pipe_and_what_leads_to_a_device_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "endless").symlink_to("/dev/zero")
    for name in ("pipe", "endless"):
        with pytest.raises(InputError, match=f"{name}: is a pipe or a device, and no file"):
            plain_file.content(tmp_path / name)


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
    found = python(MAIN, *command, *out, cwd=tmp_path, timeout=SECONDS)
    assert "Traceback" not in found.stderr
    if path.suffix in (".toml", ".json"):
        assert found.returncode == 1 and "is a pipe or a device" in found.stdout + found.stderr


def test_what_is_toml_is_read():
    found = toml_file.parsed("policy.toml", b"\xef\xbb\xbfa = 1e999\nb = -inf\nc = 1\n")
    assert found == {"a": float("inf"), "b": -float("inf"), "c": 1}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a = " + b"9" * 10_000, "an invalid number"),
        (b"a = " + b"[" * 10_000 + b"]" * 10_000, "nested too deep"),
        (b"a = " + b"{a = " * 10_000, "nested too deep"),
        (b"a = 'x", "is not TOML"),
        (b"\xff\xfea", "is not TOML"),
        (b"#" * (toml_file.LONGEST + 1), "10 MB; the limit is 10 MB"),
    ],
    ids=["huge number", "deep arrays", "deep tables", "cut", "no UTF-8", "huge"],
)
def test_what_is_hostile_is_refused_in_one_line(content, says):
    with pytest.raises(InputError, match=says) as fault:
        toml_file.parsed("policy.toml", content)
    assert str(fault.value).startswith("policy.toml: ") and "\n" not in str(fault.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        toml_file.read(tmp_path / "policy.toml", "It says who decided.")


def test_what_a_reader_changes_is_not_what_the_next_one_gets(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text("[one]\nlist = [1, 2]\n", encoding="utf-8")
    toml_file.read(path, "")["one"]["list"].append(3)
    assert toml_file.read(path, "") == {"one": {"list": [1, 2]}}
    path.write_text("[one]\nlist = [4]\n", encoding="utf-8")
    assert toml_file.read(path, "") == {"one": {"list": [4]}}
