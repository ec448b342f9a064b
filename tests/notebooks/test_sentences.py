"""Every sentence that a notebook may say, in all its cases: in a file for a person who reads it aloud.

What a machine can see is checked here; the file is `sentences.txt` in the folder of the test.
"""

import ast
import re

import pytest

from analysis import areas
from analysis.publish.exhibits import say
from tests.notebooks.test_notebooks import NOTEBOOKS, cells, published

NUMBERS = ("0", "1", "2", "12,345")
GONE = ("[c]", "[x]")
WRONG = {
    "a word stands twice": re.compile(r"\b(?!Larkmere)(\w+) \1\b"),
    "two blanks, or one before a mark": re.compile(r"  | [,.;:?]"),
    "the plural beside one": re.compile(r"(?<![\d,.])1 (?:are|were|have|do)\b"),
    "the singular beside zero or many": re.compile(r"(?:(?<![\d,.])0|,345) (?:is|was|has|does)\b"),
    "a title of two sentences": re.compile(r"\w{3}\. .*[^.?]$"),
}


# A plural beside the number: the same word beside one as beside two. A verb is another: "1 rests", "2 rest".
NOT_BEFORE_A_NOUN = r"(?:about|and|for|has|in|more|nobody|of)\b"
PLURAL = re.compile(
    rf"(?<![\d,.])[12] ((?:(?!{NOT_BEFORE_A_NOUN})[\w-]+ ){{0,2}}(?!this\b)\w+[^\Wsi]s|people)\b"
)

# Columns whose values are words: of tables, and of what measures make of them.
LABELS = {
    row["column"] for row in areas.reference("columns.csv") if not row["unit"] and row["column"] != "value"
}
LABELS |= {"ages", "alike", "answered", "found", "local", "means", "not_reached", "of_whom", "other_share"}
LABELS |= {"others", "share", "together", "told", "year_ending"}


def words(node):
    """Return the words of a template; a name within it, such as that of the main language, is English."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(one.value if isinstance(one, ast.Constant) else "English" for one in parts)


def shown(source, number):
    """Return how a value is written: a share, a rate, a number, or the name of a place where it is words."""
    ranked = re.search(r'\.(?:largest|smallest)\(.*"(\w+)", "(\w+)"', source)
    if ranked and ranked[1] != ranked[2] and "_pct" not in ranked[2]:
        return "Larkmere"
    if "_pct" in source:
        return f"{number}%"
    if number != "0" and re.search(r"rate_per|ratio|\"decimal\"", source):
        return f"{number}.0"
    labels = re.search(r'report\.value\([^"]*"(\w+)"', source)
    if labels and labels[1] in LABELS:
        return "Larkmere"
    return number if re.search(r"\.(?:count|total|value|span)\(|(\"\w+\"), \1", source) else "Larkmere"


def cases(call, assigned):
    """Yield each case of a sentence: its number, and what is said. `assigned` are values that have a name."""
    given = {one.arg: one.value for one in call.keywords}
    template = words(call.args[0])
    places = set(re.findall(r"\{(\w+)", template))
    sources = {name: source(call, name, assigned) for name in places}
    otherwise = words(given["otherwise"] if "otherwise" in given else call.args[1])
    hidden = words(given["if_hidden"]) if "if_hidden" in given else None
    for number in (*NUMBERS, *GONE):
        values = {name: number if number in GONE else shown(one, number) for name, one in sources.items()}
        yield number, say.say(template, otherwise, hidden, **values)


def source(call, name, assigned):
    """Return the code that a value comes from, with what was assigned to a name that it is taken from."""
    by_name = [one.value for one in call.keywords if one.arg == name]
    nodes = by_name or [one.value for one in call.keywords if one.arg is None]
    parts = [part for node in nodes for part in ast.walk(node)]
    unpacked = [part.value for part in parts if isinstance(part, ast.keyword) and part.arg is None]
    taken = [node.value if isinstance(node, ast.Subscript) else node for node in (*nodes, *unpacked)]
    named = [assigned[one.id] for one in taken if isinstance(one, ast.Name) and one.id in assigned]
    return " ".join(map(ast.unparse, (*nodes, *named))).replace("'", '"')


@pytest.fixture(scope="module")
def sentences():
    """Return (notebook, place in it, case, what is said) of every sentence."""
    found = []
    for path in NOTEBOOKS:
        assigned = {}
        for index, cell in cells(path, "code"):
            nodes = list(ast.walk(ast.parse(cell.source)))
            for node in nodes:
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    assigned[node.targets[0].id] = node.value
            found += [
                (path.stem, (index, node.lineno, node.col_offset), *case)
                for node in nodes
                if published(node) == "say"
                for case in cases(node, assigned)
            ]
    return found


def test_every_case_reads_as_a_sentence(sentences, tmp_path):
    lines = [f"{where} [{case}] {said}" for where, _, case, said in sentences]
    (tmp_path / "sentences.txt").write_text("\n".join(lines), encoding="utf-8")
    wrong = [f"{why}: {line}" for line in lines for why, form in WRONG.items() if form.search(line)]
    assert not wrong, "\n".join(wrong)


def test_no_plural_noun_is_beside_one(sentences):
    beside = {(*at, case): set(PLURAL.findall(said)) for *at, case, said in sentences}
    plurals = {at: found & beside[(*at[:-1], "2")] for at, found in beside.items() if at[-1] == "1"}
    assert not {at: found for at, found in plurals.items() if found}


def test_every_case_of_a_sentence_ends_alike_with_a_full_stop_or_as_a_title(sentences):
    ends = {}
    for where, at, _, said in sentences:
        if said not in ("Larkmere", "Larkmere."):
            ends.setdefault((where, at), {}).setdefault(said.endswith("."), said)
    assert not [said for one in ends.values() if len(one) > 1 for said in one.values()]
