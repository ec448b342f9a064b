"""Every sentence that a notebook may say, in all its cases: in a file for a person who reads it aloud.

What a machine can see is checked here; the file is `sentences.txt` in the folder of the test.
"""

import ast
import re

import pytest

from analysis import publish
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


def words(node):
    """Return the words of a template; a name within it, such as that of the main language, is English."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(one.value if isinstance(one, ast.Constant) else "English" for one in parts)


def shown(source, number):
    """Return how a value is written: a share, a number, or the name of a place where it is words."""
    if "_pct" in source:
        return f"{number}%"
    return number if re.search(r"\.(?:count|total|value|span)\(|(\"\w+\"), \1", source) else "Larkmere"


def cases(call):
    """Yield each case of a sentence: its number, and what is said."""
    given = {one.arg: one.value for one in call.keywords}
    template = words(call.args[0])
    places = set(re.findall(r"\{(\w+)", template))
    sources = {name: ast.unparse(given[name]).replace("'", '"') if name in given else "" for name in places}
    otherwise = words(given["otherwise"] if "otherwise" in given else call.args[1])
    hidden = words(given["if_hidden"]) if "if_hidden" in given else None
    for number in (*NUMBERS, *GONE):
        values = {name: number if number in GONE else shown(one, number) for name, one in sources.items()}
        yield number, publish.say(template, otherwise, hidden, **values)


@pytest.fixture(scope="module")
def sentences():
    """Return (notebook, place in it, case, what is said) of every sentence."""
    return [
        (path.stem, (index, node.lineno, node.col_offset), *case)
        for path in NOTEBOOKS
        for index, cell in cells(path, "code")
        for node in ast.walk(ast.parse(cell.source))
        if published(node) == "say"
        for case in cases(node)
    ]


def test_every_case_reads_as_a_sentence(sentences, tmp_path):
    lines = [f"{where} [{case}] {said}" for where, _, case, said in sentences]
    (tmp_path / "sentences.txt").write_text("\n".join(lines), encoding="utf-8")
    wrong = [f"{why}: {line}" for line in lines for why, form in WRONG.items() if form.search(line)]
    assert not wrong, "\n".join(wrong)


def test_every_case_of_a_sentence_ends_alike_with_a_full_stop_or_as_a_title(sentences):
    ends = {}
    for where, at, _, said in sentences:
        if said not in ("Larkmere", "Larkmere."):
            ends.setdefault((where, at), {}).setdefault(said.endswith("."), said)
    assert not [said for one in ends.values() if len(one) > 1 for said in one.values()]
