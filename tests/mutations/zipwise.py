"""What happens to a zip, and to the workbooks that are zips: members damaged, renamed, doubled, taken out."""

import io
import struct
import zipfile


def _members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def packed(members, method=zipfile.ZIP_DEFLATED):
    """Return the bytes of a zip of pairs of name and content, the same for the same pairs."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, (2026, 7, 1, 9, 0, 0))
            entry.compress_type = method
            archive.writestr(entry, content)
    return held.getvalue()


def _repacked(members):
    return None if members is None else packed(members.items())


def _largest(content):
    members = _members(content)
    return max(members, key=lambda name: len(members[name]))


def _inside(content, name):
    """Return where the packed bytes of a member stand."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo(name)
    at = entry.header_offset
    start = at + 30 + sum(struct.unpack_from("<HH", content, at + 26))  # the lengths of name and extra field
    return start, start + entry.compress_size


def _bit_flipped(content, chance):
    squeezed = packed(_members(content).items())
    start, end = _inside(squeezed, _largest(squeezed))
    at = chance.randrange(start, end)
    return squeezed[:at] + bytes([squeezed[at] ^ (1 << chance.randrange(8))]) + squeezed[at + 1 :]


def _digit_changed(content, chance):
    plain = packed(_members(content).items(), zipfile.ZIP_STORED)
    start, end = _inside(plain, _largest(plain))
    places = [at for at in range(start, end) if 0x30 <= plain[at] <= 0x39]
    at = chance.choice(places)
    new = (plain[at] - 0x30 + chance.randrange(1, 10)) % 10 + 0x30
    return plain[:at] + bytes([new]) + plain[at + 1 :]


def _checksum_changed(content, chance):
    squeezed = packed(_members(content).items())
    with zipfile.ZipFile(io.BytesIO(squeezed)) as archive:
        at = archive.getinfo(_largest(squeezed)).header_offset
    directory = squeezed.rindex(b"PK\x01\x02", 0, squeezed.rindex(b"PK\x05\x06"))
    for place in (at + 14, squeezed.index(b"PK\x01\x02") + 16, directory + 16):
        squeezed = squeezed[:place] + bytes([squeezed[place] ^ 0x5A]) + squeezed[place + 1 :]
    return squeezed


def _every_header(content, change):
    """Return the bytes with a field of every member changed, in its own header and in the directory."""
    changed = bytearray(content)
    for mark, start in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):  # where the flags are; the method follows
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            change(changed, at + start)
    return bytes(changed)


def _length_wrong(content, _chance):
    squeezed = bytearray(packed(_members(content).items()))
    at = bytes(squeezed).index(b"PK\x01\x02")
    squeezed[at + 24 : at + 28] = (2**31).to_bytes(4, "little")
    return bytes(squeezed)


def _renamed(members, chance):
    named = chance.choice(sorted(members))
    new = chance.choice((f"copy of {named}", named.replace(".", "_"), f"data/{named}"))
    return {(new if name == named else name): held for name, held in members.items()}


def _cut(members, chance):
    largest = max(members, key=lambda name: len(members[name]))
    return members | {largest: members[largest][: chance.randrange(1, len(members[largest]))]}


def _exchanged(members, chance):
    if len(members) < 2:
        return None
    one, other = chance.sample(sorted(members), 2)
    return members | {one: members[other], other: members[one]}


def _without(members, gone):
    return {name: held for name, held in members.items() if name != gone}


MEMBERS = {  # {name: content} of the members and chance: those afterwards, None where it cannot apply
    "packed anew": lambda members, _: members,
    "members in another order": lambda members, chance: dict(
        chance.sample(list(members.items()), len(members))
    ),
    "member taken out": lambda members, chance: _without(members, chance.choice(sorted(members))),
    "member renamed": _renamed,
    "member cut": _cut,
    "members exchanged": _exchanged,
    "path that climbs out": lambda members, _: members | {"../../outside.csv": b"a,b\n1,2\n"},
}
WHOLE = {  # the bytes of the zip and chance: the bytes afterwards
    "bit flipped in a packed member": _bit_flipped,
    "digit changed in a stored member": _digit_changed,
    "checksum changed": _checksum_changed,
    "directory lost": lambda content, _: content[: content.index(b"PK\x01\x02")],
    "end lost": lambda content, chance: content[: -chance.randrange(1, 22)],
    "bytes before it": lambda content, chance: chance.randbytes(chance.randrange(1, 64)) + content,
    "bytes after it": lambda content, chance: content + chance.randbytes(chance.randrange(1, 64)),
    "comment put on it": lambda content, _: content[:-2] + (7).to_bytes(2, "little") + b"comment",
    "said to be encrypted": lambda content, _: _every_header(
        content, lambda held, at: held.__setitem__(at, held[at] | 1)
    ),
    "packed in an unknown way": lambda content, _: _every_header(
        content, lambda held, at: held.__setitem__(at + 2, 99)
    ),
    "zip in a zip": lambda content, _: packed([("inside.zip", content)]),
    "length of a member said wrongly": _length_wrong,
}
MUTATIONS = WHOLE | {
    name: lambda content, chance, change=change: _repacked(change(_members(content), chance))
    for name, change in MEMBERS.items()
}
