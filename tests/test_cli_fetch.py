"""The commands that ask publishers, or say why they cannot: one line a thing, and an exit code."""

import io

import pytest

from analysis.sources import inventory
from analysis.sources.fetching import reach, run, transport
from analysis.sources.fetching.transport import PUBLISHERS_VARIABLE, Limits
from analysis.terminal import downloading
from tests.commands import ran, refused, vna
from tests.publishers.serving import serving

QUICK = Limits(attempts=1, requests_a_second=1_000, of_host={}, spare_disk=0)


@pytest.fixture(scope="module")
def _serving(sampleshire_folder):
    with serving(sampleshire_folder) as publishers:
        yield publishers


@pytest.fixture
def publishers(_serving, monkeypatch):
    monkeypatch.setenv(PUBLISHERS_VARIABLE, _serving.address)
    monkeypatch.setattr(run, "Transport", lambda given, hosts: transport.Transport(given or QUICK, hosts))
    yield _serving
    _serving.mend()


def test_fetch_says_what_came_and_what_did_not(publishers, tmp_path):
    publishers.fault("www.nomisweb.co.uk", "gone", times=None)
    done = vna("fetch", "--to", tmp_path / "raw", "--source", "msoa_names", "--source", "census_ts018")
    assert done.exit_code == 1
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert rows[0] == ["Card", "File", "State", "Size", "What is to be said"]
    assert rows[1][:4] == ["msoa_names", "files/MSOA-Names-2.2.csv", "fetched", "5.0 kB"]
    assert rows[2][0] == "census_ts018"
    assert rows[2][2] == "failed"
    assert "1 of 2 failed. What was in use stays in use." in done.stderr
    assert "Traceback" not in done.output


def test_a_dry_run_writes_nothing(publishers, tmp_path):
    said = ran("fetch", "--to", tmp_path / "raw", "--source", "deprivation_2025", "--dry-run")
    row = said.splitlines()[1].split("\t")
    assert row[2].startswith("https://assets.publishing.service.gov.uk/media/") and row[3].endswith("kB")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("day", "files"), [("2025-Q4", 1), ("2026-06-30", 2)])
def test_editions_are_of_the_day_or_quarter_that_is_asked_for(publishers, tmp_path, day, files):
    ran("fetch", "--to", tmp_path / "raw", "--source", "force_area_tables", "--as-of", day)
    assert len(list((tmp_path / "raw/ons.gov.uk").iterdir())) == files


def test_a_card_that_is_none_and_an_area_that_is_invented_are_said(tmp_path, publishers, monkeypatch):
    assert 'Nearest: "msoa_names"' in refused("fetch", "--to", tmp_path, "--source", "msoa_name")
    monkeypatch.delenv(PUBLISHERS_VARIABLE)
    said = refused("fetch", "--to", tmp_path / "raw")
    assert said.startswith("Sampleshire is invented and no publisher has it")
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize("terminal", [True, False])
def test_a_terminal_shows_how_far_each_file_is_and_what_is_none_shows_nothing(monkeypatch, terminal):
    written = io.StringIO()
    written.isatty = lambda: terminal
    monkeypatch.setattr("sys.stderr", written)
    with downloading() as tell:
        if not terminal:
            assert tell is None
            return
        tell("files/one.csv", 1_000, 5_000, "bytes")
        tell("ons/two.csv", 20, 350, "rows")
        tell("nomis/three.zip", 2_000, None, "bytes")
        tell("nomis/three.zip", 0, None, "reading")
        tell("files/one.csv", 0, None, "done")
    shown = written.getvalue()
    for said in ("one.csv", "two.csv", "20 of 350 rows", "three.zip", "being read"):
        assert said in shown


def test_an_interrupted_fetch_says_what_stays(publishers, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "_card", interrupted)
    done = vna("fetch", "--to", tmp_path / "raw", "--source", "msoa_names")
    assert done.exit_code == 130
    assert done.stderr == "Interrupted. What had come whole stays; the next fetch goes on from there.\n"


def test_the_doctor_says_a_line_a_thing_and_ends_with_one_if_work_is_stopped(publishers, monkeypatch, county):
    monkeypatch.setattr(reach, "ONE_TRY", QUICK)
    folder = county("census2021-ts024-ltla.csv", "census2021-ts029-ltla.csv")
    rows = [line.split("\t") for line in ran("doctor", "--inputs", folder).splitlines()]
    assert {len(row) for row in rows} == {3} and {row[0] for row in rows[1:]} <= {"good", "look"}
    topics = {"Python", "Libraries", "Fonts", "Downloads", "Own extracts", "Reports", "Disk"}
    topics |= {"Network: www.gov.uk", "Chapter 16_gaps_and_methods"}
    assert topics <= {row[1] for row in rows}
    (folder / "census2021-ts029-ltla.csv").write_text("<html>", encoding="utf-8")
    inventory.forget()
    assert "things stop work" in refused("doctor", "--inputs", folder)
