"""The main report can be read after fewer than twelve years at school, by the formula of Flesch and Kincaid.

What counts is running text of Sampleshire's edition: whole sentences outside tables, without headings,
titles and sources. A syllable is a group of vowels; an e that ends a word is silent, but for -le and a
word's only one. A word with a digit in it is left out.
"""

import re
import zipfile
from xml.etree import ElementTree

from analysis.publish.forms import making

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
YEARS = 12


def running_text(path):
    """Return the paragraphs of a Word file that end as a sentence does, without those that name sources."""
    with zipfile.ZipFile(path) as document:
        body = ElementTree.fromstring(document.read("word/document.xml")).find(f"{W}body")
    in_tables = {paragraph for table in body.iter(f"{W}tbl") for paragraph in table.iter(f"{W}p")}
    outside = [
        "".join(one.text or "" for one in paragraph.iter(f"{W}t")).strip()
        for paragraph in body.iter(f"{W}p")
        if paragraph not in in_tables
    ]
    return [one for one in outside if re.search(r"[.!?]$", one) and not one.startswith(("Source", "["))]


def syllables(word):
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, groups - bool(re.search(r"[^aeiouyl]e$", word.lower())))


def grade(paragraphs):
    """Return the years of schooling that a text asks for, by the formula of Flesch and Kincaid."""
    sentences = [one for text in paragraphs for one in re.split(r"(?<=[.!?])\s+", text)]
    words = re.findall(r"(?<![\w'])[A-Za-z][A-Za-z'’]*(?![\w])", " ".join(paragraphs))
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_a_simple_text_asks_for_little_and_a_learned_one_for_more():
    assert [syllables(word) for word in ("the", "table", "make", "victim", "people")] == [1, 2, 1, 2, 2]
    assert (
        grade(["The cat sat on the mat."]) < 1 < YEARS < grade(["Institutional considerations necessitate."])
    )


def test_the_main_report_can_be_read_after_fewer_than_twelve_years_at_school(first_edition):
    (path,) = (first_edition / "reports").glob(f"sampleshire/*/{making.EDITION}.docx")
    text = running_text(path)
    assert len(text) > 50
    assert grade(text) < YEARS, f"{grade(text):.1f} years"
