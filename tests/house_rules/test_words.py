"""Plain words: no text of the project uses a word of words.toml, which says what to write instead."""

import io
import re
import tokenize
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
BANNED = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))["banned"]
# The longest first, so that a phrase is found and not a word of it. A line may end within a phrase.
LONGEST_FIRST = sorted(BANNED, key=len, reverse=True)
WORDS = "|".join(r"[\s#]+".join(map(re.escape, phrase.split())) for phrase in LONGEST_FIRST)
FOUND = re.compile(rf"(?<![\w-])(?:{WORDS})(?![\w-])", re.IGNORECASE)
NOTEBOOKS = ("notebooks/*.ipynb", "notebooks/profiles/*.ipynb", "notebooks/restricted/*.ipynb")
WORDS_FOR_READERS = ("*.md", "docs/**/*.md", "notebooks/*.md", "reports/gallery/*.md", "src/**/*.md")
READ = (*NOTEBOOKS, *WORDS_FOR_READERS, "data/*.toml", "data/reference/*.*", "src/**/*.py", "docs/*.py")


def texts(path):
    """Yield (line, text) of what a file says: a program's comments and strings, of any other all."""
    content = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield 1, content
        return
    for token in tokenize.generate_tokens(io.StringIO(content).readline):
        if tokenize.tok_name[token.type] in ("COMMENT", "STRING", "FSTRING_MIDDLE"):
            yield token.start[0], token.string


def test_every_text_is_in_plain_words():
    wrong = [
        f'{path.relative_to(PROJECT)}:{line + text.count(chr(10), 0, found.start())}: "{found[0]}". Write: '
        f"{BANNED[' '.join(found[0].replace('#', ' ').lower().split())]}."
        for pattern in READ
        for path in sorted(PROJECT.glob(pattern))
        for line, text in texts(path)
        for found in FOUND.finditer(text)
    ]
    assert not wrong, "\n".join(wrong)
