"""data.police.uk: the archive read in parts, the pace, and the traps that say nothing."""

import hashlib
import io
import zipfile

import pytest

HOST = "data.police.uk"
LATEST = "/data/archive/latest.zip"
PLACE = "lat=55.465&lng=3.1979"


def test_an_archive_holds_every_force_for_three_years_but_the_month_that_is_missing(ask):
    whole = ask(HOST, LATEST)
    names = zipfile.ZipFile(io.BytesIO(whole.content)).namelist()
    mine = [name for name in names if name.endswith("-sampleshire-street.csv")]
    assert len(mine) == 35 and mine[-1] == "2026-06/2026-06-sampleshire-street.csv"
    assert not [name for name in names if name.startswith("2023-10")]
    assert "2026-06/2026-06-brackmarsh-outcomes.csv" in names
    assert hashlib.md5(whole.content, usedforsecurity=False).hexdigest() in ask(HOST, "/data/archive/").text


def test_one_member_can_be_read_by_ranges(ask, sampleshire_folder):
    end = ask(HOST, LATEST, headers={"Range": "bytes=-65536"})
    size = int(end.headers["content-range"].rpartition("/")[2])
    sparse = io.BytesIO(bytes(size - len(end.content)) + end.content)
    name = "2026-06/2026-06-sampleshire-street.csv"
    entry = zipfile.ZipFile(sparse).getinfo(name)
    last = entry.header_offset + entry.compress_size + 200
    part = ask(HOST, LATEST, headers={"Range": f"bytes={entry.header_offset}-{last}"})
    sparse.seek(entry.header_offset)
    sparse.write(part.content)
    assert zipfile.ZipFile(sparse).read(name) == (sampleshire_folder / "police" / name).read_bytes()


def test_the_pace_is_kept(ask, publishers):
    publishers.limits.crimes_at_once, publishers.limits.crimes_per_second = 3, 0
    assert [ask(HOST, "/api/forces").status_code for _ in range(5)] == [200, 200, 200, 429, 429]


def test_too_many_crimes_are_a_503_with_nothing(ask, publishers):
    publishers.limits.crimes = 2
    answer = ask(HOST, f"/api/crimes-street/all-crime?{PLACE}&date=2026-06")
    assert (answer.status_code, answer.content) == (503, b"")


def test_a_wrong_month_is_taken_for_the_newest_and_a_wrong_kind_for_all(ask):
    def crimes(rest, category="all-crime"):
        answer = ask(HOST, f"/api/crimes-street/{category}?{PLACE}{rest}")
        return answer.json() if answer.status_code == 200 else answer.status_code

    newest = crimes("&date=2026-06")
    assert newest and newest == crimes("") == crimes("&date=June") == crimes("&dat=2026-05")
    assert crimes("&date=2026-06", "no-such-crime") == newest
    assert {one["category"] for one in crimes("&date=2026-06", "violent-crime")} == {"violent-crime"}
    assert crimes("&date=2027-01") == [] and crimes("&date=2020-01") == 404
    assert crimes("&date=2023-10") == []  # the month without a file
    assert newest[0]["location"]["latitude"] == str(newest[0]["location"]["latitude"])


def test_a_polygon_has_its_latitudes_first_and_a_long_one_is_posted(ask):
    corners = "55.45,3.18:55.45,3.21:55.48,3.21:55.48,3.18"
    place = "/api/crimes-street/all-crime"
    got = ask(HOST, f"{place}?poly={corners}&date=2026-06").json()
    assert got and got == ask(HOST, place, method="POST", data={"poly": corners, "date": "2026-06"}).json()
    turned = ":".join(",".join(corner.split(",")[::-1]) for corner in corners.split(":"))
    assert ask(HOST, f"{place}?poly={turned}&date=2026-06").json() == []
    long = ":".join([corners] * 150)
    assert ask(HOST, f"{place}?poly={long}&date=2026-06").status_code == 400
    assert ask(HOST, place, method="POST", data={"poly": long, "date": "2026-06"}).status_code == 200


def test_crimes_without_a_place_and_lists(ask):
    nowhere = ask(HOST, "/api/crimes-no-location?category=all-crime&force=sampleshire&date=2026-06").json()
    assert nowhere and all(one["location"] is None for one in nowhere)
    dates = [one["date"] for one in ask(HOST, "/api/crimes-street-dates").json()]
    assert (dates[0], dates[-1], len(dates)) == ("2026-06", "2023-07", 36)
    assert ask(HOST, "/api/forces/sampleshire").json()["name"] == "Sampleshire Police"


def test_a_team_has_an_outline_that_holds_its_centre(ask):
    teams = ask(HOST, "/api/sampleshire/neighbourhoods").json()
    team = teams[0]["id"]
    corners = ask(HOST, f"/api/sampleshire/{team}/boundary").json()
    assert len(corners) > 3 and all(isinstance(one["latitude"], str) for one in corners)
    centre = ask(HOST, f"/api/sampleshire/{team}").json()["centre"]
    found = ask(HOST, f"/api/locate-neighbourhood?q={centre['latitude']},{centre['longitude']}")
    assert found.json() == {"force": "sampleshire", "neighbourhood": team}
    assert ask(HOST, "/api/locate-neighbourhood?q=0,0").status_code == 404


@pytest.mark.parametrize(
    "path", ["/api/nothing", "/api/sampleshire/no-team/boundary", "/data/archive/2019-01.zip"]
)
def test_what_is_not_there(ask, path):
    assert ask(HOST, path).status_code == 404
