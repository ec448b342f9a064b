"""The wall round a chapter's process: what it closes, and what goes on working behind it."""

import pytest

from tests.commands import python

KERNEL_CLOSES = "import sys\nfrom analysis import wall\nsys.exit(not wall.close(['nothing']))"
ON_LINUX = pytest.mark.skipif(
    python(KERNEL_CLOSES).returncode != 0,
    reason="no kernel but that of Linux, from 5.13 on, closes folders",
)
HIDDEN = "4711"
CLOSED = "wall.close(closed)"
CONFINED = """
system = ['/usr', '/lib', '/lib64', '/etc', '/dev/null', '/dev/urandom', '/proc/self', *wall.python_folders()]
wall.confine(closed, system, ['../data/beside', os.devnull])
"""
WITHOUT_KERNEL = "wall._by_kernel = lambda *_: False"


@pytest.fixture
def behind(tmp_path):
    """Return a function that runs Python behind the wall, in a project's notebooks, and gives what it prints.

    `closed` holds a hidden count, and so does a copy of it in `notebooks`; `beside` may be read and written.
    As a chapter of a build does, what runs `alone` opens what is on a list.
    """
    for name in ("data/closed", "data/beside", "notebooks"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "data" / "closed" / "own.csv").write_text(f"people\n{HIDDEN}\n")
    (tmp_path / "data" / "beside" / "open.csv").write_text("people\n5\n")
    (tmp_path / "notebooks" / "copy.csv").write_text(f"people\n{HIDDEN}\n")

    def run(code, alone=True, before=""):
        start = (
            f"import contextlib, os\nfrom analysis import wall\n{before}\n"
            f"closed = ['../data/closed', '../data/later/on']\n{CONFINED if alone else CLOSED}\n"
        )
        beside = {"TMPDIR": str(tmp_path / "data" / "beside")}
        ran = python(start + code, env=beside, cwd=tmp_path / "notebooks")
        return (ran.stdout + ran.stderr).strip()

    return run


def refusals(behind, ways, **how):
    """Return what each of the ways says behind the wall, all of them tried in one process."""
    then = "except BaseException as fault: print(type(fault).__name__, fault)\nelse: print('let in')\n"
    return behind("".join(f"try: {way}\n{then}" for way in ways), **how).splitlines()


@pytest.mark.parametrize("alone", [True, False])
def test_each_way_of_python_is_refused_in_one_line_without_the_kernel_too(behind, alone):
    ways = (
        "open('../data/closed/own.csv')",
        "open(os.fsencode(os.path.abspath('../data/closed/own.csv')))",
        "os.symlink('../data/closed', 'link')",
        "os.listdir('../data/closed')",
        "os.chdir('../data/closed')",
        "open('../data/closed/new.csv', 'w')",
        "os.mkdir('../data/later/on')",
    )
    said = refusals(behind, ways, alone=alone, before=WITHOUT_KERNEL)
    refused = "ClosedError A chapter may not read the office's own"
    assert [one.startswith(refused) for one in said] == [True] * len(ways), said


def test_an_old_link_and_capitals_lead_nowhere_and_what_lies_beside_is_read(behind, tmp_path):
    (tmp_path / "notebooks" / "link").symlink_to(tmp_path / "data" / "closed")
    assert "ClosedError" in behind("open('link/own.csv')")
    assert "ClosedError" in behind("open('../data/CLOSED/own.csv')"), "where they do not count"
    assert behind("print(open('../data/beside/open.csv').read().split())") == "['people', '5']"


@ON_LINUX
@pytest.mark.parametrize(
    "way",
    [
        "import duckdb; duckdb.sql(\"from '../data/closed/own.csv'\").show()",  # tests/attackers has more
        "print(os.read(os.open('closed/own.csv', 0, dir_fd=folder), 99))",
        "import pyarrow.csv; print(pyarrow.csv.read_csv('copy.csv'))",
    ],
)
def test_the_kernel_refuses_what_raises_no_event(behind, way):
    said = behind(way, before="folder = os.open('../data', 0)")  # from before the wall
    assert "denied" in said or "may not open" in said
    assert HIDDEN not in said


@ON_LINUX
def test_a_program_begun_in_jupyterlab_is_closed_out_too(behind):
    said = behind("os.system('cat ../data/beside/open.csv ../data/closed/own.csv')", alone=False)
    assert "5" in said.split()
    assert HIDDEN not in said


def test_a_build_starts_no_program_and_reaches_no_other_computer(behind):
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


@pytest.mark.parametrize("alone", [True, False])
def test_no_folder_above_a_closed_one_is_renamed_or_opened_by_its_number(behind, alone, tmp_path):
    ways = ("os.rename('../data', '../renamed')", "os.open('../data', 0)", "os.rmdir('../data')")
    said = refusals(behind, ways, alone=alone, before=WITHOUT_KERNEL)
    assert [one.startswith("ClosedError") for one in said] == [True] * len(ways), said
    assert (tmp_path / "data" / "closed" / "own.csv").is_file()


def test_a_chapter_of_a_build_opens_and_changes_what_is_on_its_list_alone(behind, tmp_path):
    (tmp_path / "data" / "backup").mkdir()
    (tmp_path / "data" / "backup" / "own.csv").hardlink_to(tmp_path / "data" / "closed" / "own.csv")
    ways = (
        "open('copy.csv')",
        "open('../data/backup/own.csv')",
        "open('new.csv', 'w')",
        "__import__('sqlite3').connect('new.db')",
        "os.remove('copy.csv')",
        "os.rename('copy.csv', '../data/beside/copy.csv')",
        "os.link('copy.csv', '../data/beside/copy.csv')",
        "__import__('shutil').copy('copy.csv', '../data/beside/copy.csv')",
    )
    for before in ("", WITHOUT_KERNEL):
        said = refusals(behind, ways, before=before)
        assert [one.startswith("ClosedError") for one in said] == [True] * len(ways), said
    assert not (tmp_path / "data" / "beside" / "copy.csv").exists()
    said = behind(
        "import tempfile, zoneinfo\n"
        "with tempfile.TemporaryDirectory() as place: open(f'{place}/passing.csv', 'w').write('5')\n"
        "print(open('../data/beside/open.csv').read().split(), os.path.exists(place))\n"
        "print(zoneinfo.ZoneInfo('Europe/London'))"
    )
    assert said.splitlines() == ["['people', '5'] False", "Europe/London"]


def test_multiprocessing_starts_no_python_of_its_own_without_the_kernel_too(behind):
    spawn = "__import__('multiprocessing').get_context('spawn').Process(target=print).start()"
    assert refusals(behind, [spawn], before=WITHOUT_KERNEL)[0].startswith(
        "ClosedError A chapter may not start"
    )


def test_a_folder_above_that_may_not_be_listed_is_no_fault(behind):
    """Homes of mode 711: Python is found by name, and what lies beside is closed with the rest."""
    unlisted = (
        "scan = os.scandir\n"
        "def scandir(folder='.'):\n"
        "    if str(folder) in (os.path.realpath('../data'), '/'):\n"
        "        raise PermissionError(13, 'Permission denied')\n"
        "    return scan(folder)\n"
        "os.scandir = scandir"
    )
    said = behind("import statsmodels; print(statsmodels.__name__)", alone=False, before=unlisted)
    assert said == "statsmodels"


def test_own_rows_are_written_into_their_folder_alone(behind, tmp_path):
    keep = f"{WITHOUT_KERNEL}\nwall.keep_writing(['../data/beside'])"
    ways = ("open('new.csv', 'w')", "os.rename('../data/beside/open.csv', 'open.csv')", "os.mkdir('new')")
    said = refusals(behind, ways, alone=False, before=keep)
    assert [one.startswith("ClosedError") for one in said] == [True] * len(ways), said
    assert behind("open('../data/beside/own.csv', 'w').write('5'); print(5)", alone=False, before=keep) == "5"


@ON_LINUX
def test_own_rows_are_written_by_no_native_writer_and_no_program_elsewhere(behind, tmp_path):
    code = (
        "import pandas as pd, subprocess\n"
        "try: pd.DataFrame({'a': [1]}).to_parquet('new.parquet')\n"
        "except OSError: print('refused')\n"
        "pd.DataFrame({'a': [1]}).to_parquet('../data/beside/new.parquet')\n"
        "print(subprocess.run(['cp', 'copy.csv', 'another.csv'], capture_output=True).returncode)"
    )
    said = behind(code, alone=False, before="wall.keep_writing(['../data/beside', os.devnull])")
    assert said.split() == ["refused", "1"]
    assert not (tmp_path / "notebooks" / "another.csv").exists()
