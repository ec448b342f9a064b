"""What a folder of publishers' files holds: each file matched with its card, by name and by content."""

import calendar
import contextlib
import datetime
import fnmatch
import functools
import io
import json
import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from analysis import plain_file, settings
from analysis.errors import InputError, MissingSourceError, plain
from analysis.sources import files, home_office, immigration, nomis, quarters_in_rows, store, workbooks
from analysis.sources.catalogue import EXTRACT, LOG, REFERENCE, catalogue

SUFFIXES = {"csv": (".csv",), "geojson": (".geojson", ".json"), "workbook": (".xlsx", ".ods", ".xls")}
WHOLE = "zip"  # a card of which a zip is one file, and not each of its members
EXPECTED = {"workbook": "a sheet titled", WHOLE: "in it"}
MONTHS = tuple(calendar.month_name)
JOINTS = {"financial year": "/", "quarter": "-Q"}  # what is between the parts of a card's period
STAMP = "SAMPLESHIRE.json"
FETCHED, SET_ASIDE = "manifest.json", "set-aside"  # what a fetch writes beside the publishers' files
COLUMNS = "columns.toml"
LONGEST_SHOWN = 60
MOST_SCANS = 8  # of folders and quarters that a process remembers
LARGE = 500_000  # bytes. Opening a sheet of 700,000 rows takes seven seconds, so what it begins with is kept
OTHER_SIGNS = {";": "semicolons", "\t": "tabs", "|": "upright lines"}
# A file a question.
CUSTOM = ("census_custom", "census_ethnic_group_by_age", "census_language_by_proficiency")
EDITION = re.compile(r"(?<!\d)(20\d{2}-\d{2}(?:-\d{2})?|\d{6})(?!\d)|(?<![a-z])v(\d+)", re.IGNORECASE)
CORRECTED = re.compile(r"revised|correct(?:ed|ion)|amended|re-?issued|_fix(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """One file that was recognised: its card, the part and period it covers, and the file itself.

    `begins` and `ends` are the first and last quarter in its rows, "" where they are not looked at.
    """

    card_id: str
    part: str
    period: str
    file: files.SourceFile
    begins: str = ""
    ends: str = ""

    @property
    def until(self):
        """Return the period with which its figures end: that of its rows, where they say it."""
        return self.ends or self.period

    @property
    def named(self):
        """Return what tells it from other files: its card, part and period, and where it lies."""
        return self.card_id, self.part, self.period, str(self.file.path), self.file.member or ""

    @property
    def sha256(self):
        """Return the checksum of the file on disk (of the zip, for a member)."""
        return _sha256(files.SourceFile(self.file.path))


@functools.lru_cache(maxsize=4096)
def _sha256(file):
    return files.sha256(file.path)


@dataclass(frozen=True)
class Inventory:
    """What one folder holds. `replaced` names older editions, `problems` what is wrong, `unused` the rest.

    `offered` has the newest period that a card's publisher offered when a fetch last looked: {card: period}.
    """

    folder: Path
    files: tuple
    replaced: tuple = ()
    problems: tuple = ()
    unused: tuple = ()
    invented: bool = False
    offered: dict = field(default_factory=dict, compare=False)
    used: set = field(default_factory=set, compare=False)
    _worked_out: dict = field(default_factory=dict, compare=False, repr=False)

    def identity(self):
        """Return what there is, but for what is in the files and when they changed: JSON can carry it."""
        return [
            sorted(one.named for one in self.files),
            sorted([older.named, newer.named] for older, newer in self.replaced),
            sorted(problem.message for problem in self.problems),
            sorted(str(file.path) for file in self.unused),
            sorted(self.offered.items()),
        ]

    def once(self, what, work_out):
        """Return what `work_out()` gives, worked out once of these files; what it used is noted each time."""
        if what not in self._worked_out:
            before = set(self.used)
            self.used.clear()
            try:
                made = work_out()
                self._worked_out[what] = made, frozenset(self.used)
            finally:
                self.used.update(before)
        made, used = self._worked_out[what]
        self.used.update(used)
        return made

    def find(self, card_id, part=None):
        """Return the files of a card, oldest period first; with `part`, of that part alone.

        Raises the InputError of a file that has the card's name but not its content, and, where
        there is no file, of a zip that could not be opened: it may hold the one that is wanted. What a build
        has set aside is missing instead.
        """
        found = [item for item in self.files if item.card_id == card_id and part in (None, item.part)]
        for problem in self.problems:
            of_it = problem.card_id == card_id or (not problem.card_id and not found)
            if of_it and not problem.aside:
                raise InputError(problem.message)
        self.used.update(found)
        return sorted(found, key=lambda item: (item.period, item.part, item.file))

    def one(self, card_id, part=None):
        """Return the newest file of a card.

        Raises MissingSourceError when the folder has none.
        """
        found = self.find(card_id, part)
        if not found:
            raise MissingSourceError(self.missing(card_id, part))
        return found[-1].file

    def missing(self, card_id, part=None):
        """Return the sentence that says which file is missing, what it would be called and who has it."""
        card = catalogue()[card_id]
        name = card.pattern[0].replace("{part}", part or "*")
        return (
            f"{card.title} is not in the folder {self.folder.name}. Expected a file such as {name} "
            f"({card.publisher}, {card.page})."
        )

    def set_aside(self, card_id):
        """Return what is wrong with each file of a card that a build has set aside."""
        return [one.message for one in self.problems if one.aside and one.card_id == card_id]

    def has(self, card_id):
        """Tell whether the folder holds a file of the card."""
        return any(item.card_id == card_id for item in self.files)


@dataclass(frozen=True)
class Problem:
    """A file that has the name of a card and is something else.

    `aside` tells that a build has set it aside: it is then missing, and what needs it goes on without it.
    """

    card_id: str
    message: str
    aside: bool = False


def _pattern(text):
    """Return an expression for a card's pattern in which `{part}` is caught."""
    marked = text.replace("{part}", "\0")
    expression = fnmatch.translate(marked).replace("\\\0", "\0").replace("\0", "(?P<part>[^/]+?)")
    return re.compile(expression, re.IGNORECASE)


@functools.cache
def _patterns():
    cards = [card for card in catalogue().values() if card.kind not in (EXTRACT, LOG, REFERENCE)]
    return [(card, _pattern(text)) for card in cards for text in card.pattern]


def _named_like(name):
    """Return (card, match) of each card whose files have a bare name such as this."""
    return [(card, found) for card, expression in _patterns() if (found := expression.match(name))]


def _content(file):
    """Return what a file can be told by: headings, property names, sheet titles, or what is in a zip."""
    suffix = Path(file.stem_name).suffix.lower()
    if suffix == ".zip" and not file.member:
        return WHOLE, [one.member for one in files.zip_members(file.path)]
    if suffix in SUFFIXES["csv"]:
        return "csv", files.headings(file)
    if suffix in SUFFIXES["geojson"]:
        # ArcGIS writes a feature's outline before its properties, and an outline can take megabytes.
        for size in (16_384, 8_388_608):
            start = file.head(size)
            files.check_text(file, start[:65_536])
            features = start[max(start.find(b'"features"'), 0) :]
            found = re.search(rb'"properties"\s*:\s*\{(.*?)\}', features, re.DOTALL)
            if found:
                break
        return "geojson", re.findall(r'"([^"]+)"\s*:', found[1].decode("utf-8", "replace")) if found else []
    if suffix in SUFFIXES["workbook"]:
        return "workbook", _titles(file)
    return None, []


@functools.lru_cache(maxsize=256)
def _titles(file):
    """Return the first cells of each sheet of a workbook, where publishers put the table's title."""
    with file.open() as stream:
        is_large = stream.seek(0, io.SEEK_END) >= LARGE
    if not is_large:
        return first_texts(file)["text"].tolist()
    phrases = {text for card in catalogue().values() for texts in card.identified_by for text in texts}
    return _first_texts_kept(file, *sorted(phrases))["text"].tolist()


def first_texts(file):
    """Return the texts in the first two rows of every sheet of a workbook."""
    book = workbooks.opened(file)
    rows = [row for name in book.sheet_names for row in workbooks.rows(book, name, number=2)]
    texts = [str(cell) for row in rows for cell in row if str(cell).strip()]
    return pd.DataFrame({"text": texts}, dtype="str")


@store.once()
def _first_texts_kept(file, *phrases):
    """Return what `first_texts` does, nothing without one of the `phrases` by which cards know their files.

    A workbook of the office's own that lies among publishers' files by mistake leaves nothing in the store.
    """
    found = first_texts(file)
    return found if any(phrase in text for text in found["text"] for phrase in phrases) else found[:0]


def _is(card, kind, content):
    if kind not in card.kind.split(" or "):
        return False
    # Case and blanks of headings and titles vary from edition to edition; what is in a zip has a name.
    alike = str if kind == WHOLE else files.heading_key
    starts = str.__contains__ if kind in ("workbook", WHOLE) else str.startswith
    content = list(map(alike, content))
    return any(
        all(any(starts(text, wanted) for text in content) for wanted in map(_beginning(alike), texts))
        for texts in card.identified_by
    )


def _beginning(alike):
    """Return what makes a text by which a card knows its files comparable: the blank at its end counts."""
    return lambda wanted: alike(wanted) + (" " if alike is not str and wanted.endswith(" ") else "")


def _of(card, part, file, content):
    """Return the Found of a file, of the period that its rows say, or its name where they do not."""
    item = Found(card.id, part, _period(card, file, content), file)
    if card.id not in quarters_in_rows.QUARTERS_OF:
        return item
    try:
        held = quarters_in_rows.first_and_last(file, card.id)
    except InputError:
        return item  # its fault is told when it is read
    begins, ends = held.loc[0, ["begins", "ends"]]
    period = quarters_in_rows.financial_year(ends) if card.period == "financial year" else ends
    return replace(item, period=period, begins=begins, ends=ends)


def _period(card, file, content):
    if card.period_from == "fixed":
        return card.period
    if card.period_from == "rows" and workbooks.is_workbook(file):
        return immigration.newest_quarter(file)
    if card.period_from == "rows":
        found = re.finditer(card.period_match, file.read_bytes().decode("utf-8", "replace"), re.MULTILINE)
        return max((_sortable(card, one) for one in found), default="")
    told = {_sortable(card, one) for text in content for one in re.finditer(card.period_match, text)}
    if card.period_from == "title" and told:
        return max(told)  # a workbook may hold the year before as well
    if card.period_from == "name" and len(told) == 1 and workbooks.is_workbook(file):
        return told.pop()  # all titles that say a period say this one, whatever the name says
    texts = [file.member or "", *file.path.parts[-2:]]
    found = filter(None, (re.search(card.period_match, text) for text in texts))
    return next((_sortable(card, one) for one in found if card.period_from == "name"), "")


def _sortable(card, found):
    """Return a period that sorts as text: "2018-03" of `("March", "18")`, "2023-Q3" of `("2023", "3")`.

    A financial year that is told by the year in which it ends is "2025/26" of `("20", "26")`, a quarter
    before its year "2023-Q4" of `("4", "2023")`, one told by its last month the same of `("2023", "12")`, and
    a day "2023-06-27" of `("27", "June", "2023")`.
    """
    parts, joint = found.groups(), JOINTS.get(card.period, "-")
    if len(parts) == 3 and parts[1] in MONTHS:
        return f"{parts[2]}-{MONTHS.index(parts[1]):02d}-{int(parts[0]):02d}"
    if joint == JOINTS["quarter"] and len(parts) == 2 and len(parts[0]) == 1:
        return joint.join(parts[::-1])
    if joint == JOINTS["quarter"] and len(parts[1]) == 2:
        return f"{parts[0]}-Q{int(parts[1]) // 3}"
    if joint == JOINTS["financial year"] and len(parts[0]) == 2:
        return f"{int(''.join(parts)) - 1}/{parts[1]}"
    if parts[0] in MONTHS:
        return f"{int(parts[1]) % 2000 + 2000}-{MONTHS.index(parts[0]):02d}"
    return joint.join(parts)


def _edition(item):
    """Return what sorts editions of the same thing: version, date or "revised" in the name, else its age."""
    marks = EDITION.findall(item.file.path.name.replace(item.period or "\0", ""))
    date, version = marks[-1] if marks else ("", "")
    date = re.sub(r"\D", "", date)
    newest = item.until if _grows(item) or item.begins else ""
    corrected = bool(CORRECTED.search(item.file.path.name))
    return (newest, int(version or -1), date, corrected, item.file.path.stat().st_mtime_ns, item.file)


def _grows(item):
    """Tell whether each edition of a file holds the periods of those before it, and one more."""
    return catalogue()[item.card_id].period_from == "rows"


def _same_thing(item):
    """Return what two files have in common when the newer replaces the other.

    Outlines come in a file a district and custom datasets in a file a question, and a file whose name
    hides its period may be of any: these are distinguished by name. Files whose rows were looked at are of
    one thing when they begin with the same quarter: the newer may go further.
    """
    if item.begins:
        return item.card_id, item.part, item.begins
    by_name = catalogue()[item.card_id].kind == "geojson" or item.card_id in CUSTOM or not item.period
    part = item.part or (item.file.stem_name.lower() if by_name else "")
    return item.card_id, part, "" if _grows(item) else item.period


def identify(file):
    """Return a Found, a Problem, or None for a file that belongs to no card."""
    named = _named_like(file.stem_name)
    try:
        kind, content = _content(file)
    except InputError as fault:
        return Problem(named[0][0].id, str(fault)) if named else None
    for card, found in named:
        if _is(card, kind, content):
            part = (found.groupdict().get("part") or "").lower()
            if card.id.startswith("census_ts") and not part.isalpha():  # "ltla (1)": a second download
                part = _part_by_content(card, file)
            if card.id == "nrm_referrals":
                part = part or _part_by_content(card, file)
            return _dated(card, _of(card, part, file, content))
    by_content = [
        card for card in catalogue().values() if card.told_by == "content" and _is(card, kind, content)
    ]
    if by_content and {card.id for card in by_content} <= set(CUSTOM):
        by_content = by_content[:1]  # every export of two variables has the headings of one
    if named:
        card = named[0][0]
        looks_like = f' It looks like "{by_content[0].title}".' if by_content else ""
        kept = [text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…" for text in content[:4]]
        shown = ", ".join(f'"{text}"' for text in kept)
        wanted = " or ".join(", ".join(f'"{text}"' for text in texts) for texts in card.identified_by)
        return Problem(
            card.id,
            f"{file.name}: has the name of {card.title} and is something else.{looks_like} "
            f"Expected {EXPECTED.get(kind, 'headings that begin')} {wanted}; "
            f"found {shown or 'none'}. {_mend(kind, content)}",
        )
    if len(by_content) == 1:
        card = by_content[0]
        if card.id == "police_street":
            return Problem(
                card.id,
                f"{file.name}: holds {card.title.lower()}, and its name does not say which month and force. "
                'Name it as the publisher does, such as "2018-10-warwickshire-street.csv".',
            )
        return _dated(card, _of(card, _part_by_content(card, file), file, content))
    return None


def _mend(kind, content):
    """Return what to do with a file that is something else; its cells may be separated by another sign."""
    other = next((name for sign, name in OTHER_SIGNS.items() if content and sign in content[0]), "")
    if kind != "csv" or not other:
        return "Download it again."
    return f"Its cells are separated by {other}: save it with commas, or download it again."


def _dated(card, found):
    """Return what was found, or the Problem of a file that does not say of which time it is.

    Of a file of one quarter its name says so, of one that grows its rows.
    """
    if not found.period and _grows(found):
        return Problem(
            card.id,
            f"{found.file.name}: no row of it says of which {card.period} it is as {card.title} does. Were "
            "columns moved, or dates written in another form? Download it again.",
        )
    if found.period or card.period != "quarter" or card.period_from != "name":
        return found
    return Problem(
        card.id,
        f"{found.file.name}: holds {card.title}, and its name does not say of which quarter. "
        'Put it in the name, such as "2023_q3".',
    )


def _part_by_content(card, file):
    """Return the part of a renamed file from its rows: the level of a census table, or that it is a part."""
    if card.id == "nrm_referrals":
        return "" if home_office.of_all_police(file) else Path(file.stem_name).stem.lower()
    return nomis.level_of(file) if card.id.startswith("census_ts") else ""


def walk(folder):
    """Return the files of a folder that may be a publisher's; InputError for a folder that cannot be read."""
    if not folder.exists():
        raise InputError(
            f"{folder}: no such folder. `vna fetch` fills {settings.data('raw')}; --inputs names a folder of "
            "files that were downloaded by hand."
        )
    if not folder.is_dir():
        raise InputError(
            f"{folder}: is a file, not a folder. Name the folder that holds the publishers' files."
        )
    folders = [folder, *(path for path in sorted(folder.rglob("*")) if path.is_dir())]
    for inside in folders:
        if not os.access(inside, os.R_OK | os.X_OK):
            raise InputError(
                f"{inside}: may not be read. Ask for read permission, or copy the files elsewhere."
            )
    # What a fetch keeps aside, and what it has not finished, is of no use to a reader.
    apart = [inside for inside in folders[1:] if inside.name == SET_ASIDE or inside.name.startswith(".")]
    # Sampleshire is written below data/raw: a real folder that holds it does not read it.
    invented = [stamp.parent for stamp in folder.rglob(STAMP) if stamp.parent != folder]
    # A columns.toml lies beside the office's own extracts: read through that allow-list or not at all.
    own = [listed.parent for listed in folder.rglob(COLUMNS)]
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not plain_file.passes(path.name)
        and not {*invented, *own, *apart} & set(path.parents)
    )
    if not paths:
        what = "holds the office's own files alone" if own else "is empty"
        raise InputError(
            f"{folder}: {what}. Put the publishers' files there, or name their folder with --inputs."
        )
    return paths


def bears_name(card, name):
    """Tell whether a bare file name is one that a card's files have."""
    return any(_pattern(text).match(name) for text in card.pattern)


def period_in(card, name):
    """Return the period that a card reads in a bare file name, "" where the name tells none."""
    found = re.search(card.period_match, name) if card.period_from == "name" else None
    return _sortable(card, found) if found else ""


def scan(folder):
    """Return the Inventory of `folder`: every file at any depth, zips looked into.

    Of two files for one card, part and period the newer edition is kept and the other is named.

    Raises InputError when the folder is absent, empty or unreadable.
    """
    folder, found, problems, unused = Path(folder), [], [], []
    for path in walk(folder):
        if path.name == STAMP or path == folder / FETCHED:
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            problems += _linked(path)
            continue
        try:
            members = inside(path)
        except InputError as fault:
            named = _named_like(path.stem + ".csv")
            problems.append(Problem(named[0][0].id if named else "", str(fault)))
            continue
        for file in members:
            named = f"{path.relative_to(folder)} {file.member or ''}"
            # A name is written into manifests and onto pages.
            match identify(file) if plain(named) == named else _unshowable(file):
                case Found() as item:
                    found.append(item)
                case Problem() as problem:
                    problems.append(problem)
                case None:
                    unused.append(file)
    kept, replaced = {}, []
    for item in sorted(found, key=_edition):
        key = _same_thing(item)
        if key in kept:
            replaced.append((kept[key], item))
        kept[key] = item
    return Inventory(
        folder,
        tuple(kept.values()),
        tuple(replaced),
        tuple(problems),
        tuple(unused),
        is_invented(folder),
        _offered(folder),
    )


def _offered(folder):
    """Return the newest period of each card that its publisher offered when a fetch last looked."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        held = json.loads((folder / FETCHED).read_text(encoding="utf-8"))["offered"]
        return {str(card): str(period) for card, period in held.items()}
    return {}


def inside(path):
    """Return the files at a path: those of a zip each, unless a card takes it whole."""
    is_whole = any(card.kind == WHOLE for card, _ in _named_like(path.name))
    if path.suffix.lower() == ".zip" and not is_whole:
        return files.zip_members(path)
    return [files.SourceFile(path)]


def _unshowable(file):
    """Return the Problem of a file with signs in its name that cannot be shown, None for one of no card.

    A line break in a name would begin a line of its own in a message, and what is not UTF-8 is in no file.
    """
    named = _named_like(file.stem_name)
    fault = "has signs in its path that cannot be shown. Name file and folder as the publisher does."
    return Problem(named[0][0].id, f"{file.name!r}: {fault}") if named else None


def _linked(path):
    """Return the Problem of a link that leads out of the folder, none for one under no card's name.

    What it leads to may be the office's own, which no open reader may look into.
    """
    named = _named_like(path.name)
    if not named and path.suffix.lower() != ".zip":
        return []
    fault = "is a link that leads out of this folder, and is not followed. Copy the file itself here."
    return [Problem(named[0][0].id if named else "", f"{path.name}: {fault}")]


def is_invented(folder):
    """Tell whether a folder says that its files are invented."""
    path = folder / STAMP
    if not path.is_file():
        return False
    try:
        return bool(json.loads(path.read_text(encoding="utf-8"))["invented"])
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, RecursionError):
        raise InputError(
            f"{path}: does not say whether these files are invented. Remove them, or build Sampleshire again."
        ) from None


def _scanned(folder, as_of, stands, aside=()):
    """Return the Inventory of a folder as it was at the end of the quarter `as_of`, scanned once.

    `stands` is how its files stand: what is not as it was is scanned again. `aside` is what a build has set
    aside, as `settings.Run` has it.
    """
    what = folder, as_of, stands, aside
    if what not in _scans:
        while len(_scans) >= MOST_SCANS:
            del _scans[next(iter(_scans))]
        _scans[what] = _scan_as_of(*what)
    return _scans[what]


def _scan_as_of(folder, as_of, stands, aside=()):
    if as_of is None:
        return without(_scanned(folder, None, stands), aside) if aside else scan(folder)
    everything, day = _scanned(folder, None, stands, aside), settings.as_of_date(as_of)
    # The table that reads a growing file, or one that goes on, leaves out its rows of later quarters.
    kept = tuple(
        item for item in everything.files if _grows(item) or known_by(item.begins or item.period, day)
    )
    return replace(everything, files=kept, used=set(), _worked_out={})


def without(found, aside):
    """Return an Inventory without the files that a build has set `aside`, as `settings.Run` has them.

    The edition that one of them replaced is read in its place.
    """
    gone = {(path, member) for path, member, _, _ in aside if path}
    kept = {_same_thing(item): item for item in found.files if _place(item) not in gone}
    replaced = []
    for older, newer in reversed(found.replaced):
        if _place(older) in gone:
            continue
        if _same_thing(older) in kept:
            replaced.append((older, newer))
        else:
            kept[_same_thing(older)] = older
    problems = [Problem(card_id, message, aside=True) for _, _, card_id, message in aside]
    held = {"files": tuple(kept.values()), "replaced": tuple(reversed(replaced)), "problems": tuple(problems)}
    return replace(found, **held, used=set(), _worked_out={})


def _place(item):
    return str(item.file.path), item.file.member


def _how_all_stand(folder):
    """Return each file of a folder and how it stands; what cannot be looked at is for the scan to say."""
    found = []
    for home, _, names in os.walk(folder):
        found += [(home, name, files.how_it_stands(f"{home}/{name}")) for name in names]
    return tuple(sorted(found))


def known_by(period, day):
    """Tell whether a file of `period` counts on `day`: its month was over, or its financial year had started.

    >>> known_by("2018-10", datetime.date(2018, 10, 30)), known_by("2018/19", datetime.date(2018, 10, 30))
    (False, True)
    """
    if re.fullmatch(r"\d{4}/\d{2}", period):
        return datetime.date(int(period[:4]), 4, 1) <= day
    if re.fullmatch(r"\d{4}-\d{2}", period):
        return pd.Period(period, "M").end_time.date() <= day
    last = settings.day_of(period)
    return last is None or last <= day


_opened, _scans = [], {}  # the first has the Inventory opened last, and the slug of its area


def look_through(folder):
    """Return the Inventory of a folder as the run that is served reads it."""
    # A notebook may stay open for days: files that came or were corrected since are seen.
    run, stands = settings.current_run(), _how_all_stand(folder)
    return _scanned(folder, run.as_of, stands, run.set_aside)


def open_for(area, folder):
    """Return the Inventory of a folder for an assessment of `area` (an Area); it becomes the current one.

    Raises InputError when a real area would be shown with invented files, or the reverse.
    """
    inventory = look_through(folder)
    if area.invented != inventory.invented:
        kind, other = ("invented", "real") if inventory.invented else ("real", "invented")
        raise InputError(
            f"{folder}: holds {kind} files, and {area.name} is {other}. A real area is never shown with "
            "invented figures: name another folder or another area."
        )
    _opened[:] = [inventory, area.slug]
    return inventory


def forget():
    """Look at folders again from now on: files may have come since."""
    _scans.clear()
    _opened.clear()


def current():
    """Return the Inventory that was opened last in this process.

    Raises InputError when none was.
    """
    if not _opened:
        raise InputError("No folder of files has been opened yet: load a table first.")
    return _opened[0]


def area_now():
    """Return the slug of the area for which a folder was opened last, None where none was."""
    return _opened[1] if _opened else None


def periods(card_id):
    """Return the first and last period of a card's files in the current folder, as one text."""
    found = sorted({item.period for item in current().files if item.card_id == card_id})
    return f"{found[0]} to {found[-1]}" if len(found) > 1 else "".join(found)
