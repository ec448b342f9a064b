"""The office's own words: beneath their chapter, marked, and without a figure that is not published."""

import datetime
import io
import os
import re
import zipfile

import pytest

from analysis import settings
from analysis.errors import InputError
from analysis.publish.forms import pandoc
from analysis.publish.report import documents
from analysis.publish.report.chapters import Chapter, Prose, Published
from analysis.publish.report.commentary import refuse_unapproved, with_own_words

FIGURE = {"kind": "figure", "title": "T", "alt": "A", "svg": "<svg/>", "figures": ["1,234", "5.5%"]}
CHAPTERS = [
    Chapter("02_area", "Who lives here?", (Prose("# Who\n\nText."), Published(FIGURE))),
    Chapter("05_reach", "Who is reached?", (Prose("# Who\n\nText."),)),
]


@pytest.fixture
def wrote(tmp_path):
    """Return what writes a file of commentary and gives the chapters with it."""
    folder = tmp_path / "commentary"
    folder.mkdir()

    def write(name, text):
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        with settings.serving(settings.Run(local=tmp_path)):
            return with_own_words(CHAPTERS, "kent")[0]

    return write


def page_of(chapter):
    return documents.page(documents.markdown(chapter, "Kent", "draft"))


def own_part(chapter):
    """Return the part of a chapter's page that has the office's own words."""
    page = page_of(chapter)
    start = page.index("The office's own words</strong>")
    return page[start : page.index("</section>", start)]


def test_words_stand_beneath_their_chapter_and_say_whose_they_are(wrote, tmp_path):
    with settings.serving(settings.Run(local=tmp_path / "none")):
        assert with_own_words(CHAPTERS, "kent") == (CHAPTERS, [])
    two, five = wrote("05.md", "We met *weekly*.\n\n# A head\n\n- and listened")
    assert two == CHAPTERS[0]
    page = page_of(five)
    start = page.index("The office's own words")
    assert page.index("Text.") < start < page.index("We met <em>weekly</em>.")
    assert "<strong>A head</strong>" in page and "A head</h" not in page
    assert 'class="commentary"' in page


@pytest.mark.parametrize(
    "words",
    [
        "Robberies with no known place this year: 4. Three Vietnamese were referred.",
        "Robberies with no known place this year: 4 (Figure 2.1). Three Vietnamese were referred.",
        "We looked at 4 tables.",
        "We met women's groups in three districts.",
        "One in twenty leaflets came back.",
        "They share a couple of rooms.",
        "The rate is 4%, or 4.0 in 100.",
        "- Robberies (Figure 2.1)\n- Vietnamese: 4",
        "From 4 May victims were told.",
        "th&shy;ree of Vietnam, or \uff14, or \u0664",
        "Two (Figure 2.1) were Vietnamese.",
        "Four (Figure 9.9) were Vietnamese.",
    ],
)
def test_a_number_below_the_threshold_is_told_of_nothing_that_no_exhibit_shows(words, wrote, monkeypatch):
    monkeypatch.setitem(FIGURE, "figures", ["4", "20", "100"])
    with pytest.raises(InputError, match=r"05\.md, line [12]: holds a number below 10, and"):
        wrote("05.md", words)


@pytest.mark.parametrize(
    "words",
    [
        "Four of the 20 are empty (Figure 2.1), and so are 4 others.",
        "Figure 2.1 shows 4.",
        "No one met twenty-four tables before 4 May 2026, in 2026-Q1 or in 2025/26.",
        "Of 1,234 people 5.5% live there (Figure 2.1), as of 21 March 2021.",
    ],
)
def test_a_published_figure_may_be_told_again_beside_the_exhibit_that_shows_it(words, wrote, monkeypatch):
    monkeypatch.setitem(FIGURE, "figures", ["4", "20", "1,234", "5.5%"])
    _, five = wrote("05.md", words)
    assert words in five.blocks[-1].text


APPROVED = "---\napproved_by: Head of policy\napproved_on: 2026-07-14\n---\n"


def test_who_approved_the_words_stands_beside_them_or_they_are_unpublished(wrote, tmp_path):
    own = "**The office's own words**"
    said = [("Text.", "not approved yet", ["05_reach"])]
    said += [(f"{APPROVED}Text.", "approved by Head of policy on 14 July 2026\n\nText.", [])]
    for text, words, unapproved in said:
        assert f"{own}, {words}" in wrote("05.md", text)[1].blocks[-1].text
        with settings.serving(settings.Run(local=tmp_path)):
            assert with_own_words(CHAPTERS, "kent")[1] == unapproved
    refuse_unapproved([])
    with pytest.raises(InputError, match=r"commentary/05\.md: nobody has approved these words.*approved_on"):
        refuse_unapproved(["05_reach"])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("05.md", "Text.\n\nWe saw 47 people.", r"05\.md, line 3: holds a figure that no chapter"),
        ("05.md", b"caf\xe9", r"05\.md: is not UTF-8 text"),
        ("5.md", "Text.", r"5\.md: is not a commentary.*such as 05\.md"),
        ("99.md", "Text.", r"99\.md: is not a commentary"),
        ("notes.txt", "Text.", r"notes\.txt: is not a commentary"),
        ("05.md", "::: {.finding}\nx\n:::", "line 1: begins with colons"),
        ("05.md", "---\napproved_by: Head\nText.", "do not end"),
        ("05.md", "---\napproved_by: Head\n---\nText.", "does not say by whom and when"),
        ("05.md", "---\nauthor: Head\n---\nText.", "line 2: is not how a file begins"),
        ("05.md", APPROVED.replace("2026-07-14", "14 July"), "is not a day such as 2026-07-14"),
        ("05.md", APPROVED.replace("2026-07-14", "2999-07-14"), "a day that has not come yet"),
        ("05.md", APPROVED.replace("Head of policy", "Mr John Smith"), "names a role"),
        ("05.md", APPROVED.replace("Head of policy", "x" * 61), "names a role"),
    ],
)
def test_what_may_not_stand_there_and_an_unreadable_approval_are_refused(wrote, name, text, said, tmp_path):
    with pytest.raises(InputError, match=said) as fault:
        wrote(name, text)
    assert "47" not in str(fault.value).replace(str(tmp_path), "")


HARMFUL = (
    "<script>alert(x)</script>",
    "![x](http://a.org/x.png)",
    "```{=html}\n<b>\n```",
    '[x]{onclick="alert(x)" style="position:fixed"}',
    '`x`{onclick="alert(x)"}',
    '~~~ {.python onclick="alert(x)"}\nx\n~~~',
    '![x](figures/a.svg){onerror="alert(x)"}',
    '[x](a.html){onmouseover="alert(x)"}',
    '> ::: {onclick="alert(x)"}\n> x\n> :::',
    "[x](javascript:alert)",
    "[x](JavaScript:alert)",
    "[x][a]\n\n[a]: javascript:alert",
    "<javascript:alert>",
    "[x](data:text/html,<script>alert</script>)",
    "[x](vbscript:alert)",
    "[x](file:///etc/hosts)",
    "[x](//example.invalid/a)",
    "[x](/etc/hosts)",
)


def test_no_attribute_and_no_address_does_anything_in_any_form(wrote):
    *_, five = wrote("05.md", "\n\n".join(HARMFUL))
    own = own_part(five)
    assert not re.search(r"\son\w+=|style=|href|<img|<b>|<script>alert", own.replace('<a href="a.html">', ""))
    about = {"area": "Kent", "edition": "draft", "period": "2026", "invented": False, "mark": None}
    about["help_lines"] = []
    word = pandoc.converted(pandoc.report([five], about, []), "docx", ".", datetime.date(2026, 3, 31))
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        links = parts.read("word/_rels/document.xml.rels").decode()
    assert not re.search('TargetMode="External"', links)


def test_nothing_in_them_passes_for_a_part_of_the_report(wrote):
    text = "[x]{#what-changed .finding}\n\nA head\n===\n\n> ::: {.finding}\n> y\n> :::\n\n"
    text += "Said[^n].\n\n[^n]: A note."
    *_, five = wrote("05.md", f"{text}\n\n---\nkeywords: a secret\n---\n\nEnd.")
    own = own_part(five)
    assert "class=" not in own and "id=" not in own and "<h" not in own.replace("<hr", "")
    assert "<strong>A head</strong>" in own and "Said (A note.)" in own
    assert "keywords: a secret" in own and "End." in own


def test_words_may_lead_to_another_page_and_to_the_web(wrote):
    *_, five = wrote("05.md", "[x](questions.html#what) and [y](https://example.org/a) and [z](#top)")
    page = page_of(five)
    for address in ("questions.html#what", "https://example.org/a", "#top"):
        assert f'<a href="{address}">' in page


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes, and links for few")
@pytest.mark.parametrize(
    "make", [lambda path: path.symlink_to(__file__), os.mkfifo, os.mkdir], ids=["link", "pipe", "folder"]
)
def test_words_stand_in_a_file_of_their_own(wrote, tmp_path, make):
    make(tmp_path / "commentary" / "02.md")
    with pytest.raises(InputError, match=r"02\.md: is not a file of its own"):
        wrote("05.md", "Text.")
