"""What places are called by those who live or work there: names of MSOAs, and neighbourhood teams' wards."""

from analysis.areas import CODE_FORMS
from analysis.sources import files

# The Library's headings; those of Welsh names appear beside them and are not read.
CODE, NAME = "msoa21cd", "msoa21hclnm"
TEAM_COLUMNS = ("ward24_code", "neighbourhood_team")


def msoa_names(file):
    """Return the House of Commons Library's name of each MSOA of 2021: `msoa21_code`, `msoa21_name`.

    Raises InputError naming the row of a code that is none, that appears twice, or that has no name.
    """
    raw = _read(file)
    files.require(file, raw.columns, [CODE, NAME])
    codes = files.area_codes(
        raw[CODE], file, CODE, CODE_FORMS["msoa"], "the code of an MSOA such as E02006519"
    )
    files.refuse_repeats(codes, file, CODE)
    names = raw[NAME].str.strip()
    files.refuse_where(names == "", file, NAME, raw[NAME], "a name")
    return raw.assign(msoa21_code=codes, msoa21_name=names)[["msoa21_code", "msoa21_name"]]


def neighbourhood_teams(file):
    """Return the neighbourhood team of each ward of 2024: `ward24_code`, `neighbourhood_team`.

    The table is a local one: a row for each ward, other columns (names of wards and districts) are for
    the person who fills it in.

    Raises InputError naming the row of a code that is none, a ward in two teams and a ward without one.
    """
    raw = _read(file)
    files.require(file, raw.columns, TEAM_COLUMNS)
    ward, team = TEAM_COLUMNS
    codes = files.area_codes(
        raw[ward], file, ward, CODE_FORMS["ward"], "the code of a ward such as E05007457"
    )
    files.refuse_repeats(codes, file, ward)
    names = raw[team].str.strip()
    files.refuse_where(names == "", file, team, raw[team], "the name of a team")
    return raw.assign(ward24_code=codes, neighbourhood_team=names)[list(TEAM_COLUMNS)]


def _read(file):
    table = files.read_csv(file)
    table.columns = table.columns.str.removeprefix("\ufeff")
    return table
