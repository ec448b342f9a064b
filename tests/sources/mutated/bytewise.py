"""What happens to any file on its way: bytes lost, flipped, put in; cut, doubled, or another thing saved."""

import gzip

MUTATIONS = {}


def mutation(function):
    """Register a mutation: a pure function of bytes and a random generator, named by its own words."""
    MUTATIONS[function.__name__.replace("_", " ")] = function
    return function


def _place(content, chance):
    return chance.randrange(len(content))


@mutation
def bit_flipped(content, chance):
    at = _place(content, chance)
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


@mutation
def bits_flipped_in_three_places(content, chance):
    for _ in range(3):
        content = bit_flipped(content, chance)
    return content


@mutation
def byte_lost(content, chance):
    at = _place(content, chance)
    return content[:at] + content[at + 1 :]


@mutation
def byte_put_in(content, chance):
    at = _place(content, chance)
    return content[:at] + bytes([chance.randrange(256)]) + content[at:]


@mutation
def digit_put_in(content, chance):
    at = _place(content, chance)
    return content[:at] + str(chance.randrange(10)).encode() + content[at:]


@mutation
def nul_put_in(content, chance):
    at = _place(content, chance)
    return content[:at] + b"\0" + content[at:]


@mutation
def cut_anywhere(content, chance):
    return content[: _place(content, chance)]


@mutation
def cut_by_a_few_bytes(content, chance):
    return content[: -chance.randrange(1, 9)]


@mutation
def beginning_lost(content, chance):
    return content[_place(content, chance) :]


@mutation
def block_lost(content, chance):
    at, size = _place(content, chance), chance.choice((64, 512, 4096))
    return content[:at] + content[at + size :]


@mutation
def block_of_zeros(content, chance):
    at, size = _place(content, chance), chance.choice((16, 512))
    return content[:at] + b"\0" * len(content[at : at + size]) + content[at + size :]


@mutation
def block_doubled(content, chance):
    at, size = _place(content, chance), chance.choice((64, 512, 4096))
    return content[: at + size] + content[at:]


@mutation
def file_twice_in_one(content, _chance):
    return content + content


@mutation
def nothing_in_it(_content, _chance):
    return b""


@mutation
def blanks_alone(_content, chance):
    return b" \r\n" * chance.randrange(1, 9)


@mutation
def web_page_in_its_place(_content, chance):
    return b"\n" * chance.randrange(3) + b"<!DOCTYPE html><html><body>Service unavailable</body></html>\n"


@mutation
def error_in_its_place(_content, _chance):
    return b'{"error":{"code":400,"message":"Unable to complete operation."}}\n'


@mutation
def packed_without_saying_so(content, _chance):
    return gzip.compress(content, mtime=0)


@mutation
def end_of_file_mark_at_the_end(content, _chance):
    return content + b"\x1a"
