"""The last check: a figure that was not let out is found in whatever file and place it hides."""

import base64
import json
import re
import shutil
import struct
import zlib

import pytest

from analysis import warming
from analysis.errors import InputError
from analysis.publish.edition import chapters, listed, reread
from analysis.publish.edition.last_check import Check, last_check
from analysis.publish.edition.standing import DRAFT
from analysis.settings import Run

# No figure of the edition, and one that stands in it at another place: 40 victims, in one table alone.
HIDDEN, ELSEWHERE = "47", "40"
FOUR = ("figures/02-01.svg", "figures/02-01.png", "data/02-01.csv", "02_people.html")


@pytest.fixture
def edition(whole_edition, tmp_path):
    """Return a copy of a whole edition, to plant something in."""
    return shutil.copytree(whole_edition, tmp_path / "2026-Q1")


def planted(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def in_json(path, work):
    held = json.loads(path.read_text(encoding="utf-8"))
    work(held)
    path.write_text(json.dumps(held), encoding="utf-8")


def in_png(kind, data):
    def plant(edition):
        path = edition / "figures" / "02-01.png"
        content = path.read_bytes()
        part = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        path.write_bytes(content[:33] + part + content[33:])

    return plant


def text_in(name, old, new):
    return lambda edition: planted(edition / name, old, new)


def drawn(edition):
    """Draw the figure as letters: as matplotlib does, without the comment that says what they are."""
    path = edition / "figures" / "02-01.svg"
    text = path.read_text(encoding="utf-8")
    shapes = re.findall(r'<use xlink:href="(#DejaVuSans-[0-9a-f]+)"', text)
    numbers = {reread._letters("DejaVuSans")[int(one.rsplit("-", 1)[1], 16)]: one for one in shapes}
    letters = "".join(f'<use xlink:href="{numbers[letter]}"/>' for letter in "42")
    path.write_text(text.replace("</svg>", f"<g>{letters}</g></svg>"), encoding="utf-8")


def renamed(edition):
    (edition / "figures" / "02-01.png").rename(edition / "figures" / f"02-01-{HIDDEN}.png")


def in_manifest(work):
    return lambda edition: in_json(edition / "manifest.json", work)


def in_tabulations(work):
    return lambda edition: in_json(
        edition / "tabulations.json", lambda held: work(held["tabulations"]["victims_by_place"])
    )


# Each place in which a figure could leave: how it is planted, and what is said of where it was found.
PLACES = {
    "the text of a drawing": (
        text_in("figures/02-01.svg", "</svg>", f"<text>{HIDDEN} people</text></svg>"),
        "figures/02-01.svg, line",
    ),
    "the title of a drawing": (
        text_in("figures/02-01.svg", "</svg>", f"<title>{HIDDEN}</title></svg>"),
        "figures/02-01.svg, line",
    ),
    "the description of a drawing": (
        text_in("figures/02-01.svg", "</svg>", f"<desc>{HIDDEN}</desc></svg>"),
        "figures/02-01.svg, line",
    ),
    "a comment in a drawing": (
        text_in("figures/02-01.svg", "</svg>", f"<!-- {HIDDEN} --></svg>"),
        "figures/02-01.svg, line",
    ),
    "the label of a drawing": (
        text_in("figures/02-01.svg", '<g id="figure_1">', f'<g id="figure_1" aria-label="{HIDDEN} people">'),
        "attribute aria-label of <g>",
    ),
    "the data of a drawing": (
        text_in("figures/02-01.svg", '<g id="figure_1">', f'<g id="figure_1" data-value="{HIDDEN}">'),
        "attribute data-value of <g>",
    ),
    "the name of a part of a drawing": (
        text_in("figures/02-01.svg", 'id="figure_1"', f'id="victims-{HIDDEN}"'),
        "attribute id of <g>",
    ),
    "words in the geometry of a drawing": (
        text_in("figures/02-01.svg", '<g id="figure_1">', f'<g id="figure_1" transform="{HIDDEN}">'),
        "attribute transform of <g>",
    ),
    "letters drawn as shapes": (drawn, "letters drawn as shapes"),
    "a picture within a drawing": (
        text_in("figures/02-01.svg", "</svg>", '<image xlink:href="data:image/png;base64,AAAA"/></svg>'),
        "holds a <image>",
    ),
    "alt text": (text_in("02_people.html", 'alt="Bar', f'alt="{HIDDEN}, Bar'), "attribute alt of <img>"),
    "a tooltip": (text_in("02_people.html", "<img ", f'<img title="{HIDDEN}" '), "attribute title of <img>"),
    "a label for a reader": (
        text_in("02_people.html", 'class="figure"', f'class="figure" aria-description="{HIDDEN}"'),
        "attribute aria-description of <figure>",
    ),
    "data of a page": (
        text_in("02_people.html", 'class="figure"', f'class="figure" data-people="{HIDDEN}"'),
        "attribute data-people of <figure>",
    ),
    "the text of a page": (
        text_in("02_people.html", "What is asked.", f"Of {HIDDEN} people."),
        "02_people.html, line",
    ),
    "a finding": (text_in("02_people.html", "Of all, 5.5%", f"Of {HIDDEN}, 5.5%"), "02_people.html, line"),
    "a cell of a page": (text_in("02_people.html", ">1,234<", f">{HIDDEN}<"), "text of <td>"),
    "a marker's place": (text_in("02_people.html", ">[c]<", f">{HIDDEN}<"), "text of <td>"),
    "the title of a page": (text_in("02_people.html", "<title>", f"<title>{HIDDEN} "), "text of <title>"),
    "a comment in a page": (text_in("02_people.html", "<main", f"<!-- {HIDDEN} --><main"), "comment"),
    "metadata of a page": (
        text_in("02_people.html", "<title>", f'<meta name="description" content="{HIDDEN}"><title>'),
        "attribute content of <meta>",
    ),
    "the style of a page": (
        text_in("02_people.html", "<style>", f"<style>/* {HIDDEN} */"),
        "text of <style>",
    ),
    "a script": (
        text_in("02_people.html", "</body>", f"<script>{HIDDEN}</script></body>"),
        "text of <script>",
    ),
    "the outlines of a map": (
        text_in(
            "02_people.html", "</main>", f'</main><template><path d="M1 2" title="{HIDDEN}"/></template>'
        ),
        "attribute title of <path>",
    ),
    "words among the outlines of a map": (
        text_in("02_people.html", "</main>", f'</main><template><path d="{HIDDEN} people"/></template>'),
        "attribute d of <path>",
    ),
    "the script of the pages": (
        text_in("page.js", '"use strict";', f'"use strict"; // {HIDDEN}'),
        "page.js: is not the script",
    ),
    "prose in the index for search": (
        text_in("search_index.js", "What is asked.", f"Of {HIDDEN} people."),
        "search_index.js, entry",
    ),
    "a title in the index for search": (
        text_in("search_index.js", "with 1,234 people", f"with {HIDDEN} people"),
        "search_index.js, entry",
    ),
    "a figure of another place in the index for search": (
        text_in("search_index.js", "with 1,234 people", f"with {ELSEWHERE} people"),
        "search_index.js, entry",
    ),
    "a finding in the index for search": (
        text_in("search_index.js", "Of all, 5.5%", f"Of {HIDDEN}, 5.5%"),
        "search_index.js, entry",
    ),
    "a place in the index for search": (
        text_in("search_index.js", '"figure-02-01"', f'"figure-02-01-{HIDDEN}"'),
        "search_index.js, entry",
    ),
    "a page in the index for search": (
        text_in("search_index.js", '"2 About people"', f'"{HIDDEN} about people"'),
        "search_index.js, the name of a page",
    ),
    "a key too many in the index for search": (
        text_in("search_index.js", '{"pages"', f'{{"people":{HIDDEN},"pages"'),
        "has a key that no index has",
    ),
    "a program in the index for search": (
        text_in("search_index.js", "window.", f"alert({HIDDEN});window."),
        "search_index.js, is not the index",
    ),
    "code beneath a chapter": (
        text_in("02_people.html", "measures.rate(offences", f"measures.rate({HIDDEN}"),
        "text of <code>",
    ),
    "the contents": (text_in("index.html", "What is asked.", f"{HIDDEN} people."), "index.html, line"),
    "entities": (
        text_in("02_people.html", "What is asked.", "".join(f"&#{ord(one)};" for one in HIDDEN)),
        "02_people.html, line",
    ),
    "digits of another script": (text_in("02_people.html", "What is asked.", "٤٧"), "02_people.html, line"),
    "a fraction sign": (text_in("02_people.html", "What is asked.", "½"), "02_people.html, line"),
    "the words of the Markdown": (
        text_in("02_people.md", "What is asked.", f"Of {HIDDEN} people."),
        "02_people.md, line",
    ),
    "the table of the Markdown": (
        text_in("02_people.md", "| 1,234 |", f"| {HIDDEN} |"),
        "02_people.md, line",
    ),
    "the alt text of the Markdown": (
        text_in("02_people.md", "![Bar", f"![{HIDDEN} Bar"),
        "02_people.md, line",
    ),
    "the head of the Markdown": (
        text_in("02_people.md", "---\n", f"---\nnote: {HIDDEN}\n"),
        "02_people.md, line",
    ),
    "a cell of a CSV": (text_in("data/02-01.csv", "1234", HIDDEN), "data/02-01.csv, row 2, column people"),
    "a column too many": (
        text_in(
            "data/02-01.csv",
            f"people,may_be_passed_on\nNortham,1234,{DRAFT}",
            f"people,more,may_be_passed_on\nNortham,1234,{HIDDEN},{DRAFT}",
        ),
        "data/02-01.csv, row 2, column more",
    ),
    "a cell beside the columns": (
        text_in("data/02-01.csv", "Northam,1234", f"Northam,1234,{HIDDEN}"),
        "row 2: has more cells than headings",
    ),
    "a row too many": (
        text_in(
            "data/02-01.csv",
            f"Northam,1234,{DRAFT}\n",
            f"Northam,1234,{DRAFT}\nSoutham,{HIDDEN},{DRAFT}\n",
        ),
        "data/02-01.csv, row 3",
    ),
    "the heading of a CSV": (
        text_in("data/02-01.csv", "people", f"people {HIDDEN}"),
        "data/02-01.csv, row 1, column people ##",
    ),
    "a hidden cell of a tabulation": (
        text_in("data/02-table-01.csv", "Corby,[c]", f"Corby,{ELSEWHERE}"),
        "data/02-table-01.csv, row 4, column victims",
    ),
    "another cell of a tabulation": (
        text_in("data/02-table-01.csv", "Ashby,40", "Ashby,171"),
        "data/02-table-01.csv, row 2, column victims",
    ),
    "a marker too many": (
        text_in("data/02-table-01.csv", "Ashby,40", "Ashby,[x]"),
        "data/02-table-01.csv, row 2, column victims",
    ),
    "a year that is a count": (
        text_in("data/02-table-01.csv", "Corby,[c]", "Corby,2019"),
        "data/02-table-01.csv, row 4, column victims",
    ),
    "metadata of a picture": (in_png(b"tEXt", b"Comment\0of 47 people"), "metadata tEXt"),
    "packed metadata": (in_png(b"zTXt", b"Comment\0\0" + zlib.compress(b"of 47")), "metadata zTXt"),
    "metadata of many languages": (in_png(b"iTXt", b"Comment\0\0\0\0\0of 47"), "metadata iTXt"),
    "packed metadata of many languages": (
        in_png(b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(b"of 47")),
        "metadata iTXt",
    ),
    "Exif": (in_png(b"eXIf", b"47"), "holds a part that no picture of ours has"),
    "the end of a picture": (
        lambda edition: (edition / "figures/02-01.png").open("ab").write(HIDDEN.encode()),
        "goes on after its end",
    ),
    "the name of a file": (renamed, "figures/##-##-##.png: is a file that the manifest does not have"),
    "a file too many": (
        lambda edition: (edition / "notes.txt").write_text(HIDDEN),
        "notes.txt: is a file that the manifest does not have",
    ),
    "a hidden file": (
        lambda edition: (edition / "data" / ".more").write_text(HIDDEN),
        "data/.more: is a file that the manifest does not have",
    ),
    "the alt text in the manifest": (
        in_manifest(lambda held: held["figures"][0].update(alt=f"{HIDDEN} people")),
        "manifest.json, 02-01, alt",
    ),
    "a key in the manifest": (
        in_manifest(lambda held: held.update(hidden={"Corby": 47})),
        "manifest.json: has a key that no manifest has",
    ),
    "a key of a piece": (
        in_manifest(lambda held: held["figures"][0].update(hidden=47)),
        "manifest.json, 02-01: has a key that no piece has",
    ),
    "a parameter": (
        in_manifest(lambda held: held["parameters"].update(AREA=f"kent {HIDDEN}")),
        "manifest.json, parameters.AREA",
    ),
    "a version": (in_manifest(lambda held: held["versions"].update(pandas=47)), "manifest.json, versions"),
    "what a tabulation's piece declares": (
        in_manifest(lambda held: held["figures"][1]["figures"].append(HIDDEN)),
        "manifest.json, 02-table-01: declares a whole number that its tabulation does not show",
    ),
    "the forms that are listed": (
        in_manifest(lambda held: held["listed"]["patterns"].update(any=".*")),
        "manifest.json: lists other forms",
    ),
    "a small count in the document": (
        in_tabulations(lambda held: held["cells"].__setitem__(1, ["2026-Q1", ["Beeston"], 4])),
        '"victims_by_place", cell 2: shows a figure that its policy hides',
    ),
    "a count beside a marker": (
        in_tabulations(lambda held: held["cells"][1].append(47)),
        "a cell is a period, its labels and a number or marker",
    ),
    "another marker": (
        in_tabulations(lambda held: held["cells"].__setitem__(1, ["2026-Q1", ["Beeston"], "[c] 47"])),
        "a cell is neither a whole number nor one of the markers",
    ),
    "a key of a tabulation": (
        in_tabulations(lambda held: held.update(hidden=[47])),
        '"victims_by_place" has a key that no tabulation has',
    ),
    "a key of the document": (
        lambda edition: in_json(edition / "tabulations.json", lambda held: held.update(hidden47=47)),
        "has the key hidden##, which no document has",
    ),
    "a key that stands twice": (
        text_in("tabulations.json", '"area"', '"area": "kent", "area"'),
        "holds a key twice",
    ),
}


def test_a_whole_edition_passes(edition):
    last_check(edition)


def test_a_piece_may_hide_what_another_of_its_tabulation_shows(edition):
    planted(edition / "data" / "02-table-01.csv", "Ashby,40", "Ashby,[c]")
    last_check(edition)


@pytest.mark.parametrize("place", PLACES)
def test_a_figure_that_was_not_let_out_is_found(edition, place):
    plant, says = PLACES[place]
    plant(edition)
    with pytest.raises(InputError) as fault:
        last_check(edition)
    said = str(fault.value)
    assert says in said
    told = said.replace(str(edition), "")
    repeated = re.search(rf"(?<!\d){HIDDEN}(?!\d)", told)  # "line 247" does not
    assert not repeated and "٤٧" not in told, "the figure itself is not repeated"
    with pytest.raises(InputError) as beside:
        last_check(edition, beside=lambda folder, paths: lambda: Check.of_some(folder, paths))
    assert str(beside.value) == said


@pytest.mark.skipif(not warming.possible(), reason="chapters are forked on Linux alone")
def test_another_process_looks_through_the_pages_and_without_it_this_one_does(edition, tmp_path, monkeypatch):
    last_check(edition, beside=lambda folder, paths: lambda: None)
    with chapters.warmed("sampleshire", Run(inputs=tmp_path), ahead=False) as warm:
        beside = chapters.beside(warm)
        last_check(edition, beside=beside)
        planted(edition / "02_people.html", "</main>", f"<p>{HIDDEN}</p></main>")
        planted(edition / "data" / "02-01.csv", "1234", ELSEWHERE)
        with pytest.raises(InputError) as alone:
            last_check(edition)
        looked, real = [], Check.faults_in
        monkeypatch.setattr(Check, "faults_in", lambda check, path: looked.append(path) or real(check, path))
        with pytest.raises(InputError) as together:
            last_check(edition, beside=beside)
        assert str(together.value) == str(alone.value) and "02_people.html" in str(alone.value)
        assert "data/02-01.csv" in looked and "02_people.html" not in looked
        warm.kill()
        with pytest.raises(InputError) as gone:
            last_check(edition, beside=beside)
        assert str(gone.value) == str(alone.value) and "02_people.html" in looked


def test_a_figure_of_one_piece_is_not_let_out_in_another(edition):
    planted(edition / "data" / "02-01.csv", "1234", ELSEWHERE)
    with pytest.raises(InputError, match=r"data/02-01\.csv, row 2, column people"):
        last_check(edition)


@pytest.mark.parametrize("name", ["manifest.json", "tabulations.json"])
@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "null", '{"figures": 3}'])
def test_a_manifest_or_document_that_cannot_be_read_is_refused(edition, name, content):
    (edition / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"the last check found"):
        last_check(edition)


@pytest.mark.parametrize(
    "name", ["figures/02-01.svg", "figures/02-01.png", "data/02-01.csv", "02_people.html"]
)
def test_a_file_that_is_missing_is_told(edition, name):
    (edition / name).unlink()
    with pytest.raises(InputError, match="is missing"):
        last_check(edition)


@pytest.mark.parametrize(
    "name", ["figures/02-01.svg", "figures/02-01.png", "02_people.html", "data/02-01.csv"]
)
def test_a_file_that_is_cut_or_no_text_is_told(edition, name):
    (edition / name).write_bytes((edition / name).read_bytes()[:-9] + b"\xff\xfe")
    with pytest.raises(InputError, match=re.escape(name)):
        last_check(edition)


def test_many_places_are_counted_and_the_first_named(edition):
    for number in range(30):
        planted(edition / "02_people.html", "</main>", f"<p>{HIDDEN}{number}</p></main>")
    with pytest.raises(InputError, match="the last check found 30 places") as fault:
        last_check(edition)
    assert "and 20 places more" in str(fault.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,234 people, 5.50% of 22,436", ["1234", "5.5", "22436"]),
        ("On 21 March 2021, in March 2021, in 2021/22 and 2026-Q1, E07000901, TS024", []),
        ("0.2012 and 12.2019 and 2,012", ["0.2012", "12.2019", "2012"]),
        ("3 in March", ["3"]),
        ("3 March", []),
        ("per 1,000 and rate_per_1000 and residents_3_plus and lsoa21_code", []),
        ("people_47", ["47"]),
        ("007", ["7"]),
        ("4\u200b7", ["47"]),
        ("４７ and ٤٧", ["47", "47"]),
        ("x²", ["²"]),
        ("no figure", []),
    ],
)
def test_which_figures_a_text_holds(text, found):
    assert listed.numbers(text) == tuple(found)


def test_a_lone_year_is_a_figure_where_a_tabulation_is_shown():
    assert listed.numbers("2019", years=False) == ("2019",) and listed.numbers("2019") == ()


def test_the_digits_of_a_label_are_let_out_with_the_label_alone():
    bands = listed.listed(["40"], ["18-24", "65 and over"])
    assert not bands.refused("18-24: 40, 65 and over")
    for text in ("24", "118-24", "18-245", "65", "18-24.5"):
        assert bands.refused(text), text


@pytest.mark.parametrize(
    "entity", ['<!ENTITY a "47 people">', '<!ENTITY a SYSTEM "file:///etc/passwd">', '<!ENTITY % a "b">']
)
def test_a_drawing_that_declares_an_entity_is_refused(entity):
    drawing = f'<!DOCTYPE svg [{entity}]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>'
    with pytest.raises(reread.UnreadableError, match="declares an entity"):
        reread.svg(drawing, "02-01")


def test_a_drawing_of_matplotlibs_with_its_type_of_document_is_read():
    doctype = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    (text,) = reread.svg(f'{doctype}<svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>', "02-01")
    assert text.words == "a"


def test_an_unknown_figure_is_not_taken_for_the_picture_of_a_drawing():
    edition = base64.b64encode(b"47").decode()
    with pytest.raises(reread.UnreadableError, match="holds a <image>"):
        reread.svg(f'<svg xmlns="http://www.w3.org/2000/svg"><image href="data:{edition}"/></svg>', "02-01")
