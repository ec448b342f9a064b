"""Every fault between here and a publisher: nothing half-written, nothing lost, and one line that explains.

The tests come in pairs where a fault may pass: it passes and the file is there, or it lasts and is explained.
"""

import datetime
import email.utils

import pytest

from analysis.errors import InputError
from analysis.sources.fetching import run
from analysis.sources.fetching.keeping import FAILED, FETCHED, UNCHANGED
from analysis.sources.fetching.transport import Transport

from .conftest import assert_whole, failure, forget_marks, only

NAMES, TABLE = "msoa_names", "census_ts001"  # a CSV, and a zip
SITE, NOMIS = "houseofcommonslibrary.github.io", "www.nomisweb.co.uk"
CSV, ZIP = "files/MSOA-Names-2.2.csv", "nomis/census2021-ts001.zip"
AGENT = "victim-needs-assessment"
PATH = {SITE: "/msoanames", NOMIS: "/output"}

LASTING = [
    ("reset", "broke the connection off"),
    ("silence", "stopped sending"),
    ("proxy_page", "a web page in place of the file"),
    ("captive_portal", "redirects to login.hotel-network.example, which is not a publisher's"),
    ("moved", "redirects to moved.example, which is not a publisher's"),
    ("redirect_loop", "redirects without end"),
    ("not_modified", "nothing changed (304), which was not asked"),
    ("unauthorised", "needs a password (401)"),
    ("forbidden", "refuses the request (403)"),
    ("not_found", "has nothing there (404)"),
    ("gone", "withdrew it (410)"),
    ("too_many_requests", "asked too often (429)"),
    ("server_error", "a fault of its own (500)"),
    ("bad_gateway", "a gateway that fails (502)"),
    ("unavailable", "not available at the moment (503)"),
    ("gateway_timeout", "a gateway that waited too long (504)"),
    ("html_for_csv", "a web page in place of the file"),
    ("wrong_type", "a web page in place of the file"),
    ("error_json", "answered 200 with an error inside"),
    ("empty", "answered with nothing in it"),
]
PASSING = ["reset", "silence", "not_modified", "too_many_requests", "server_error", "bad_gateway",
           "unavailable", "gateway_timeout", "empty", "error_json"]  # fmt: skip
BROKEN_OFF = [
    ("reset_midway", "broke the connection off"),
    ("closed_midway", "cut short"),
    ("too_short", "cut short"),
    ("stall", "stopped sending"),
    ("truncated_gzip", "arrived compressed and was cut short"),
]
NOT_WHAT_IT_SAYS = [
    ("too_long", ZIP, "damaged or cut short"),
    ("too_long", CSV, "the last, does not end: the file was cut short"),
    ("flipped", ZIP, "damaged or cut short"),
    ("archive_cut", ZIP, "damaged or cut short"),
    ("climbing", ZIP, "holds a path that points outside the zip"),
]


def patience(kind):
    """Return the limits for a fault: short where nothing comes, since then all of it is waited for."""
    return {"read": 0.6} if kind in ("silence", "stall") else {}


def sampled(cases, step):
    """Return cases of which one in `step` is tried each time, and all before a release."""
    return [
        pytest.param(*case, id=case[0], marks=[] if number % step == 0 else pytest.mark.slow)
        for number, case in enumerate(cases)
    ]


@pytest.mark.parametrize(("kind", "said"), sampled(LASTING, 3))
def test_a_fault_that_lasts_is_explained_in_a_line_and_leaves_what_was_there(
    fetched, publishers, folder, kind, said
):
    publishers.fault(SITE, kind, PATH[SITE], times=None, seconds=3)
    told = only(fetched(NAMES, **patience(kind)))
    assert (told.state, told.name) == (FAILED, CSV)
    assert said in told.words and told.words.startswith(("https://", "MSOA"))
    assert not (folder / CSV).exists() and not list((folder / ".fetching").rglob("*.csv"))
    publishers.mend()
    fetched(NAMES)
    before = (folder / CSV).read_bytes()
    forget_marks(folder)
    publishers.fault(SITE, kind, PATH[SITE], times=None, seconds=3)
    words = failure(fetched(NAMES, **patience(kind)))
    assert said in words and "The earlier one stays in use" in words
    assert (folder / CSV).read_bytes() == before


@pytest.mark.parametrize("kind", sampled([(kind,) for kind in PASSING], 3))
def test_a_fault_that_passes_is_not_noticed(fetched, publishers, folder, kind):
    publishers.fault(SITE, kind, PATH[SITE], times=2, seconds=3)
    assert only(fetched(NAMES, **patience(kind))).state == FETCHED
    assert (folder / CSV).read_bytes() == publishers.shelf.content("geography/MSOA-Names-2.2.csv")


@pytest.mark.parametrize(("kind", "said"), sampled(BROKEN_OFF, 2))
def test_what_breaks_off_for_ever_is_no_file(fetched, publishers, folder, kind, said):
    publishers.fault(NOMIS, kind, PATH[NOMIS], times=None, seconds=3)
    publishers.fault(NOMIS, "not_found", "/api", times=None)
    assert said in failure(fetched(TABLE, **patience(kind)))
    assert not (folder / ZIP).exists()


@pytest.mark.parametrize("kind", sampled([(kind,) for kind, _ in BROKEN_OFF[:4]], 2))
def test_what_broke_off_is_gone_on_with_by_range(fetched, publishers, folder, kind):
    publishers.fault(NOMIS, kind, PATH[NOMIS], times=1, seconds=3)
    assert only(fetched(TABLE, **patience(kind))).state == FETCHED
    first, second, *_ = (one.headers for one in publishers.requests if one.path.startswith("/output"))
    assert "range" not in first and second["if-range"].startswith('"')
    assert int(second["range"].removeprefix("bytes=").removesuffix("-")) > 0


def test_what_broke_off_is_gone_on_with_by_the_next_fetch(fetched, publishers, folder):
    publishers.fault(NOMIS, "closed_midway", PATH[NOMIS], times=1)
    publishers.fault(NOMIS, "reset", times=None)
    failure(fetched(TABLE))
    parts = [path.name for path in (folder / ".fetching").rglob("*") if path.is_file()]
    assert parts == ["census2021-ts001.zip.part", "census2021-ts001.zip.part.json"]
    publishers.mend()
    publishers.requests.clear()
    assert only(fetched(TABLE)).state == FETCHED
    (asked,) = [one for one in publishers.requests if one.path.startswith("/output")]
    assert asked.headers["range"].startswith("bytes=")
    assert not (folder / ".fetching").exists()


@pytest.mark.parametrize(
    ("kind", "ranges"), [("other_version", [False, True, False]), ("ignored_range", [False, True])]
)
def test_a_part_of_another_version_or_an_ignored_range_brings_the_whole_file(
    fetched, publishers, kind, ranges
):
    publishers.fault(NOMIS, "closed_midway", PATH[NOMIS], times=1)
    publishers.fault(NOMIS, kind, PATH[NOMIS], times=1)
    assert only(fetched(TABLE)).state == FETCHED
    asked = [one for one in publishers.requests if one.path.startswith("/output")]
    assert ["range" in one.headers for one in asked] == ranges


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("slow_drip", {"bytes": 50, "seconds": 0.02}, "sends too slowly"),
        ("zip_bomb", {"megabytes": 120}, "would unpack to 120 MB, which no file of a publisher's does"),
    ],
)
def test_a_drip_is_not_waited_for_and_a_zip_bomb_not_opened(fetched, publishers, kind, options, said):
    publishers.fault(NOMIS, kind, PATH[NOMIS], times=None, **options)
    publishers.fault(NOMIS, "not_found", "/api", times=None)
    assert said in failure(fetched(TABLE))


@pytest.mark.parametrize(("kind", "name", "said"), NOT_WHAT_IT_SAYS, ids=lambda text: str(text)[:14])
def test_a_whole_answer_that_is_not_the_file_is_kept_aside_with_the_reason(
    fetched, publishers, folder, kind, name, said
):
    card, host = (NAMES, SITE) if name == CSV else (TABLE, NOMIS)
    fetched(card)
    before = (folder / name).read_bytes()
    forget_marks(folder)
    publishers.fault(host, kind, PATH[host], times=None)
    publishers.fault(NOMIS, "not_found", "/api", times=None)
    words = failure(fetched(card))
    for part in (said, "kept aside as set-aside/", "The earlier one stays in use."):
        assert part in words
    assert (folder / name).read_bytes() == before
    aside = folder / "set-aside" / name.rpartition("/")[2]
    assert aside.is_file()
    assert said in aside.with_name(aside.name + ".why.txt").read_text(encoding="utf-8")


def test_a_gzip_bomb_is_not_unpacked_to_its_end(fetched, publishers, folder, quick):
    publishers.fault(SITE, "gzip_bomb", PATH[SITE], times=None, megabytes=200)
    assert only(fetched(NAMES)).state == FAILED
    assert not [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size > 1_000_000]
    with Transport(quick(), [SITE]) as transport, pytest.raises(InputError) as caught:
        transport.read(f"https://{SITE}/msoanames/MSOA-Names-2.2.csv")
    assert "is longer than 30,000,000 bytes and was not read on" in str(caught.value)


@pytest.mark.parametrize("dated", [False, True])
def test_a_publisher_that_names_a_time_is_asked_again_after_it(fetched, publishers, folder, dated):
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=1)
    after = email.utils.format_datetime(soon, usegmt=True) if dated else 1
    publishers.fault(SITE, "retry_after", PATH[SITE], times=1, after=after)
    assert only(fetched(NAMES)).state == FETCHED


def test_a_publisher_that_wants_to_be_left_for_long_is_left(fetched, publishers, folder):
    publishers.fault(SITE, "retry_after", PATH[SITE], times=None, after=7200)
    assert "asks to be left alone for 2 hours" in failure(fetched(NAMES))
    assert sum(one.path.startswith(PATH[SITE]) for one in publishers.requests) == 1


def test_a_file_is_sent_again_and_written_only_where_it_changed_there_or_here(fetched, publishers, folder):
    fetched(NAMES, TABLE)
    written = {path: path.stat().st_mtime_ns for path in folder.rglob("*.*")}
    publishers.requests.clear()
    assert {one.state for one in fetched(NAMES, TABLE).told} == {UNCHANGED}
    asked = {one.path: one.headers.get("if-none-match") for one in publishers.requests if one.method == "GET"}
    assert all(asked[path] for path in asked if path != "/SAMPLESHIRE.json")
    assert {one.headers["user-agent"].split("/")[0] for one in publishers.requests} == {AGENT}
    publishers.fault(None, "refused")
    with pytest.raises(InputError, match="refuses the connection"):
        fetched(NAMES)
    publishers.mend()
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.*")} == written
    forget_marks(folder)
    told = only(fetched(NAMES))
    assert (told.state, told.words) == (UNCHANGED, "the same bytes again")
    assert (folder / CSV).stat().st_mtime_ns == written[folder / CSV]
    (folder / CSV).write_text("by hand\n", encoding="utf-8")
    assert only(run.fetch("sampleshire", [NAMES], to=folder)).state == FETCHED
    assert_whole(folder)
