"""What a build keeps for the next one, so that what did not change is not done again.

It is the pieces of chapters, the solved document (which holds no hidden number) and what was made of them:
pictures, pages, parts of Word and PDF. How many rows of the office's files have which fault is there too, and
so it lies in the private folder beside `counts`, readable by its owner alone, and never in reports. A chapter
is taken from it when the program, the list of all files and every file that it opened are what they were,
wherever these lie. A file that was absent changes that list when it comes, and every chapter runs again.
What a chapter reads is known from the files that Python opens. Native readers open theirs by themselves, and
what a folder lists is in no file: a chapter whose code names one of these runs in every build.
"""

import contextlib
import dataclasses
import hashlib
import json
import os
import re
import shutil
import sysconfig
import tempfile
import time
from pathlib import Path

from analysis import areas, last_release, scratch, settings, table_files
from analysis.disclosure import document as tabulations
from analysis.disclosure import ledger
from analysis.errors import InputError
from analysis.extracts.extracts import Explained
from analysis.fingerprints import TICK_SECONDS, Fingerprints, digest, program
from analysis.publish.report import allowed
from analysis.publish.report import chapters as notebooks
from analysis.release.counts import Counted
from analysis.release.handover import BESIDE

LAST, RELEASED, MADE, FOLDER = "last.json", "released.json", "made", "builds"
MANY = 8  # as many editions are remembered
COUNTED = ("quarters", "supplier", "extracts", "waiting")
UNSEEN = re.compile(
    r"\b(?:duckdb|pyarrow|geopandas|gpd|pyogrio|fiona|rasterio|polars|sqlite3|lxml|HDFStore|"
    r"read_(?:parquet|feather|orc|file|hdf|spss|sql\w*)|r?glob|iterdir|listdir|scandir|walk|exists|is_file|"
    r"importlib|sys\.path)\b"
)
# What a chapter opens there is no data: another library is another program, and what the system and passing
# folders hold is never the same twice.
PARTS = {"site-packages", "dist-packages", "__pycache__"}
FOLDERS = (sysconfig.get_path("stdlib"), "/proc", "/sys", *allowed.DEVICES)


class Nothing:
    """What a build keeps that begins from nothing and leaves nothing."""

    passed = frozenset()

    def stands(self, final):
        """Tell whether the edition in `final` is what this build would give."""
        return False

    def without(self, aside):
        """Say which publishers' files are set aside: chapters that were made with them are others."""

    def released(self, release):
        """Return the solved document, what chapters are handed and the Counted of each source.

        `release()` gives these three and the paths of the files that it read.
        """
        return release()[:-1]

    def handed(self, document, kept):
        """Say what this build hands its chapters."""

    def chapter(self, path):
        """Return the Chapter of the notebook at `path`, None where it has to run."""
        return None

    def keep_chapter(self, path, chapter):
        """Keep a Chapter that ran."""

    def held(self, kind, parts):
        """Return the bytes that were made of `parts` (bytes), None where they have to be made."""
        return None

    def hold(self, kind, parts, content):
        """Keep the bytes that were made of `parts`."""

    def made(self, kind, parts, make):
        """Return the bytes that were made of `parts`: those that are held, else what `make()` gives, kept."""
        content = self.held(kind, parts)
        if content is None:
            content = make()
            self.hold(kind, parts, content)
        return content

    def close(self, final, warned):
        """Keep that the edition in `final` is what this build gave; the paths `warned` are read again."""


class Kept(Nothing):
    """What the last build of the edition `name` in `home` kept, and what this one keeps in its place.

    `asked` is what the build was asked for, the notebooks `selected` apart, and `held` the Inventory of its
    files; what chapters give does not hang on its `forms`, such as the mark that is written on them.
    """

    def __init__(self, place, home, name, asked, selected, held, forms=None):
        home = Path(home).resolve()
        self.place, self._selected, self._began = _of(place, home, name), selected, time.time()
        self._last = self._read(LAST) or {}
        # Of a new edition: which files are in order is known from the one before, if they are the same.
        known = self._last or self._newest_beside()
        self._prints = Fingerprints(known.get("prints"))
        self._used, self._handed = set(), {}
        # What lies in private notebooks, and passes while they run, is in no chapter.
        apart = [_folder(place.slug).parent, settings.data(*last_release.FOLDER)]
        apart.append(settings.notebooks() / "private")
        self._program = program(self._prints)
        lie = (settings.inputs_for, settings.local_for, settings.counts_for)
        folders = [*(Path(folder(place.slug)).resolve() for folder in lie), settings.notebooks()]
        # Taken before anything is read: what changes meanwhile is then never taken for what was read.
        self._files = {
            str(root / name): checksum
            for root in folders
            for name, checksum in self._prints.folder(root, but=apart).items()
        }
        closed = self._prints.of(home / place.slug / ledger.FILE)
        self._common = digest([self._program, asked, _identity(held), sorted(self._files), closed])
        # What changed since the last edition is told from its own files.
        published = ledger.read(home, place.slug).editions
        before = self._prints.folder(home / place.slug / published[-1]) if published else {}
        self._whole = digest([self._common, self._files, before, [path.stem for path in selected], forms])
        passed = known.get("passed", {}) if known.get("program") == self._program else {}
        self.passed = {path for path, checksum in passed.items() if self._files.get(path) == checksum}
        self._held = [str(item.file.path) for item in held.files]

    def stands(self, final):
        if self._last.get("whole") != self._whole or not all(map(self._kept, self._selected)):
            return False
        return self._prints.folder(final) == self._last.get("edition")

    def without(self, aside):
        self._common = digest([self._common, aside])

    def released(self, release):
        found = self._read(RELEASED)
        if found and self._is_as_it_was(found):
            return found["document"], found["handed"], _from_json(found["counts"])
        document, handed, counts, read = release()
        made = {"document": document, "handed": handed, "counts": _as_json(counts)}
        self._write(RELEASED, self._now(read) | made)
        return document, handed, counts

    def handed(self, document, kept):
        document = dict(document)
        beside = {f"{name}.json": digest(one) for name, one in document.pop(BESIDE, {}).items()}
        self._handed = beside | {tabulations.FILE: digest(document), settings.KEPT: digest(kept)}

    def chapter(self, path):
        found = self._kept(path)
        if not found or any(self._handed.get(name) != checksum for name, checksum in found["handed"].items()):
            return None
        return notebooks.from_json(found["chapter"])

    def keep_chapter(self, path, chapter):
        tables = _tables(chapter.opened)
        elsewhere = [
            one for one in chapter.opened if one not in self._files and _is_data(one) and not _is_table(one)
        ]
        code = [block.text for block in chapter.blocks if isinstance(block, notebooks.Code)]
        # Of a file that changes meanwhile nobody knows which of the two was read.
        if any(map(UNSEEN.search, code)) or any(_changed_since(self._began, one) for one in elsewhere):
            return
        was_handed = self._handed.keys() & {Path(one).name for one in chapter.opened}
        known = {name: self._handed[name] for name in was_handed}
        others = {one: self._prints.of(one) for one in elsewhere}
        entry = {"handed": known, "elsewhere": others, "chapter": notebooks.as_json(chapter)}
        entry["tables"] = {one: _state_of(one) for one in tables}
        read = [str(path), *chapter.opened, *(item[3] for item in chapter.files)]
        self._write(f"{path.stem}.json", self._now(read) | entry)

    def held(self, kind, parts):
        key = self._key(kind, parts)
        self._used.add(key)
        with contextlib.suppress(OSError):
            content = (self.place / MADE / key).read_bytes()
            # A file that was cut or changed is not what was kept.
            if hashlib.sha256(content[32:]).digest() == content[:32]:
                return content[32:]
        return None

    def hold(self, kind, parts, content):
        self._put(self.place / MADE / self._key(kind, parts), hashlib.sha256(content).digest() + content)

    def _key(self, kind, parts):
        sizes = [len(part) for part in parts]
        return hashlib.sha256(digest([self._program, kind, sizes]).encode() + b"".join(parts)).hexdigest()

    def close(self, final, warned):
        passed = self._files.keys() - set(warned)
        last = {
            "program": self._program,
            "whole": self._whole,
            "edition": self._prints.folder(final),
            # A file that a build warned of is read again, so that the next one warns of it too.
            "passed": {path: self._files[path] for path in self._held if path in passed},
        }
        self._write(LAST, last | {"prints": self._prints.found})
        with contextlib.suppress(OSError):
            for path in (self.place / MADE).iterdir():
                if path.name not in self._used:
                    path.unlink()
            builds = sorted(self.place.parent.iterdir(), key=lambda one: one.stat().st_mtime_ns)
            for path in builds[:-MANY]:
                shutil.rmtree(path)

    def _now(self, read):
        """Return the state by which something made of the files `read` is known to be as it was."""
        files = {path: self._files[path] for path in map(str, read) if path in self._files}
        return {"common": self._common, "read": files}

    def _is_as_it_was(self, found):
        if found["common"] != self._common:
            return False
        return all(self._files.get(path) == checksum for path, checksum in found["read"].items())

    def _kept(self, path):
        """Return what was kept of a chapter, None where it is not what the chapter would give."""
        found = self._read(f"{path.stem}.json")
        if not found or not self._is_as_it_was(found):
            return None
        others, tables = found["elsewhere"].items(), found["tables"].items()
        same = all(self._prints.of(one) == checksum for one, checksum in others)
        return found if same and all(_state_of(one) == state for one, state in tables) else None

    def _newest_beside(self):
        """Return what was kept last of another edition of the area, nothing where there is none."""
        every = self.place.parent.glob(f"*/{LAST}")
        newest = max(every, key=lambda one: one.stat().st_mtime_ns, default=None)
        return (newest and self._read(newest)) or {}

    def _read(self, name):
        try:
            content = json.loads((self.place / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        # One that was cut or changed by hand is no better than none.
        return content["kept"] if content.get("sha256") == digest(content.get("kept")) else None

    def _write(self, name, content):
        content = json.loads(json.dumps(content, default=lambda number: number.item()))  # numpy's
        text = json.dumps({"sha256": digest(content), "kept": content}, ensure_ascii=False)
        self._put(self.place / name, text.encode(errors="backslashreplace"))

    def _put(self, path, content):
        """Write a private file, whole or not at all. A disk that takes none costs time, and no edition."""
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            for folder in (self.place.parent.parent, self.place.parent, self.place, path.parent):
                folder.chmod(0o700)
            beside = path.with_name(f".{path.name}.part")
            beside.unlink(missing_ok=True)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(content)
            beside.replace(path)


def left(place, home, name, *asked):
    """Return the Kept of an edition as its build left it; Nothing where it left none."""
    return Kept(place, home, name, *asked) if _of(place, home, name).is_dir() else Nothing()


def forget(area):
    """Forget what builds of an area kept for later ones, of every edition: one takes from the others."""
    shutil.rmtree(_folder(areas.area(area).slug), ignore_errors=True)


def _of(place, home, name):
    """Return the folder of what builds of the edition `name` kept."""
    return _folder(place.slug) / f"{name}-{digest(str(Path(home).resolve()))[:12]}"


def _folder(slug):
    return settings.counts_for(slug).parent.parent / FOLDER / slug


def place_of(item):
    """Return what tells a file from others: its card, part and period, and where it lies."""
    return (item.card_id, item.part, item.period, str(item.file.path), item.file.member or "")


def _identity(held):
    """Return what an Inventory says of its files, but for what is in them and when they changed."""
    return [
        sorted(map(place_of, held.files)),
        sorted([place_of(older), place_of(newer)] for older, newer in held.replaced),
        sorted(problem.message for problem in held.problems),
        sorted(str(file.path) for file in held.unused),
        sorted(held.offered.items()),
    ]


def _is_data(path):
    """Tell whether a file that a chapter opened is neither of the program nor a passing one."""
    passing = path.startswith(str(Path(tempfile.gettempdir(), scratch.PREFIX)))
    return not (passing or PARTS & {*Path(path).parts}) and not any(
        Path(path).is_relative_to(folder) for folder in FOLDERS
    )


def _is_table(path):
    """Tell whether a file lies among the tables: a chapter is kept with the state of each that it read."""
    return Path(path).resolve().is_relative_to(table_files.home().resolve())


def _tables(opened):
    """Return the tables, "AREA/RUN/TABLE", among the files that a chapter opened."""
    home = table_files.home().resolve()
    paths = [Path(one).resolve() for one in opened if _is_table(one)]
    return [
        "/".join([*path.relative_to(home).parts[:-1], path.stem])
        for path in paths
        if path.suffix == table_files.SUFFIX
    ]


def _state_of(reference):
    """Return what tells a table from one of another content, source or age; None where there is none."""
    try:
        entry = table_files.entry_of(reference)
    except (InputError, KeyError):
        return None
    return digest({name: held for name, held in entry.items() if name != "files"})


def _changed_since(moment, path):
    """Tell whether a file was changed after a moment, or so soon before it that nobody can say."""
    with contextlib.suppress(OSError):
        found = Path(path).stat()
        return max(found.st_mtime, found.st_ctime) > moment - TICK_SECONDS
    return False


def _as_json(counts):
    """Return what is counted of each source, without the counts, as JSON can carry it."""
    return {
        source: {name: getattr(one, name) for name in COUNTED}
        | {"explained": [dataclasses.asdict(sheet) for sheet in one.explained]}
        for source, one in counts.items()
    }


def _from_json(content):
    return {
        source: Counted(None, **one | {"explained": tuple(Explained(**sheet) for sheet in one["explained"])})
        for source, one in content.items()
    }
