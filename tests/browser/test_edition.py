"""A small edition in a real browser: search, folds, maps by mouse and keyboard, narrow, and in print."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis.publish.report import contents, documents, search_index
from analysis.publish.report.chapters import Chapter, Prose, Published
from analysis.tables.cards import Source
from tests.publish.exhibits.kinds import as_piece
from tests.publish.shelf import grid_of

pytestmark = pytest.mark.browser

HOSTILE = "<script>alert(1)</script>"
NAMES = ("Northam", "Café Corner", HOSTILE, "Wick & *Medway*", "Easton", "Southam")
PAGES = ("index", "02_people", "03_places", "09_status")
# Viewports: a desk, the same at 200 % zoom, a phone, and the narrowest that WCAG 1.4.10 asks for.
DESK, ZOOMED, PHONE, NARROW = 1280, 640, 360, 320
LINKS = ".chapters ul a"


def a_map():
    """Return a map of six squares, of which one is hidden, one has no figure and one is in no row."""
    import geopandas
    from shapely.geometry import box

    codes = [f"E0190{place:04d}" for place in range(7)]
    # In another order than the table's rows.
    shapes = geopandas.GeoDataFrame(
        {"lsoa21_code": codes[::-1]},
        geometry=[box(x * 1000, 0, x * 1000 + 1000, 3000) for x in range(7)],
        crs=27700,
    )
    figures = [12.5, 3.25, None, 7.0, None, 0.0]
    status = ["shown", "shown", "suppressed", "shown", "not available", "shown"]
    frame = pd.DataFrame(
        {"lsoa21_code": codes[:6], "area_name": NAMES, "share_pct": figures, "status": status}
    )
    drawn = as_piece.map(
        frame,
        shapes,
        "lsoa21_code",
        "share_pct",
        name="area_name",
        unit="Share of residents",
        sources=Source("a", "Languages", "ONS", invented=True),
        title="The west has more",
        subtitle="Residents by small area",
    )
    return drawn.for_the_build()


def a_table(title, headings, *rows, main=False):
    """Return a table of words as a chapter publishes it."""
    grid = grid_of(headings, *rows)
    return {"kind": "table", "title": title, "grid": grid, "csv": "a\n", "main": main}


def a_summary():
    """Return a summary with page one: findings of which the second is less sure, and what to decide."""
    headline = "39% of recorded victims are offered help, and 5% have a need met"
    said = {"kind": "sentence", "words": headline}
    sure = ("High confidence: a current count.", "Low confidence: claimed, not verified.")
    found = [
        said | {"words": f"Of 39,020 recorded victims, {many} were offered help.", "sure": word}
        for many, word in zip(("15,172", "2,055"), sure, strict=True)
    ]
    decide = a_table("To decide", ("Decide", "Because", "By"), ("Renew", "Paid until July", "30 June 2026"))
    blocks = [Prose("# Summary"), Published(said), Prose("## What we found"), *map(Published, found)]
    blocks += [Prose("## Decide this quarter"), Published(decide), Prose("## Behind {#behind}")]
    return Chapter("00_summary", "Summary", tuple(blocks))


def a_folded_chapter():
    """Return a chapter of which the main report has a wide table, and the annex one in each section."""
    services = [f"Service number {at}" for at in range(12)]
    wide = a_table("Who helps", services, ["Northam refuge"] * 12, main=True)
    more, last = (a_table(title, ("Place", "Answer"), ("Wick", "yes")) for title in ("By place", "By need"))
    blocks = [Prose("# Status\n\n## No recourse to public funds\n\nWho helps.")]
    blocks += [Published(wide), Published(more)]
    blocks += [Prose("## Needs {#needs}\n\nWhat disabled people need."), Published(last)]
    return Chapter("09_status", "Status", tuple(blocks))


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """Return the folder of an edition: page one, and chapters of prose, findings, tables, folds and a map."""
    folder = tmp_path_factory.mktemp("edition")
    drawn = a_map()
    table = {key: drawn[key] for key in ("csv", "grid", "source")}
    table |= {"kind": "table", "title": f"Who lives in {HOSTILE}", "subtitle": "By place", "invented": True}
    said = {"kind": "sentence", "words": "Half of those who need an interpreter live in Easton."}
    gap = {"kind": "gap", "title": "Trend", "words": "This cannot be shown. No file of it was read."}
    people = Prose("# Who lives here?\n\nWhat the census says.\n\n## Interpreters\n\nWho asked for one.")
    places = Prose("# Where?\n\nThe same by place.\n\n## On the map\n\nDarker is more.")
    chapters = [
        Chapter("02_people", "Who lives here?", (people, *map(Published, (said, table)))),
        Chapter("03_places", "Where?", (places, *map(Published, (drawn, gap)))),
        a_folded_chapter(),
    ]
    links = [("index.html", "Page one"), *((f"{one.name}.html", documents.numbered(one)) for one in chapters)]
    about = {"area": "Sampleshire", "edition": "draft", "invented": True, "help_lines": contents.HELP}
    about |= {"mark": "Draft: not for circulation", "period": "As at 2026 Q2. Sources from 2019 to 2026"}
    texts = {one.name: documents.markdown(one, **about) for one in chapters}
    headline, opening = documents.page_one(a_summary(), {})
    head = documents.front_matter(title=headline, lang="en-GB", **about)
    texts["index"] = f"{head}\n{opening}\n\nThree chapters.\n"
    maps = {one.name: documents.places_of(one) for one in chapters}
    pages = {}
    for stem, text in texts.items():
        here = [(address, title, address == f"{stem}.html") for address, title in links]
        pages[f"{stem}.html"] = documents.page(text, here, ["Invented."], maps=maps.get(stem))
    indexed = [(address, title, pages[address]) for address, title in links[1:]]
    written = {name: text.encode() for name, text in pages.items()}
    written |= {search_index.FILE: search_index.index(indexed).encode()}
    written |= {"page.js": documents.page_file("page.js").encode()}
    for chapter in chapters:
        for piece in chapter.pieces:
            written |= documents.files(piece)
    for path, content in written.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture
def visit(browser, edition):
    """Return a function that opens a page at a width, and notes what it asks for and complains of."""
    contexts = []

    def opened(page="03_places", width=DESK, **options):
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, **options))
        seen = contexts[-1].new_page()
        seen.asked, seen.complaints = [], []
        seen.on("request", lambda request: seen.asked.append(request.url))
        seen.on("console", lambda message: seen.complaints.append(message.text))
        seen.on("pageerror", lambda fault: seen.complaints.append(str(fault)))
        seen.on("dialog", lambda dialog: seen.complaints.append(dialog.message) or dialog.dismiss())
        seen.goto((edition / f"{page}.html").as_uri(), wait_until="load")
        return seen

    yield opened
    for context in contexts:
        context.close()


ELSEWHERE = "https://www.bbc.co.uk/weather"


def left(page, connected=True):
    """Prepare a page for being left: the site that it leads to answers, or the network is down."""
    if connected:
        page.context.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body="<h1>Weather</h1>"))
    else:
        page.context.set_offline(True)
    return page


def shows_nothing_of_the_report(page):
    page.wait_for_function("!document.body || !document.body.innerText.includes('Sampleshire')")
    assert "Sampleshire" not in page.content() and "Sampleshire" not in page.title()


def test_every_page_is_left_with_one_click_and_back_does_not_return(visit):
    page = left(visit())
    page.get_by_role("button", name="Leave this site").click()
    page.wait_for_url(ELSEWHERE)
    page.go_back()
    assert page.url == "about:blank"


def test_pages_that_were_read_before_do_not_come_back_either(visit):
    page = left(visit("index"))
    page.get_by_role("navigation", name="Chapters").get_by_role("link").nth(1).click()
    page.wait_for_url("**/02_people.html")
    page.get_by_role("navigation", name="Chapters").get_by_role("link").nth(2).click()
    page.wait_for_url("**/03_places.html")
    page.get_by_role("button", name="Leave this site").click()
    page.wait_for_url(ELSEWHERE)
    for _ in range(2):
        page.evaluate("history.back()")
        page.wait_for_timeout(500)
        assert page.url == ELSEWHERE
        shows_nothing_of_the_report(page)


def test_somebody_who_comes_back_on_purpose_can_read(visit, edition):
    page = left(visit("index"))
    page.get_by_role("button", name="Leave this site").click()
    page.wait_for_url(ELSEWHERE)
    page.goto((edition / "index.html").as_uri())
    page.get_by_role("navigation", name="Chapters").get_by_role("link").nth(1).click()
    page.wait_for_url("**/02_people.html")
    page.go_back()
    page.wait_for_url("**/index.html")
    assert page.get_by_text("Three chapters.").is_visible()


@pytest.mark.parametrize("focus", ["body", "#search", ".map path"])
def test_esc_three_times_leaves_from_wherever_the_focus_is(visit, focus):
    page = left(visit())
    page.locator(focus).first.focus()
    told = page.locator(".safety [role=status]")
    page.keyboard.press("Escape")
    assert told.inner_text() == "Press Esc 2 more times to leave."
    page.keyboard.press("Escape")
    assert told.inner_text() == "Press Esc once more to leave." and "03_places" in page.url
    page.keyboard.press("Escape")
    page.wait_for_url(ELSEWHERE)


def test_esc_and_then_another_key_starts_anew(visit):
    page = left(visit())
    for key in ("Escape", "Escape", "Tab", "Escape", "Escape"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert "03_places" in page.url and page.locator("h1").is_visible()


def test_the_way_out_is_a_button_of_the_keyboard(visit):
    page = left(visit())
    tab_to(page, ".leave", most=4)
    page.keyboard.press("Enter")
    page.wait_for_url(ELSEWHERE)


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_without_a_network_the_page_is_gone_at_once_and_does_not_come_back(visit, by):
    page = left(visit(), connected=False)
    if by == "mouse":
        page.get_by_role("button", name="Leave this site").click(no_wait_after=True)
    else:
        for _ in range(3):
            page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    shows_nothing_of_the_report(page)
    assert "03_places" not in page.url
    page.go_back()
    shows_nothing_of_the_report(page)


def test_without_scripts_the_way_out_is_a_link(visit):
    page = left(visit(java_script_enabled=False))
    page.locator(".leave").click()
    page.wait_for_url(ELSEWHERE)


@pytest.mark.parametrize(("name", "width"), [("index", NARROW), ("02_people", DESK), ("03_places", 360)])
def test_help_and_the_way_out_stay_in_sight_on_every_page(visit, name, width):
    page = visit(name, width)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    for seen in (page.locator(".leave"), page.locator(".safety summary")):
        box = seen.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and 0 <= box["y"] < 100
    page.locator(".safety summary").click()
    panel = page.locator(".panel")
    for line in contents.HELP:
        assert line in panel.inner_text()
    box = panel.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width


def focused(page, what):
    return page.evaluate(f"document.activeElement.{what}")


def tab_to(page, selector, most=60):
    """Press Tab until what `selector` names has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
    raise AssertionError(f"the keyboard did not reach {selector}")


def searched(page, words):
    page.fill("#search", words)
    page.locator(".told:not(:empty)").wait_for()
    return page.locator(".search li a").all_inner_texts()


def test_a_word_leads_by_keyboard_alone_to_what_it_names(visit):
    page = visit("02_people")
    tab_to(page, "#search")
    page.keyboard.type("darker")
    page.locator(".search li").first.wait_for()
    page.keyboard.press("Tab")
    assert focused(page, "textContent") == "On the map"
    page.keyboard.press("Enter")
    page.wait_for_url("**/03_places.html#on-the-map")


def test_how_many_were_found_is_told_to_readers_who_listen(visit):
    page = visit("index")
    assert page.locator(".told").get_attribute("role") == "status"
    assert len(searched(page, "census")) == 1
    assert page.locator(".told").inner_text() == "1 result."
    page.fill("#search", "no such word")
    page.get_by_text("Nothing found.").wait_for()
    page.keyboard.press("Escape")
    assert (focused(page, "id"), focused(page, "value")) == ("search", "")


FOUND = {
    "interpreter easton": "Half of those who need an interpreter live in Easton.",
    "INTERPRETERS": "Interpreters",
    "cafe corner": f"Table 2.1 Who lives in {HOSTILE}",
    "the west has": "Figure 3.1 The west has more",
    "disability": "Needs",
}


def test_findings_headings_figures_and_names_are_found_and_nothing_else(visit):
    page = visit("index")
    for words, first in FOUND.items():
        searched(page, words)
        page.locator(".search li a").first.filter(has_text=first).wait_for()
    assert searched(page, "trend") == []


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("NRPF", ["No recourse to public funds"]),
        # DA is domestic abuse: neither is there, and a word such as "Darker" is not what was meant.
        ("DA", []),
    ],
)
def test_words_of_one_meaning_find_the_same_headings_and_a_short_one_whole_words(visit, words, first):
    assert searched(visit("index"), words)[:1] == first


def test_a_hostile_name_stays_plain_text_in_what_is_found(visit):
    page = visit("index")
    assert any(HOSTILE in one for one in searched(page, "script alert"))
    assert page.locator(".search :is(script, b, i, img)").count() == 0 and page.complaints == []


def test_nothing_is_asked_of_any_network_and_the_index_only_when_it_is_wanted(visit, edition):
    page = visit()
    assert not any(url.endswith(search_index.FILE) for url in page.asked)
    searched(page, "west")
    page.locator(".map path").first.focus()
    assert any(url.endswith(search_index.FILE) for url in page.asked)
    assert all(url.startswith((edition.as_uri(), "data:")) for url in page.asked) and page.complaints == []


def test_without_scripts_the_page_is_whole_and_offers_no_search(visit):
    page = visit(java_script_enabled=False)
    assert not page.locator("form.search").is_visible() and page.locator("figure img").is_visible()
    assert page.locator("summary", has_text="as a table").is_visible()


FOLD, IN_THE_FOLD = "details.annex", "#\\30 9-table-03"


@pytest.mark.parametrize("way", ["address", "link", "search"])
def test_what_is_folded_opens_for_who_is_led_into_it(visit, edition, way):
    page = visit("index" if way == "address" else "09_status")
    if way == "address":
        page.goto(f"{(edition / '09_status.html').as_uri()}#09-table-03")
    elif way == "link":
        assert not page.locator(IN_THE_FOLD).is_visible()
        page.evaluate("location.hash = '09-table-03'")
    else:
        searched(page, "by need")
        page.locator(".search li a").first.click()
    page.locator(IN_THE_FOLD).wait_for(state="visible")
    top = page.locator(IN_THE_FOLD).bounding_box()["y"]
    assert 0 < top < 800 and page.locator(f"{FOLD}[open]").count() == 1


def test_a_fold_opens_by_keyboard(visit):
    page = visit("09_status")
    tab_to(page, f"{FOLD} > summary")
    page.keyboard.press("Enter")
    assert page.get_by_role("cell", name="Wick").first.is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_first_finding_is_on_screen_and_chapters_are_folded(visit, scripts):
    page = visit("index", PHONE, java_script_enabled=scripts)
    page.set_viewport_size({"width": PHONE, "height": 740})
    box = page.locator(".page-one li").first.bounding_box()
    assert box["y"] + box["height"] <= 740
    assert page.locator(".page-one .level").all_inner_texts() == ["High confidence:", "Low confidence:"]
    assert not page.locator(LINKS).first.is_visible()
    page.get_by_text("All chapters").click()
    assert page.locator(LINKS).last.is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_desk_the_chapters_are_always_in_sight(visit, scripts):
    page = visit("index", java_script_enabled=scripts)
    assert page.locator(LINKS).last.is_visible() and not page.get_by_text("All chapters").is_visible()


def test_a_table_says_that_it_can_be_moved_where_it_is_wider_than_its_box(visit):
    page = visit("09_status")
    page.locator(FOLD).evaluate_all("all => all.forEach(one => one.open = true)")
    page.locator(".scroll.moves").wait_for()
    hints = "all => all.map(one => getComputedStyle(one, '::before').content.includes('Move sideways'))"
    assert page.locator(".scroll").evaluate_all(hints) == [True, False, False]


def test_a_picture_says_that_it_can_be_moved_where_it_is_wider_than_its_box(visit):
    page = visit("03_places")
    for width, moves in ((DESK, False), (PHONE, True)):
        page.set_viewport_size({"width": width, "height": 800})
        shown = page.locator(".picture").evaluate(
            "one => [getComputedStyle(one, '::before').content !== 'none', one.scrollWidth > one.clientWidth]"
        )
        assert shown == [moves, moves]


def test_decisions_are_cards_on_a_phone(visit):
    page = visit("index", PHONE)
    labels = "all => all.map(one => getComputedStyle(one, '::before').content)"
    found = page.locator(".page-one td").evaluate_all(labels)
    assert found == ["none", '"Because: "', '"By: "']


def test_a_map_says_what_its_table_says_place_by_place(visit, edition):
    """Both are read: the table from the file's bytes, and the map by its keys."""
    read = BeautifulSoup((edition / "03_places.html").read_text(encoding="utf-8"), "lxml")
    headings, *rows = ([cell.text for cell in row(["th", "td"])] for row in read.table("tr"))
    assert headings == ["Area", "Code of small area", "Share (%)"]
    assert [row[2] for row in rows] == ["12.5%", "3.3%", "[c]", "7.0%", "[x]", "0.0%"]
    markers = {
        "[c]": "[c] suppressed, so that nobody can be recognised",
        "[x]": "[x] not available",
    }
    wanted = [f"{name}. Share (%): {markers.get(share, share)}" for name, _, share in rows]
    page = visit()
    tab_to(page, ".map path")
    heard = []
    for _ in rows:
        heard.append(focused(page, "getAttribute('aria-label')"))
        assert page.locator(".tip").inner_text().replace("\n\n", "\n").split("\n") == heard[-1].split(". ")
        page.keyboard.press("ArrowRight")
    assert heard == wanted and focused(page, "getAttribute('aria-label')") == wanted[-1]


def test_each_place_is_pointed_at_where_the_picture_has_it(visit):
    """The squares stand from east to west in the order of the rows; the last has none."""
    page = visit()
    boxes = page.locator(".map path").evaluate_all("all => all.map(one => one.getBoundingClientRect().left)")
    assert boxes[:6] == sorted(boxes[:6], reverse=True) and boxes[6] < boxes[5]
    page.locator(".map path").nth(3).hover()
    assert page.locator(".tip strong").inner_text() == NAMES[3]
    page.locator(".map path").nth(6).hover()
    assert page.locator(".tip").inner_text() == "No figure here: not available"


def test_a_map_is_one_stop_of_the_tab_key(visit):
    page = visit()
    tab_to(page, ".map path")
    page.keyboard.press("End")
    assert focused(page, "getAttribute('aria-label')").startswith(NAMES[-1])
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.matches('.map *')")
    page.keyboard.press("Shift+Tab")
    assert focused(page, "getAttribute('aria-label')").startswith(NAMES[-1])
    page.keyboard.press("Home")
    page.keyboard.type("wi")
    assert focused(page, "getAttribute('aria-label')").startswith(NAMES[3])


def test_what_a_place_says_goes_away_by_a_key_and_stays_under_the_mouse(visit):
    page = visit()
    page.locator(".map path").nth(1).hover()
    page.locator(".tip").hover()
    assert page.locator(".tip strong").inner_text() == NAMES[1]
    page.mouse.move(5, 5)
    assert not page.locator(".tip").is_visible()
    page.locator(".map path").nth(1).focus()
    page.keyboard.press("Escape")
    assert not page.locator(".tip").is_visible()


@pytest.mark.parametrize("width", [ZOOMED, NARROW])
def test_what_a_place_says_is_seen_whole_at_every_zoom(visit, width):
    page = visit(width=width)
    for place in (0, 2, 5):
        page.locator(".map path").nth(place).focus()
        tip = page.locator(".tip").bounding_box()
        assert tip["x"] >= 0 and tip["x"] + tip["width"] <= width
        size = page.locator(".tip").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
        assert size >= 14


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_any_page_in_use(visit, name):
    """By the rules of WCAG 2.2 AA and axe's own, with results, tables and a place of the map open."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = visit(name, bypass_csp=True)
    searched(page, "easton")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    if name == "03_places":
        page.locator(".map path").first.focus()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.run(page, options={"runOnly": tags}).response
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert len(found["passes"]) > 15


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_whatever_can_be_used(visit, name):
    page = visit(name)
    page.evaluate(
        """() => [...document.querySelectorAll("a, input, summary, [tabindex='0']")].filter(
            one => one.checkVisibility()).forEach((one, at) => one.dataset.stop = at)"""
    )
    stops = page.locator("[data-stop]").count()
    reached = set()
    for _ in range(stops + 2):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset?.stop"))
    assert reached - {None} == {str(at) for at in range(stops)}


def test_the_first_stop_of_the_tab_key_skips_to_the_text(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_url("**/*#main")  # the address follows the key a moment later


@pytest.mark.parametrize("name", PAGES)
def test_zoomed_and_narrow_a_page_says_all_that_it_says_on_a_desk(visit, name):
    said, page = {}, visit(name)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    # What opens a list is shown where the list is folded.
    page.locator("nav summary").evaluate_all("all => all.forEach(one => one.remove())")
    for width in (DESK, ZOOMED, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        said[width] = page.locator("body").inner_text().split()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        cut = page.evaluate(
            """() => [...document.querySelectorAll("main *, header *, footer *")].filter(one => {
                const style = getComputedStyle(one), hides = style.overflowX === "hidden";
                return hides && one.scrollWidth > one.clientWidth + 1;
            }).length"""
        )
        assert cut == 0
    assert said[ZOOMED] == said[DESK] and said[NARROW] == said[DESK]


def test_on_paper_the_words_and_the_picture_stay_and_what_needs_a_screen_goes(visit, tmp_path):
    pypdfium2 = pytest.importorskip("pypdfium2")
    page = visit()
    page.locator(".map path").first.focus()
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as paper:
        words = " ".join(one.get_textpage().get_text_range() for one in paper)
        pictures = [item for one in paper for item in one.get_objects()]
    words = " ".join(words.split())
    for wanted in (
        "Where?",
        "Darker is more.",
        "The west has more",
        "Source:",
        "What this chapter could not assess",
    ):
        assert wanted in words
    assert all(line in words for line in contents.HELP)
    unwanted = ("Leave this site", "Search this report", "Tab to the map", "Skip to the text")
    assert not any(one in words for one in (*unwanted, "Download the numbers"))
    assert len(pictures) > 10
    page.emulate_media(media="print")
    assert page.locator("figure img").is_visible() and not page.locator(".tip").is_visible()
    assert not page.locator(".places").is_visible()


def test_on_paper_a_closed_fold_is_a_line_and_an_open_one_is_whole(visit):
    page = visit("09_status")
    page.locator(FOLD).last.evaluate("one => one.open = true")
    page.emulate_media(media="print")
    assert page.locator(f"{FOLD} > summary").first.is_visible()
    assert [one.is_visible() for one in page.locator(f"{FOLD} table").all()] == [False, True]
    assert not page.locator(".chapters").is_visible()
