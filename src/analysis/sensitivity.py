"""How sensitive a field is by which people are counted: required wherever a field is described."""

from analysis.errors import InputError, refuse_unknown

NONE, CHARACTERISTIC, LANGUAGE, ABUSE, NATIONALITY = (
    "none",
    "characteristic",
    "language",
    "domestic abuse",
    "nationality",
)
PLACES = ("district", "msoa")  # of the levels that a policy's floor names
# What each says, and what follows from it: release/tabulations.py holds every table to it.
MEANS = {
    NONE: "it says nothing of who the person is",
    CHARACTERISTIC: "who the person is, or what tells of it: never crossed with domestic abuse but under the "
    "policy for that",
    LANGUAGE: "as a characteristic, and published for the force area alone",
    ABUSE: "it tells victims of domestic abuse, or of a partner or family, from others",
    NATIONALITY: "as a characteristic, and crossed with nothing",
    "district": "where the person lives or was harmed, by district",
    "msoa": "the same for a smaller place",
}
OF_THE_PERSON = {CHARACTERISTIC, LANGUAGE, NATIONALITY}


def checked(entry, what):
    """Return the `sensitivity` that an entry gives, once it is one of `MEANS`. `what` names the entry.

    Raises InputError where there is none: a field whose sensitivity nobody has said goes into no table.

    >>> checked({"sensitivity": "characteristic"}, "victims.fields.sex")
    'characteristic'
    """
    known = ", ".join(MEANS)
    if "sensitivity" not in entry:
        raise InputError(
            f'{what}: "sensitivity" is missing. Say how sensitive the field is, one of: {known}. What each '
            "means is explained in src/analysis/sensitivity.py."
        )
    found = entry["sensitivity"]
    refuse_unknown(found, MEANS, f'{what}: "sensitivity" is {found!r}, expected one of: {known}.')
    return found
