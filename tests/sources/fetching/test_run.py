"""A whole fetch: begun or not at all, one at a time, and whole after whatever ends it."""

import contextlib
import dataclasses
import datetime
import errno
import json
import os
import random
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
import trustme

from analysis import locks
from analysis.sources import inventory
from analysis.sources.catalogue import EXTRACT, LOG, REFERENCE, ROUTES, catalogue
from analysis.sources.fetching import downloads, faults, routes, run
from analysis.sources.fetching.items import Manifest
from analysis.sources.fetching.keeping import FAILED, FETCHED
from analysis.sources.fetching.run import NOT_FETCHED
from analysis.sources.fetching.transport import PUBLISHERS_VARIABLE, Limits, Transport
from tests.publishers.serving import deaf, serving
from tests.sources.refusals import refusal

from .conftest import QUICK, assert_whole, failure, forget_marks, only

NAMES, TABLE = "msoa_names", "census_ts001"
CSV, ZIP = "files/MSOA-Names-2.2.csv", "nomis/census2021-ts001.zip"
SITE = "houseofcommonslibrary.github.io"


def lone_fetch(folder, *sources, **limits):
    return run.fetch("sampleshire", sources, to=folder, limits=Limits(**(QUICK | limits)))


# Not begun --------------------------------------------------------------------------------------------------


def test_without_a_network_a_fetch_does_not_begin(folder, monkeypatch):
    with deaf() as address:
        monkeypatch.setenv(PUBLISHERS_VARIABLE, address)
        assert "did not take the call in time" in refusal(lone_fetch, folder, NAMES, connect=0.3)
    monkeypatch.delenv(PUBLISHERS_VARIABLE)

    def nowhere(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    said = refusal(run.fetch, "warwickshire", [NAMES], to=folder, limits=Limits(**QUICK))
    assert said.startswith("No network: https://houseofcommonslibrary.github.io/: the name ")
    assert "online?" in said and "Nothing was changed" in said
    assert not folder.exists()


def test_a_certificate_that_nobody_trusts_is_refused(folder, sampleshire_folder, monkeypatch):
    with serving(sampleshire_folder, tls=True) as publishers:
        monkeypatch.setenv(PUBLISHERS_VARIABLE, publishers.address)
        said = refusal(lone_fetch, folder, NAMES)
        assert not publishers.requests and not folder.exists()
    assert "the connection is not secure" in said and "Nothing was read." in said


def test_a_certificate_of_another_day_points_at_the_clock(folder, sampleshire_folder, monkeypatch):
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    old = authority.issue_cert("127.0.0.1", not_before=past, not_after=past.replace(year=2021))
    old.configure_cert(context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with serving(sampleshire_folder, tls=True) as publishers:
        publishers._tls = context
        monkeypatch.setenv(PUBLISHERS_VARIABLE, publishers.address)
        transport = Transport(Limits(**QUICK), [SITE])
        transport.client = httpx.Client(verify=trusting, trust_env=False)
        with transport:
            said = refusal(transport.read, f"https://{SITE}/msoanames/")
    assert "its certificate is not of today" in said and "set its clock" in said


def test_a_clock_that_is_wrong_is_remarked(fetched, monkeypatch):
    real = time.time
    monkeypatch.setattr("analysis.sources.fetching.transport.time.time", lambda: real() + 40 * 86_400)
    (remark,) = fetched(NAMES).remarks
    assert remark.startswith("This computer's clock is 40 days ahead of the publishers'.")
    # A moment to wait for is told by their clock.
    headers = {"Date": "Tue, 01 Jan 2030 00:00:00 GMT", "Retry-After": "Tue, 01 Jan 2030 00:01:30 GMT"}
    assert faults.retry_after(headers) == 90


def test_invented_files_are_of_local_publishers_and_never_beside_real_ones(
    folder, publishers, monkeypatch, fetched
):
    assert "Warwickshire is real" in refusal(run.fetch, "warwickshire", [NAMES], to=folder)
    monkeypatch.delenv(PUBLISHERS_VARIABLE)
    assert "no publisher has it" in refusal(run.fetch, "sampleshire", [NAMES], to=folder)
    assert not folder.exists()
    monkeypatch.setenv(PUBLISHERS_VARIABLE, publishers.address)
    other = folder.with_name("real")
    other.mkdir()
    (other / "prc-pfa.csv").write_text("real\n")
    assert "holds files that are not Sampleshire's" in refusal(lone_fetch, other, NAMES)
    fetched(NAMES)
    assert inventory.scan(folder).invented
    monkeypatch.delenv(PUBLISHERS_VARIABLE)
    assert "holds Sampleshire's invented files" in refusal(run.fetch, "kent", [NAMES], to=folder)


def test_two_fetches_do_not_fill_one_folder_and_an_unknown_card_is_refused(publishers, folder):
    with locks.only_one(folder / run.LOCK, "busy"):
        assert "is being filled by another fetch. Wait for it." in refusal(lone_fetch, folder, NAMES)
    assert only(lone_fetch(folder, NAMES)).state == FETCHED
    assert 'Nearest: "msoa_names"' in refusal(lone_fetch, folder, "msoa_name")


# Folders and disks ------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_said(publishers, folder):
    folder.mkdir()
    folder.chmod(0o500)
    said = refusal(lone_fetch, folder, NAMES)
    assert "cannot be written (Permission denied)" in said and said.endswith("Nothing was changed.")
    folder.chmod(0o700)
    assert list(folder.iterdir()) == []


def test_a_disk_without_room_is_noticed_before_it_is_full(fetched, folder, monkeypatch):
    few = shutil.disk_usage("/")._replace(free=1_000)
    monkeypatch.setattr(downloads.shutil, "disk_usage", lambda _: few)
    assert "the disk has 0 MB free. Make room, or name another folder with --to." in failure(fetched(NAMES))
    assert not (folder / CSV).exists()


@pytest.mark.parametrize("source", [NAMES, "lookup_district_force"])
def test_a_disk_that_is_full_in_the_middle_loses_nothing(fetched, folder, monkeypatch, source):
    fetched(source)
    before = {path: path.read_bytes() for path in folder.rglob("*.csv")}
    shutil.copytree(folder, folder.with_name("kept"))
    (record,) = Manifest(folder).records
    held = json.loads((folder / "manifest.json").read_text())
    held["files"][record]["address"] = held["files"][record]["etag"] = "other"
    held["files"][record]["last_modified"] = ""
    (folder / "manifest.json").write_text(json.dumps(held))
    real = Path.open

    def full(path, mode="r", *args, **kwargs):
        if ".fetching" in path.parts and "b" in mode + "b" and mode[0] != "r":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return real(path, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", full)
    told = only(fetched(source))
    monkeypatch.setattr(Path, "open", real)
    assert told.state == FAILED
    assert "could not be written (No space left on device)" in told.words
    assert {path: path.read_bytes() for path in folder.rglob("*.csv")} == before


def test_a_record_that_is_no_record_is_said(folder, fetched):
    fetched(NAMES)
    (folder / "manifest.json").write_text('{"files": {"a": {"card": 1}}}')
    says = "is not a record of a fetch that can be read. Move it away"
    assert says in refusal(lone_fetch, folder, NAMES)


def test_a_file_put_there_by_hand_is_not_lost(fetched, folder, publishers):
    fetched(TABLE)
    (folder / "files").mkdir()
    (folder / CSV).write_text("msoa21cd,by,hand\n")
    assert only(fetched(NAMES)).state == FETCHED
    assert (folder / "set-aside/earlier-MSOA-Names-2.2.csv").read_text() == "msoa21cd,by,hand\n"


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("neighbourhood_teams", b'[{"no": 1}, {"id": "sampleshire"}]'),
        ("census_language_by_proficiency", b'{"items": [{"code": 1}], "total_count": 1}'),
        ("deprivation_2025", b"[1, 2]"),
        ("boundaries_msoa21", b'{"count": "many"}'),
    ],
)
def test_an_answer_in_a_new_layout_is_said_in_a_line(publishers, folder, monkeypatch, source, answer):
    real = Transport.read

    def read(transport, address, *given, **named):
        found = real(transport, address, *given, **named)
        return dataclasses.replace(found, content=answer) if "SAMPLESHIRE" not in address else found

    monkeypatch.setattr(Transport, "read", read)
    words = failure(lone_fetch(folder, source))
    said = ("layout that is not known here", "does not say how many", "entry 1 has no id")
    assert any(words in words for words in said), words
    assert_whole(folder)


# Killed and called off --------------------------------------------------------------------------------------

KILLED = """
import sys
from analysis.sources.fetching import run
from analysis.sources.fetching.transport import Limits
def tell(name, came, whole, unit):
    print(name, came, flush=True)
run.fetch("sampleshire", sys.argv[2:], to=sys.argv[1], limits=Limits(slow_for=600), tell=tell)
"""


@pytest.mark.parametrize("lines", [0, pytest.param(1, marks=pytest.mark.slow), 2])
def test_a_fetch_that_is_killed_leaves_all_whole_and_the_next_goes_on(publishers, folder, lines):
    lone_fetch(folder, TABLE)
    before = (folder / ZIP).read_bytes()
    publishers.fault("assets.publishing.service.gov.uk", "slow_drip", times=1, bytes=2_000, seconds=0.02)
    command = [sys.executable, "-c", KILLED, str(folder), "deprivation_2025", TABLE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        if lines:
            for _ in range(lines):
                child.stdout.readline()
        else:
            deadline = time.monotonic() + 60
            while not (folder / ".fetching").exists() and time.monotonic() < deadline:
                time.sleep(0.005)
        child.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    assert_whole(folder)
    assert (folder / ZIP).read_bytes() == before
    publishers.mend()
    assert not lone_fetch(folder, "deprivation_2025", TABLE).failed
    assert_whole(folder)
    assert not (folder / ".fetching").exists()


@pytest.mark.slow
def test_a_fetch_that_is_killed_at_a_hundred_moments_leaves_all_whole(publishers, folder, tmp_path):
    lone_fetch(folder, TABLE)
    forget_marks(folder)
    (folder / run.LOCK).unlink(missing_ok=True)
    kept = shutil.copytree(folder, tmp_path / "kept")
    before = (folder / ZIP).read_bytes()
    command = [sys.executable, "-c", KILLED, str(folder), "deprivation_2025", TABLE]

    def killed_after(seconds):
        """Fetch again, kill it so long after it began, and return how long it took and whether it died."""
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        publishers.fault("assets.publishing.service.gov.uk", "slow_drip", times=1, bytes=2_000, seconds=0.005)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
            while not (folder / run.LOCK).exists() and child.poll() is None:
                time.sleep(0.002)
            start = time.monotonic()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(seconds)
            child.kill()
        publishers.mend()
        return time.monotonic() - start, child.returncode != 0

    length, stopped = killed_after(600)
    assert not stopped
    chance, killed = random.Random(100), 0
    for _ in range(100):
        killed += killed_after(chance.uniform(0, length))[1]
        assert_whole(folder)
        assert (folder / ZIP).read_bytes() == before
        assert not lone_fetch(folder, "deprivation_2025", TABLE).failed
        assert_whole(folder)
        assert not (folder / ".fetching").exists()
    assert killed > 50


def test_a_fetch_that_is_called_off_stops_at_the_next_piece(publishers, quick):
    publishers.fault(SITE, "slow_drip", times=None, bytes=100, seconds=0.01)
    with Transport(quick(slow_for=600), [SITE]) as transport:
        threading.Timer(0.2, transport.call_off).start()
        assert "called off" in refusal(lambda: transport.read(f"https://{SITE}/msoanames/MSOA-Names-2.2.csv"))


# A plan, and what is not fetched ----------------------------------------------------------------------------


def test_a_dry_run_lists_addresses_and_sizes_and_writes_nothing(publishers, folder):
    rows = list(run.plan("sampleshire", [TABLE, "recorded_crime", "boundaries_msoa21", "victims"], to=folder))
    by_card = {row[0]: row for row in rows}
    address = f"https://www.nomisweb.co.uk/output/census/2021/{Path(ZIP).name}"
    assert by_card[TABLE][1:3] == (ZIP, address) and by_card[TABLE][3] > 1_000
    assert by_card["recorded_crime"][3] > 100_000
    assert by_card["boundaries_msoa21"][3:] == (None, "put together from pages")
    assert by_card["victims"][2] == ""
    assert not folder.exists()
    assert not [one for one in publishers.requests if one.method == "GET" and "/output" in one.path]


def test_every_card_has_a_way_or_says_why_not():
    for card in catalogue().values():
        own = card.kind in (EXTRACT, LOG, REFERENCE)
        assert bool(card.routes) + bool(card.not_fetched) + own == 1, card.id
    assert set(routes.ROUTES) == set(ROUTES)


def test_a_card_waits_for_what_its_ways_need():
    rounds = {"lookup_lsoa11_lsoa21": 0, "census_ts018": 0, "boundaries_lsoa21": 1, "census_custom": 1}
    rounds |= {"census_ts029": 1, "neighbourhood_teams": 2}  # the second way asks for the area's own LSOAs
    assert {name: routes.needs(catalogue()[name]) for name in rounds} == rounds


def test_what_is_not_fetched_is_said_in_a_line_a_reason(fetched):
    outcome = fetched("nrm_referrals", "duty_to_notify", "victims")
    assert {one.state for one in outcome.told} == {NOT_FETCHED}
    first, _ = run.not_fetched(outcome)
    assert first.startswith("Not fetched: nrm_referrals, duty_to_notify. A tidied copy")


def test_what_is_set_aside_or_not_finished_is_read_by_nobody(fetched, folder):
    fetched(NAMES)
    for place in ("set-aside/MSOA-Names-2.2.csv", ".fetching/files/MSOA-Names-2.2.csv"):
        (folder / place).parent.mkdir(parents=True)
        (folder / place).write_text("a web page")
    found = inventory.scan(folder)
    assert [item.file.path for item in found.files] == [folder / CSV]
    assert not found.problems and not found.unused


def test_everything_comes_and_is_what_its_card_says(publishers, folder):
    outcome = lone_fetch(folder)
    assert not outcome.failed
    wanted = {card.id for card in catalogue().values() if card.routes}
    assert {one.card_id for one in outcome.told if one.state == FETCHED} == wanted
    assert_whole(folder)
    found = inventory.scan(folder)
    assert not found.problems
    assert {item.card_id for item in found.files} == wanted
