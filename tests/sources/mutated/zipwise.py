"""What happens to a zip, and to the workbooks that are zips: members damaged, renamed, doubled, taken out."""

import io
import zipfile

MUTATIONS = {}


def mutation(function):
    """Register a mutation: a pure function of bytes and a random generator; None where it cannot apply."""
    MUTATIONS[function.__name__.replace("_", " ")] = function
    return function


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


def _largest(content):
    members = _members(content)
    return max(members, key=lambda name: len(members[name]))


def _inside(content, name):
    """Return where the packed bytes of a member stand."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo(name)
    at = entry.header_offset
    start = (
        at
        + 30
        + int.from_bytes(content[at + 26 : at + 28], "little")
        + int.from_bytes(content[at + 28 : at + 30], "little")
    )
    return start, start + entry.compress_size


@mutation
def packed_anew(content, _chance):
    return packed(_members(content).items())


@mutation
def members_in_another_order(content, chance):
    members = list(_members(content).items())
    chance.shuffle(members)
    return packed(members)


@mutation
def bit_flipped_in_a_packed_member(content, chance):
    squeezed = packed(_members(content).items())
    start, end = _inside(squeezed, _largest(squeezed))
    at = chance.randrange(start, end)
    return squeezed[:at] + bytes([squeezed[at] ^ (1 << chance.randrange(8))]) + squeezed[at + 1 :]


@mutation
def digit_changed_in_a_stored_member(content, chance):
    plain = packed(_members(content).items(), zipfile.ZIP_STORED)
    start, end = _inside(plain, _largest(plain))
    places = [at for at in range(start, end) if 0x30 <= plain[at] <= 0x39]
    at = chance.choice(places)
    new = (plain[at] - 0x30 + chance.randrange(1, 10)) % 10 + 0x30
    return plain[:at] + bytes([new]) + plain[at + 1 :]


@mutation
def checksum_changed(content, chance):
    squeezed = packed(_members(content).items())
    with zipfile.ZipFile(io.BytesIO(squeezed)) as archive:
        at = archive.getinfo(_largest(squeezed)).header_offset
    directory = squeezed.rindex(b"PK\x01\x02", 0, squeezed.rindex(b"PK\x05\x06"))
    for place in (at + 14, squeezed.index(b"PK\x01\x02") + 16, directory + 16):
        squeezed = squeezed[:place] + bytes([squeezed[place] ^ 0x5A]) + squeezed[place + 1 :]
    return squeezed


@mutation
def directory_lost(content, _chance):
    return content[: content.index(b"PK\x01\x02")]


@mutation
def end_lost(content, chance):
    return content[: -chance.randrange(1, 22)]


@mutation
def bytes_before_it(content, chance):
    return chance.randbytes(chance.randrange(1, 64)) + content


@mutation
def bytes_after_it(content, chance):
    return content + chance.randbytes(chance.randrange(1, 64))


@mutation
def comment_put_on_it(content, _chance):
    return content[:-2] + (7).to_bytes(2, "little") + b"comment"


def _every_header(content, change):
    """Return the bytes with a field of every member changed, in its own header and in the directory."""
    changed = bytearray(content)
    for mark, start in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):  # where the flags are; the method follows
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            change(changed, at + start)
    return bytes(changed)


@mutation
def said_to_be_encrypted(content, _chance):
    return _every_header(content, lambda held, at: held.__setitem__(at, held[at] | 1))


@mutation
def packed_in_an_unknown_way(content, _chance):
    return _every_header(content, lambda held, at: held.__setitem__(at + 2, 99))


@mutation
def member_taken_out(content, chance):
    members = _members(content)
    gone = chance.choice(sorted(members))
    return packed((name, held) for name, held in members.items() if name != gone)


@mutation
def member_renamed(content, chance):
    members = _members(content)
    named = chance.choice(sorted(members))
    new = chance.choice((f"copy of {named}", named.replace(".", "_"), f"data/{named}"))
    return packed((new if name == named else name, held) for name, held in members.items())


@mutation
def member_cut(content, chance):
    members = _members(content)
    largest = _largest(content)
    half = members[largest][: chance.randrange(1, len(members[largest]))]
    return packed((name, half if name == largest else held) for name, held in members.items())


@mutation
def members_exchanged(content, chance):
    members = _members(content)
    if len(members) < 2:
        return None
    one, other = chance.sample(sorted(members), 2)
    other_name = {one: other, other: one}
    return packed((name, members[other_name.get(name, name)]) for name in members)


@mutation
def path_that_climbs_out(content, _chance):
    members = list(_members(content).items())
    return packed([*members, ("../../outside.csv", b"a,b\n1,2\n")])


@mutation
def zip_in_a_zip(content, _chance):
    return packed([("inside.zip", content)])


@mutation
def length_of_a_member_said_wrongly(content, _chance):
    squeezed = bytearray(packed(_members(content).items()))
    at = bytes(squeezed).index(b"PK\x01\x02")
    squeezed[at + 24 : at + 28] = (2**31).to_bytes(4, "little")
    return bytes(squeezed)
