"""Every folder from which an office's files were released is known, the newest of an area apart."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from analysis import office_folders, settings


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a folder in which the list lies."""
    monkeypatch.setattr(settings, "data", lambda *parts: tmp_path.joinpath(*parts))
    return tmp_path


def test_the_newest_of_an_area_is_told_and_none_is_forgotten(home):
    assert office_folders.newest() == {} and office_folders.every() == []
    for slug, name in (("kent", "one"), ("kent", "two"), ("essex", "three"), ("kent", "one")):
        office_folders.remember(slug, home / name)
    assert office_folders.newest() == {"kent": home / "one", "essex": home / "three"}
    assert office_folders.every() == sorted(home / name for name in ("one", "two", "three"))
    path = home.joinpath(*office_folders.FILE)
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0


def test_areas_that_are_released_side_by_side_are_all_remembered(home):
    folders = [(f"area{number % 8}", home / str(number)) for number in range(80)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda one: office_folders.remember(*one), folders))
    assert office_folders.every() == sorted(folder for _, folder in folders)
