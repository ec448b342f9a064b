"""Files in the office's own folder that nothing reads, and under which name each would be read.

Without that a return saved as `support.csv` is a source that is missing, and nobody sees why.
"""

from analysis.errors import InputError, MissingSourceError, nearest
from analysis.extracts import counts, fields, logs, mapping
from analysis.extracts.captures import FEW
from analysis.extracts.captures import NAME as CAPTURES

EXAMPLE = "2026-Q1"  # what stands for the quarter where a name is suggested


def unread(area):
    """Return (name, what to do) for each file in an Area's folder that belongs to no section or log."""
    folder = counts.folder_of(area)
    try:
        sections = [one for kind in fields.kinds() for one in _sections(folder, area, kind)]
    except InputError:  # a mapping that is wrong stops a build by itself
        return []
    own = {f"{name}{suffix}" for name in logs.names() for suffix in logs.SUFFIXES}
    own |= {mapping.NAME, *(f"{name}.csv" for name in (CAPTURES, FEW))}
    patterns = [pattern for one in sections for pattern in one.files]
    return [
        (path.name, f"nothing reads it. {_mend(path, sorted(own), patterns)}")
        for path in sorted(folder.iterdir() if folder.is_dir() else ())
        if path.is_file()
        and not path.name.startswith((".", "~$"))
        and path.name not in own
        and not any(one.quarter_of(path.name) for one in sections)
    ]


def _sections(folder, area, kind):
    try:
        return mapping.read(folder, area.slug, kind)
    except MissingSourceError:
        return []


def _mend(path, own, patterns):
    """Return what to do about a file: another format, or the name that it would be read under."""
    if path.suffix.lower() not in mapping.SUFFIXES:
        return "Save it as XLSX or CSV UTF-8, or move it to another folder."
    named = [pattern.replace(mapping.MARK, EXAMPLE) for pattern in patterns]
    of_kind = [name for name in named if name.casefold().startswith(path.stem.casefold())]
    known = of_kind or named + own
    near = nearest(path.name, known, prefix='Is it one such as "', suffix='"? Then name it so. ')
    return f"{near}Its name is in no section of {mapping.NAME}, and is that of no log."
