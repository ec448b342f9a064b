"""The published page in a real browser: no request leaves the folder, and everyone can read it."""

from pathlib import Path

import pytest

from analysis.publish.report import documents
from analysis.publish.report.chapters import Chapter, Code, Prose, Published

pytestmark = pytest.mark.browser

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 300">'
    '<rect x="20" y="40" width="500" height="40" fill="#12436d"/></svg>'
)
ROWS = "\n".join(
    f"| Place number {number} | {number * 1000:,} | {number}.25 | shown |" for number in range(1, 30)
)
FIGURE = {
    "kind": "figure",
    "title": "Northam is the largest of the five districts",
    "subtitle": "Residents by district, census day",
    "alt": "Bar chart of residents by district. Northam is the largest.",
    "source": "Office for National Statistics, Census 2021",
    "invented": True,
    "svg": SVG,
    "csv": "area_name,people\nNortham,1\n",
    "markdown": f"| District of residence | Residents | Rate per 1,000 | Status |\n|:--|--:|--:|:--|\n{ROWS}",
}
PROSE = "# Who lives here\n\nWhat the census says, and what it cannot.\n\n## By district\n\nIn words."


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Return the address of a chapter's page, in a folder with its files."""
    folder = tmp_path_factory.mktemp("edition")
    pieces = [FIGURE, FIGURE | {"kind": "table"}, {"kind": "sentence", "markdown": "One in ten."}]
    pieces += [{"kind": "gap", "title": "Trend", "markdown": "This cannot be shown. No file."}]
    chapter = Chapter("02_area", "Who lives here", (Prose(PROSE), Code("x = 1"), *map(Published, pieces)))
    text = documents.markdown(chapter, "Sampleshire", "draft", period="Sources from 2021", invented=True)
    page = documents.page(
        text, [("index.html", "Contents", False), ("02_area.html", "Who", True)], ["Invented."]
    )
    for piece, name in zip(chapter.pieces, documents.piece_names(chapter), strict=True):
        for path, content in documents.files(piece, name).items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(content)
    (folder / "02_area.html").write_text(page, encoding="utf-8")
    (folder / "page.js").write_text(documents.page_file("page.js"), encoding="utf-8")
    return Path(folder / "02_area.html").as_uri()


@pytest.fixture
def visit(browser, address):
    """Return a function that opens the page at a width and notes what it asks for and complains of."""
    contexts = []

    def opened(width=1200):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}))
        page = contexts[-1].new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
        page.on("requestfailed", lambda request: page.complaints.append(f"not loaded: {request.url}"))
        page.goto(address, wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()


def test_no_request_leaves_the_folder_and_nothing_complains(visit):
    page = visit()
    assert page.complaints == []
    assert any(url.endswith("02-01.svg") for url in page.asked)
    assert all(url.startswith(("file:", "data:")) for url in page.asked)


def test_axe_finds_nothing(browser, address):
    """By the rules of WCAG 2.2 AA and axe's own of good practice, with everything unfolded."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    # The page lets no script run but those that lie beside it: axe does not.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(address, wait_until="load")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.run(page, options={"runOnly": tags}).response
    context.close()
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert len(found["passes"]) > 20


def test_every_image_is_seen_and_has_alternative_text(visit):
    page = visit()
    images = page.locator("img").evaluate_all("all => all.map(one => [one.alt.trim(), one.naturalWidth])")
    assert images and all(alt and width for alt, width in images)


@pytest.mark.parametrize("width", [320, 360, 768, 1200])
def test_nothing_makes_the_page_scroll_sideways(visit, width):
    page = visit(width)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_the_text_first_and_the_tables_open(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_url("**/*#main")  # the address follows the key a moment later
    assert not page.locator("details table").is_visible()
    page.locator("summary", has_text="as a table").click()
    assert page.locator("details table").is_visible()


def test_text_stands_out_from_what_is_behind_it(visit):
    """WCAG 2.1, 1.4.3: at least 4.5 to 1."""
    script = """() => {
        const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
        const light = colour => numbers(colour).slice(0, 3).map(part => part / 255).map(
            part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
        ).reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
        const behind = one => {
            for (; one; one = one.parentElement) {
                const colour = numbers(getComputedStyle(one).backgroundColor);
                if (colour.length === 3 || colour[3] > 0) return getComputedStyle(one).backgroundColor;
            }
            return "rgb(255, 255, 255)";
        };
        return [...document.querySelectorAll("body *")].filter(
            one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
        ).map(one => {
            const pair = [light(getComputedStyle(one).color), light(behind(one))];
            const [low, high] = pair.sort((a, b) => a - b);
            return [one.tagName + "." + one.className, (high + 0.05) / (low + 0.05)];
        }).filter(([name, ratio]) => ratio < 4.5);
    }"""
    assert visit().evaluate(script) == []


def test_in_print_the_navigation_is_gone_and_the_text_stays(visit):
    page = visit()
    page.emulate_media(media="print")
    assert not page.locator("nav.chapters").is_visible()
    assert page.locator("h1").is_visible() and page.locator("figure img").first.is_visible()
