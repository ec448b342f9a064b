"""Where tests find the real open data and the published reference results, and Sampleshire's files."""

import os
import shutil
import tempfile
from pathlib import Path

import filelock
import pytest

from analysis import settings, stages
from sampleshire import STAMP, write
from tests.in_process import released_to
from tests.small_county import write_small
from tests.whole_way import FIRST, publish_quarter

# Files of tests that take half a minute and more. What looks at the edition that the first of them builds
# begins last, when it is there.
LONGEST = (
    "test_build.py",
    "test_cli.py",
    "test_edition.py",
    "test_lab.py",
    "test_chapter_cache.py",
    "test_another_area.py",
    "test_suppression.py",
    "test_readme.py",
    "test_alone.py",
    "test_two_editions.py",
    "test_placed_languages.py",
)
SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_addoption(parser):
    """Add the option by which somebody who has looked at the pictures approves them."""
    parser.addoption("--approve", action="store_true", help="take the pictures as they now are for approved")


def pytest_configure(config):
    """Let commands write tables into a folder of this process: the project's are nobody's to change."""
    config.tables = tempfile.TemporaryDirectory(prefix="tables-")
    os.environ[settings.TABLES_VARIABLE] = config.tables.name


def pytest_unconfigure(config):
    """Remove the tables of this process."""
    config.tables.cleanup()


def pytest_collection_modifyitems(items):
    """Begin with the files of LONGEST, in their order: so two processes end together."""
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@pytest.fixture(autouse=True)
def _clean_environment():
    """Leave no trace of a run in the environment: a command describes its run there, also for what follows.

    Afterwards too: what a whole file of tests shares is made before the first of them, and this, begins.
    """
    _forget_the_run()
    yield
    _forget_the_run()


def _forget_the_run():
    for variable in settings.VARIABLES:
        os.environ.pop(variable, None)


def _beside(folder):
    def find(name):
        path = SHARED / folder / name
        if not path.exists():
            pytest.skip(
                f"{folder}/{name} is not beside the project: this check of the real thing was not made"
            )
        return path

    return find


@pytest.fixture(scope="session")
def real():
    """Return a function from a name to a real open file, skipping visibly where it is absent."""
    return _beside("data")


@pytest.fixture(scope="session")
def real_2026():
    """Return a function from a name to a real open file of a layout of 2026, skipping where it is absent."""
    return _beside("data-2026")


@pytest.fixture(scope="session")
def oracle():
    """Return a function from a name to a published reference result, skipping visibly where it is absent."""
    return _beside("oracles")


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Return a function: the folder `name` that `make(folder)` fills once for all workers of a run.

    Copy from it, change nothing in it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name, make):
        folder, whole = shared / name, shared / f"{name}-is-whole"
        with filelock.FileLock(f"{folder}.lock"):
            if not whole.exists():
                shutil.rmtree(folder, ignore_errors=True)
                make(folder)
                whole.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def sampleshire_folder(once):
    """Return Sampleshire's folder, written once for all workers of a run: copy from it, do not change it."""
    return once("sampleshire", write)


@pytest.fixture(scope="session")
def small_county(sampleshire_folder, once):
    """Return the folder of a small Sampleshire, its office's beside it: copy from it, do not change it."""
    return once("small", lambda home: write_small(home / "sampleshire", sampleshire_folder)) / "sampleshire"


@pytest.fixture(scope="session")
def released_file(sampleshire_folder, once):
    """Return the file that `vna release` writes of Sampleshire, made once for all workers of a run."""

    def make(folder):
        released_to(folder / "sampleshire.json", "sampleshire", settings.Run(sampleshire_folder))

    return once("released", make) / "sampleshire.json"


@pytest.fixture(scope="session")
def sampleshire_tables(sampleshire_folder, released_file, once):
    """Return the folder of Sampleshire's tables as `vna data` writes them after `vna release`.

    Made once for all workers of a run: change nothing in it.
    """

    def make(folder):
        run = settings.Run(sampleshire_folder, solved=released_file)
        with pytest.MonkeyPatch.context() as patch, settings.serving(run):
            patch.setenv(settings.TABLES_VARIABLE, str(folder))
            outcome = stages.data("sampleshire")
        assert not outcome.waiting, outcome.waiting
        assert not outcome.faults, outcome.faults

    return once("tables", make)


@pytest.fixture(scope="session")
def first_edition(sampleshire_folder, once):
    """Return a folder with Sampleshire's first published edition, every chapter, every form of it.

    Its restricted annex is beside it. The folder holds `reports`, `local` (the office's files and what was
    kept of them), `temporary` (what was left of files that were not to last) and `said.txt`. Built once for
    all workers: copy from it, do not change it.
    """

    def make(folder):
        folder.mkdir()
        shutil.copytree(sampleshire_folder.with_name("sampleshire-local"), folder / "local")
        publish_quarter(folder, sampleshire_folder, FIRST, "--restricted")

    return once("first_edition", make)


@pytest.fixture
def reads(monkeypatch):
    """Return a function that makes a folder the one that tables read."""

    def choose(folder):
        monkeypatch.setenv(settings.INPUTS_VARIABLE, str(folder))
        return folder

    return choose


@pytest.fixture
def county(sampleshire_folder, tmp_path, reads):
    """Return a function that copies the files of Sampleshire that bear given names to a folder to be read."""

    def make(*names):
        folder = tmp_path / "inputs"
        folder.mkdir()
        for name in [STAMP, *names]:
            found = sorted(sampleshire_folder.rglob(name))
            assert found, f"Sampleshire has no {name}"
            for path in found:
                shutil.copy(path, folder / path.name)
        return reads(folder)

    return make
