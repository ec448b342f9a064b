"""Planted values that must surface nowhere: tests look for each of them in every byte of every output."""

_IGNORED = [("beat", 15), ("local_code", 15), ("score", 12)]
_EACH_FIELD = 2
WORKBOOK = {
    place: f"CANARY-{801 + number:04d}"
    for number, place in enumerate(
        [
            "subject", "creator", "keywords", "description", "last modified by", "category", "company",
            "manager", "custom property", "first comment", "second comment", "comment author",
            "defined name", "header", "footer", "unused text", "number format", "archive comment",
        ]
    )
}  # fmt: skip
# kind, heading, value: {n} is four digits, {m} the last three of them. Numbers have the shape of the real
# thing and can be nobody's: telephone numbers kept for drama, 30 February, a prefix that National Insurance
# never gives, the open sea.
REFUSED = [
    ("names", "Victim Forename", "CANARY-{n}"),
    ("names", "Victim Surname", "Notaperson-CANARY-{n}"),
    ("date of birth", "Victim DOB", "30/02/{n}"),
    ("address", "Victim Home Address", "{n} Nowhere Lane, CANARY-{n}, Cobbering"),
    ("postcode", "Post Code", "ZZ99 3CZ CANARY-{n}"),
    ("telephone", "Mobile Number", "07700 900{m}"),
    ("e-mail", "E-mail Address", "CANARY-{n}@notaperson.invalid"),
    ("coordinates", "Easting", "9{n}53.5318"),
    ("coordinates", "Latitude", "55.50{n}1753"),
    ("crime reference", "Crime Reference Number", "99CA/{n}53/30"),
    ("PNC", "PNC ID", "2099/000{n}X"),
    ("NHS", "NHS Number", "999 000 {n}"),
    ("National Insurance", "NI Number", "QQ99{n}C"),
    ("passport", "Passport Number", "5318{n}7GBR"),
    ("visa", "Visa Number", "GWF99999{n}"),
    ("Home Office", "Home Office Reference", "Z999{n}"),
    ("immigration status", "Immigration Status", "CANARY-{n} leave to remain"),
    ("nationality", "Nationality", "CANARY-{n}ian"),
    (
        "free text",
        "MO Notes",
        "CANARY-{n} told the officer that she does not exist and that nobody was hurt.",
    ),
]
_REFUSED_ROWS, _FIRST_REFUSED, _FIRST_UNDER_HARMLESS = 12, 1001, 2001
_FIRST_IN_REFUSED_RETURN = 3301
# Planted in the returns of providers, as values in no list.
IN_RETURNS = [f"CANARY-{number}" for number in range(4001, 4017)]


def score(number):
    """Return one of the distinctive numbers: 9137001 and on, with four decimals that none else has.

    Seven figures alone would turn up by chance among the coordinates of a drawing.
    """
    return f"{9137000 + number}.2917"


def planted(number, fields):
    """Return {column: texts} planted in extract `number`: in ignored columns, and in `fields`, in no list."""
    found, serial = {}, 100 * 2 * number
    for column, count in _IGNORED:
        texts = range(serial + 1, serial + count + 1)
        found[column] = [score(n) if column == "score" else f"CANARY-{n:04d}" for n in texts]
        serial += count
    for field in fields:
        found[field] = [f"CANARY-{serial + n:04d}" for n in range(1, _EACH_FIELD + 1)]
        serial += _EACH_FIELD
    return found


def place(rng, number, rows, fields):
    """Return {column: (positions, texts)}: where in an extract of so many rows its values stand."""
    return {
        column: (rng.choice(rows, len(texts), replace=False), texts)
        for column, texts in planted(number, fields).items()
    }


def refused_rows(first=_FIRST_REFUSED):
    """Return the values under the refused headings, row by row."""
    width = len(REFUSED)
    return [
        [_numbered(value, first + row * width + column) for column, (_, _, value) in enumerate(REFUSED)]
        for row in range(_REFUSED_ROWS)
    ]


def refused_return_rows():
    """Return the values under the refused headings of a provider's return, row by row."""
    return refused_rows(_FIRST_IN_REFUSED_RETURN)


def under_harmless_headings():
    """Return values of the refused kinds that a row each holds under a heading that nothing forbids."""
    held = [value for _, _, value in REFUSED]
    return [
        _numbered(held[(2 + row) % len(held)], _FIRST_UNDER_HARMLESS + row) for row in range(_REFUSED_ROWS)
    ]


def _numbered(value, serial):
    return value.format(n=f"{serial:04d}", m=f"{serial % 1_000:03d}")
