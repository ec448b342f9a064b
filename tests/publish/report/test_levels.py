"""The main report has what chapters mark, the annexes have the rest, and nothing is in neither."""

import json
import re
from collections import Counter
from dataclasses import replace

import docx
import pandas as pd
import pypdfium2
import pytest

from analysis import settings
from analysis.publish import forms
from analysis.publish.exhibits import say, tabulate
from analysis.publish.exhibits.exhibit import CANNOT_BE_SHOWN
from analysis.publish.forms import making, pandoc, pdf
from analysis.publish.report import documents, levels
from analysis.publish.report.chapters import Chapter, Prose, Published
from analysis.tables.cards import Source
from tests.publish.shelf import grid_of
from tests.whole_way import FIRST

MAIN = f"{making.EDITION}.pdf"
ABOUT = {"area": "Kent", "edition": "draft", "period": "2026", "invented": False, "mark": None}
TITLE = Prose("# Who is reached?\n\nWhat the chapter is about.")
OWN = Prose("::: {.commentary}\n**The office's own words**\n\nWe met weekly.\n\nAnd listened.\n:::")


def table(title, main=False, kind="table", rows=1):
    """Return a published table, or a gap."""
    held = {"kind": kind, "title": title, "csv": "a\nb\n", "main": main}
    held |= {"words": f"{CANNOT_BE_SHOWN} No file of it.", "grid": grid_of(["A"], *[["b"]] * rows)}
    return Published(held)


def chapter(*blocks, name="05_reach"):
    return Chapter(name, "Who is reached?", (TITLE, *blocks))


def shown(blocks):
    """Return the texts of prose, and the titles of what is published, in their order."""
    return [one.piece["title"] if isinstance(one, Published) else one.text.strip() for one in blocks]


def in_main(one):
    return shown(levels.main(one.shown))


def in_annex(letter, one):
    (annex,) = (annex for annex in levels.levels().annex if annex.letter == letter)
    return shown(levels.of_annex(annex, one))


OFFERED = Prose("## Who is offered help?\n\nOf all victims.\n\nMore on it.\n\n- a list")
QUOTE = Prose("> A drop points to consent.\n\nStill more.")
BOTH = chapter(
    OFFERED, table("Offered", main=True), QUOTE, table("By place"), Prose("## More\n\nWords."), OWN
)


def test_the_main_report_has_what_is_marked_and_an_annex_the_rest():
    lead = "::: {.lead}\nOf all victims.\n:::"
    kept = ["## Who is offered help?", lead, "Offered", "> A drop points to consent."]
    assert in_main(BOTH) == [*kept, OWN.text]
    left = ["## Who is offered help?", OFFERED.text.partition("\n")[2].strip(), QUOTE.text, "By place"]
    assert in_annex("A", BOTH) == [TITLE.text, *left, "## More", "Words."]
    assert in_annex("A", chapter(OFFERED, table("Offered", main=True))) == []


@pytest.mark.parametrize(("rows", "left"), [(12, []), (13, ["Offered"])])
def test_of_a_long_table_the_main_report_has_twelve_rows_and_an_annex_all(rows, left):
    one = chapter(OFFERED, table("Offered", main=True, rows=rows))
    (begun,) = [block.piece for block in levels.main(one.shown) if isinstance(block, Published)]
    assert len(begun["grid"]["rows"]) == 12 and in_annex("A", one)[3:] == left
    assert begun.get("note") == ("The first 12 of 13 rows. An annex has them all." if left else None)
    page = documents.markdown(one, "Kent", "draft")
    assert page.count("| b |") == rows  # the page has room


@pytest.mark.parametrize("name", ["05_reach", "01_duties", "16_gaps"])
def test_the_offices_own_words_are_never_cut_and_are_once_in_the_main_report(name):
    held = pandoc.report([chapter(OFFERED, table("By place"), OWN, name=name)], ABOUT, [])
    assert "\n".join(held).count(OWN.text) == 1
    own = Prose(OWN.text.replace("And listened.", "## A head\n\nAnd listened."))
    assert in_main(chapter(own)) == [own.text] == in_main(chapter(OFFERED, own))


def test_a_section_that_an_annex_names_is_in_it_and_any_other_in_annex_a():
    ten = chapter(Prose("## Routes {#routes}"), table("R"), Prose("## Other"), table("O"), name="10_services")
    assert "R" in in_annex("C", ten) and "R" not in in_annex("A", ten)
    assert "O" in in_annex("A", ten) and "O" not in in_annex("C", ten)
    assert "By place" in in_annex("G", chapter(table("By place"), name="15_recommendations"))


def test_a_section_with_nothing_to_show_goes_and_what_is_beneath_moves_up():
    lost = [Prose("## Reach\n\nWords."), table("Reach", kind="gap"), Prose("### By age"), table("Age")]
    found = levels.standing(levels.sections(chapter(*lost).shown))
    assert [one.heading for one in found] == ["", "## By age"]
    page = documents.markdown(chapter(*lost), "Kent", "draft")
    assert "Reach" not in page and f"({levels.NOT_ASSESSED}#05_reach)" in page
    assert "Reach" in documents.not_assessed([chapter(*lost)], **ABOUT)


@pytest.mark.parametrize(("kind", "is_main"), [("gap", False), ("table", True)])
def test_what_stands_beneath_a_section_that_an_annex_has_not_moves_up_in_it(kind, is_main):
    above = table("Reach", main=is_main, kind=kind)
    one = chapter(Prose("## Reach\n\nWords."), above, OWN, Prose("### By age"), table("Age"))
    assert in_annex("A", one) == [TITLE.text, "## By age", "Age"]
    both = chapter(Prose("## Reach"), table("Reach"), Prose("### By age"), table("Age"))
    assert in_annex("A", both) == [TITLE.text, "## Reach", "Reach", "### By age", "Age"]


def test_a_page_folds_what_the_main_report_does_not_have():
    page = documents.page(documents.markdown(BOTH, "Kent", "draft"))
    folded = page.index("</span> Table 5.2: By place</summary>")
    assert page.index("<strong>Offered</strong>") < folded < page.index("<strong>By place</strong>")
    assert '<span class="kind">In annex A: tables</span> Table 5.2' in page
    assert "In annex" not in documents.page(documents.markdown(chapter(table("A")), "Kent", "draft"))


def test_a_figure_that_is_too_old_is_in_an_annex_and_named_as_not_assessed():
    old = Source("police_street", "Street-level crime", "Home Office", period="2018-03", newest="2018-03")
    safe = pd.DataFrame({"place": ["Wick"], "offences": [120], "status": "shown"})
    title = say.say("{place} has most", place="Wick", otherwise="Offences by place")

    def three(source):
        made = tabulate.table(safe, sources=source, title=title, main=True).for_the_build()
        return chapter(Published(made), name="03_crime")

    assert in_main(three(old)) == [] and in_annex("A", three(old))[1:] == ["Offences by place"]
    ((part, what, why),) = levels.not_assessed([three(old)])
    assert (part, what) == ("Crime and victims", "Offences by place")
    assert why == "“Street-level crime” ends in March 2018"
    current = three(replace(old, period="2999-01", newest="2999-01"))
    assert in_main(current)[-1] == "Wick has most" and levels.not_assessed([current]) == []


def test_every_name_in_the_list_is_a_chapter_or_a_heading_of_one():
    notebooks = {
        path.stem[:2]: path.read_text(encoding="utf-8") for path in settings.notebooks().glob("*.ipynb")
    }
    held = levels.levels()
    named = [one for part in held.part for one in part.chapters]
    named += [one for annex in held.annex for one in annex.sections]
    wrong = []
    for number, _, place in (one.partition("#") for one in named):
        if number not in notebooks or (place and not re.search(rf"## .* {{#{place}}}", notebooks[number])):
            wrong.append((number, place))
    assert wrong == []
    assert max(Counter(named).values()) <= 2  # a chapter is in a part, and in an annex
    assert len([annex for annex in held.annex if not annex.sections]) == 1


def test_a_part_that_takes_too_many_pages_is_named():
    marks = [("A headline", 3), ("Who lives here", 6), ("Sources and licences", 11)]
    summary = [chapter(name="00_summary")]
    part = "Who lives here: 5 pages of the PDF, and at most 2 were meant."
    whole = "The main report: 41 pages of the PDF, and at most 40 were meant."
    assert levels.over_budget(marks, 41, summary, is_open=False) == [part, whole]
    assert levels.over_budget(marks[1:], 12, [], is_open=False)[0] == part
    assert levels.over_budget(marks[2:], 15, [], is_open=False) == []


# On whole editions


@pytest.fixture(scope="module")
def edition(first_edition):
    return first_edition / "reports" / "sampleshire" / FIRST


def words(path):
    """Return the words of a PDF without any space, for a title may go over two lines."""
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return squeezed("".join(pages))


def squeezed(text):
    return re.sub(r"\s|\ufffe|-|−", "", text)


def test_every_exhibit_is_in_the_main_report_or_in_one_annex(edition):
    papers = {path.name: words(path) for path in [edition / MAIN, *edition.glob("annex_*.pdf")]}
    assert len(papers) == 1 + len(levels.levels().annex)
    first = (edition / "index.html").read_text(encoding="utf-8")
    assert not [name for name in papers if f'href="{name}"' not in first]
    wrong = []
    for entry in json.loads((edition / "manifest.json").read_text(encoding="utf-8"))["figures"]:
        if entry["kind"] in ("figure", "table"):
            # A brief is called so, and has no number.
            kinds = (documents.label(entry["name"]), "Brief")
            titles = {squeezed(f"{kind}{entry['title']}") for kind in kinds}
            held = [name for name, text in papers.items() for one in titles if one in text]
            wrong += [] if len(held) == 1 else [(entry["name"], entry["title"], held)]
    assert wrong == []


@pytest.fixture(scope="module")
def report(edition):
    """Return the Word document of the main report."""
    return docx.Document(edition / f"{making.EDITION}.docx")


def test_the_main_report_keeps_to_its_pages_six_columns_and_twelve_rows(edition, report):
    _, pages = pdf.bookmarks((edition / MAIN).read_bytes())
    assert pages <= levels.levels().pages, forms.over_budget(edition, [], is_open=False)
    # Its last table is that of what could not be assessed, a row a part.
    *held, _ = [(len(one.rows) - 1, len(one.columns), one.rows[0].cells[0].text) for one in report.tables]
    assert len(held) >= 10 and [one for one in held if one[0] > 12 or one[1] > 6] == []


def test_what_is_said_beside_a_main_table_is_about_the_columns_it_has(report):
    sections = [("", [], [])]
    for one in report.iter_inner_content():
        if isinstance(one, docx.table.Table):
            sections[-1][2].extend(cell.text for row in one.rows for cell in row.cells)
        elif one.style.name.startswith("Heading"):
            sections.append((one.text, [], []))
        else:
            sections[-1][1].append(one)
    wrong = []
    for heading, said, held in sections:
        wrong += [(heading, one.text) for one in said if re.search(r"\bcolumns?\b", one.text)]
        named = [run.text for one in said for run in one.runs if run.italic and run.text[:1].isupper()]
        wrong += [(heading, one) for one in named if held and one not in " ".join(held)]
    assert wrong == []


# The formula of Flesch and Kincaid. A syllable is a group of vowels; an e that ends a word is silent, but for
# -le and a word's only one. A word with a digit in it is left out.
YEARS = 12


def syllables(word):
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, groups - bool(re.search(r"[^aeiouyl]e$", word.lower())))


def grade(paragraphs):
    """Return the years of schooling that a text asks for."""
    sentences = [one for text in paragraphs for one in re.split(r"(?<=[.!?])\s+", text)]
    words = re.findall(r"(?<![\w'])[A-Za-z][A-Za-z'’]*(?![\w])", " ".join(paragraphs))
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_main_report_can_be_read_after_fewer_than_twelve_years_at_school(report):
    """Its running text counts: whole sentences outside tables, without headings, titles and sources."""
    assert [syllables(word) for word in ("the", "table", "make", "victim", "people")] == [1, 2, 1, 2, 2]
    learned = grade(["Institutional considerations necessitate."])
    assert grade(["The cat sat on the mat."]) < 1 < YEARS < learned
    outside = [paragraph.text.strip() for paragraph in report.paragraphs]
    text = [one for one in outside if re.search(r"[.!?]$", one) and not one.startswith(("Source", "["))]
    assert len(text) > 50 and grade(text) < YEARS, f"{grade(text):.1f} years"
