"""Which files an assessment has: the publishers' folder, opened, and what the office has of its own."""

import contextlib

from analysis import areas, plain_file, settings
from analysis.errors import InputError, nearest
from analysis.extracts import cells, counts, fields, handover, logs, mapping, office_workbook, templates
from analysis.extracts.captures import NAME as CAPTURES
from analysis.extracts.captures import read as read_captures
from analysis.sources import checks, inventory
from analysis.sources.catalogue import EXTRACT, LOG, REFERENCE, catalogue

NOT_KNOWN = "not known"  # what a file is that nothing reads: it stops nothing
EXAMPLE = "2026-Q1"  # what stands for the quarter where a name is suggested


def open_for(area, folder=None):
    """Return the Inventory that an assessment of `area` (an Area) reads, as `inventory.open_for` does.

    `folder` is that of this run by default. Sampleshire's own files are written where they are not yet.
    """
    folder = settings.inputs_for(area.slug) if folder is None else folder
    ensure(area, folder)
    return inventory.open_for(area, folder)


def ensure(area, folder):
    """Write Sampleshire's own files where `folder` is theirs and they are not there yet."""
    if area.invented and folder == settings.data("raw", settings.SAMPLESHIRE):
        import sampleshire

        sampleshire.ensure(folder)


def faults(area):
    """Return what is wrong with the logs of the office of `area` (an Area), a line for each."""
    reads = [lambda name=name: handover.log(area, name) for name in logs.names()]
    told = map(handover.state, (*reads, lambda: read_captures(area)))
    return [one["fault"] for one in told if "fault" in one]


def own_files(area):
    """Return a row for each sheet of counts that the office was given, as `every_file` does.

    How many rows hold a value that columns.toml does not list is said here, and on no page. A sheet that
    may be wrong as a whole has the reason in its last place. Files that nothing reads come last.
    """
    rows = []
    for kind in fields.kinds().values():
        try:
            found = counts.counts_for(area, kind=kind.name)
        except InputError:  # the row of its table says what is wrong
            continue
        for sheet in found.explained:
            parts = [f"{sheet.counted:,} counted", *(f"{n:,} {why}" for why, n in sheet.left_out.items())]
            parts += [
                f"{n:,} not listed in {name} ({sheet.cells[name]})" for name, n in sheet.unmapped.items()
            ]
            rows.append((sheet.place, kind.title, "", f"{sheet.rows:,}", "; ".join(parts), sheet.doubt))
    rows += _windows_text(counts.folder_of(areas.area(area)))
    rows += _office_sheets(counts.folder_of(areas.area(area)))
    for name, to_do in unread(areas.area(area)):
        rows.append((name, NOT_KNOWN, "", "", "", f"{name}: {to_do}"))
    return rows


def _windows_text(folder):
    """Return a row for each CSV of a folder that is no UTF-8 and is read as text of Windows: no fault."""
    rows = []
    for path in sorted(folder.glob("*.csv") if folder.is_dir() else ()):
        if plain_file.passes(path.name) or not path.is_file():
            continue
        with contextlib.suppress(InputError, OSError):  # the row of its table says what is wrong
            if cells.decoded(path.name, plain_file.content(path))[1] == cells.WINDOWS:
                told = "read as text of Windows (cp1252): it is not UTF-8. Look at names with accents"
                rows.append((path.name, "a CSV of Windows", "", "", told, ""))
    return rows


def _office_sheets(folder):
    """Return a row for each sheet of the office's workbook: its rows, and what they add to which chapters."""
    try:
        filled = logs.filled_sheets(folder)
    except InputError:  # the row of the first of its tables says what is wrong
        return []
    rows = []
    for sheet, number in filled.items():
        log = logs.workbook_sheets()[sheet]
        adds = f"to {office_workbook.chapters(log)}: {logs.described(log).adds}"
        said = f"adds {adds}" if number else f"nothing is filled in: it would add {adds}"
        rows.append(
            (f'{logs.WORKBOOK}, sheet "{sheet}"', logs.described(log).title, "", f"{number:,}", said, "")
        )
    return rows


def unread(area):
    """Return (name, what to do) for each file in an Area's folder that belongs to no section or log.

    Without that a return saved as `support.csv` is a source that is missing, and nobody sees why.
    """
    folder = counts.folder_of(area)
    try:
        sections = mapping.every(folder, area.slug)
    except InputError:  # a mapping that is wrong stops a build by itself
        return []
    own = {f"{name}{suffix}" for name in logs.names() for suffix in logs.SUFFIXES}
    own |= {mapping.NAME, logs.WORKBOOK, f"{CAPTURES}.csv"}
    patterns = [pattern for one in sections for pattern in one.files]
    return [
        (path.name, f"nothing reads it. {_mend(path, sorted(own), patterns)}")
        for path in sorted(folder.iterdir() if folder.is_dir() else ())
        if path.is_file()
        and not plain_file.passes(path.name)
        and path.name not in own
        and not any(one.quarter_of(path.name) for one in sections)
    ]


def _mend(path, own, patterns):
    """Return what to do about a file: another format, or the name that it would be read under."""
    if path.suffix.lower() not in mapping.SUFFIXES:
        return "Save it as XLSX or CSV UTF-8, or move it to another folder."
    named = [pattern.replace(mapping.MARK, EXAMPLE) for pattern in patterns]
    of_kind = [name for name in named if name.casefold().startswith(path.stem.casefold())]
    known = of_kind or named + own
    near = nearest(path.name, known, prefix='Is it one such as "', suffix='"? Then name it so. ')
    return f"{near}Its name is in no section of {mapping.NAME}, and is that of no log."


def every_card(found, today):
    """Return a row for each card: id, title, files, period, age, state in words, and when the next is due."""
    return [
        (
            one.card.id,
            one.card.title,
            one.files,
            one.period,
            "" if one.age is None else f"{one.age} months",
            f"the office's own: {_to_fill_in(one.card)}" if one.held == checks.OWN else one.words,
            one.next_release,
        )
        for one in checks.card_states(found, today)
    ]


def _to_fill_in(card):
    """Return what writes the file of one of the office's own cards, or where it is read from."""
    if card.id in templates.names():
        return f"`vna template {card.id}` writes an empty one to fill in"
    return (
        f"read from the folder that holds its {mapping.NAME}: `vna template columns` writes one to begin with"
    )


def held_by_the_office(area):
    """Return the ids of the cards of the office's own files of which an area (an Area) has one."""
    given = handover.held(area.slug)
    if given is not None:
        return set(given)
    folder = counts.folder_of(area)
    found = {name for name in (*logs.names(), CAPTURES) if logs.held(folder, name)}
    for kind in fields.kinds():
        try:
            sections = mapping.read(folder, area.slug, kind)
        except InputError:  # a mapping that is wrong stops a build by itself
            continue
        names = [path.name for path in folder.iterdir()]
        if any(one.quarter_of(name) for one in sections for name in names):
            found.add(kind)
        if any(one.definitions for one in sections):
            found.add(f"{kind}_definitions")
    return found


def missing_for_readers(uses):
    """Return a sentence for each of the cards `uses` that there is no file of, as a page says it.

    What a file would be called, and where it belongs, is for the analyst: `Inventory.missing` says that.
    """
    cards = [catalogue()[name] for name in uses if not _held(name)]
    return [f"{_why_missing(card)}: {card.title}. {_who_has(card)}." for card in cards]


def _why_missing(card):
    if inventory.area_now() and inventory.current().set_aside(card.id):
        return "Set aside, as its file is not what it should be"
    return "Not among the sources of this edition"


def _who_has(card):
    if card.kind == LOG:
        return "The office itself can supply it"
    # The page of an extract is of the rules for it, not of its figures.
    return (
        f"{card.publisher} can supply it" if card.kind == EXTRACT else f"{card.publisher} has it: {card.page}"
    )


def _held(card_id):
    """Tell whether there is a file of a card: the office's own lie in its folder, a publisher's here."""
    kind = catalogue()[card_id].kind
    if kind in (LOG, EXTRACT):
        return card_id in held_by_the_office(areas.area(inventory.area_now()))
    return kind == REFERENCE or inventory.current().has(card_id)
