"""A chapter as a document and as a page: what stands where, and what hostile text cannot do."""

import html
import re

import pytest

from analysis.publish.exhibits.exhibit import CANNOT_BE_SHOWN
from analysis.publish.report import documents, left_open
from analysis.publish.report.chapters import Chapter, Code, Prose, Published
from tests.publish.shelf import grid_of

HOSTILE = [
    "<script>alert(1)</script>",
    "![x](http://example.org/x.png)",
    "[x](http://example.org)",
    "*bold* _em_ `code` ~~struck~~ ^up^ $x^2$",
    "a | b \\| c \\",
    "# heading",
    "- item",
    "1. item",
    "::: {.gap}",
    "---",
    "&lt;b&gt; & <b>",
    "{.class} [@cite] \\textbf{x}",
    "= + @cmd",
    "“St John’s” 'O'Brien' -- ...",
]
PROSE = "# Who lives here\n\nThe *first* paragraph.\n\n## By district"
FIGURE = {
    "kind": "figure",
    "title": "Northam is the largest",
    "subtitle": "People, 2021",
    "alt": "Bar chart of people by district.",
    "source": "Office for National Statistics, Census 2021",
    "note": "Counts are perturbed.",
    "invented": False,
    "svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "csv": "area_name,people\nNortham,1234\nWick,[c]\n",
    "grid": grid_of(["Place", "People"], ["Northam", "1,234"], ["Wick", "[c]"]),
}


def chapter(*pieces, prose=PROSE):
    blocks = [Prose(prose), Code('AREA = "kent"'), *map(Published, pieces)]
    return Chapter("02_area", "Who lives here", tuple(blocks))


def made(*pieces, prose=PROSE, **options):
    return documents.markdown(chapter(*pieces, prose=prose), "Kent", "draft", **options)


def page_of(*pieces, **options):
    return documents.page(made(*pieces, **options))


def words(page):
    """Return the text of a page's main part, tags taken out."""
    main = page[page.index("<main") : page.index("</main>")]
    return html.unescape(re.sub(r"<[^>]+>", "\n", main))


def test_a_figure_has_title_picture_source_files_table_and_its_questions():
    grid = FIGURE["grid"]
    text = made(FIGURE | {"grid": grid | {"rows": [*grid["rows"], ["Easton", "[low]"]]}})
    for wanted in (
        "(questions.html#figure-02-01)",
        "**Northam is the largest**",
        "![Bar chart of people by district.](figures/02-01.svg)",
        "Source\\: Office",
        "Counts are perturbed.",
        "(data/02-01.csv)",
        "(figures/02-01.png)",
        "(slides/02-01.png)",
        "| Northam | 1,234 |",
    ):
        assert wanted in text
    # A marker that appears in the picture is explained beneath it, and beneath its table.
    assert text.count("more than zero, and rounds to it") == 2 and "more than zero" not in made(FIGURE)
    page = documents.page(text)
    assert '<img src="figures/02-01.svg" alt="Bar chart of people by district."' in page
    assert page.count("<table") == 1 and "[c] suppressed, so that nobody" in words(page)
    assert page.index("<details>") < page.index("<table")
    held = {"figures/02-01.svg": FIGURE["svg"].encode(), "data/02-01.csv": FIGURE["csv"].encode()}
    assert documents.files(FIGURE | {"name": "02-01"}) == held
    pieces = [FIGURE, FIGURE | {"kind": "table"}, {"kind": "sentence", "words": "Said."}, FIGURE]
    names = ["02-01", "02-table-01", "02-sentence-01", "02-02"]
    assert [piece["name"] for piece in chapter(*pieces).pieces] == names
    assert "(questions.html#02-table-01)" in made(FIGURE | {"kind": "table"})


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_as_the_text_it_is(text):
    piece = FIGURE | dict.fromkeys(("title", "subtitle", "source", "note", "alt"), text)
    piece |= {"grid": grid_of([text, "Number"], [text, "1"])}
    gaps = [{"kind": "gap", "title": text, "words": "No file."}]
    gaps += [{"kind": "gap", "title": "A trend", "words": text}]
    held = chapter(piece, {"kind": "sentence", "words": text}, *gaps)
    about = {"area": text, "edition": "draft", "period": text}
    texts = documents.markdown(held, **about), documents.not_assessed([held], **about)
    pages = list(map(documents.page, texts))
    lines = [line.strip() for page in pages for line in words(page).splitlines()]
    page = "".join(pages)
    wanted = " ".join(text.split())
    assert sum(line.removesuffix(".") == wanted.removesuffix(".") for line in lines) >= 8
    (alt,) = re.findall(r'<img src="figures/02-01.svg" alt="([^"]*)"', page)
    assert html.unescape(alt) == text
    assert "<script" not in page.replace(OWN_SCRIPT, "") and 'example.org/x.png"' not in page.replace(alt, "")
    assert set(re.findall(r'(?:href|src)="(http[^"]*)', page)) == {WAY_OUT}


WAY_OUT = "https://www.bbc.co.uk/weather"  # where "Leave this site" leads
OWN_SCRIPT = '<script src="page.js"></script>'
PLACES = {"M20": "questions.html#M20", "recommendation 4": "questions.html#recommendation-4"}


def named(cell, linked=(True, False)):
    grid = grid_of(["Item", "People"], [cell, "M20"]) | {"linked": linked}
    return page_of({"kind": "table", "title": "T", "csv": "a\n", "grid": grid}, places=PLACES)


def test_a_name_with_a_place_is_a_link_in_columns_of_names_alone():
    page = named("M20; recommendation 4")
    assert '<a href="questions.html#M20">M20</a>; <a href="questions.html#recommendation-4">' in page
    assert page.count("#M20") == 1, "the other column holds no names"
    assert "#M20" not in named("M20", linked=(False, False))


@pytest.mark.parametrize("text", ["M200", "M20 ", "m20", "see M20", "[M20](http://example.org)"])
def test_what_is_not_exactly_a_name_stays_text_in_a_column_of_names(text):
    page = named(text)
    assert " ".join(text.split()) in words(page)
    links = re.findall(r'<td[^>]*><a href="([^"]*)"', page)
    assert not links and "example.org" not in "".join(re.findall(r'href="[^"]*"', page))


def test_raw_html_in_prose_is_shown_and_not_obeyed_and_no_image_is_fetched():
    prose = "# T\n\n<script>x()</script> <b>y</b> ![Seen](http://a.org/a.png) and ![x](../../etc/a.svg)"
    page = page_of(prose=prose)
    assert "<script" not in page.replace(OWN_SCRIPT, "") and "&lt;script&gt;" in page
    assert "<img" not in page and "Seen" in page


def test_the_page_names_area_edition_and_period_has_landmarks_and_says_invented():
    links = [("index.html", "Contents", False), ("02_area.html", "Who <lives> here", True)]
    text = made(FIGURE, period="Sources from 2021")
    page = documents.page(text, links, ["Contains public sector information."])
    for wanted in (
        '<html lang="en-GB">',
        'href="#main">Skip',
        "Edition: draft",
        "Sources from 2021",
        "Contains public sector information.",
        '<a href="02_area.html" aria-current="page">Who &lt;lives&gt; here</a>',
        "How this was worked out",
        "AREA = &quot;kent&quot;",
        'href="#by-district"',
    ):
        assert wanted in page
    assert page.count("<h1") == 1 and "<em>first</em>" in page and "Invented" not in page
    assert page_of(FIGURE | {"invented": True}, invented=True).count("Invented data") >= 3
    prose = "# Title\n\n## Question\n\n- a list\n\nThe answer in words.\n\nMore."
    assert documents.first_paragraph(chapter(prose=prose)) == "The answer in words."


def test_a_long_table_is_cut_on_the_page_and_says_so():
    rows = [[f"Place {number}", str(number)] for number in range(documents.ROWS_ON_PAGE + 1)]
    longer, shorter = (FIGURE | {"grid": grid_of(["Place", "People"], *held)} for held in (rows, rows[1:]))
    assert "The first 500 of 501 rows" in words(page_of(longer))
    assert "The first" not in page_of(shorter).replace("The <em>first", "")


def gap(title, *reasons):
    return {"kind": "gap", "title": title, "words": f"{CANNOT_BE_SHOWN} {' '.join(reasons)}"}


def gaps_of(*blocks):
    """Return the gap boxes of a chapter with these pieces and texts, each as its lines."""
    made = [Prose(PROSE), *(Prose(one) if isinstance(one, str) else Published(one) for one in blocks)]
    text = documents.body(Chapter("02_area", "T", tuple(made)).shown)
    boxes = re.findall(r"::: \{#gap-\S+ (\.gap[^}]*)\}\n(.*?)\n:::", text, re.DOTALL)
    return [(kind, [line for line in box.split("\n") if line]) for kind, box in boxes]


AGE = gap("By age", "No file.")
FIRST = (".gap", ["**By age**", "This cannot be shown. No file."])


def said_above(*titles):
    """Return the box of gaps whose reason a chapter gave already."""
    return (".gap .again", [f"Not shown, for the reason given above: {'; '.join(titles)}"])


@pytest.mark.parametrize(
    ("blocks", "boxes"),
    [
        ([AGE, gap("By sex", "No file."), AGE],
         [(".gap", ["**By age**", "**By sex**", "This cannot be shown. No file."])]),
        ([AGE, "## Who else?", gap("By sex", "No file."), gap("By group", "No file."), FIGURE,
          gap("By place", "No file.")],
         [FIRST, said_above("By sex", "By group."), said_above("By place.")]),
        ([AGE, gap("Of 12 areas", "No file."), gap("By sex", "No file.")],
         [FIRST, said_above("Of 12 areas."), said_above("By sex.")]),
        ([AGE, "## Which?", gap("Is it unusual?", "No file.")], [FIRST, said_above("Is it unusual?")]),
        ([AGE, gap("Needs", "No return."), gap("Reach", "No file.", "No return.")],
         [FIRST, (".gap", ["**Needs**", "This cannot be shown. No return."]), said_above("Reach.")]),
    ],
    ids=["one after another", "given already", "a title with a figure", "a question", "two reasons"],
)  # fmt: skip
def test_a_reason_is_said_once_in_a_chapter_beneath_all_that_it_is_of(blocks, boxes):
    assert gaps_of(*blocks) == boxes


def test_what_the_files_leave_open_stands_after_a_chapters_beginning():
    points = {"victims": ["Victims.", "Some entries are not known."]}
    text = documents.markdown(left_open.with_open_points(chapter(FIGURE), points), "Kent", "draft")
    assert left_open.with_open_points(chapter(FIGURE), {}) == chapter(FIGURE)
    assert (
        text.index("The *first* paragraph")
        < text.index("Some entries are not known.")
        < text.index("Northam is")
    )


def test_a_band_in_a_title_stays_on_one_line_and_an_address_in_a_cell_may_break():
    page = page_of(FIGURE | {"title": "Most are aged 25-34, few 5-"})
    assert '<span class="whole">25-34</span>, few 5-' in page
    grid = grid_of(["Where"], ["Get it from https://example.org/a/long-name"])
    page = page_of(FIGURE | {"kind": "table", "grid": grid})
    assert '<span class="address">https://<wbr>example.org/<wbr>a/<wbr>long-name<wbr></span>' in page
