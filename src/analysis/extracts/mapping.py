"""How an office's headings and values become ours: columns.toml, read and checked."""

import contextlib
import datetime
import functools
import re
from dataclasses import dataclass
from typing import Annotated

import pydantic

from analysis import areas, plain_file, settings, toml_file
from analysis.errors import InputError, MissingSourceError, nearest, refuse_unknown
from analysis.extracts import contents, fields
from analysis.extracts.texts import is_formula, key, tidy

NAME = "columns.toml"
AREA = "area"  # whose extracts they are
SUFFIXES = (".csv", ".xlsx")
MARK = "{quarter}"
LONGEST_LABEL = 60
# "W1 - British", "16: Evidential difficulties": a code, a sign and the words that describe it.
CODE = re.compile(r"([\w./]{1,8}) ?[-:] ?\S.*")


def _is_pattern(name):
    if name.count(MARK) != 1 or "/" in name or "\\" in name or not name.lower().endswith(SUFFIXES):
        raise ValueError(
            f'found "{name}", expected a bare file name with {MARK} in it that ends in '
            f'{" or ".join(SUFFIXES)}, such as "victims_{MARK}.xlsx".'
        )
    return name


def _tells_the_day(form):
    """Refuse a date's format that does not tell day, month and year."""
    day = datetime.date(2026, 2, 28)
    try:
        back = datetime.datetime.strptime(day.strftime(form), form)
    except ValueError:
        back = None
    if back is None or back.date() != day:
        raise ValueError(f'found "{form}", expected a format with day, month and year, such as "%d/%m/%Y".')
    return form


def _is_quarter(text):
    if not settings.is_quarter(text):
        raise ValueError(f'found "{text}", expected the quarter of the first file that has it, as "2026-Q1".')
    return text


class FieldMapping(toml_file.Entry):
    """What columns.toml says of one field of a section: its headings, its dates' formats, and its values.

    Once a section is read, `values` is {key: label} of every value that is listed, and `totals` are the keys
    of those that stand for all labels together. `since` is the quarter of the first file that has the column,
    "" where every file has it.
    """

    headings: toml_file.SomeTexts
    values: dict[str, str] = pydantic.Field(default_factory=dict)
    totals: toml_file.Texts = ()
    dates: Annotated[
        tuple[Annotated[str, pydantic.AfterValidator(_tells_the_day)], ...], toml_file.Listed
    ] = ()
    since: Annotated[str, pydantic.AfterValidator(_is_quarter)] = ""
    unknown: toml_file.Texts = ()
    refused: toml_file.Texts = ()
    not_asked: toml_file.Texts = ()

    def label(self, text):
        """Return the label of a tidy text and whether the whole of it is listed, or (None, False).

        A code before its description is enough, when the mapping lists the code.
        """
        found = self.values.get(text.casefold())
        if found is not None:
            return found, True
        code = CODE.fullmatch(text)
        return (self.values.get(code[1].casefold()), False) if code else (None, False)

    def is_total(self, text):
        """Tell whether a tidy text stands for all labels together."""
        return text.casefold() in self.totals


class Section(toml_file.Entry):
    """What columns.toml says of one supplier's files."""

    files: Annotated[
        tuple[Annotated[str, pydantic.AfterValidator(_is_pattern)], ...],
        pydantic.Field(strict=False, min_length=1),
    ]
    supplier: toml_file.Text
    ignored: toml_file.Texts = ()
    unmapped_share: Annotated[float, pydantic.Field(ge=0, lt=1)] = 0.02
    quarters: Annotated[int, pydantic.Field(ge=1)] | None = None
    definitions: dict[str, str] = pydantic.Field(default_factory=dict)
    fields: dict[str, FieldMapping]


@dataclass(frozen=True, eq=False)
class Mapping:
    """One section of columns.toml: a supplier's files, and what their headings and values mean.

    While columns.toml stays as it is, a section is one object and equal to itself alone: by that
    `extracts.read_once` knows it.

    `headings` is {key: field name}, None for one that is ignored. `quarters` is how many quarters an extract
    holds, None where the rows tell. `definitions` says how the supplier counts a label.
    """

    kind: fields.Kind
    place: str
    supplier: str
    files: tuple
    unmapped_share: float
    quarters: int | None
    fields: dict
    headings: dict
    written: tuple
    definitions: dict

    def quarter_of(self, name):
        """Return what stands for the quarter in a file's name, or None for another file."""
        for pattern in self.files:
            before, after = pattern.split(MARK)
            found = re.fullmatch(re.escape(before) + "(.+)" + re.escape(after), name, re.IGNORECASE)
            if found:
                return found[1]
        return None


def read(folder, slug, kind=fields.VICTIMS):
    """Return a Mapping for each section of `kind` in the columns.toml of a folder, of the area `slug`.

    Raises MissingSourceError when there is none, InputError for the extracts of another area, and naming
    section and field, what was found and what is wanted.
    """
    path = folder / NAME
    try:
        return list(_sections(path, plain_file.content(path), slug, kind))
    except FileNotFoundError:
        raise MissingSourceError(
            f"{path}: no such file. It says what the headings and values of the office's own extracts mean; "
            "without it none is read. `vna template columns` writes one to begin with."
        ) from None
    except OSError as fault:
        raise InputError(f"{path}: cannot be read ({fault.strerror or fault}).") from None


def every(folder, slug):
    """Return the Mapping of each section of every kind; none where there is no columns.toml."""
    found = []
    for kind in fields.kinds():
        with contextlib.suppress(MissingSourceError):
            found += read(folder, slug, kind)
    return found


@functools.lru_cache(maxsize=64)
def _sections(path, content, slug, kind):
    """Return the Mapping of each section of `kind` in the content of a columns.toml."""
    content = toml_file.parsed(path.name, content)
    _refuse_another_area(content.pop(AREA, None), slug)
    for name in content:
        then = "Name a section such as [victims.our_police]."
        refuse_unknown(name, fields.kinds(), f'{NAME}: unknown kind "{name}".', then)
    if not content.get(kind):
        raise MissingSourceError(f"{path}: has no section such as [{kind}.our_police].")
    known = fields.of_area(slug, kind)
    sections = toml_file.checked(dict[str, dict[str, Section]], {kind: content[kind]}, NAME)[kind]
    found = [
        _mapping(fields.kinds()[kind], f"{kind}.{name}", entry, known) for name, entry in sections.items()
    ]
    _refuse_one_supplier_twice(found)
    return tuple(found)


def _refuse_another_area(named, slug):
    """Refuse extracts that are not of the area `slug`: they would be published as its own."""
    if not isinstance(named, str):
        raise InputError(
            f'{NAME}: does not say whose extracts these are. Write {AREA} = "{slug}" at the top, if they are '
            f"of {areas.area(slug).name}."
        )
    try:
        theirs = areas.area(named)
    except InputError as fault:
        raise InputError(f"{NAME}, {AREA}: {fault}") from None
    if theirs.slug != slug:
        raise InputError(
            f"{NAME}: the extracts are of {theirs.name}, and this is about {areas.area(slug).name}. Name the "
            f"folder of its own extracts with --local, or correct {AREA} at the top of {NAME}."
        )


def _refuse_one_supplier_twice(found):
    """Refuse two sections that would count one supplier's people twice."""
    suppliers = {}
    for one in found:
        if one.kind.supplied_by and key(one.supplier) in suppliers:
            raise InputError(
                f"{one.place}: the supplier is that of {suppliers[key(one.supplier)]} too, and its people "
                "would be counted twice. A section stands for one supplier."
            )
        suppliers[key(one.supplier)] = one.place


def _mapping(kind, name, entry, known):
    place = f"{NAME}, [{name}]"
    mapped = {field: _field(kind, name, field, given, known) for field, given in entry.fields.items()}
    if fields.QUARTER not in mapped or len(mapped) < 2:
        raise InputError(f"{place}: map the field {fields.QUARTER} and at least one other.")
    if fields.COUNT not in mapped and any(one.totals for one in mapped.values()):
        raise InputError(f"{place}: only a table of counts has totals. Map the field {fields.COUNT}.")
    if fields.COUNT in mapped and fields.PERSON_KEY in mapped:
        raise InputError(
            f"{place}: a table of counts has no row of one person. Map {fields.PERSON_KEY} or {fields.COUNT}."
        )
    supplier = entry.supplier
    if kind.supplied_by and (len(supplier) > LONGEST_LABEL or _points_out(supplier) or supplier == "Total"):
        raise InputError(
            f'{place}, field "supplier": is printed as it stands. Name an organisation, in {LONGEST_LABEL} '
            "letters at most."
        )
    headings, written = _headings(place, mapped, entry.ignored)
    return Mapping(
        kind,
        place,
        supplier,
        entry.files,
        entry.unmapped_share,
        1 if kind.quarter_by_quarter else entry.quarters,
        mapped,
        headings,
        written,
        _definitions(kind, place, entry.definitions),
    )


def _definitions(kind, place, given):
    """Return how a supplier counts a label, once each is one of the ways that are listed."""
    for label, said in given.items():
        field = f'{place}, field "definitions"'
        refuse_unknown(label, kind.definitions, f'{field}: "{label}" has no definitions to choose from.')
        ways = kind.definitions[label]
        refuse_unknown(said, ways, f'{field}, "{label}": expected one of: {"; ".join(ways)}.')
    return given


def _headings(place, mapped, ignored):
    """Return {key of a heading: field, or None when it is ignored}, and the headings as they are written."""
    given = [(heading, name) for name, one in mapped.items() for heading in one.headings]
    headings = {}
    for heading, field in [*given, *((heading, None) for heading in ignored)]:
        if key(heading) in headings:
            raise InputError(
                f'{place}: the heading "{heading}" appears twice. It means one field, or is ignored.'
            )
        if not key(heading):
            raise InputError(f"{place}: a heading is blank. A column without a heading is left out as it is.")
        headings[key(heading)] = field
    return headings, (*(heading for heading, _ in given), *ignored)


def _field(kind, section, name, entry, known):
    place = f"{NAME}, [{section}.fields.{name}]"
    own = (fields.QUARTER, fields.COUNT, *([fields.PERSON_KEY] if kind.name == fields.VICTIMS else []))
    if name == kind.supplied_by:
        raise InputError(f"{place}: is not mapped. It is what the section says under supplier.")
    says = f"{place}: is not a field of {kind.called}."
    refuse_unknown(name, [*own, *known], says, "Nothing else is let in.")
    if entry.dates and name != fields.QUARTER:
        raise InputError(f'{place}: "dates" belongs to the field {fields.QUARTER} alone.')
    values = _values(place, name, entry, known.get(name))
    totals = frozenset(map(key, entry.totals))
    both = sorted(totals & set(values))
    if totals and name in own:
        raise InputError(f'{place}: "totals" belongs to a field that is counted by.')
    if both:
        raise InputError(f'{place}: the value "{both[0]}" is a label and a total. It means one of the two.')
    if entry.since and name in own:
        raise InputError(f'{place}: "since" belongs to a field that is counted by.')
    return entry.model_copy(update={"values": values, "totals": totals})


def _values(place, name, entry, field):
    """Return {key of a value: label}: the field's own labels, then what the mapping lists."""
    recorded = {label: getattr(entry, group) for group, label in fields.RECORDED_AS.items()}
    if name == fields.PERSON_KEY and entry.values:
        raise InputError(f"{place}: a key has no values to map. List under unknown what stands for no key.")
    if name == fields.COUNT and (entry.values or any(recorded.values())):
        raise InputError(f"{place}: a count has no values to map: it is a whole number in every row.")
    values = {}

    def add(value, label):
        if values.setdefault(key(value), label) != label:
            raise InputError(
                f'{place}: the value "{value}" has two labels, "{values[key(value)]}" and "{label}".'
            )

    for value, label in entry.values.items():
        _allowed(place, name, label, field)
        add(value, label)
    for label, texts in recorded.items():
        for value in texts:
            add(value, label)
    for label in field.labels if field else ():
        # What the mapping says of a text counts more than that it looks like one of our labels.
        values.setdefault(key(label), label)
    return values


def _points_out(text):
    """Tell whether a text that is printed could point at a person, or is one that a spreadsheet works out."""
    return contents.kind(text) or is_formula(text)


def _allowed(place, name, label, field):
    if name == fields.QUARTER:
        if not settings.is_quarter(label):
            raise InputError(f'{place}, field "values": "{label}" is not a quarter such as 2026-Q1.')
    elif field is not None and field.closed:
        if label not in field.labels:
            raise InputError(
                f'{place}, field "values": "{label}" is not a label of {name}. '
                f"{nearest(label, field.labels)} Labels: {', '.join(field.labels)}.".replace("  ", " ")
            )
    elif not 0 < len(tidy(label)) <= LONGEST_LABEL or tidy(label) != label or _points_out(label):
        raise InputError(
            f'{place}, field "values": a label of {name} is a short name of a group, of {LONGEST_LABEL} '
            "letters at most, and nothing that could point at a person."
        )
    if label in ("Total", fields.NOT_SUPPLIED):
        raise InputError(f'{place}, field "values": "{label}" is kept for tables and may not be a label.')
