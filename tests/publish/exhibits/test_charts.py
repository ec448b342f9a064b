"""Charts and tables: what they take, what they show of what is hidden, and the same bytes twice."""

import contextlib
import itertools
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.publish.exhibits import charts, say, styles, tabulate, values
from analysis.publish.exhibits.tabulate import csv_of
from analysis.publish.exhibits.wording_checks import SOME_HIDDEN
from analysis.publish.forms import pandoc
from analysis.publish.report import documents
from analysis.publish.report.chapters import Chapter, Published

from . import kinds
from .kinds import SOURCE, as_piece

WORDS = {"title": "Some languages have more speakers", "alt": "Bar chart of speakers by language"}
WORDS |= {"sources": SOURCE}
PIECE = "application/vnd.victim-needs+json"


@pytest.fixture
def languages():
    columns = ["language", "share_pct", "lower", "upper", "population", "status"]
    rows = [
        ("Polish", 1.45, 1.2, 1.7, 1000, "shown"),
        ("Romanian", 0.04, 0.01, 0.1, 2000, "shown"),
        ("Welsh", 3.3, 3.0, 3.5, 3000, "suppressed"),
        ("Latin", None, None, None, 4000, "not available"),
    ]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def months():
    days = pd.date_range("2018-10-01", periods=12, freq="MS")
    measure = pd.DataFrame({"period_start": days, "offences": range(400, 412), "status": "shown"})
    return measure.assign(trend=405.5)


GIVEN = {verb: ("language", "share_pct") for verb in ("bar", "dot")}
GIVEN |= {"line": ("period_start", "offences"), "table": ()}


def drawn(verb, safe, **changes):
    words = WORDS | changes
    return (tabulate.table if verb == "table" else getattr(as_piece, verb))(safe, *GIVEN[verb], **words)


@pytest.mark.parametrize("verb", GIVEN)
def test_every_verb_takes_a_table_alone_and_gives_a_gap_without_a_source(verb, languages):
    with pytest.raises(TypeError, match="is made from a table, a DataFrame, and was given nothing"):
        drawn(verb, None)
    gone = replace(SOURCE, missing=("Languages are not in the folder",))
    piece = drawn(verb, languages, sources=gone)._repr_mimebundle_()
    assert piece[PIECE]["kind"] == "gap"
    assert "This cannot be shown. Languages are not in the folder." in piece["text/html"]


@pytest.mark.parametrize(
    ("what", "words", "told"),
    [
        *((what, "Some 8 languages", 'holds the digit "8"') for what in ("title", "alt", "subtitle")),
        *((what, "  ", "is empty") for what in ("title", "alt")),
    ],
)
def test_words_of_a_figure_are_there_and_hold_no_typed_figure(languages, what, words, told):
    with pytest.raises(InputError, match=told):
        drawn("bar", languages, **{what: words})


def test_title_and_alt_may_be_sentences_and_the_period_ends_the_subtitle(languages):
    said = say.say("{n} languages", "Some languages", n=values.count(languages))
    piece = drawn("bar", languages, title=said, alt=said, title_period="March 2018", subtitle="Share")
    assert (piece.title, type(piece.title), piece.subtitle) == ("4 languages", str, "Share, March 2018")
    assert piece.alt == f"4 languages. {SOME_HIDDEN}" and not piece.general
    hidden = say.say("{n} languages", "Some languages", n="[c]")
    assert drawn("bar", languages, title=hidden).general


def test_the_users_own_settings_change_nothing_and_pyplot_keeps_no_trace(languages):
    import matplotlib

    sys.modules.pop("matplotlib.pyplot", None)
    once = drawn("bar", languages).svg
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.hashsalt": None}):
        assert drawn("bar", languages).svg == once
    assert "matplotlib.pyplot" not in sys.modules


def test_what_is_hidden_is_marked_in_the_picture_and_invented_data_watermarked(languages):
    for verb in ("bar", "dot"):
        words = drawn(verb, languages).drawn
        assert {"hidden", "not available", "Invented data"} <= set(words) and WORDS["title"] not in words
        assert not any("3.3" in word for word in words)
    assert "Invented data" not in drawn("bar", languages, sources=replace(SOURCE, invented=False)).drawn


def widest_key():
    """Return grouped bars whose key takes as much of a line as it may."""
    names = ["Warwickshire Police", "West Mercia Police", "England & Wales"]
    rows = pd.DataFrame({"who": names, "need": "Any", "share_pct": [50, 40, 30], "status": "shown"})
    return as_piece.bar(rows, "need", "share_pct", group="who", **WORDS)


@pytest.mark.parametrize("draw", [*kinds.PICTURES.values(), widest_key])
def test_the_mark_of_invented_data_covers_no_words(monkeypatch, draw):
    from matplotlib.text import Text

    covered = []

    def spy(figure):
        figure.canvas.draw()
        (mark,) = figure.findobj(lambda one: one.get_gid() == "invented-data")
        place = mark.get_bbox_patch().get_window_extent()
        words = [one for one in figure.findobj(Text) if one is not mark and one.get_text()]
        words = [one for one in words if one.get_visible() and one.get_window_extent().overlaps(place)]
        covered.extend(one.get_text() for one in words)
        return "<svg/>"

    monkeypatch.setattr(styles, "picture", spy)
    draw()
    assert covered == []


def test_a_month_that_is_absent_leaves_a_gap_and_a_hidden_one_is_marked(months):
    assert "not available" not in drawn("line", months).drawn
    assert "not available" in drawn("line", months.drop(index=5)).drawn
    months.loc[5, "status"] = "suppressed"
    assert "hidden" in drawn("line", months).drawn
    both = pd.concat([months.assign(area_name="Wick"), months.assign(area_name="Northam", status="shown")])
    words = drawn("line", both, group="area_name").drawn
    assert {"Not drawn: Wick in March 2019 (hidden).", "Wick", "Northam"} <= set(words)


def test_a_line_ends_at_a_break_and_begins_anew_and_a_trend_has_its_name(months):
    def joined(**changes):
        axes = kinds.axes_of("line", months, "period_start", "offences", **WORDS, **changes)
        return [many for one in axes.lines if (many := len(one.get_xdata())) > 2]

    assert joined() == [12]
    months["change"] = ["New rule" if place == 6 else "" for place in range(12)]
    assert joined(breaks="change") == [6, 6]
    words = drawn("line", months, fitted="trend", breaks="change").drawn
    assert {"Trend", "Offences", "New rule"} <= set(words)
    months.loc[0, "change"] = "Began so"
    assert joined(breaks="change") == [6, 6]


def test_financial_years_keep_their_names_on_the_axis_and_in_the_table():
    safe = pd.DataFrame({"year": [f"20{n}/{n + 1}" for n in range(11, 27)], "offences": 4, "status": "shown"})
    made = as_piece.line(safe, "year", "offences", **WORDS)
    assert {"2011/12", "2013/14", "2025/26"} <= set(made.drawn) and "2012/13" not in made.drawn
    assert made.grid.rows[0] == ("2011/12", "4")


@pytest.mark.parametrize(("years", "lines", "at"), [((19, 20, 21), 1, 2020.5), ((18, 20, 21), 0, 2019.0)])
def test_a_break_stands_between_its_years_and_a_gap_needs_no_second_line(years, lines, at):
    from matplotlib.dates import date2num

    change = ["", "", "New rule"] if lines else ["", "New rule", ""]
    measure = {"year": [f"20{n}/{n + 1}" for n in years], "offences": 4, "change": change, "status": "shown"}
    axes = kinds.axes_of("line", pd.DataFrame(measure), "year", "offences", breaks="change", **WORDS)
    assert sum(len(set(one.get_xdata())) == 1 and len(one.get_xdata()) == 2 for one in axes.lines) == lines
    middle = pd.Timestamp(int(at), 4, 1) + pd.DateOffset(months=6 if at % 1 else 0)
    (written,) = [text.xy[0] for text in axes.texts if text.get_text() == "New rule"]
    assert abs(date2num(written) - date2num(middle)) < 2


def test_full_and_hollow_dots_and_a_line_are_told_in_picture_and_alt_text(languages):
    def made(**how):
        return as_piece.dot(languages, "language", "share_pct", **WORDS, **how)

    how = {"highlight": ["Polish"], "marks": ("has a leaflet", "has none"), "line": (2.5, "asked for")}
    told = made(**how)
    assert {"has a leaflet", "has none", "asked for: 2.5%"} <= set(told.drawn)
    assert told.alt.endswith("is the asked for: 2.5%. A full dot has a leaflet, a hollow one has none.")
    hollow = told.svg.count("fill: #ffffff")
    assert made(**how | {"highlight": []}).svg.count("fill: #ffffff") == hollow + 1
    assert "dashed" not in made(**how | {"line": (float("nan"), "asked for")}).alt


@pytest.mark.parametrize(("full", "main"), [("Polish", True), ("Latin", False), (None, True)])
def test_a_chart_without_a_figure_of_what_it_singles_out_is_for_an_annex(languages, full, main):
    assert drawn("dot", languages, main=True, highlight=[full] if full else ()).main is main


@pytest.mark.parametrize(
    ("bars", "colours", "says"),
    [(40, 1, None), (41, 1, "at most 40 bars"), (1, 4, None), (1, 5, "at most 4 colours")],
)
def test_a_bar_chart_holds_forty_bars_and_tells_four_colours_apart(bars, colours, says):
    rows = [(f"L{bar}", f"age {colour}", 1.0) for bar in range(bars) for colour in range(colours)]
    safe = pd.DataFrame(rows, columns=["language", "age", "share_pct"]).assign(status="shown")
    group = {"group": "age"} if colours > 1 else {}
    with pytest.raises(InputError, match=says) if says else contextlib.nullcontext():
        assert [drawn("bar", safe, **group, **up).kind for up in ({}, {"direction": "up"})] == ["figure"] * 2


def test_what_cannot_be_drawn_is_refused_with_the_nearest_name(languages, months):
    with pytest.raises(InputError, match=r"more than one row for language 'Polish'"):
        drawn("bar", pd.concat([languages, languages]))
    with pytest.raises(InputError, match=r'no "Polihs" to single out. Nearest: "Polish"'):
        drawn("dot", languages, highlight="Polihs")
    with pytest.raises(InputError, match=r'no column "share". Nearest: "'):
        as_piece.bar(languages, "language", "share", **WORDS)
    with pytest.raises(InputError, match="not made of dates"):
        drawn("line", months.assign(period_start="long ago"))


@pytest.mark.parametrize(("groups", "striped"), [(2, False), (3, True)])
def test_without_colours_dark_pink_is_told_from_dark_blue_by_stripes(groups, striped):
    ages = [f"age {n}" for n in range(groups)]
    safe = pd.DataFrame({"language": "Polish", "share_pct": 1.0, "age": ages, "status": "shown"})
    svg = drawn("bar", safe, group="age").svg
    # One bar, and its patch in the legend.
    assert svg.count("fill: url(#") == (2 if striped else 0)


def test_negative_bars_are_drawn():
    change = pd.DataFrame({"area_name": ["a", "b", "c"], "change": [-5, 3, 0], "status": "shown"})
    assert as_piece.bar(change, "area_name", "change", **WORDS).svg
    assert as_piece.bar(change, "area_name", "change", direction="up", **WORDS).svg


def test_every_bar_has_its_label_also_without_room_beneath_where_the_bars_lie():
    labels = [f"A neighbourhood called {letter}" for letter in "ABCDEFGHIJKL"]
    safe = pd.DataFrame({"label": labels, "offences": range(len(labels)), "status": "shown"})
    words = as_piece.bar(safe, "label", "offences", direction="up", **WORDS).drawn
    written = " ".join(" ".join(words).split())
    assert [label for label in labels if label not in written] == []


def test_the_unknown_stands_last_then_a_margin_and_bare_labels_read_as_words():
    labels = ["Total", "Unknown", "White", "Not stated", "Asian"]
    safe = pd.DataFrame({"ethnic_group": labels, "offences": [9, 1, 5, 1, 2], "status": "shown"})
    last = ["White", "Asian", "Unknown", "Not stated", "Total"]
    for made in (as_piece.bar(safe, "ethnic_group", "offences", **WORDS), drawn("table", safe)):
        assert firsts(made) == (last, last)
    safe = pd.DataFrame({"disability": ["yes", "no", "Unknown"], "offences": [1, 2, 3], "status": "shown"})
    made = as_piece.bar(safe, "disability", "offences", **WORDS)
    assert firsts(made) == (["Not disabled", "Disabled", "Unknown"], ["no", "yes", "Unknown"])


def firsts(made):
    """Return the first column of a piece: as its table has it, and as its CSV."""
    return [row[0] for row in made.grid.rows], [row.split(",")[0] for row in made.csv.splitlines()[1:]]


# Tables and the numbers beneath


@pytest.mark.parametrize(
    ("label", "words"),
    [
        (pd.Timestamp("2022-04-01"), "April 2022"),
        (pd.Timestamp("2026-02-28"), "28 February 2026"),
        ("2026-Q2", "Apr to Jun 2026"),
        ("year ending 2026-Q2", "year ending June 2026"),
        ("18-24", "18 to 24"),
    ],
)
def test_dates_and_quarters_read_as_words_in_cells_and_headings(label, words):
    rows = pd.DataFrame({"place": ["Wick"], "step_from": [label], "offences": [5], "status": "shown"})
    safe = rows.astype({"step_from": object})
    assert drawn("table", safe).grid.rows[0][1] == words
    crossed = tabulate.table(safe, ["place", "offences"], across="step_from", **WORDS)
    assert crossed.grid.headings == ("Place", words)


def test_a_crossed_table_keeps_the_order_of_rows_and_ends_with_the_margins():
    days = pd.to_datetime(["2026-04-01", "2026-02-01", "2026-03-01"])
    safe = pd.DataFrame({"place": "Wick", "period_start": days, "offences": [5, 6, 7], "status": "shown"})
    made = tabulate.table(safe, ["place", "offences"], across="period_start", **WORDS)
    assert made.grid.headings == ("Place", "February 2026", "March 2026", "April 2026")
    assert made.grid.rows == (("Wick", "6", "7", "5"),)
    stages = ["Total", "Unknown", "Offered", "Contacted", "Assessed"]
    seen = pd.DataFrame({"stage": stages, "state": "Waiting", "people": 7, "status": "shown"})
    made = tabulate.table(seen, ["stage", "people"], across="state", **WORDS)
    kept = ["Offered", "Contacted", "Assessed", "Unknown", "Total"]
    assert [row[0] for row in made.grid.rows] == kept
    assert tabulate.table(seen, ["state", "people"], across="stage", **WORDS).grid.headings[1:] == tuple(kept)


@pytest.mark.parametrize("verb", ["bar", "dot"])
def test_the_largest_is_drawn_first_and_fewer_than_three_are_a_table(verb):
    measure = pd.DataFrame({"offences": [4, None, 9], "lower": [3, None, 8], "upper": [5, None, 10]})
    measure["status"] = ["shown", "suppressed", "shown"]
    for label, order in (("area_name", "cab"), ("stage", "abc")):
        named = measure.assign(**{label: list("abc")})
        made = getattr(as_piece, verb)(named, label, "offences", **WORDS)
        assert [row[0] for row in made.grid.rows] == list(order) and made.kind == "figure"
        assert getattr(as_piece, verb)(named[:2], label, "offences", **WORDS).kind == "table"


def test_a_table_writes_and_defines_markers_and_drops_a_column_without_words(languages):
    piece = drawn("table", languages)
    shares = [row[1] for row in piece.grid.rows]
    assert shares == ["1.5%", "[low]", "[c]", "[x]"]
    assert (
        piece.grid.legend.startswith("[c] suppressed")
        and "[low]" in piece.grid.legend
        and "[z]" not in piece.grid.legend
    )
    blank = {"area_name": ["All"], "offences": [5], "lower": [float("nan")], "status": "shown"}
    assert drawn("table", pd.DataFrame(blank)).grid.rows == (("All", "5", "[z]"),)
    rows = {"area_name": ["A", "B", "C"], "claim": ["Done", None, None], "offences": [5, None, None]}
    safe = pd.DataFrame(rows | {"status": ["shown", "not available", "suppressed"]})
    assert [row[1] for row in drawn("table", safe).grid.rows] == ["Done", "[x]", ""]
    assert drawn("table", safe.assign(claim=["", None, ""])).grid.headings == ("Area", "Offences")


def test_a_bar_shows_the_limits_of_its_own_figure_and_no_other_s():
    rows = [("Offered", 100, 50.0, 45.0, 55.0), ("Referred", 60, 60.0, 55.0, 65.0)]
    reach = pd.DataFrame(rows, columns=["stage", "people", "share_pct", "lower", "upper"])
    shares, people = (
        as_piece.bar(reach.assign(status="shown"), "stage", value, **WORDS)
        for value in ("share_pct", "people")
    )
    assert shares.grid.headings == ("Stage", "Share (%)", "Lower limit", "Upper limit")
    assert people.grid.headings == ("Stage", "People")


def test_words_in_a_table_are_no_markup_and_names_of_registers_are_known():
    rows = {"what": ["<b>|x"], "where": ["https://a.example/b/<c>"], "n": [1], "status": "shown"}
    piece = tabulate.table(pd.DataFrame(rows), ["what", "where", "n"], **WORDS)
    assert "https:/<wbr>/<wbr>a.example/<wbr>b/<wbr>&lt;c&gt;" in piece.html()
    assert "<b>" not in piece.html() and piece.grid.rows[0][0] == "<b>|x"
    safe = pd.DataFrame({"item": ["recommendation 4"], "measures": ["M20"], "n": [5], "status": "shown"})
    held = tabulate.table(safe, ["item", "n", "measures"], **WORDS).for_the_build()
    assert held["cards"] == ["census_ts024"] and held["grid"]["linked"] == (True, False, True)


FORMULAS = ["=1+1", "  =1+1", "\t=1", "@SUM(A1)", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0"]
FORMULAS += ["-2+3+cmd|' /C calc'!A0"]
NAMES = ["Northam", "+ detailed identity", "- none -", "65 and over", "a = b", "", "Wick (part)"]


@pytest.mark.parametrize("name", [*FORMULAS, *NAMES])
def test_a_name_that_a_spreadsheet_would_run_is_refused_in_a_csv(name):
    rows = pd.DataFrame({"area_name": [name], "victims": [12], "status": ["shown"]})
    if name in NAMES:
        assert csv_of(rows, False).splitlines()[1].startswith(name or ",")
    else:
        with pytest.raises(InputError, match="would take it for a formula") as fault:
            csv_of(rows, False)
        assert "\n" not in str(fault.value)


def test_a_table_keeps_what_is_asked_for_is_accessible_and_aligns_numbers(languages):
    renamed = tabulate.table(languages, ["language", "population"], headings={"population": "All"}, **WORDS)
    assert renamed.grid.headings == ("Language", "All") and renamed.grid.rows[0] == ("Polish", "1,000")
    assert renamed.grid.numeric == (False, True)
    page = tabulate.table(languages, ["language", "share_pct"], **WORDS).html()
    assert re.search("<caption[^>]*><strong>Some languages", page)
    assert page.count("Some languages") == 1
    assert page.count('scope="col"') == 2 and page.count('scope="row"') == 4
    assert '<th scope="col" style="text-align:right">Share (%)</th>' in page
    assert '<td style="text-align:right">[c]</td>' in page


def test_no_form_of_a_chart_holds_a_suppressed_figure_and_its_page_has_alt_text(
    languages,
):
    bundle = drawn("bar", languages)._repr_mimebundle_()
    page, piece = bundle["text/html"], json.loads(json.dumps(bundle[PIECE]))
    lines = piece["csv"].splitlines()
    assert lines[0].startswith("language,share_pct,lower,upper,population")
    assert len(lines) == 5 and lines[1].startswith("Polish,1.45,1.2,1.7,1000")
    assert lines[3].startswith("Welsh,[c],[c],[c],[c]") and lines[3].endswith(",suppressed,invented")
    assert lines[4].startswith("Latin,[x],[x],[x],4000")
    assert "3.3" not in piece["csv"] + str(piece["grid"]) + bundle["text/plain"]
    assert f'<img alt="{WORDS["alt"]}. {SOME_HIDDEN}"' in page
    assert "<figcaption>" in page and "<details>" in page and "Invented data" in page
    assert "Source: Invented data of Sampleshire, in the layout of ONS: Languages (2021)." in page
    assert piece["kind"] == "figure" and piece["svg"].startswith("<?xml")


def test_an_interval_alone_has_no_dot_and_names_no_middle(languages):
    piece = as_piece.dot(languages, "language", None, **WORDS)
    assert piece.grid.headings == ("Language", "Lower limit", "Upper limit")
    assert piece.grid.rows[0] == ("Polish", "1.2", "1.7") and "1.2 to 1.7" in piece.drawn
    assert not [words for words in piece.drawn if "1.45" in words or "(" in words]
    assert "[c]" in piece.drawn and "[x]" in piece.drawn
    close = languages.assign(share_pct=47.0, lower=46.98, upper=47.02, status="shown")
    assert "47.0% (46.98% to 47.02%)" in drawn("dot", close).drawn


def test_the_limits_of_a_ratio_are_as_close_as_it_and_a_share_has_one_place():
    rows = pd.DataFrame({"ratio": [1.043], "lower": [1.006], "upper": [1.081], "status": ["shown"]})
    assert drawn("table", rows).grid.rows == (("1.04", "1.01", "1.08"),)
    assert drawn("table", rows.rename(columns={"ratio": "share_pct"})).grid.rows == (("1.0%", "1.0", "1.1"),)


def against(one, other):
    """Return how much light one colour gives against another, as WCAG measures contrast: at least 1."""
    from matplotlib.colors import to_rgb

    light = []
    for colour in (one, other):
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in to_rgb(colour)]
        light.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    return max(light) / min(light)


def test_the_four_colours_of_charts_pages_and_documents_are_written_in_one_file():
    publish_folder = Path(styles.__file__).parents[1]
    palette = re.compile("|".join(styles.SERIES[4]), re.IGNORECASE)
    files = [
        path
        for path in publish_folder.rglob("*.*")
        if path.suffix in (".py", ".css", ".typ", ".html", ".lua")
    ]
    found = {path.name for path in files if palette.search(path.read_text(encoding="utf-8"))}
    assert found == {"styles.py"}
    first, second = (documents.style().splitlines()[0], pandoc.house()["report.typ"].decode())
    assert styles.DARK_BLUE in first and styles.DARK_BLUE in second


def test_a_colour_is_seen_on_white_and_beside_its_neighbour_without_colour_too():
    # Three to one is what WCAG 2.2 (1.4.11) asks of what must be seen to understand a picture.
    pairs = {("white", colour) for colours in styles.SERIES.values() for colour in colours}
    pairs |= {pair for colours in styles.SERIES.values() for pair in itertools.pairwise(colours)}
    too_alike = {pair: round(against(*pair), 1) for pair in pairs if against(*pair) < 3}
    assert not too_alike, "under three to one"
    assert min(against("white", charts.readable(colour)) for _, colour in pairs) >= 4.5  # letters: WCAG 1.4.3
    assert min(against(*pair) for pair in itertools.pairwise(styles.SEQUENTIAL)) > 1.3


# A network shows who works with whom, not how many; without those who set out there is no journey.
COUNTING = {name: made for name, made in kinds.PICTURES.items() if name not in ("network", "journey")}


@pytest.mark.parametrize(
    "dtype", ["Int64", *(pytest.param(name, marks=pytest.mark.slow) for name in ("float64", "object"))]
)
@pytest.mark.parametrize("name", COUNTING)
def test_a_picture_of_which_every_figure_is_hidden_is_drawn_without_a_scale(monkeypatch, name, dtype):
    """A scale would tell of a size: there are labels and marks alone."""

    def all_hidden(**columns):
        measure = pd.DataFrame(columns).assign(status=kinds.HIDDEN)
        none = pd.array([None] * len(measure), dtype)
        return measure.assign(**dict.fromkeys(measure.select_dtypes("number"), none))

    monkeypatch.setattr(kinds, "passed", all_hidden)
    figures, words_in = [], styles.words_in
    monkeypatch.setattr(styles, "words_in", lambda figure: figures.append(figure) or words_in(figure))
    made = COUNTING[name]()
    assert "<svg" in made.svg
    assert any("hidden" in words or words == "[c]" for words in made.drawn)
    (axes,) = figures[0].axes
    scales = [axis for axis in (axes.xaxis, axes.yaxis) if axes.axison and axis.get_visible()]
    numbers = [tick.get_text() for axis in scales for tick in axis.get_ticklabels()]
    assert not [words for words in numbers if re.fullmatch(r"\W?[\d.,]+%?", words)]


# Briefs

BRIEF = [
    ("Pashto", "Language", "پښتو", "pus", "right to left"),
    ("Pashto", "Language", "Script: Arabic.", None, None),
    ("Pashto", "Who and how many", "Residents aged 3 and over: 1,234 on census day in 2021.", None, None),
    ("Pashto", "Safety", "*Nothing* <b>outside</b> says what it is about.", None, None),
]


def lines_of(rows=BRIEF):
    columns = ["language", "section", "line", "language_tag", "direction"]
    return pd.DataFrame(rows, columns=columns).assign(status="shown")


def test_a_brief_is_a_piece_with_its_language_as_title_and_its_figures_declared():
    piece = tabulate.brief(lines_of(), sources=SOURCE)
    assert (piece.kind, piece.title, piece.alt) == ("table", "Pashto", "Brief: Pashto.")
    assert "Residents aged 3 and over: 1,234 on census day in 2021." in piece.figures
    assert piece.grid.rows[2][0] == "Who and how many" and piece.csv.startswith("language,section,line")
    other = tabulate.table(lines_of(), ["section", "line"], sources=SOURCE, title="T")
    assert "lines" not in other.for_the_build()


def test_each_section_stands_once_on_a_page_and_a_line_says_its_language():
    piece = Published(tabulate.brief(lines_of(), sources=SOURCE).for_the_build())
    page = documents.page(documents.markdown(Chapter("12_plan", "Plan", (piece,)), "Kent", "draft"))
    assert page.count("<dt>") == 3 and page.count("<dd>") == 4
    assert '<figure class="table brief" id="12-table-01"' in page
    assert "&lt;b&gt;outside&lt;/b&gt;" in page and "<em>Nothing</em>" not in page
    assert '<span lang="ps" dir="rtl">پښتو</span>' in page and page.count("dir=") == 1
    style = documents.page_file("style.css")
    printed = style[style.index("@media print") :]
    assert ".brief { page: brief; break-before: page; break-after: page;" in printed


def test_a_brief_of_two_languages_is_refused():
    other = ("Dari", "Language", "دری", "prs", "right to left")
    with pytest.raises(InputError, match="A brief is of one language, and these rows are of 2"):
        tabulate.brief(lines_of([*BRIEF, other]), sources=SOURCE)
