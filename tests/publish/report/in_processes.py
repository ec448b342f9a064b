"""Commands in processes of their own: killed at any moment, or on a machine that is set up elsewhere.

What stood before a kill still stands, and the next run needs no cleaning. A process is forked from this one,
so that a hundred kills are affordable: a library's threads do not come along, and this one must have begun
none. So these tests have a session to themselves, which `test_kills.py` begins.
"""

import hashlib
import json
import locale
import os
import random
import shutil
import signal
import tempfile
import time
from pathlib import Path

import pytest

from analysis.disclosure import ledger
from analysis.errors import InputError
from analysis.extracts import stored_counts
from analysis.publish.report import comparison, editions, publishing, questions, verify
from tests.publish.report.an_edition import content
from tests.publish.shelf import Shelf

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="this system cannot fork a process to kill it"
)
FEW, MANY = 1, 100
KILLS = [pytest.param(FEW, id="a few"), pytest.param(MANY, id="a hundred", marks=pytest.mark.slow)]
# What moves a file or a folder into its place: between these calls things are half done.
NAMED = ((Path, "rename"), (Path, "replace"), (shutil, "rmtree"), (os, "fsync"), (Path, "mkdir"))


@pytest.fixture
def office(folder, ran, piece, monkeypatch):
    """Return a folder of reports whose system's temporary folder and private counts are its own.

    What every build reads and draws is known here before a process is forked: `piece` and the registers.
    """
    questions.registers("kent")
    scratch = folder / "temporary"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(stored_counts, "keep", lambda kind, area, edition, *_, **__: f"{edition}.csv")
    ran()
    return folder


def build(office, edition="draft", as_of=None):
    places = {"inputs": office / "inputs", "out": office / "reports"}
    return editions.build(editions.Asked.of("kent", edition=edition, as_of=as_of, **places))


def publish(office, edition="2026-Q1"):
    return publishing.publish(edition, "kent", inputs=office / "inputs", out=office / "reports")


def forked(work):
    """Start `work` in a process of its own and return its number."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        # What the library under test says on its way out is nobody's.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        work()
        status = 0
    finally:
        os._exit(status)


def killed_after(work, seconds):
    """Run `work`, kill it after so many seconds, and tell whether it was still at work."""
    child = forked(work)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def killed_at(work, holder, name, call, after):
    """Run `work` and let it kill itself at a call of a function, before or after it was done."""

    def hooked():
        done = getattr(holder, name)
        calls = iter(range(call))

        def counted(*given, **options):
            last = next(calls, None) == call - 1
            if last and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            answer = done(*given, **options)
            if last:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        setattr(holder, name, counted)
        work()

    return os.WIFSIGNALED(os.waitpid(forked(hooked), 0)[1])


def from_nothing(office, work):
    """Return `work` done with nothing on the shelf: every form and page of an edition is made."""

    def anew():
        Shelf.folder = Path(tempfile.mkdtemp(dir=office))
        work()

    return anew


def done(work):
    """Do `work` in a process of its own, which must succeed, and return how long it took."""
    start = time.perf_counter()
    assert os.waitpid(forked(work), 0)[1] == 0
    return time.perf_counter() - start


def whole(edition):
    """Tell whether every file of an edition is the one that its manifest lists."""
    listed = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))["files"]
    held = {
        name: hashlib.sha256(one).hexdigest()
        for name, one in content(edition).items()
        if name not in ("manifest.json", ledger.MARK)
    }
    return held == listed


def mended(office):
    """Tell whether an edition stands after a kill, and the next build leaves nothing else."""
    edition = office / "reports" / "kent" / "draft"
    # Between the two renames it appears under the other name, and is put back by whatever comes next.
    held = [path for path in (edition, edition.with_name(".draft.old")) if path.exists()]
    stood = bool(held) and whole(held[0])
    done(lambda: build(office))
    return stood and whole(edition) and left(office) == []


def left(office):
    """Return what lies about that is not an edition, ledger or lock, also in the temporary folder."""
    home = office / "reports" / "kent"
    odd = [path.name for path in home.iterdir() if path.name.endswith((".new", ".old", ".part"))]
    return odd + [path.name for path in (office / "temporary").iterdir()]


def moments(number, length):
    """Return moments over the whole of a run and a little beyond, the same each time."""
    chance = random.Random(number)
    return [chance.uniform(0, length * 1.05) for _ in range(number)]


@pytest.mark.parametrize("number", KILLS)
def test_a_killed_build_leaves_the_last_edition_and_the_next_succeeds(office, number):
    work = from_nothing(office, lambda: build(office))
    length, stopped = done(work), 0
    for seconds in moments(number, length):
        stopped += killed_after(work, seconds)
        assert mended(office)
    assert stopped or number == FEW


@pytest.mark.parametrize(
    ("holder", "name", "call", "after"),
    [
        pytest.param(Path, "rename", 1, True, id="between the renames"),
        *(
            pytest.param(holder, name, call, after, marks=pytest.mark.slow)
            for holder, name in NAMED
            for call in (1, 2, 3)
            for after in (False, True)
        ),
    ],
)
def test_a_build_killed_at_a_named_point_is_mended_by_the_next(office, holder, name, call, after):
    done(lambda: build(office))
    killed_at(lambda: build(office), holder, name, call, after)
    assert mended(office)


@pytest.fixture
def unpublished(office):
    """Return a function that makes reports again that hold one edition which nobody has published."""
    done(lambda: build(office, "2026-Q1", "2026-Q1"))
    shutil.copytree(office / "reports", office / "kept")

    def anew():
        shutil.rmtree(office / "reports")
        shutil.copytree(office / "kept", office / "reports")
        return office

    return anew


def closed(office):
    """Publish what may have been published already; return the names of the editions in the ledger."""

    def again():
        try:
            publish(office)
        except InputError as fault:
            assert "An edition is published once" in str(fault)
        assert verify.attacked_reports(office / "reports")[1]

    done(again)
    return ledger.read(office / "reports", "kent").editions


@pytest.mark.parametrize("number", KILLS)
def test_a_killed_publication_is_written_whole_or_not_at_all(unpublished, number):
    length = done(from_nothing(unpublished(), lambda: publish(unpublished())))
    stopped = 0
    for seconds in moments(number, length):
        office = unpublished()
        stopped += killed_after(from_nothing(office, lambda office=office: publish(office)), seconds)
        assert ledger.read(office / "reports", "kent").editions in ([], ["2026-Q1"])
        assert closed(office) == ["2026-Q1"]
        assert whole(office / "reports" / "kent" / "2026-Q1") and left(office) == []
    assert stopped or number == FEW


@pytest.mark.parametrize(
    ("holder", "name", "call", "after"),
    [
        pytest.param(Path, "replace", 1, True, id="between the ledger and the mark"),
        *(
            pytest.param(holder, name, call, after, marks=pytest.mark.slow)
            for holder, name in ((Path, "replace"), (os, "fsync"))
            for call in (1, 2)
            for after in (False, True)
        ),
    ],
)
def test_a_publication_killed_at_a_named_point_can_be_ended(unpublished, holder, name, call, after):
    office = unpublished()
    assert killed_at(lambda: publish(office), holder, name, call, after)
    assert closed(office) == ["2026-Q1"] and left(office) == []
    assert (office / "reports" / "kent" / "2026-Q1" / ledger.MARK).is_file()


@pytest.mark.parametrize("number", KILLS)
@pytest.mark.parametrize("command", ["attack", "compare"])
def test_a_killed_reader_changes_nothing(office, command, number):
    for name in ("first", "second"):
        done(lambda name=name: build(office, name, "2026-Q1"))
    first, second = (office / "reports" / "kent" / name for name in ("first", "second"))
    work = {
        "attack": lambda: verify.attacked_reports(office / "reports"),
        "compare": lambda: comparison.told(*comparison.compared(first, second)),
    }[command]
    before = content(office / "reports")
    for seconds in moments(number, done(work)):
        killed_after(work, seconds)
        done(work)
        assert before == content(office / "reports") and left(office) == []


def built_elsewhere(office, zone, language):
    """Return the checksums of an edition that was built under another time zone and language."""

    def work():
        os.environ["TZ"] = zone
        time.tzset()
        locale.setlocale(locale.LC_ALL, language)
        build(office)

    done(from_nothing(office, work))
    listed = (office / "reports" / "kent" / "draft" / "manifest.json").read_text(encoding="utf-8")
    return json.loads(listed)["files"]


def test_an_edition_is_the_same_in_another_time_zone_and_language(office):
    here = built_elsewhere(office, "UTC", "C.UTF-8")
    assert built_elsewhere(office, "Pacific/Kiritimati", "C") == here
