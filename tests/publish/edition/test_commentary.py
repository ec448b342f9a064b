"""The office's own words: beneath their chapter, marked, and without a figure that is not published."""

import pytest

from analysis import settings
from analysis.errors import InputError
from analysis.publish.edition import documents
from analysis.publish.edition.chapters import Chapter, Prose, Published
from analysis.publish.edition.commentary import with_own_words

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
            return with_own_words(CHAPTERS, "kent")

    return write


def test_words_stand_beneath_their_chapter_and_say_whose_they_are(wrote):
    two, five = wrote("05.md", "We met *weekly*.\n\n# A head\n\n- and listened")
    assert two == CHAPTERS[0]
    page = documents.page(documents.markdown(five, "Kent", "draft"))
    start = page.index("The office's own words") if "The office's own" in page else page.index("own words")
    assert page.index("Text.") < start < page.index("We met <em>weekly</em>.")
    assert "<strong>A head</strong>" in page and "A head</h" not in page
    assert 'class="commentary"' in page


def test_a_figure_that_is_published_may_be_told_again(wrote):
    _, five = wrote("05.md", "Of 1,234 people 5.5% live there, as of 21 March 2021.")
    assert "1,234 people" in five.blocks[-1].text


def test_without_a_folder_nothing_changes(tmp_path):
    with settings.serving(settings.Run(local=tmp_path / "none")):
        assert with_own_words(CHAPTERS, "kent") == CHAPTERS


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("05.md", "Text.\n\nWe saw 47 people.", r"05\.md, line 3: holds a figure that no chapter"),
        ("05.md", b"caf\xe9", r"05\.md: is not text in UTF-8"),
        ("5.md", "Text.", r"5\.md: is no commentary.*such as 05\.md"),
        ("99.md", "Text.", r"99\.md: is no commentary"),
        ("notes.txt", "Text.", r"notes\.txt: is no commentary"),
        ("05.md", "::: {.finding}\nx\n:::", "line 1: begins with colons"),
    ],
)
def test_what_may_not_stand_there_is_refused(wrote, name, text, said):
    with pytest.raises(InputError, match=said) as fault:
        wrote(name, text)
    assert "47" not in str(fault.value)


@pytest.mark.parametrize(
    "text", ["<script>alert(x)</script>", "![x](http://a.org/x.png)", "```{=html}\n<b>\n```"]
)
def test_nothing_live_passes(wrote, text):
    *_, five = wrote("05.md", text)
    page = documents.page(documents.markdown(five, "Kent", "draft"))
    assert "<script>alert" not in page and 'src="http' not in page and "<b>" not in page
