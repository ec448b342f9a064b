"""The wall round a chapter's process: what it closes, and what goes on working behind it."""

import pytest

from tests.commands import python

KERNEL_CLOSES = "import sys\nfrom analysis import wall\nsys.exit(not wall.close(['nothing']))"
ON_LINUX = pytest.mark.skipif(
    python(KERNEL_CLOSES).returncode != 0,
    reason="no kernel but that of Linux, from 5.13 on, closes folders",
)
HIDDEN = "4711"


@pytest.fixture
def behind(tmp_path):
    """Return a function that runs Python behind the wall, in a project's notebooks, and gives what it prints.

    `closed` holds a hidden count; `beside` and `notebooks` are open.
    """
    for name in ("data/closed", "data/beside", "notebooks"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "data" / "closed" / "own.csv").write_text(f"people\n{HIDDEN}\n")
    (tmp_path / "data" / "beside" / "open.csv").write_text("people\n5\n")

    def run(code, alone=True, before=""):
        start = (
            f"import contextlib, os\nfrom analysis import wall\n{before}\n"
            f"by_kernel = wall.close(['../data/closed', '../data/later/on'], alone={alone})\n"
        )
        beside = {"TMPDIR": str(tmp_path / "data" / "beside")}
        ran = python(start + code, env=beside, cwd=tmp_path / "notebooks")
        return (ran.stdout + ran.stderr).strip()

    return run


def refusals(behind, ways, **how):
    """Return what each of the ways says behind the wall, all of them tried in one process."""
    then = "except BaseException as fault: print(type(fault).__name__, fault)\nelse: print('let in')\n"
    return behind("".join(f"try: {way}\n{then}" for way in ways), **how).splitlines()


def test_each_way_of_python_is_refused_in_one_line_without_the_kernel_too(behind):
    ways = (
        "open('../data/closed/own.csv')",
        "open(os.fsencode(os.path.abspath('../data/closed/own.csv')))",
        "os.symlink('../data/closed', 'link')",
        "os.listdir('../data/closed')",
        "os.chdir('../data/closed')",
        "open('../data/closed/new.csv', 'w')",
        "os.makedirs('../data/later/on')",
    )
    said = refusals(behind, ways, before="wall._close_by_kernel = lambda alone: False")
    refused = "ClosedError A chapter may not read the office's own"
    assert [one.startswith(refused) for one in said] == [True] * len(ways), said


def test_a_link_that_was_there_before_and_capitals_lead_nowhere_and_what_lies_beside_is_read(
    behind, tmp_path
):
    (tmp_path / "notebooks" / "link").symlink_to(tmp_path / "data" / "closed")
    assert "ClosedError" in behind("open('link/own.csv')")
    assert "ClosedError" in behind("open('../data/CLOSED/own.csv')"), "where they do not count"
    assert behind("print(open('../data/beside/open.csv').read().split())") == "['people', '5']"


@ON_LINUX
@pytest.mark.parametrize(
    "way",
    [
        "import duckdb; duckdb.sql(\"from '../data/closed/own.csv'\").show()",  # tests/attackers has more
        "print(os.read(os.open('closed/own.csv', 0, dir_fd=os.open('../data', 0)), 99))",
        "os.rename('closed/own.csv', 'beside/own.csv', src_dir_fd=os.open('../data', 0), dst_dir_fd=4)",
        "os.link('closed/own.csv', 'beside/own.csv', src_dir_fd=os.open('../data', 0), dst_dir_fd=4)",
    ],
)
def test_the_kernel_refuses_what_raises_no_event(behind, way):
    held = "folder = os.open('../data', 0)\nassert folder == 4 or os.dup2(folder, 4) == 4\n"
    said = behind(held + way)
    assert "denied" in said or "cross-device" in said
    assert HIDDEN not in said


@ON_LINUX
def test_a_program_begun_in_jupyterlab_is_closed_out_too(behind):
    said = behind("os.system('cat ../data/beside/open.csv ../data/closed/own.csv')", alone=False)
    assert "5" in said.split()
    assert HIDDEN not in said


def test_a_build_starts_no_program_and_reaches_no_other_computer_and_its_own_sockets_work(behind):
    ways = ("os.system('ls')", "__import__('subprocess').run('ls')", "os.execv('ls', ['ls'])")
    said = refusals(behind, ways)
    assert [one.startswith("ClosedError A chapter may not start a program.") for one in said] == [True] * 3, (
        said
    )
    said = behind(
        "import socket, threading\n"
        "for ask in (lambda: socket.create_connection(('192.0.2.1', 80)),\n"
        "            lambda: socket.getaddrinfo('example.org', 80),\n"
        "            lambda: socket.socket(socket.AF_UNIX).connect('another-program')):\n"
        "    try: ask()\n"
        "    except wall.ClosedError as fault: print(fault)\n"
        "one, other = socket.socketpair()\n"
        "one.send(b'pool'); print(other.recv(9)); print(len(socket.getaddrinfo('localhost', 80)) > 0)\n"
    )
    refused = "A chapter may not reach another computer or program. Fetch files with: vna fetch"
    assert said.splitlines() == [refused, refused, refused, "b'pool'", "True"]


def test_in_jupyterlab_tables_are_written_and_read_and_programs_run(behind):
    said = behind(
        "import pandas as pd, tempfile\nwall.close(['private'])\n"
        "pd.DataFrame({'a': [1]}).to_csv('table.csv')\n"
        "pd.DataFrame({'a': [1]}).to_csv('../data/beside/table.csv')\n"
        "print(len(pd.read_csv('table.csv')), len(pd.read_csv('../data/beside/table.csv')))\n"
        "print(tempfile.TemporaryFile().readable())\n"
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(\"ran\")'])",
        alone=False,
    )
    assert said.split() == ["1", "1", "True", "ran"]
