"""One edition of Sampleshire, and two, one published before the other: nothing that was hidden comes out.

Two take three minutes, and are slow. Six of them are `test_six_editions.py`'s, which is slow.
"""

import hashlib
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pytest

from tests.sampleshire import all_planted
from tests.whole_way import FIRST, publish_quarter, say

QUARTERS = (FIRST, "2026-Q2")
CHAPTERS = "04"  # of the second: what a chapter writes is seen in the first, which has them all


@pytest.fixture(scope="module", params=[1, pytest.param(2, marks=pytest.mark.slow)])
def published(request, first_edition, sampleshire_folder, tmp_path_factory):
    """Return the folder of reports with its published editions, what was said, and the temporary folder."""
    home = tmp_path_factory.mktemp("editions") / "home"
    shutil.copytree(first_edition, home)
    for quarter in QUARTERS[1 : request.param]:
        publish_quarter(home, sampleshire_folder, quarter, "--chapters", CHAPTERS)
    say(home, "attack", home / "reports")
    said = (home / "said.txt").read_text(encoding="utf-8")
    return home / "reports", said, home / "temporary", home / "local"


def documents(published):
    found = sorted((published[0] / "sampleshire").glob("*/tabulations.json"))
    assert [path.parent.name for path in found] in (list(QUARTERS[:1]), list(QUARTERS))
    return [json.loads(path.read_text(encoding="utf-8")) for path in found]


def test_the_attack_looked_at_every_edition_and_found_nothing(published):
    assert re.search(rf"{len(documents(published))} editions?,", published[1])


def test_there_was_something_to_hide_and_something_to_show(published):
    for document in documents(published):
        values = [cell[2] for entry in document["tabulations"].values() for cell in entry["cells"]]
        assert values.count("[c]") > 20
        assert sum(isinstance(value, int) for value in values) > 300


def test_a_cell_that_was_published_twice_says_the_same_twice(published):
    seen, twice = {}, 0
    for document in documents(published):
        for name, entry in document["tabulations"].items():
            for period, labels, value in entry["cells"]:
                key = (name, period, *labels)
                if value == "[x]" or seen.get(key) == "[x]":
                    continue
                assert seen.setdefault(key, value) == value, key
                twice += key in seen
    assert twice or len(documents(published)) == 1


def test_no_small_count_was_ever_shown(published):
    for document in documents(published):
        for entry in document["tabulations"].values():
            limit = document["policies"][entry["policy"]]["hide_below"]
            shown = [value for _, _, value in entry["cells"] if isinstance(value, int)]
            assert not [value for value in shown if 0 < value < limit]


def test_no_canary_surfaces_anywhere(published, sampleshire_folder):
    reports, said, temporary, local = published
    planted = [text.encode() for text in all_planted.every()]
    assert len(planted) >= 200
    canary, looked_at = any_of(planted), set()
    assert all(canary.fullmatch(one) and canary.search(b"x" + one + b"y") for one in planted)
    for folder in (reports, temporary, local / "counts", local / "builds"):
        for path in (path for path in Path(folder).rglob("*") if path.is_file()):
            looked_at.add(path.suffix)
            assert not canary.search(unpacked(path)), f"{path.name} holds a planted value"
            assert not canary.search(path.name.encode()), "a file is named by a planted value"
    assert looked_at >= {".html", ".docx", ".pdf", ".xlsx", ".csv", ".svg", ".json"}
    assert not canary.search(said.encode())


def any_of(texts):
    """Return what finds any of `texts` in bytes in one look through them, by how they begin."""
    starts = {}
    for text in texts:
        starts.setdefault(text[:2], []).append(re.escape(text[2:]))
    each = (re.escape(start) + b"(?:" + b"|".join(rest) + b")" for start, rest in starts.items())
    return re.compile(b"|".join(each))


def unpacked(path):
    """Return the bytes of a file, those that are squeezed in it too."""
    content = path.read_bytes()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return b"\n".join([content, parts.comment, *map(parts.read, parts.namelist())])
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as pages:
            streams = [one for one in pages.objects if isinstance(one, pikepdf.Stream)]
            squeezed = [b"".join(map(bytes, _parts(one))) for one in streams]
            return b"\n".join([content, str(dict(pages.docinfo)).encode(), *squeezed])
    return content


def _parts(stream):
    try:
        return [stream.read_bytes()]
    except pikepdf.PdfError:  # a picture, which is not squeezed text
        return [stream.read_raw_bytes()]


def test_no_checksum_of_the_offices_own_files_is_published(published):
    own = [path for path in published[3].rglob("*") if path.is_file() and "builds" not in path.parts]
    checksums = {hashlib.sha256(path.read_bytes()).hexdigest().encode() for path in own}
    assert len(checksums) > 50
    for path in (path for path in published[0].rglob("*") if path.is_file()):
        content = unpacked(path)
        assert not [one for one in checksums if one in content], path.name


def test_no_file_is_left_in_the_temporary_folder(published):
    left = [path for path in published[2].rglob("*") if path.is_file()]
    assert not left, [path.name for path in left]


def test_the_ledger_holds_no_hidden_value(published):
    ledger = json.loads((published[0] / "sampleshire" / "ledger.json").read_text(encoding="utf-8"))
    assert [entry["edition"] for entry in ledger["editions"]] == [
        one["edition"] for one in documents(published)
    ]
    for entry in ledger["editions"]:
        for tabulation in entry["document"]["tabulations"].values():
            assert {type(cell[2]) for cell in tabulation["cells"]} <= {int, str}
            assert {cell[2] for cell in tabulation["cells"] if isinstance(cell[2], str)} <= {"[c]", "[x]"}


def test_counts_are_private(published):
    files = [path for path in (published[3] / "counts").rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert path.stat().st_mode & 0o077 == 0, path.name
