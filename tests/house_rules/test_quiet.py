"""No command but `fetch` sends anything anywhere, and no output names the machine or whoever uses it.

Every process of a command is watched by Python's own audit hooks: connections and look-ups of names are
written down, in children and in the processes of chapters too.
"""

import os
from pathlib import Path

import pytest

from tests.commands import MAIN, python
from tests.test_two_editions import unpacked

WATCH = """
import os, sys
ASKING = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request")
def _watch(event, arguments):
    in_a_file = event == "socket.connect" and isinstance(arguments[-1], str | bytes)
    if event in ASKING and not in_a_file:  # such a socket is of this computer
        with open(os.environ["WATCHED"], "a", encoding="utf-8") as file:
            file.write(f"{event} {arguments[-1] if event == 'socket.connect' else arguments}\\n")
sys.addaudithook(_watch)
"""
SOURCE = Path(__file__).resolve().parents[2] / "src"
PERSON = "zanzibarius"


@pytest.fixture
def run(tmp_path, sampleshire_folder):
    """Return a function that runs Python as somebody, and gives what it said and whom it asked."""
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    home, log = tmp_path / f"home-of-{PERSON}", tmp_path / "watched.txt"
    home.mkdir()
    person = dict.fromkeys(("USER", "LOGNAME", "USERNAME"), PERSON) | {"HOSTNAME": f"pc-of-{PERSON}"}
    person |= {"HOME": str(home), "MPLCONFIGDIR": str(home), "WATCHED": str(log)}
    person["PYTHONPATH"] = os.pathsep.join([str(tmp_path / "watch"), str(SOURCE)])

    def command(*words, inputs=sampleshire_folder, code=MAIN):
        log.write_text("", encoding="utf-8")
        done = python(code, *words, "--inputs", inputs, env=person, cwd=home)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr, log.read_text(encoding="utf-8")

    return command


def test_the_watch_sees_a_connection(run):
    code = "import socket\ntry:\n    socket.create_connection(('127.0.0.1', 9))\nexcept OSError:\n    pass"
    assert "socket.connect ('127.0.0.1', 9)" in run(code=code)[1]


@pytest.mark.parametrize(
    "words", [("sources",), ("check",), ("table", "language", "--format", "csv")], ids=lambda words: words[0]
)
def test_a_command_that_reads_asks_nobody_and_names_nobody(run, county, words):
    few = county("census2021-ts024-ltla.csv", "2026-0[56]-sampleshire-street.csv", "UKVI_IP_Q2_2026.xlsx")
    said, asked = run(*words, inputs=few)
    assert said and asked == "" and PERSON not in said


@pytest.mark.slow
def test_a_build_asks_nobody_and_its_files_name_neither_person_nor_folder(run, tmp_path):
    out = tmp_path / f"office-of-{PERSON}"
    _, asked = run("build", "--chapters", "05", "--as-of", "2026-Q2", "--out", str(out))
    assert asked == ""
    files = [path for path in (out / "sampleshire" / "draft").rglob("*") if path.is_file()]
    assert len(files) > 20
    for path in files:
        content = unpacked(path)
        for word in (PERSON, str(tmp_path), str(SOURCE.parent)):
            assert word.encode() not in content, f"{path.name}: names {word}"
