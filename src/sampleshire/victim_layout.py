"""The victims as a force sends them: extracts, the mapping of their columns, and a file to be refused."""

import numpy as np

from sampleshire import canaries, layouts, victim_words, victims, workbook

_SPELLINGS = 1 << 10  # spellings of a value are drawn in these steps, so that no fraction is rounded
_NEW_SYSTEM_FROM = "2025-Q2"
_PROPERTIES = "docProps/core.xml"
_TITLE = "Victims of recorded crime, Sampleshire Police (invented data)"


def write(rng, folder, known):
    """Write the three extracts of `known` (a Victims), and the file that must be refused."""
    for number, extract in enumerate(victims.EXTRACTS):
        day, codes = known.extract(number)
        planted = known.planted[number]
        if number == 0:
            content = _workbook(rng, day, codes, planted)
            (folder / f"victims_{extract}.xlsx").write_bytes(content)
        else:
            mark = layouts.BOM if number == 1 else ""
            lines = _comma_separated(_columns(rng, "query", day, codes, planted))
            layouts.text(folder / f"victims_{extract}.csv", mark + lines)
    layouts.text(folder / "refused" / "victims_with_names.csv", _refused(rng, known))


def _columns(rng, dialect, day, codes, planted):
    """Return [(heading, texts, index of each row's text)]; planted texts appear at the end of `texts`."""
    rows = len(day)
    spelled = victim_words.words(dialect)
    found = []
    for name, heading in victim_words.headings(dialect).items():
        if name == "quarter":
            texts, index = _dates(rng, day, as_numbers=dialect == "new system")
        elif name == "blank":
            texts, index = [""], np.zeros(rows, dtype=int)
        elif name in victim_words.IGNORED:
            texts, index = _ignored(rng, name, rows)
        else:
            texts, index = _spelt(rng, spelled[name], codes[name])
        if name in planted:
            positions, values = planted[name]
            index[positions] = len(texts) + np.arange(len(values))
            texts = [*texts, *(float(v) if name == "score" else v for v in values)]
        found.append((heading, texts, index))
    return found


def _spelt(rng, spelled, codes):
    texts = [word for words in spelled for word in words]
    count = np.array([len(words) for words in spelled])
    first = count.cumsum() - count
    return texts, first[codes] + rng.integers(0, _SPELLINGS, len(codes)) * count[codes] // _SPELLINGS


def _dates(rng, day, as_numbers):
    """Return dates as day first and, one in six, as ISO; as a spreadsheet's numbers where asked for."""
    days = victims.first_day(victims.QUARTERS[0]) + np.arange(day.max() + 1)
    if as_numbers:
        return workbook.day_numbers(days).tolist(), day.copy()
    iso = np.datetime_as_string(days).tolist()
    texts = [form for text in iso for form in (f"{text[8:]}/{text[5:7]}/{text[:4]}", text)]
    return texts, 2 * day + (rng.integers(0, 6, len(day)) == 0)


def _ignored(rng, name, rows):
    if name == "score":
        return [None, *[n / 4 for n in range(4, 400)]], rng.integers(0, 397, rows)
    texts = victim_words.BEATS if name == "beat" else victim_words.LOCAL_CODES
    return texts, rng.integers(0, len(texts), rows)


def _comma_separated(columns):
    texts = [[f"{one:.4f}" if isinstance(one, float) else one for one in given] for _, given, _ in columns]
    cells = [np.array(given, dtype=object)[of] for given, (_, _, of) in zip(texts, columns, strict=True)]
    return layouts.comma_separated([heading for heading, _, _ in columns], zip(*cells, strict=True))


def _workbook(rng, day, codes, planted):
    """Return a workbook with a sheet for each of the two systems from which the extract was put together."""
    change = np.searchsorted(codes["quarter"], victims.QUARTERS.index(_NEW_SYSTEM_FROM))
    texts, held = workbook.SharedTexts(), canaries.WORKBOOK
    texts.cell(held["unused text"])
    sheets = {}
    for name, dialect, part in (
        ("Victims to Mar 2025", "old system", slice(0, change)),
        ("Victims from Apr 2025", "new system", slice(change, None)),
    ):
        within = {
            column: _within(positions, values, part, len(day))
            for column, (positions, values) in planted.items()
        }
        columns = _columns(rng, dialect, day[part], {f: c[part] for f, c in codes.items()}, within)
        header = [texts.cell(heading) for heading, _, _ in columns]
        dated = columns[0] if dialect == "new system" else None
        cells = [
            np.array([texts.cell(value, date=one is dated) for value in one[1]], dtype=object)[one[2]]
            for one in columns
        ]
        sheets[name] = [header, *np.stack(cells, axis=1).tolist()]
    parts = workbook.book(sheets, texts, _TITLE, _plant)
    # The library says that its creator changed it last.
    tag = "<cp:lastModifiedBy>"
    creator, changer = (f"{tag}{held[name]}".encode() for name in ("creator", "last modified by"))
    parts[_PROPERTIES] = parts[_PROPERTIES].replace(creator, changer)
    return layouts.archive(parts, held["archive comment"])


def _plant(book):
    """Put a planted value into each place beside its rows in which a workbook may hide one."""
    held, first = canaries.WORKBOOK, book.worksheets()[0]
    book.set_properties(
        {
            **{name: held[name] for name in ("subject", "keywords", "category", "company", "manager")},
            "title": _TITLE,
            "author": held["creator"],
            "comments": held["description"],
            "created": workbook.CREATED,
        }
    )
    book.set_custom_property("Extract", held["custom property"])
    book.define_name(held["defined name"].replace("-", "_"), "=1")
    for sheet in book.worksheets():
        sheet.set_header(f"&L{held['header']}")
        sheet.set_footer(f"&L{held['footer']}")
    for cell, said in (("C5", "first comment"), ("D9", "second comment")):
        first.write_comment(cell, held[said], {"author": held["comment author"]})
    first.write_blank("C1", None, book.add_format({"num_format": f'0" {held["number format"]}"'}))


def _within(positions, values, part, rows):
    first, last, _ = part.indices(rows)
    inside = (positions >= first) & (positions < last)
    return positions[inside] - first, [v for v, held in zip(values, inside, strict=True) if held]


def _refused(rng, known):
    """Return a CSV that has every refused heading, and every refused kind of value under harmless ones."""
    day, codes = known.extract(len(victims.EXTRACTS) - 1)
    planted = canaries.refused_rows()
    rows = len(planted)
    every = np.arange(rows)
    written = {"relationship": (every, canaries.under_harmless_headings())}
    columns = _columns(rng, "query", day[:rows], {f: c[:rows] for f, c in codes.items()}, written)
    columns += [
        (heading, list(values), every)
        for (_, heading, _), values in zip(canaries.REFUSED, zip(*planted, strict=True), strict=True)
    ]
    return _comma_separated(columns)


def sections():
    """Return the section of columns.toml that reads every heading and word of the extracts."""
    ignored = [given[name] for given in victim_words.HEADINGS.values() for name in victim_words.IGNORED]
    mapped = {
        field: {"headings": headings, "unknown": unknown, "values": meaning}
        for field, (headings, meaning, unknown) in victim_words.mapping().items()
    }
    mapped["quarter"] = {"headings": mapped["quarter"]["headings"], "dates": ["%d/%m/%Y", "%Y-%m-%d"]}
    entry = {
        "files": ["victims_{quarter}.xlsx", "victims_{quarter}.csv"],
        "supplier": "Sampleshire Police",
        "ignored": list(dict.fromkeys(ignored)),
        "unmapped_share": 0.02,
        "fields": mapped,
    }
    return {"victims.sampleshire_police": entry}
