"""Nomis bulk CSVs of Census 2021: one file a table and an area level, categories across the top."""

import csv
import functools
import io
import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import areas
from analysis.errors import InputError, how_many, nearest
from analysis.sources import files, reading, store
from analysis.sources.workbooks import tidy

KEYS = ("date", "geography", "geography code")
CENSUS_YEAR = "2021"
MEASURE_SUFFIX = "; measures: Value"  # the tables released in November 2022 end every heading so

# The heading of each table's total, which is also how a file is known to hold that table.
TOTALS = {
    "TS001": "Residence type: Total",
    "TS004": "Country of birth: Total",
    "TS005": "Passports held: Total",
    "TS007": "Age: Total",
    "TS007A": "Age: Total",
    "TS015": "Year of arrival in the UK: Total: All usual residents",
    "TS018": "Age of arrival in the UK: Total: All usual residents",
    "TS021": "Ethnic group: Total: All usual residents",
    "TS022": "Ethnic group (detailed): Total: All usual residents",
    "TS024": "Main language (detailed): Total: All usual residents aged 3 years and over",
    "TS025": "Household language (English and Welsh): Total: All households",
    "TS026": "Multiple main languages in household: Total: All households",
    "TS027": "National identity: Total: All usual residents",
    "TS028": "National identity (detailed): Total: All usual residents",
    "TS029": "Proficiency in English language: Total: All usual residents aged 3 years and over",
    "TS030": "Religion: Total: All usual residents",
}

# 287 ethnic groups and 72 national identities are more than a smaller place needs to distinguish.
MAY_LEAVE_OUT_CATEGORIES = ("TS022", "TS028")

# TS027 is flat: nothing in these three headings says that they add up others. The first stands
# twice, and only a blank at its end tells the leaf (with) from the subtotal (without).
NATIONAL_IDENTITY_SUBTOTALS = {
    "Any other combination of only UK identities": (
        "Scottish only identity",
        "Scottish and British only identity",
        "Northern Irish only identity",
        "Northern Irish and British only identity",
        "Cornish only identity",
        "Cornish and British only identity",
        "Any other combination of only UK identities ",
    ),
    "Non-UK identity only": ("Irish only identity", "Other identity only"),
    "UK identity and non-UK identity": (
        "Irish and at least one UK identity",
        "Other identity and at least one UK identity",
    ),
}

LEVELS = {
    "oa": ("E00", "W00"),
    "lsoa": ("E01", "W01"),
    "msoa": ("E02", "W02"),
    "ward": ("E05", "W05"),
    "ltla": ("E06", "E07", "E08", "E09", "W06"),
    "utla": ("E06", "E08", "E09", "E10", "W06"),
    "ctry": ("E92", "W92", "K04"),
    "rgn": ("E12", "W92"),
}
LEVEL_IN_NAME = re.compile(rf"-({'|'.join(LEVELS)})\.csv$", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Topic:
    """One topic summary, long.

    `totals` has `area_code`, `area_name` and `total`; `counts` a row an area, in the same order, and a column
    for each category that no other category splits.
    """

    totals: pd.DataFrame
    counts: pd.DataFrame

    def cells(self, codes=None):
        """Return `area_code`, `category`, `label` and `count`, a row an area and category.

        `codes` are those of the areas, all by default. `label` is the last part of the category, or all of it
        where two categories end alike.
        """
        own = self.totals["area_code"].isin(set(self.totals["area_code"] if codes is None else codes))
        counts, categories = self.counts[own.to_numpy()], list(self.counts.columns)
        return pd.DataFrame(
            {
                "area_code": self.totals["area_code"][own].repeat(len(categories)).reset_index(drop=True),
                "category": _tiled(categories, len(counts)),
                "label": _tiled(_labels(categories), len(counts)),
                "count": counts.to_numpy().ravel(),
            }
        )


@store.once(Topic)
def topic_summary(file, table):
    """Return the Topic that `file` holds: its totals, and its cells without any subtotal.

    Adding every column of TS024 counts each speaker of Polish three times: as a Polish speaker, in
    "Other European language (EU)" and in the total. Within an area the perturbed cells add exactly to
    each subtotal and to the total, in every row of the 16 tables at both levels, so a row that does
    not add up is damaged, not noisy, and is refused.

    Raises InputError when a heading is missing, renamed or unknown, when the file holds another table
    or another level than its name says, when a code is twice there or of no ONS form, and when a count
    is not a whole number or a row does not add up.
    """
    frame = files.read_csv(file, KEYS)
    files.require(file, frame.columns, KEYS)
    columns = frame.columns.drop(list(KEYS))
    # Over two lines a heading is the same; a blank at its end may tell a leaf from its subtotal.
    headings = [re.sub(r"\s+", " ", heading.removesuffix(MEASURE_SUFFIX)) for heading in columns]
    tidied = [tidy(heading) for heading in headings]
    _refuse_other_headings(file, table, tidied)
    at = {heading.split(": ", 1)[1]: place for place, heading in enumerate(headings)}
    total = headings[tidied.index(TOTALS[table])].split(": ", 1)[1]
    names = [name for name in at if name != total]

    places = _areas(file, frame)
    counts = np.column_stack([files.whole_numbers(frame[column], file, column) for column in columns])
    parts_of = subtotals(_variable(TOTALS[table]), names)
    leaves = [name for name in names if name not in parts_of]
    for whole, parts in {total: leaves, **parts_of}.items():
        _check_sums(file, places, whole, counts[:, at[whole]], counts[:, [at[name] for name in parts]])

    cells = pd.DataFrame(counts[:, [at[name] for name in leaves]], columns=[tidy(name) for name in leaves])
    return Topic(places.assign(total=counts[:, at[total]]), cells)


def level_of(file):
    """Return the level of a file's areas from its first codes: "ltla", "lsoa", "msoa"...; "" if none fits."""
    head = file.head(262_144)
    files.check_text(file, head[:65_536])
    text = head.decode("utf-8-sig", errors="replace")
    rows = list(csv.reader(io.StringIO(text[: text.rfind("\n") + 1], newline="")))
    if not rows or KEYS[2] not in rows[0]:
        return ""
    column = rows[0].index(KEYS[2])
    return _level({row[column][:3] for row in rows[1:] if len(row) > column})


def age_interval(text):
    """Return the first and last year of an age band in the publisher's words, None for other words.

    >>> age_interval("Aged 4 years and under"), age_interval("Aged 16 to 19 years")
    ((0, 4), (16, 19))
    """
    if text == "Aged under 1 year":
        return 0, 0
    found = re.fullmatch(r"Aged (\d+)(?: to (\d+))? years?( and (?:under|over))?", text)
    if not found:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return {None: (first, last), " and under": (0, last), " and over": (first, np.inf)}[found[3]]


@functools.cache
def vocabulary(table):
    """Return the publisher's categories of `table`, in its order: a dict from name to "leaf" or "subtotal".

    Empty for a table that data/reference/census_categories.csv does not list. The TS027 leaf that has
    its subtotal's name keeps the blank at its end.
    """
    twins = NATIONAL_IDENTITY_SUBTOTALS if table == "TS027" else ()
    return {
        row["category"] + (" " if row["kind"] == "leaf" and row["category"] in twins else ""): row["kind"]
        for row in areas.reference("census_categories.csv")
        if row["table"] == table
    }


def _expected(table):
    variable = _variable(TOTALS[table])
    return [TOTALS[table], *(f"{variable}: {tidy(category)}" for category in vocabulary(table))]


def _variable(heading):
    return heading.split(": Total")[0]


def _refuse_other_headings(file, table, found):
    """Refuse tidy headings other than the publisher's, or in another order, which is that of every file.

    Two headings exchanged within a subtotal would give each language the other's speakers, and every sum
    would still hold.
    """
    expected, variable = _expected(table), _variable(TOTALS[table])
    other = next((one for one in TOTALS if TOTALS[one] in found and set(found) <= set(_expected(one))), table)
    totals = [heading for heading in found if ": Total" in heading]
    if (
        found != expected
        and totals
        and (other != table or not any(heading.startswith(f"{variable}: ") for heading in found))
    ):
        held = f"{other}, " if other != table else ""
        raise InputError(
            f'{file.name}: holds {held}"{_variable(totals[0])}", not {table}, "{variable}". '
            "The file has another table's name: download it again."
        )
    missing = Counter(expected) - Counter(found)
    unknown = list((Counter(found) - Counter(expected)).elements())
    lost = [
        heading
        for heading in missing.elements()
        if table not in MAY_LEAVE_OUT_CATEGORIES
        or heading == TOTALS[table]
        or any(other.startswith(f"{heading}: ") for other in found)
    ]
    if lost:
        more = f" {len(lost) - 1} more missing." if len(lost) > 1 else ""
        hint = f" {nearest(lost[0], unknown)}".rstrip()
        raise InputError(f'{file.name}: heading "{lost[0]}" is missing.{hint}{more}')
    if unknown:
        hint = nearest(unknown[0], missing)
        raise InputError(f'{file.name}: heading "{unknown[0]}" is not one of {table}. {hint}'.rstrip())
    held = [heading for heading in expected if heading in found]
    wrong = [(one, other) for one, other in zip(found, held, strict=True) if one != other]
    if wrong:
        raise InputError(
            f'{file.name}: heading "{wrong[0][0]}" appears where {table} has "{wrong[0][1]}"; '
            f"{len(wrong)} headings are not in the publisher's order. Whether their figures moved with them "
            "cannot be told: download the file again."
        )


def subtotals(variable, names):
    """Return a dict from each subtotal to the leaves that it adds up, told by name.

    A name is a subtotal if another begins with it plus ": ", if it is an age band that holds another
    (TS007: "Aged 4 years and under" holds "Aged 3 years"), or if it is one of the three of TS027.
    """
    if variable == "National identity":
        known = {name: parts for name, parts in NATIONAL_IDENTITY_SUBTOTALS.items() if name in names}
        return {name: [part for part in parts if part in names] for name, parts in known.items()}
    tidied = {name: tidy(name) for name in names}
    bands = {name: age_interval(text) for name, text in tidied.items()}
    bands = {name: band for name, band in bands.items() if band}

    def parts(name):
        if name in bands:
            first, last = bands[name]
            return [
                other
                for other, (low, high) in bands.items()
                if first <= low and high <= last and other != name
            ]
        return [other for other in names if tidied[other].startswith(f"{tidied[name]}: ")]

    found = {name: split for name in names if (split := parts(name))}
    return {name: [part for part in split if part not in found] for name, split in found.items()}


def _areas(file, frame):
    """Return `area_code` and `area_name` of each row, checked against the level in the file's name."""
    year = f"{CENSUS_YEAR}: it is not a table of Census 2021"
    files.refuse_where(frame["date"] != CENSUS_YEAR, file, "date", frame["date"], year)
    codes = files.area_codes(frame["geography code"], file, "geography code")
    prefixes = codes.str[:3]
    named = LEVEL_IN_NAME.search(file.stem_name)
    level = named[1].lower() if named else _level({prefixes.iloc[0]})
    odd = ~prefixes.isin(LEVELS.get(level, ()))
    if odd.any() and (named or not _level(set(prefixes))):
        told = "as the file's name says" if named else "as in the first row"
        wanted = f"a code of {level} level, {told}" if level else "the code of a census area"
        files.refuse_where(odd, file, "geography code", codes, wanted)
    reading.refuse_twice(codes.to_frame(), file, [codes.name])
    names = frame["geography"]
    # The file of output areas gives their codes in place of names.
    names = reading.named(file, "geography", codes, names.str.strip() if (names == codes).all() else names)
    return pd.DataFrame({"area_code": codes, "area_name": names})


def _level(prefixes):
    """Return the first level whose codes begin so, "" if none does."""
    if not prefixes:
        return ""
    return next((level for level, own in LEVELS.items() if set(prefixes) <= set(own)), "")


def _check_sums(file, places, name, whole, parts):
    added = parts.sum(axis=1)
    wrong = added != whole
    if wrong.any():
        place = wrong.argmax()
        code = places["area_code"].iloc[place]
        raise InputError(
            f'{file.name}, row {place + 2} ({code}): the {parts.shape[1]} categories of "{tidy(name)}" '
            f"add to {added[place]:,}, the column says {whole[place]:,}; "
            f"{how_many(int(wrong.sum()), 'such rows')}. Cells add exactly within an area: download the file "
            "again."
        )


def _labels(categories):
    last = {category: category.rsplit(": ", 1)[-1] for category in categories}
    times = Counter(last.values())
    return [label if times[label] == 1 else category for category, label in last.items()]


def _tiled(names, times):
    return pd.Series(names, dtype="str").take(np.tile(np.arange(len(names)), times)).reset_index(drop=True)
