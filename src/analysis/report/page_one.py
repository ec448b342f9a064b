"""The findings of page one, kept together: what matters most first, and what could not be said."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.publish.exhibits import page_one
from analysis.publish.exhibits.page_one import Finding
from analysis.publish.exhibits.say import Sentence
from analysis.report.sentences import unless_old


def finding(
    sentence: Sentence, chapter: str, matters: str, sure: tuple[str, str], people: str | None = None
) -> Finding:
    """Return a finding: a sentence by `say`, its chapter, and what ranks it.

    `chapter` is called as its notebook is, such as "domestic abuse"; `matters` is one of "danger", "unmet
    need", "not reached", "due", "change" and "size"; `sure` what `measures.confidence` gives; `people` how
    many it is about, by which findings that matter alike are ranked. Of figures that are too old to be a
    finding it says that they are.

    Raises TypeError for a sentence that `say` did not make, and InputError for another word in `matters`.
    """
    if isinstance(sentence, Sentence):
        sentence = unless_old(sentence)
    return page_one.finding(sentence, chapter, matters, sure, people)


def findings(found: Iterable[Finding], otherwise: str) -> None:
    """Keep those that can be said, what matters most first, a page of them; without any `otherwise`."""
    page_one.findings(found, otherwise)


def cannot_say(found: Iterable[Finding], otherwise: str) -> None:
    """Keep what findings without a figure say instead; without any `otherwise`."""
    page_one.cannot_say(found, otherwise)


def sources_of(found: Iterable[Finding]) -> pd.DataFrame:
    """Return each source that findings rest on: a row each, what is too old or missing first.

    `card`, `title`, `publisher`, `latest` (when its newest figures end), `cadence`, `age`, `next_release`,
    `state` and `status`.
    """
    return page_one.sources(found)
