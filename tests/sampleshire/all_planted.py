"""What Sampleshire's canaries are, by the kind of place that they are planted in."""

from sampleshire import canaries, victims


def by_kind():
    """Return {kind of place: the texts planted there}."""
    fields, found = victims.planted_in(), {}
    for number in range(len(victims.EXTRACTS)):
        for column, texts in canaries.planted(number, fields).items():
            kind = f"unmapped {column}" if column in fields else f"ignored {column}"
            found.setdefault(kind, []).extend(texts)
    found["workbook"] = list(canaries.WORKBOOK.values())
    for (kind, _, _), texts in zip(canaries.REFUSED, zip(*canaries.refused_rows(), strict=True), strict=True):
        found.setdefault(f"refused {kind}", []).extend(texts)
    found["refused contents"] = canaries.under_harmless_headings()
    found["unmapped state in returns"] = canaries.IN_RETURNS
    found["refused return"] = [text for row in canaries.refused_return_rows() for text in row]
    return found


def every():
    """Return every planted text, each once."""
    return [text for texts in by_kind().values() for text in texts]
