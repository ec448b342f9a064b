"""Every mutated file is read the same or refused with a reason, or what was done to it nobody could see."""

from collections import Counter

import pytest

from analysis.sources import checks
from tests.mutations import originals, report, trials
from tests.mutations import real as real_files

QUICK = 2  # so many mutations of each layout are tried in the quick test


@pytest.fixture(scope="session")
def files(sampleshire_folder):
    """Return the Originals of all layouts."""
    return [*originals.published(sampleshire_folder), *originals.own(sampleshire_folder)]


@pytest.fixture(scope="session")
def beside(real, tmp_path_factory):
    """Return the folder of the real files, and one of the real county's places and census, cut to it."""
    shared = real("README.md").parent
    return shared, real_files.county(shared, tmp_path_factory.mktemp("county"))


def defects(done):
    """Return a line for each trial whose result is a fault of a reader."""
    return [
        f"{one.result}: {one.layout}, {one.mutation} (seed {one.seed}): {one.effect} {one.column}. {one.said}"
        for one in done
        if one.result in trials.DEFECTS
    ]


def test_some_mutations_of_every_layout_are_seen_or_could_not_be(files, sampleshire_folder):
    done = list(report.every_trial(files, 1, sampleshire_folder, QUICK))
    assert defects(done) == []
    assert len(done) == QUICK * len(files)
    results = Counter(one.result for one in done)
    assert results[trials.REFUSED] > results[trials.SAME] > 0


@pytest.mark.slow
def test_every_mutation_of_every_layout_is_seen_or_could_not_be(files, sampleshire_folder):
    done = list(report.every_trial(files, 1, sampleshire_folder))
    print("\n".join(report.table(done)))
    assert defects(done) == []
    assert len(done) >= 5_000


@pytest.mark.real
def test_a_mutation_of_every_other_real_layout_is_seen_or_could_not_be(beside):
    shared, county = beside
    firsts = {}
    for original in real_files.files(shared):
        firsts.setdefault((original.layout, original.form), original)
    done = list(report.every_trial(list(firsts.values())[::2], 1, county, 1))
    assert defects(done) == []
    assert len(done) > 25
    assert sum(one.result == trials.REFUSED for one in done) > len(done) / 2


@pytest.mark.real
@pytest.mark.slow
def test_every_mutation_of_every_real_file_is_seen_or_could_not_be(beside):
    shared, county = beside
    done = list(report.every_trial(real_files.files(shared), 1, county))
    print("\n".join(report.table(done)))
    assert defects(done) == []
    assert len(done) >= 5_000


def test_line_ends_of_windows_are_read_the_same_in_every_layout(files):
    for original in files[::4]:
        if original.form == originals.CSV:
            content = original.content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            assert trials.read(original, content).rows == trials.read(original, original.content).rows


def test_a_folder_with_blanks_accents_and_many_letters_is_read_like_another(files, tmp_path):
    name = "Réunion & Ynys Môn [2026] – a very long name "
    folder = tmp_path / (name * 6)[:199].strip()
    folder.mkdir()
    for original in files:
        if not original.local and original.form != originals.ZIP:
            (folder / original.name).write_bytes(original.content)
    rows, faults = checks.every_file(folder)
    assert faults == 0, [row[-1] for row in rows if row[-1]]
