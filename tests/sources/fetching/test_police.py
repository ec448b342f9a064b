"""data.police.uk: the months of one force out of an archive of all, and its neighbourhood teams."""

import datetime
import io
import zipfile
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.sources import files, packed, small_areas
from analysis.sources.fetching import police_archive, police_teams, run
from analysis.sources.fetching.keeping import FETCHED, UNCHANGED
from analysis.sources.fetching.transport import Limits, Transport
from tests.sources.refusals import refusal

from .conftest import QUICK, failure

HOST = "data.police.uk"
ARCHIVE = "/data/archive"


@pytest.fixture
def transport(publishers, quick):
    with Transport(quick(), [HOST]) as way:
        yield way


def month_of(publishers, name):
    return publishers.shelf.content(f"police/{name[:7]}/{name}")


def test_the_forces_months_come_out_of_the_archive_and_a_missing_one_is_named(fetched, publishers, folder):
    outcome = fetched("police_street")
    assert {one.state for one in outcome.told} == {FETCHED}
    months = sorted(path.name for path in (folder / "police").iterdir())
    assert months[0] == "2023-07-sampleshire-street.csv"
    for name in months:
        assert (folder / "police" / name).read_bytes() == month_of(publishers, name)
    assert outcome.remarks == ["police_street: the publisher has no file for 2023-10."]
    asked = [one for one in publishers.requests if one.path.startswith(ARCHIVE)]
    assert all(one.headers["range"].startswith("bytes=") for one in asked)


def test_a_quarter_later_only_new_months_come_and_one_that_was_changed_here(fetched, publishers, folder):
    publishers.shelf.release = 0
    fetched("police_street")
    publishers.requests.clear()
    assert {one.state for one in fetched("police_street").told} == {UNCHANGED}
    assert sum(one.path.startswith(ARCHIVE) for one in publishers.requests) < 6  # the directory alone
    path = folder / "police/2024-01-sampleshire-street.csv"
    path.write_bytes(path.read_bytes().replace(b"Burglary", b"Robberyy", 1))
    publishers.next_quarter()
    told = run.fetch("sampleshire", ["police_street"], to=folder, limits=Limits(**QUICK)).told
    months = [one.name[7:14] for one in told if one.state == FETCHED]
    assert months == ["2024-01", "2026-04", "2026-05", "2026-06"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("ignored_range", "does not give parts of itself"),
        ("archive_cut", "the zip was cut short"),
        ("climbing", "holds a path that points outside the zip"),
        ("reset_midway", "broke the connection off"),
        (None, "'2023-07/2023-07-sampleshire-street.csv' would unpack to 1 MB"),
    ],
)
def test_an_archive_that_is_not_whole_or_would_unpack_without_end_gives_nothing(
    fetched, publishers, folder, monkeypatch, kind, said
):
    if kind:
        publishers.fault(HOST, kind, ARCHIVE, times=None)
    else:
        monkeypatch.setattr(packed, "SMALL", 100_000)
        monkeypatch.setattr(packed, "MOST_SQUEEZED", 2)
    assert said in failure(fetched("police_street"))
    assert not (folder / "police").exists()


def test_an_archive_that_changes_while_it_is_read_is_not_mixed(fetched, publishers, folder, monkeypatch):
    monkeypatch.setattr(police_archive, "BLOCK", 40_000)
    heard = []

    def tell(name, came, whole, unit):
        heard.append(name)
        if len(heard) == 30:
            publishers.fault(HOST, "other_version", ARCHIVE, times=None)

    outcome = run.fetch("sampleshire", ["police_street"], to=folder, limits=Limits(**QUICK), tell=tell)
    assert outcome.failed
    assert all("changed while it was read" in one.words for one in outcome.failed)
    for one in outcome.told:
        if one.state == FETCHED:
            assert (folder / one.name).read_bytes() == month_of(publishers, one.name.rpartition("/")[2])


def test_a_file_read_by_ranges_reads_as_the_file_itself(transport, publishers, monkeypatch):
    monkeypatch.setattr(police_archive, "BLOCK", 7_777)
    remote = police_archive.Remote(transport, f"https://{HOST}/data/archive/latest.zip")
    whole = transport.read(f"https://{HOST}/data/archive/latest.zip").content
    assert remote.seek(0, io.SEEK_END) == len(whole)
    with (
        zipfile.ZipFile(io.BufferedReader(remote, 1_000)) as mine,
        zipfile.ZipFile(io.BytesIO(whole)) as theirs,
    ):
        assert mine.namelist() == theirs.namelist()
        name = mine.namelist()[-3]
        assert mine.read(name) == theirs.read(name)
    assert remote.seek(0, io.SEEK_SET) == 0
    with pytest.raises(OSError, match="before the beginning"):
        remote.seek(-1)


def test_each_ward_has_the_team_in_whose_area_it_lies(fetched, publishers, folder):
    needed = ("lookup_lsoa11_lsoa21", "lookup_lsoa21_ward", "boundaries_lsoa21")
    assert not fetched(*needed, "neighbourhood_teams").failed
    mine, theirs = (
        small_areas.neighbourhood_teams(files.SourceFile(path / "sampleshire-neighbourhood-teams.csv"))
        for path in (folder / "police", publishers.shelf.folder / "geography")
    )
    order = "ward24_code"
    assert mine.sort_values(order).values.tolist() == theirs.sort_values(order).values.tolist()


SQUARE = [{"longitude": x, "latitude": y} for x, y in (("0", "0"), ("1", "0"), ("1", "1"), ("0", "1"))]


class _Service:
    """Answers as the service does, with the neighbourhoods and the outline that it was given."""

    def __init__(self, listed, outline=SQUARE, forces=({"id": "kent", "name": "Kent Police"},)):
        self.said = {"forces": list(forces), "neighbourhoods": listed, "boundary": outline}

    def read(self, address, _params=None):
        said = self.said[address.rpartition("/")[2]]
        return SimpleNamespace(json=lambda: said)


def test_a_name_is_as_people_write_it_an_id_may_be_a_number_both_listed():
    listed = [{"id": "a/1", "name": " Ash &amp; Elm  Green"}, {"id": 7, "name": "St Mary&#39;s"}]
    found = police_teams.teams(_Service(listed), "kent")
    assert {key: name for key, (name, _) in found.items()} == {"a/1": "Ash & Elm Green", "7": "St Mary's"}
    assert "lists no force atlantis" in refusal(police_teams.teams, _Service(listed), "atlantis")


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ([{"id": "1", "name": "Ash"}, {"id": "2", "name": None}], "entry 2 has no name"),
        ([{"id": "1", "name": "  "}], "entry 1 has an invalid name"),
        (["Ash"], "entry 1 has no id"),
        ([{"id": "1", "name": "Ash"}, {"id": "1", "name": "Elm"}], "lists the id 1 twice"),
        ({"id": "1"}, "kent/neighbourhoods: is not a list"),
    ],
)
def test_a_list_of_teams_that_is_not_whole_is_refused_with_the_entry(listed, said):
    assert said in refusal(police_teams.teams, _Service(listed), "kent")


@pytest.mark.parametrize(
    "outline",
    [
        [],
        [*SQUARE[:2], *SQUARE[:2]],  # a line
        [SQUARE[0], SQUARE[1], {"longitude": "nan", "latitude": "1"}],
        {"message": "not found"},
    ],
)
def test_an_outline_that_encloses_nothing_is_refused(outline):
    with pytest.raises(InputError, match=r"kent/1/boundary: is .*outline"):
        police_teams.teams(_Service([{"id": "1", "name": "Ash"}], outline), "kent")


def test_the_pace_that_the_service_allows_is_kept(publishers, quick):
    """Without a pace of its own the burst of thirty is used up, and the service says 429."""
    with Transport(quick(of_host={HOST: 14}), [HOST]) as transport:
        police_teams.teams(transport, "sampleshire")
    assert publishers.shelf.state["police"][0] > 1


@pytest.mark.parametrize(
    ("day", "out", "wanted"),
    [
        ("2026-03-31", "2026-03", "2026-03"),
        ("2026-03-31", "2026-01", "2026-01"),
        ("2026-03-31", "2025-11", None),
    ],
)
def test_an_archive_that_is_not_out_yet_gives_way_to_the_last_that_is(monkeypatch, day, out, wanted):
    asked = []

    def remote(transport, address):
        month = address.rpartition("/")[2].removesuffix(".zip")
        asked.append(month)
        if month > out:
            raise police_archive.FetchError(f"{address}: not there.", status=404)
        return month

    monkeypatch.setattr(police_archive, "Remote", remote)
    asking = SimpleNamespace(day=datetime.date.fromisoformat(day), transport=None)
    card = SimpleNamespace(published_after=2)
    if wanted is None:
        with pytest.raises(InputError):
            police_archive._newest(card, asking)
        assert len(asked) == police_archive.MOST_EARLIER
    else:
        assert police_archive._newest(card, asking) == wanted


def test_an_archive_of_which_nobody_can_have_the_months_yet_is_not_asked_for(monkeypatch):
    monkeypatch.setattr(police_archive, "Remote", lambda transport, address: address)
    today = datetime.date.today()
    asking = SimpleNamespace(day=today - datetime.timedelta(days=1), transport=None)
    month = pd.Period(police_archive._newest(SimpleNamespace(published_after=2), asking)[-11:-4], "M")
    assert month <= pd.Period(today, "M") - 2
