"""Local publishers, limits that make waiting short, and what must hold after every fetch."""

import json

import pytest

from analysis.sources.fetching import run
from analysis.sources.fetching.items import Manifest, sha256
from analysis.sources.fetching.keeping import FAILED
from analysis.sources.fetching.transport import PUBLISHERS_VARIABLE, Limits
from tests.publishers.serving import serving

QUICK = {
    "connect": 2,
    "read": 20,
    "attempts": 3,
    "first_wait": 0.01,
    "last_wait": 0.02,
    "jitter": 0,
    "longest_wait": 2,
    "slowest": 1_000_000,
    "slow_for": 0.3,
    "requests_a_second": 10_000,
    "of_host": {},
    "largest": 60_000_000,
    "largest_answer": 30_000_000,
    "spare_disk": 0,
    "polls": 5,
    "between_polls": 0.01,
}


@pytest.fixture(scope="session")
def _serving(sampleshire_folder):
    with serving(sampleshire_folder) as publishers:
        yield publishers


@pytest.fixture
def publishers(_serving, monkeypatch):
    """Return the local publishers, free of faults, to which every request goes."""
    _serving.mend()
    _serving.requests.clear()
    release = _serving.shelf.release
    monkeypatch.setenv(PUBLISHERS_VARIABLE, _serving.address)
    yield _serving
    _serving.mend()
    _serving.shelf.release = release
    assert not _serving.crashes


@pytest.fixture
def quick():
    """Return a function that makes limits short, with some of them as given."""
    return lambda **changes: Limits(**(QUICK | changes))


@pytest.fixture
def folder(tmp_path):
    """Return a folder to be filled, which is not there yet."""
    return tmp_path / "raw"


@pytest.fixture
def fetched(publishers, folder, quick):
    """Return a function that fetches cards and checks that whatever happened left the folder whole."""

    def fetch(*sources, day=None, **limits):
        outcome = run.fetch("sampleshire", sources, day=day, to=folder, limits=quick(**limits))
        assert_whole(folder)
        return outcome

    return fetch


def assert_whole(folder):
    """Assert that nothing is half-written: each file in use is as recorded, and nothing else lies about."""
    records = Manifest(folder).records if folder.is_dir() else {}
    for name, record in records.items():
        assert sha256(folder / name) == record.sha256, name
        assert (folder / name).stat().st_size == record.bytes
    loose = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    # A fetch that was killed may leave the next record half-written beside the last; nothing reads it.
    known = {*records, "manifest.json", "SAMPLESHIRE.json", ".fetch.lock", ".manifest.json.part"}
    assert not {name for name in loose - known if not name.startswith(("set-aside/", ".fetching/"))}


def only(outcome):
    """Return the one thing that an outcome tells, whose words are one line."""
    (told,) = outcome.told
    assert "\n" not in told.words
    assert "Traceback" not in told.words
    return told


def failure(outcome):
    """Return why the one thing that an outcome tells failed."""
    told = only(outcome)
    assert told.state == FAILED
    return told.words


def forget_marks(folder):
    """Make the record forget what would let a publisher answer that nothing changed."""
    path = folder / "manifest.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    for record in held["files"].values():
        record["etag"] = record["last_modified"] = ""
    path.write_text(json.dumps(held), encoding="utf-8")
