"""One Markdown document a chapter, from which every format is made, and the web page made of it."""

import functools
import html
import json
import re
from importlib import resources
from itertools import groupby
from operator import itemgetter

import pypandoc
from babel.core import get_global

from analysis import scratch
from analysis.publish.exhibits.exhibit import CANNOT_BE_SHOWN, DEFINITIONS, WATERMARK, markers_in
from analysis.publish.exhibits.styles import DARK_BLUE, ORANGE
from analysis.publish.report import draft_mark, levels
from analysis.publish.report.chapters import Code, Prose, Published
from analysis.publish.states import ROUNDS_TO_ZERO

# Nothing raw passes: a name such as <script> in a file comes out as the text that it is. No `smart`, so
# that a quotation mark in the data stays what it was.
INPUT_FORMAT = (
    "markdown-raw_attribute-raw_html-raw_tex-citations-smart-markdown_in_html_blocks-native_divs-native_spans"
    "-tex_math_dollars-latex_macros-example_lists-implicit_figures"
)
# Beyond this a page is not a place for a table: the map of one county has 350 areas, a region's 3,000.
ROWS_ON_PAGE = 500
QUESTIONS = "questions.html"  # each figure with the questions it answers and the files behind it
BEHIND = "{#behind}"  # the section of the summary before which page one ends
HOW_SURE = "{#how-sure}"  # the section that follows what is to stand on one page
BETWEEN = "; "  # between the names in a cell of which each has a place of its own


def escape(text):
    """Return `text` as Markdown that comes out as the same text, on one line.

    >>> escape("*St John's* [x](http://a.b) <i>")
    "\\\\*St John's\\\\* \\\\[x\\\\]\\\\(http\\\\://a.b\\\\) \\\\<i\\\\>"
    """
    one_line = " ".join(str(text).split())
    marked = re.sub(r"([\\`*_{}\[\]()<>#|~^$@&!:])", r"\\\1", one_line)
    # At the start of a line these begin a list, a rule, or a line of metadata.
    return re.sub(r"^(\d+)(?=\.)", r"\1\\", re.sub(r"^(?=[-+=.%])", r"\\", marked))


def front_matter(**values):
    """Return a document's metadata: YAML in which every text is Markdown that comes out as itself."""
    given = {name.replace("_", "-"): value for name, value in values.items() if value is not None}
    lines = [f"{name}: {json.dumps(_escaped(value))}" for name, value in given.items()]
    return "\n".join(["---", *lines, "---", ""])


def _escaped(value):
    if isinstance(value, list | tuple):
        return [_escaped(one) for one in value]
    return escape(value) if isinstance(value, str) else value


def page_one(chapter, places):
    """Return the headline of the summary and its page one as Markdown; nothing of a summary that has none.

    Page one ends before the section `#behind`; its first sentence is the headline.
    """
    opening, *others = levels.sections(chapter.shown)
    said = [one["words"] for one in opening.pieces if one["kind"] == "sentence"]
    ends = [at for at, one in enumerate(others) if one.heading.endswith(BEHIND)]
    if not said or not ends:
        return None, ""
    shown = [together([one.heading, body(_without_gaps(one), places)]) for one in others[: ends[0]]]
    return said[0], in_div(".page-one", together(shown))


def _without_gaps(section):
    """Return the blocks of a section that can be shown: what cannot stands on a page of its own."""
    return [one for one in section.blocks if not levels.is_gap(one)]


def numbered(chapter):
    """Return the title of a chapter with its number before it."""
    return f"{int(chapter.number)} {chapter.title}"


def markdown(chapter, area, edition, places=None, **about):
    """Return `chapter` as one Markdown document.

    What the main report does not have is folded, and what cannot be shown stands on a page of its own.

    Figures and tables are fenced divs: the title, the subtitle, the picture with its alternative text,
    the source, links to the files that `files` names, and the table of the same numbers. Text that
    came from data is escaped; the chapter's own prose stands as it was written. `places` says where what
    the registers name appears in the edition, such as {"M20": "questions.html#M20"}: in columns of such names
    what is exactly one of them becomes a link, and nothing else does.
    """
    of = {"title": chapter.title, "chapter": int(chapter.number), "area": area, "edition": edition}
    return f"{front_matter(**of, lang='en-GB', **about)}\n{_page_body(chapter, places or {})}\n"


def body(blocks, places=None):
    """Return the blocks that a chapter shows as Markdown without its title.

    `places` is name -> address of what a cell of names may lead to, as `markdown` takes it; without it the
    text stands alone, and leads to no other page or slide.
    """
    made, reasons, waiting = [], set(), []
    for block in blocks:
        if levels.is_gap(block):
            waiting.append(block.piece)
            continue
        made += _gaps(waiting, reasons)
        waiting = []
        is_piece = isinstance(block, Published)
        made.append(_piece(block.piece, places) if is_piece else _without_title(block.text))
    return together([*made, *_gaps(waiting, reasons)])


def together(parts):
    """Return parts of Markdown as one, those that are empty left out."""
    return "\n\n".join(one.strip("\n") for one in parts if one.strip())


def _page_body(chapter, places):
    """Return a chapter as its page has it: what is for an annex folded, what cannot be shown left out."""
    found = levels.standing(levels.sections(chapter.shown))
    has_main = any(section.is_main for section in found)
    made = [_section(chapter, section, has_main, places) for section in found]
    made[1:1] = _key_findings(found)
    if any(map(levels.is_gap, chapter.shown)):
        made.append(f"[What this chapter could not assess, and why]({levels.NOT_ASSESSED}#{chapter.name})")
    code = [block.text.strip() for block in chapter.blocks if isinstance(block, Code) and block.text.strip()]
    return together([*made, _working(code) if code else ""])


def _key_findings(found):
    """Yield the titles of what the main report has of a chapter, each a link, where it has several."""
    main = [piece for section in found for piece in section.exhibits if piece.get("main")]
    if len(main) > 1:
        listed = "\n".join(f"- [{escape(piece['title'])}](#{anchor(piece['name'])})" for piece in main)
        yield f"## Key findings {{#key-findings}}\n\n{listed}"


def _section(chapter, section, fold, places):
    shown = _without_gaps(section)
    exhibits = [piece for piece in section.exhibits if not piece.get("main")]
    if not fold or not exhibits:
        return together([section.heading, body(shown, places)])
    annex = levels.annex_of(chapter, section)
    if not section.is_main:
        return together([section.heading, _folded(annex, exhibits, body(shown, places))])
    made = []
    for block in shown:
        alone = body([block], places)
        apart = isinstance(block, Published) and block.piece in exhibits
        made.append(_folded(annex, [block.piece], alone) if apart else alone)
    return together([section.heading, *made])


def _folded(annex, exhibits, content):
    piece, *others = exhibits
    more = f" (and {len(others)} more)" if others else ""
    words = f"{label(piece['name'])}: {piece['title']}{more}".replace("\\", "").replace('"', '\\"')
    return in_div(f'.details .annex kind="{annex.called}" summary="{words}"', content)


def not_assessed(chapters, **about):
    """Return the page of what could not be assessed, and why, chapter by chapter; nothing where all was."""
    made = []
    for chapter in chapters:
        if lost := list(filter(levels.is_gap, chapter.shown)):
            made += [f"## {escape(numbered(chapter))} {{#{chapter.name}}}", body(lost)]
    if not made:
        return None
    opening = "Each chart and table that this edition has no figures for, and who can supply them."
    head = front_matter(title=levels.NOT_ASSESSED_TITLE, lang="en-GB", **about)
    return f"{head}\n{together([opening, *made])}\n"


def label(name):
    """Return what a piece is called wherever it is shown.

    >>> label("02-01"), label("11-table-12")
    ('Figure 2.1', 'Table 11.12')
    """
    kind = "Table" if "-table-" in name else "Figure"
    return f"{kind} {int(name[:2])}.{int(name.rpartition('-')[2])}"


def files(piece, mark=None):
    """Return path within the edition -> content, for the files of one piece, each with its mark."""
    name, made = piece["name"], {}
    if piece["kind"] == "figure":
        made[f"figures/{name}.svg"] = draft_mark.on_picture(piece["svg"], mark).encode()
    if piece.get("csv") and piece["kind"] in ("figure", "table"):
        made[f"data/{name}.csv"] = draft_mark.on_table(piece["csv"], mark).encode()
    return made


def first_paragraph(chapter):
    """Return the first paragraph of `chapter`'s prose, or nothing."""
    prose = [block.text for block in chapter.blocks if isinstance(block, Prose)]
    return next((one for text in prose for one in levels.prose_of(text)), "")


def _without_title(text):
    """Return a cell's Markdown without the chapter's title, which the page shows above everything."""
    return re.sub(r"^#\s+.*(\n|$)", "", text.lstrip("\n"), count=1)


def anchor(name):
    """Return the id that a piece has in its chapter and on the page of questions.

    >>> anchor("02-01"), anchor("02-table-01")
    ('figure-02-01', '02-table-01')
    """
    if "-gap-" in name:
        return f"gap-{name}"
    return name if "-table-" in name else f"figure-{name}"


def _piece(piece, places):
    return {"figure": _figure, "table": _table, "sentence": _sentence}[piece["kind"]](piece, places)


def _sentence(piece, places):
    words = [escape(piece["words"])]
    if piece.get("sure"):
        words.append(f"[{escape(piece['sure'])}]{{.sure}}")
    if piece.get("leads_to") in (places or {}):
        words.append(f"[More on {piece['leads_to']}]({places[piece['leads_to']]})")
    return in_div(".finding", " ".join(words))


def _gaps(waiting, reasons):
    """Return the boxes of gaps that follow one another: a reason appears once in a chapter.

    `reasons` are the sentences that the chapter has said, to which those of the gaps `waiting` are added.
    Gaps with one reason share a box, and one whose reason was said is a line of its title.
    """
    boxes = []
    for piece in waiting:
        title = " ".join(str(piece.get("title") or "").split())
        said = " ".join(str(piece.get("words") or "").split())
        sentences = set(re.split(r"(?<=[.!?]) (?=[A-Z])", said.removeprefix(f"{CANNOT_BE_SHOWN} ")))
        known = not sentences - reasons
        reasons |= sentences
        # Figures in a title are let out for its own piece alone.
        apart = not title or any(letter.isnumeric() for letter in title)
        if known and not apart and boxes and boxes[-1]["joins"] and boxes[-1]["sentences"] >= sentences:
            boxes[-1]["titles"].append(title)
        else:
            box = {
                "name": piece["name"],
                "titles": [title] if title else [],
                "said": "" if known and title else said,
            }
            boxes.append(box | {"joins": not apart, "sentences": sentences})
    return [_gap_box(box["name"], box["titles"], box["said"]) for box in boxes]


def _gap_box(name, titles, said):
    # A gap that has no reason beside its title, such as that of report.gap, says it once.
    titles = [title for title in dict.fromkeys(titles) if title != said]
    if said:
        lines = [*(f"**{escape(title)}**" for title in titles), escape(said)]
        return in_div(f"#{anchor(name)} .gap", "\n\n".join(lines))
    listed = "; ".join(titles).rstrip(".")
    end = "" if listed.endswith("?") else "."
    return in_div(
        f"#{anchor(name)} .gap .again", f"Not shown, for the reason given above: {escape(listed)}{end}"
    )


def _links(piece, places):
    """Return the line of links beneath a piece: its files, and where its questions and sources stand."""
    name, links = piece["name"], []
    if piece.get("csv"):
        words = "Download the brief (CSV)" if piece.get("lines") else "Download the numbers (CSV)"
        links.append(f"[{words}](data/{name}.csv)")
    if piece["kind"] == "figure":
        links.append(f"[the picture (PNG)](figures/{name}.png)")
    if places is not None:
        links += [f"[a slide](slides/{name}.png)"] if piece["kind"] == "figure" else []
        links.append(f"[questions and sources]({QUESTIONS}#{anchor(name)})")
    return in_div(".links", " · ".join(links))


def _figure(piece, places):
    name, picture = piece["name"], f"![{escape(piece['alt'])}](figures/{piece['name']}.svg)"
    parts = [_heading(piece, label(name)), picture, _source(piece), _links(piece, places)]
    if piece.get("small") and places is None:  # in print the chapter that it comes from has the rest
        parts = [_title(piece, label(name)), picture]
    parts.append(in_div(f'.details summary="{label(name)} as a table"', _numbers(piece, places)))
    return in_div(f"#{anchor(name)} .figure", together(parts))


def _table(piece, places):
    name, brief = piece["name"], piece.get("lines")
    numbers = _brief(brief) if brief else _numbers(piece, places)
    parts = [_heading(piece, "Brief" if brief else label(name)), numbers, _source(piece)]
    kinds = ".table .brief" if brief else ".table"
    return in_div(f"#{anchor(name)} {kinds}", together([*parts, _links(piece, places)]))


def _brief(lines):
    """Return a brief as a list of its sections, each with its lines; what is not English says what it is."""
    listed = []
    for section, held in groupby(lines, key=itemgetter(0)):
        listed += [escape(section), *(f":   {_in_its_language(escape(line), *of)}" for _, line, *of in held)]
    return together(listed)


def _in_its_language(words, tag, direction):
    if not tag:
        return words
    way = "rtl" if direction == "right to left" else "ltr"
    # A page needs the shortest tag that there is: "pl" and not "pol".
    return f'[{words}]{{lang="{get_global("language_aliases").get(tag, tag)}" dir="{way}"}}'


def _heading(piece, label):
    subtitle = escape(piece.get("subtitle") or "")
    if piece.get("invented"):
        subtitle = f"{subtitle} [{WATERMARK}]{{.invented-mark}}".strip()
    return together([_title(piece, label), in_div(".subtitle", subtitle) if subtitle else ""])


def _title(piece, label):
    return in_div(".title", f"[{label}]{{.label}} **{_whole_bands(escape(piece['title']))}**")


def _whole_bands(text):
    """Return escaped text in which a band such as 25-34 stays on one line."""
    return re.sub(r"(?<!\S)\d+-\d+(?![\w-])", lambda found: f"[{found[0]}]{{.whole}}", text)


def _source(piece):
    source = str(piece.get("source") or "").strip()
    lines = [str(piece.get("note") or "").strip(), f"Source: {source}" if source else ""]
    if piece["kind"] == "figure" and any(ROUNDS_TO_ZERO in row for row in piece["grid"]["rows"]):
        # A hidden figure says so in the picture; that one rounds to zero it does not.
        lines.insert(0, f"{ROUNDS_TO_ZERO} {DEFINITIONS[ROUNDS_TO_ZERO]}.")
    return in_div(".source", together(map(escape, lines))) if any(lines) else ""


def _working(cells):
    fence = "`" * (3 + max((len(run) for cell in cells for run in re.findall("`+", cell)), default=0))
    blocks = together(f"{fence}python\n{cell}\n{fence}" for cell in cells)
    return in_div('.details .working summary="How this was worked out"', blocks)


def in_div(attributes, content):
    """Return a fenced div whose fence is longer than any within it."""
    inner = max((len(found) for found in re.findall(r"^:{3,}", content, re.MULTILINE)), default=2)
    fence = ":" * (inner + 1)
    return f"{fence} {{{attributes}}}\n{content}\n{fence}"


def _numbers(piece, places):
    """Return the numbers of a piece as a Markdown table, with what its markers mean."""
    grid = piece["grid"]
    headings, rows = grid["headings"], grid["rows"]
    linked = (grid["linked"] if places else None) or [False] * len(headings)
    cells = (
        [_named(cell, places) if named else escape(cell) for cell, named in zip(row, linked, strict=True)]
        for row in rows[:ROWS_ON_PAGE]
    )
    parts = [table(map(escape, headings), cells, grid["numeric"])]
    if meanings := markers_in(rows):
        parts.append(in_div(".note", escape(f"{'; '.join(meanings)}.")))
    if len(rows) > ROWS_ON_PAGE:
        more = f"The first {ROWS_ON_PAGE:,} of {len(rows):,} rows. The CSV holds them all."
        parts.append(in_div(".note", more))
    return together(parts)


def _named(cell, places):
    """Return a cell of names with each that has a place as a link; what is no such name stays text."""
    return BETWEEN.join(
        f"[{escape(name)}]({places[name]})" if name in places else escape(name)
        for name in cell.split(BETWEEN)
    )


def table(headings, rows, numeric=()):
    """Return a table of cells that are Markdown, the columns that are `numeric` to the right."""
    headings = list(headings)
    rule = ["---:" if number else ":---" for number in numeric] or [":---"] * len(headings)
    return "\n".join(f"| {' | '.join(line)} |" for line in [headings, rule, *rows])


@functools.cache
def page_file(name):
    """Return one of the files from which a page is made, such as its template."""
    return resources.files("analysis.publish.report").joinpath("page", name).read_text(encoding="utf-8")


def style():
    """Return the style of a page: two of its colours are those of the charts."""
    return f":root {{ --brand: {DARK_BLUE}; --orange: {ORANGE}; }}\n{page_file('style.css')}"


def places_of(chapter, mark=None):
    """Return {id of a map in its page: the outlines of its places} of the maps that fit on a page.

    Of a map with more places than a page's table has rows there are none: they are read from that table.
    """
    drawn = {
        anchor(piece["name"]): draft_mark.on_outlines(piece["places"], piece["svg"], mark)
        for piece in chapter.pieces
        if piece.get("places")
    }
    return {place: svg for place, svg in drawn.items() if svg.count("<path") <= ROWS_ON_PAGE}


def page(text, navigation=(), licences=(), contents=True, maps=None):
    """Return a Markdown document as an HTML page that asks nothing of any network.

    `navigation` lists (address, title, is this page) of the edition's pages; `licences` the lines of
    the foot; `maps` is {id of a map: the outlines of its places}, which `page.js` lays over the picture.
    Pictures are those under `figures/` beside the page; an image from elsewhere is left out.
    """
    pages = [
        {"href": html.escape(address), "title": html.escape(title), **({"here": True} if here else {})}
        for address, title, here in navigation
    ]
    with scratch.folder() as folder:
        places = {name: folder / name for name in ("template.html", "tame.lua", "page.lua", "maps")}
        for name in ("template.html", "tame.lua", "page.lua"):
            places[name].write_text(page_file(name), encoding="utf-8")
        templates = (f'<template data-of="{at}">{svg}</template>\n' for at, svg in (maps or {}).items())
        places["maps"].write_text("".join(templates), encoding="utf-8")
        options = [
            f"--template={places['template.html']}",
            f"--include-after-body={places['maps']}",
            f"--lua-filter={places['tame.lua']}",
            f"--lua-filter={places['page.lua']}",
            f"--variable-json=pages:{json.dumps(pages)}",
            f"--variable-json=licences:{json.dumps([html.escape(line) for line in licences])}",
            f"--variable-json=style:{json.dumps(style())}",
            "--syntax-highlighting=none",
            "--wrap=none",
            "--columns=100000",  # a long line would otherwise fix the widths of a table's columns
        ]
        if contents:
            options += ["--toc", "--toc-depth=2"]
        return pypandoc.convert_text(text, "html5", format=INPUT_FORMAT, extra_args=options, sandbox=False)
