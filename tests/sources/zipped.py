"""Small zips, and a zip whose entry says something else of itself."""

import io
import struct
import zipfile


def packed(members):
    """Return the bytes of a zip of {name: content}; a name may be one that no tool would write."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            archive.writestr(entry, content)
    return stream.getvalue()


def marked(content, at, in_directory, value):
    """Return a zip with a field of its only entry changed, in its own header and in the directory."""
    changed = bytearray(content)
    struct.pack_into("<H", changed, at, value)
    struct.pack_into("<H", changed, changed.rfind(b"PK\x01\x02") + in_directory, value)
    return bytes(changed)


def encrypted(content):
    """Return a zip whose only entry says that it is encrypted."""
    return marked(content, 6, 8, 1)
