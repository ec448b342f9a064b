"""columns.toml of Sampleshire's office: what the headings and words of every extract and return mean."""

import json

from sampleshire import pathway, returns_layout, sharing, victim_layout


def columns_toml():
    """Return the mapping that reads every heading and word of the extracts, the returns and the counts."""
    lines = "# Sampleshire is invented: its police, its victims and this file with them.\n"
    sections = {}
    for one in (victim_layout, returns_layout, pathway, sharing):
        sections |= one.sections()
    tables = [_table(name, entry) for name, entry in sections.items()]
    return "\n".join([f'{lines}area = "sampleshire"\n', *tables])


def _table(name, entry, quoted=False):
    """Return a table of TOML, with those that it holds below it; one that is empty is left out."""
    settings = {key: value for key, value in entry.items() if not isinstance(value, dict)}
    lines = [f"{_toml(key) if quoted else key} = {_toml(value)}" for key, value in settings.items()]
    below = [
        _table(f"{name}.{key}", value, quoted=key in ("values", "definitions"))
        for key, value in entry.items()
        if isinstance(value, dict) and value
    ]
    own = ["\n".join([f"[{name}]", *lines]) + "\n"] if lines else []
    return "\n".join([*own, *below])


def _toml(value):
    return json.dumps(value, ensure_ascii=False)
