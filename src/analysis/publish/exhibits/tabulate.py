"""Tables and briefs, the table beneath a figure, its CSV and their headings: numbers as they are written."""

import pandas as pd

from analysis.errors import InputError
from analysis.extracts.texts import is_formula
from analysis.publish.exhibits.exhibit import Grid, Piece, gap
from analysis.publish.exhibits.wording_checks import opened, rows_to_draw
from analysis.publish.states import NOT_APPLICABLE, ROUNDS_TO_ZERO, SET_ASIDE, TOTAL, numbers_in
from analysis.publish.wording import digits, kind_of, label_in_words, rounded
from analysis.states import MARKERS, NOT_AVAILABLE

HEADINGS = {
    "area_name": "Area",
    "area_code": "Area code",
    "lsoa21_code": "Code of small area",
    "msoa21_code": "Code of neighbourhood",
    "lower": "Lower limit",
    "upper": "Upper limit",
    "period_start": "Period",
    "residents_3_plus": "Residents aged three and over",
    "people_not_proficient": "Not proficient in English",
    "change_lower_pct": "Lower limit of the change (%)",
    "change_upper_pct": "Upper limit of the change (%)",
    "imd_decile": "Tenth (one is the most deprived)",
    "rural_urban": "Rural or urban",
    "month_name": "Month",
    "arrived": "When they arrived",
    "could_be_zero": "Could be zero",
}
CSV_DECIMALS = 4
# Columns of the registers' own names: what is named there has a place in the edition, which the build links.
LINKED = ("item", "items", "measure", "measures", "chapter", "chapters")
BRIEF = ("language", "section", "line", "language_tag", "direction")
IN_TIME = ("period", "period_start", "quarter")
LIMITS = ("lower", "upper", "lower_with_unknowns", "upper_with_unknowns")


def table(frame, columns=None, *, sources, across=None, title, headings=None, **words):
    """Return a table for a page: `columns` in their order, numbers to the right, markers where hidden.

    A column of words in which no row has any is left out. With `across`, a column of labels, the last of
    `columns` holds the figures and has a column for each label, in the order of the rows or of time, margins
    last. [c] is suppressed, [x]
    not available, [z] not applicable, [low] more than zero that rounds to it.

    Raises InputError where two rows would appear in one place of a table with `across`.
    """
    exhibit, page = opened(frame, "table", sources, title, **words)
    if exhibit.missing:
        return gap(exhibit, page)
    chosen = list(columns or (name for name in exhibit.rows.columns if name not in ("status", "method")))
    rows = rows_to_draw(exhibit.rows, *chosen, across)
    chosen = [name for name in chosen if name in numbers_in(rows) or rows[name].fillna("").ne("").any()]
    numbers = grid(rows, chosen, headings) if across is None else crossed(rows, chosen, across, headings)
    return Piece(kind="table", **page, **numbers_of(exhibit, rows, numbers))


def brief(frame, *, sources, title="Brief", **words):
    """Return the brief of one language: its lines under their sections, as `measures.plans.brief` gives them.

    A line in the language's own script keeps its tag and direction, so that it is read out and laid out as
    what it is. On paper it begins a page.

    Raises InputError where the rows are of several languages.
    """
    exhibit, page = opened(frame, "brief", sources, title, **words)
    if exhibit.missing:
        return gap(exhibit, page)
    rows = rows_to_draw(exhibit.rows, *BRIEF)
    languages = list(dict.fromkeys(rows["language"]))
    if len(languages) > 1:
        raise InputError(f"A brief is of one language, and these rows are of {len(languages)}.")
    lines = rows[list(BRIEF[1:])].astype("object")
    return Piece(
        kind="table",
        **page | {"title": languages[0], "subtitle": "", "alt": f"Brief: {languages[0]}."},
        **numbers_of(exhibit, rows, grid(rows, ["section", "line"])),
        lines=tuple(lines.where(lines.notna(), "").itertuples(index=False, name=None)),
    )


def numbers_of(exhibit, rows, numbers):
    """Return the numbers of a piece in both forms that it has them: every row as a CSV, and its Grid."""
    return {"csv": csv_of(rows, exhibit.invented), "grid": numbers}


def grid(rows, columns, headings=None):
    """Return `columns` of `rows` as text, with the markers for what is hidden."""
    numbers = numbers_in(rows)
    # The limits of a ratio are told as closely as the ratio: 1.04 is above one, and 1.0 says nothing of it.
    spoken = {name: "ratio" if "ratio" in columns and name in LIMITS else name for name in columns}
    text = [
        _cells(rows[name], rows["status"], spoken[name])
        if name in numbers
        else [_plain(word, state, name) for word, state in zip(rows[name], rows["status"], strict=True)]
        for name in columns
    ]
    words = [heading_of(name, headings) for name in columns]
    return Grid(
        headings=tuple(words),
        rows=tuple(zip(*text, strict=True)),
        numeric=tuple(name in numbers for name in columns),
        printed=dict(zip(columns, words, strict=True)),
        linked=tuple(name in LINKED for name in columns),
    )


def crossed(rows, columns, across, headings=None):
    """Return the last of `columns` crossed by the labels of `across`, as text with its markers."""
    *down, value = columns
    long = grid(rows, [*down, across, value], headings)
    cells = {(tuple(place), label): text for *place, label, text in long.rows}
    if len(cells) < len(rows):
        raise InputError(
            f'Two rows of the measure have one place in a table across "{across}". Name more columns, or '
            "leave rows out."
        )
    # In the order of the rows, which may be that of stages; margins and the unknown are last.
    places = dict.fromkeys(place for place, _ in cells)
    places = sorted(places, key=lambda place: [_margins_last(part) for part in place])
    across_labels = rows[across].unique()
    if across in IN_TIME:  # the first row may lack the first of them
        across_labels = sorted(across_labels)
    across_labels = sorted(across_labels, key=_margins_last)
    labels = [label_in_words(label, across) for label in across_labels]
    return Grid(
        headings=(*long.headings[: len(down)], *labels),
        rows=tuple(
            (*place, *(cells.get((place, label), NOT_APPLICABLE) for label in labels)) for place in places
        ),
        numeric=(*long.numeric[: len(down)], *(long.numeric[-1] for _ in labels)),
        printed=long.printed,
    )


def _margins_last(label):
    """Return what sorts labels: those that name a group, those that say that none is known, the margin."""
    return (label == TOTAL, label in SET_ASIDE)


def _plain(word, state, column):
    if pd.isna(word):
        # Words that nobody has are not available, as a number is. Beside a hidden number they are blank.
        return MARKERS[NOT_AVAILABLE] if state == NOT_AVAILABLE else ""
    return label_in_words(word, column)


def _cells(figures, states, spoken):
    places = _places(spoken, figures)
    return [
        MARKERS.get(state, NOT_APPLICABLE) if pd.isna(figure) else _label(figure, spoken, places)
        for figure, state in zip(figures, states, strict=True)
    ]


def label_of(figure, column, series, more_places=0):
    """Return a figure as it is written beside a bar, in a legend or in a table's cell."""
    return _label(figure, column, _places(column, series) + more_places)


def _places(column, series):
    whole = kind_of(column, series) == "number" or pd.api.types.is_integer_dtype(series)
    return 0 if whole else 2 if "ratio" in column.split("_") else 1


def _label(figure, column, places):
    short = rounded(figure, places)
    if short == 0 and figure != 0:
        return ROUNDS_TO_ZERO
    return f"{digits(short)}{unit_of(column)}"


def unit_of(column):
    """Return the sign that follows a figure of a column."""
    return "%" if column.endswith("_pct") else ""


def heading_of(column, headings=None):
    """Return the words that head a column: `rate_per_1000` is "Rate per 1,000".

    `headings` holds the words that a chapter gives itself.
    """
    if headings and headings.get(column):
        return headings[column]
    if column in HEADINGS:
        return HEADINGS[column]
    percentage = column.endswith("_pct")
    words = column.removesuffix("_pct").split("_")
    text = " ".join(f"{int(word):,}" if word.isdigit() else word for word in words)
    return f"{text[:1].upper()}{text[1:]}" + (" (%)" if percentage else "")


def csv_of(rows, invented):
    """Return the published rows as CSV: a heading, every row, markers where hidden, no comments.

    Invented rows say so in a column of their own: a file is passed on without its page.
    """
    numbers = numbers_in(rows)
    text = pd.DataFrame(index=rows.index)
    for name in rows.columns:
        if name in numbers:
            text[name] = [
                # A zero has no sign.
                f"{rounded(figure or 0, CSV_DECIMALS).normalize():f}"
                if pd.notna(figure)
                else MARKERS.get(status, NOT_APPLICABLE)
                for figure, status in zip(rows[name], rows["status"], strict=True)
            ]
        elif pd.api.types.is_datetime64_any_dtype(rows[name]):
            text[name] = rows[name].dt.strftime("%Y-%m-%d")
        else:
            text[name] = rows[name].astype("string").fillna("")
            _refuse_formulas(text[name])
    if invented:
        text["data"] = "invented"
    return text.to_csv(index=False, lineterminator="\n")


def _refuse_formulas(texts):
    """Refuse a name that a spreadsheet would work out, or run, when somebody opens the CSV."""
    found = texts[texts.map(is_formula).astype(bool)]
    if len(found):
        raise InputError(
            f'A name begins with "{found.iloc[0].strip()[:1]}", and a spreadsheet would take it for a '
            f'formula: "{found.iloc[0][:40]}". Correct it in the file that it comes from.'
        )
