"""No figure is typed into the prose of a chapter: it would go out of date."""

import nbformat
import pytest

from analysis.publish.report import chapters


@pytest.fixture
def read(tmp_path):
    """Return a function that gives a chapter with words in its third cell, read as a build reads it."""

    def write(words, tags=()):
        code = nbformat.v4.new_code_cell("AREA = 1  # of 47", metadata={"tags": ["parameters"]})
        cells = [nbformat.v4.new_markdown_cell("# Victims"), code]
        cells.append(nbformat.v4.new_markdown_cell(words, metadata={"tags": list(tags)}))
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "04_victims.ipynb")
        return chapters.read(tmp_path / "04_victims.ipynb")

    return write


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("In the north 3 victims were Black.", "3"),
        ("½ of them", "½"),
        ("٣ of them", "3"),
        ("There 1,304 **women** came.", "1304"),
        ("3 of those of 2026-Q1", "3"),
        ("Forty, and 40 in the table.", "40"),
        ("The 43 forces.", "43"),
        ("101 victims, and 999 residents.", "101"),
        ("Half of those aged 16 to 59 are 12,400 people.", "12400"),
        ("Chapter 5 has 17 charts.", "17"),
        ("As chapter 5, 30 victims said so.", "30"),
        ("Victims aged 16 and 12 of them children.", "12"),
        ("See section 4: 12% of victims.", "12"),
        ("In 2021 there were 2,021 of them.", "2021"),
        ("- 5.5% live there", "5.5"),
        ("More than 18 came, under 18 left.", "18"),
        ("They came on 40 days.", "40"),
        ("1,101 of them called 101.", "1101"),
    ],
)
def test_a_figure_is_refused_by_its_notebook_and_cell(read, words, found):
    with pytest.raises(chapters.ChapterError) as fault:
        read(words)
    assert str(fault.value).startswith(f'04_victims, cell 3: "{found}" is typed into its text')
    assert "publish.say" in str(fault.value)


@pytest.mark.parametrize(
    "words",
    [
        "Counted on 21 March 2021, in 2026-Q1, in the week of 27 December 2022 and before late 2019.",
        "The Modern Slavery Act 2015, section 52, sections 49 and 50, Article 4; Regulation (EU) 2016/679.",
        "Chapters 3, 5 and 11 say more; see Section 95 support.",
        "Children aged 0-17, people aged 16 to 59, those aged 65 and over, 18-year-olds and under-18s.",
        "In an emergency call 999. Otherwise call 101, or ring the helpline on 0808 200 0247.",
        "A rate per 1,000 residents, of the census table TS024, since COVID-19.",
        "See [the response](https://www.gov.uk/a/response-17) and https://www.gov.uk/b/42.",
        "1. Ask first.\n2. Then look.\n\n> 3. Then say.",
        "One victim of every three; a number in words is beyond this.",
    ],
)
def test_what_names_something_and_counts_nothing_passes(read, words):
    assert read(words).cells[2].source == words


def test_words_beside_sliders_are_for_jupyterlab_alone(read):
    assert read("Move it to 40.", tags=[chapters.LAB]).cells[2].source == ""
