"""The last checks: files are complete, show no hidden count, identify nobody, and withstand an attack."""

import html
import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

from analysis import plain_file, settings
from analysis.disclosure import document as documents
from analysis.disclosure import ledger, published
from analysis.disclosure.attack import attack_reports
from analysis.errors import InputError
from analysis.publish.report import manifest as manifests
from analysis.release import policies
from analysis.release.series import PRINTED
from analysis.release.withheld import plain

MOST_SAID = 10
LARGEST_OPEN_FILE = 50_000_000  # bytes, unpacked; names of places and bodies appear in smaller ones
_MARKUP, _DEFLATED = re.compile(r"<[^>]*>"), re.compile(rb"\x78[\x01\x5e\x9c\xda]")


def verify(folder, document, withheld, inputs):
    """Refuse what was written into `folder`, by its manifest, unless it is whole and as its policies say.

    `document` is the solved document that its chapters were made of. `withheld` is what `release.withheld`
    returns: values of the office's own files that must appear in no file. They are looked for word by word in
    the bytes of each, in the members of zips and documents, and in what a PDF or a picture holds deflated. A
    PDF writes its pages as numbers of glyphs: for these the page and the Word document of the same text
    stand. What a file of `inputs` or a register of this project holds too is an ordinary word.

    Raises InputError naming the files, and cells by their number, never a figure or a value.
    """
    folder = Path(folder)
    files = manifests.read(folder, "files")["files"]
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    faults = [f"{name}: is missing." for name in sorted({*files, manifests.FILE} - held)]
    beside = held - {*files, manifests.FILE, ledger.MARK}
    faults += [f"{ledger.unnumbered(name)}: is a file that the manifest does not have." for name in beside]
    faults += [f"{documents.FILE}, {fault}" for fault in _shown_and_small(document)]
    faults += _told(folder, sorted(held & {*files, manifests.FILE}), withheld, Path(inputs))
    if faults:
        more = [f"and {len(faults) - MOST_SAID} more"] if len(faults) > MOST_SAID else []
        told = "\n".join([*faults[:MOST_SAID], *more])
        raise InputError(f"What was written may not be published, and was not put in place.\n{told}")


def attacked_reports(reports=None):
    """Return the lines that tell what an attack on a folder of reports found, and whether it found nothing.

    `reports` holds one area or several, and is the project's folder by default. Each area's drafts are
    attacked together with its closed editions. An edition of which a file was changed after it was built is
    as bad as one that leaks, and so is one that compares areas; a closed one whose folder is gone is told,
    and no more.

    Raises InputError when there is no such folder or no edition in it, and for a ledger that cannot be
    trusted.
    """
    reports = Path(reports).resolve() if reports is not None else settings.reports()
    areas = published.areas_in(reports)
    if not areas:
        raise InputError(
            f"{reports}: holds no edition with its {documents.FILE}. Build one first: `vna build`."
        )
    found = attack_reports(reports, PRINTED)
    gone, changed = [], []
    for folder in sorted({*areas, *(path.parent.parent for path in reports.glob("*/[!.]*/manifest.json"))}):
        closed = ledger.read(folder.parent, folder.name)
        held = ledger.changed(folder.parent, closed)
        gone, changed = gone + held[0], changed + held[1] + ledger.drafts_changed(folder.parent, closed)
    return [*found.lines(), *gone, *changed], found.safe and not changed


def _told(folder, names, withheld, inputs):
    """Return a fault for each file in which a withheld value stands that no open file holds."""
    starts = _by_first_word(withheld)
    found = {name: _standing(plain_file.content(folder / name), starts) for name in names if starts}
    left = set().union(*found.values())
    own = {place.partition(",")[0] for place in withheld.values()}
    registers = settings.data("reference").iterdir() if left else ()
    for path in [*registers, *(inputs.rglob("*") if left else ())]:
        if left and path.name not in own and path.is_file() and path.stat().st_size < LARGEST_OPEN_FILE:
            left -= _standing(plain_file.content(path), _by_first_word(left))
    places = {(name, withheld[value]) for name, values in found.items() for value in values & left}
    return [
        f"{name}: holds a value of {place}, which is never let in. Take it out of what was written; where it "
        "points at nobody, take the column out of the office's file."
        for name, place in sorted(places)
    ]


def _by_first_word(values):
    starts = {}
    for value in values:
        starts.setdefault(value.split()[0], []).append(value)
    return starts


def _standing(content, starts):
    """Return those of the plain values, given by their first words, that stand as whole words in a file."""
    found = set()
    for part in _parts(content):
        words = plain(part)
        held = b" " + words + b" "
        for start in starts.keys() & set(words.split()):
            found |= {value for value in starts[start] if b" " + value + b" " in held}
    return found


def _parts(content):
    """Yield the bytes of a file and of what is packed in it, markup as it stands and without its tags."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield packed.comment
            for member in packed.infolist():
                if member.file_size < LARGEST_OPEN_FILE:
                    yield member.filename.encode()
                    yield from _parts(packed.read(member))
    elif content.startswith((b"%PDF", b"\x89PNG")):
        kept = content if content.startswith(b"%PDF") else b"".join(_chunks(content))
        yield kept
        for start in _DEFLATED.finditer(kept):
            try:
                yield zlib.decompressobj().decompress(memoryview(kept)[start.start() :])
            except zlib.error:  # two bytes that only look like a beginning
                continue
    else:
        yield content
        if b"<" in content[:1000]:
            text = content.decode("utf-8", "replace")
            yield html.unescape(_MARKUP.sub(" ", text)).encode()


def _chunks(picture):
    """Yield what a PNG says beside its pixels."""
    at = 8
    while at + 8 <= len(picture):
        size, name = struct.unpack_from(">I4s", picture, at)
        if name != b"IDAT":
            yield picture[at + 8 : at + 8 + size]
        at += size + 12


def _shown_and_small(document):
    """Give each cell that is shown although its table's policy, then or now, hides counts as small."""
    now = policies.read()
    for name, entry in document["tabulations"].items():
        rules = {document["policies"][entry["policy"]]["hide_below"]}
        limit = max(rules | {now[one].hide_below for one in [entry["policy"]] if one in now})
        for number, (_, _, value) in enumerate(entry["cells"], start=1):
            if isinstance(value, int) and 0 < value < limit:
                yield f'"{name}", cell {number}: shows a figure that its policy hides.'
