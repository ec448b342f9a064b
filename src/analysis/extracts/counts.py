"""Counts by quarter: from the files that an office is given, or as they were when first published."""

from dataclasses import dataclass, field

import pandas as pd

from analysis import areas, plain_file, settings
from analysis.errors import InputError, MissingSourceError
from analysis.extracts import extracts, fields, mapping
from analysis.extracts import stored_counts as kept_counts
from analysis.extracts.sealed import sealed


@dataclass(frozen=True)
class Counts:
    """How many there are in each combination of quarter and fields that is not empty.

    `frame` has `quarter`, every logical field as text and the kind's unit; what no file has a column for is
    "Not supplied". `quarters` are those that are known, the oldest first, `extracts` the file that each came
    from, and `explained` where each row of each extract went. `waiting` is {quarter: suppliers who have not
    sent it} where another has: it is left out, or stands without theirs, as `counts_for` says. `people` are
    the records of each person by quarter (`extracts.Extract`), None unless every supplier of every quarter
    gives a key.
    """

    frame: pd.DataFrame = field(repr=False)
    quarters: tuple
    supplier: str = ""
    extracts: dict = field(default_factory=dict)
    explained: tuple = field(default=(), repr=False)
    waiting: dict = field(default_factory=dict)
    people: pd.DataFrame | None = field(default=None, repr=False, compare=False)


@sealed
def counts_for(area, as_of=None, kept=None, kind=fields.VICTIMS):
    """Return the Counts of a kind of an area as they were known at the end of the quarter `as_of`.

    `kept` is {quarter: name of the file of stored counts} of the quarters that an edition has published:
    these are taken from there, and are not known where the file is gone. Any other is taken from the newest
    extract that holds it, and no extract later than `as_of` is read. Without `as_of` the newest counts.

    A quarter of the force's extracts is known once every supplier has sent it. Of returns by providers it is
    known with what has come, from the first that all have sent on: one that sends late, or never, takes
    nothing from the others, and is named in `waiting`.

    Raises MissingSourceError without a columns.toml or a file that it names, and InputError naming file,
    sheet, cell and rule, never a value, for what may not be let in or cannot be read.
    """
    found = areas.area(getattr(area, "slug", area))
    kept = {quarter: name for quarter, name in (kept or {}).items() if as_of is None or quarter <= as_of}
    folder, of = folder_of(found), fields.kinds()[kind]
    given = [(one, _files(one, folder)) for one in mapping.read(folder, found.slug, kind)]
    _refuse_a_file_twice(given)
    suppliers, silent = [], []
    for one, files in given:
        try:
            suppliers.append(_supplied(one, files, folder, as_of))
        except MissingSourceError as fault:
            silent.append((one.supplier, fault))
    if silent and not (of.supplied_by and suppliers):
        raise silent[0][1]
    sent = [set(held) for _, held in suppliers]
    everywhere = set.intersection(*sent) if sent else set()
    known = everywhere
    if of.supplied_by and everywhere:
        known = {quarter for quarter in set.union(*sent) if quarter >= min(everywhere)}
    parts, came_from, explained = [], {}, []
    for quarter in sorted(known - set(kept)):
        for name, extract in (held[quarter] for _, held in suppliers if quarter in held):
            frame = extract.frame
            parts.append(frame[frame[fields.QUARTER] == quarter])
            came_from[quarter] = f"{came_from[quarter]}, {name}" if quarter in came_from else name
    for quarter, name in sorted(kept.items()):
        frame = kept_counts.read_quarter(kept_as(kind), found.slug, name, quarter)
        if frame is not None:
            parts.append(frame)
            came_from[quarter] = name
    for _, by_quarter in suppliers:
        for extract in {id(one): one for _, one in by_quarter.values()}.values():
            explained.extend(extract.explained)
    return Counts(
        _together(parts, of),
        tuple(sorted(came_from)),
        " and ".join(dict.fromkeys(one.supplier for one, _ in suppliers)),
        dict(sorted(came_from.items())),
        tuple(explained),
        _waiting(suppliers, [name for name, _ in silent], everywhere, kept),
        _people(suppliers, everywhere),
    )


def _people(suppliers, quarters):
    """Return the records of each person by quarter, from the files in hand; None where any gives no key."""
    parts = []
    for _, by_quarter in suppliers:
        for quarter in quarters:
            people = by_quarter[quarter][1].people
            if people is None:
                return None
            parts.append(people[people[fields.QUARTER] == quarter])
    return pd.concat(parts, ignore_index=True) if parts else None


def has_keys(area):
    """Tell whether the mapping of an area's extracts of victims names a key of each person."""
    found = areas.area(getattr(area, "slug", area))
    sections = mapping.read(folder_of(found), found.slug)
    return all(fields.PERSON_KEY in one.fields for one in sections)


def _waiting(suppliers, silent, everywhere, kept):
    """Return {quarter: suppliers who have not sent it}; before the first that all have, a series has none.

    `silent` are the suppliers that have sent nothing at all.
    """
    sent = set().union(*(held for _, held in suppliers))
    late = {
        quarter: (*(one.supplier for one, held in suppliers if quarter not in held), *silent)
        for quarter in sorted(sent - set(kept))
        if quarter >= min(everywhere, default="")
    }
    return {quarter: names for quarter, names in late.items() if names}


def folder_of(area):
    """Return the folder of the office's extracts; Sampleshire's is written where it is not yet."""
    folder = settings.local_for(area.slug)
    if area.invented and folder == settings.data("local", settings.SAMPLESHIRE):
        import sampleshire

        sampleshire.ensure(settings.data("raw", settings.SAMPLESHIRE))
    return folder


def _together(parts, of):
    """Return one frame of counts in an order of its own: neither rows nor files decide it."""
    names = of.columns
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype="int64" if name == of.unit else "str") for name in names})
    frame = pd.concat([part[names] for part in parts], ignore_index=True)
    return frame.groupby(names[:-1], sort=True, as_index=False)[of.unit].sum()


def _refuse_a_file_twice(given):
    """Refuse a file that two sections of columns.toml take for theirs: its people would be counted twice."""
    owners = {}
    for one, files in given:
        for path in files.values():
            if path.name in owners:
                raise InputError(
                    f"{path.name}: is a file of {owners[path.name]} and of {one.place}, by the names under "
                    "files. Name them so that a file is of one section."
                )
            owners[path.name] = one.place


def _supplied(one, files, folder, as_of):
    """Return a Mapping and {quarter: (name of the file, Extract)}, each quarter's newest extract."""
    early = [quarter for quarter in files if as_of is None or quarter <= as_of]
    if not early:
        until = f", and none of {as_of} or before" if files else ""
        raise MissingSourceError(
            f"{folder}: holds no file named {' or '.join(one.files)}{until}. It is where {one.supplier} puts "
            "its extracts."
        )
    found = {}
    for quarter in sorted(early, reverse=True):
        extract = extracts.read_once(files[quarter], quarter, one)
        for held in extract.quarters:
            found.setdefault(held, (files[quarter].name, extract))
    return one, found


def _files(one, folder):
    """Return {quarter: path} of the files that a mapping names."""
    found = {}
    for path in sorted(folder.iterdir()):
        if not path.is_file() or plain_file.passes(path.name):
            continue
        quarter = one.quarter_of(path.name)
        if quarter is None:
            continue
        if not settings.is_quarter(quarter):
            raise InputError(
                f'{path.name}: "{quarter}" is where {one.place} needs the quarter at whose end the '
                'extract was taken, such as "2026-Q1". Name it so, or move it to another folder.'
            )
        if quarter in found:
            raise InputError(
                f"{found[quarter].name} and {path.name}: both are the extract of {quarter}. Keep one of them."
            )
        found[quarter] = path
    return found


def definitions(area, kind):
    """Return (supplier, label, how it counts it) for each definition that columns.toml gives of a kind."""
    found = areas.area(getattr(area, "slug", area))
    sections = mapping.read(folder_of(found), found.slug, kind)
    return [(one.supplier, label, said) for one in sections for label, said in one.definitions.items()]


def stored(area, kind=fields.VICTIMS):
    """Return {quarter: name of the file} of the stored counts of an area, as `stored_counts.stored` does."""
    return kept_counts.stored(kept_as(kind), area)


def kept_as(kind):
    """Return what is kept of a kind."""
    return kept_counts.Kind(kind, tuple(fields.kinds()[kind].columns), missing=fields.NOT_SUPPLIED)


def received(area):
    """Return (supplier, kind, quarter) of every return in the folder of an office that is counted.

    One that came after its quarter was published is not, until somebody recounts that quarter.
    """
    found = areas.area(getattr(area, "slug", area))
    folder = folder_of(found)
    sent, kept = [], {}
    for section in mapping.every(folder, found.slug):
        kind = section.kind
        if not kind.supplied_by:
            continue
        if kind.name not in kept:
            kept[kind.name] = _suppliers_kept(found, kind)
        for quarter in _files(section, folder):
            if section.supplier in kept[kind.name].get(quarter, [section.supplier]):
                sent.append((section.supplier, kind.name, quarter))
    return sorted(sent)


def _suppliers_kept(area, kind):
    """Return {quarter: suppliers} of the quarters of a kind that an edition has published."""
    held = {
        quarter: kept_counts.read_quarter(kept_as(kind.name), area.slug, name, quarter)
        for quarter, name in stored(area, kind.name).items()
    }
    return {quarter: set(frame[kind.supplied_by]) for quarter, frame in held.items() if frame is not None}
