"""A TOML file that is hostile or broken is refused in one line."""

import pytest

from analysis import toml_file
from analysis.errors import InputError


def test_what_is_toml_is_read():
    found = toml_file.parsed("policy.toml", b"\xef\xbb\xbfa = 1e999\nb = -inf\nc = 1\n")
    assert found == {"a": float("inf"), "b": -float("inf"), "c": 1}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a = " + b"9" * 10_000, "an invalid number"),
        (b"a = " + b"[" * 10_000 + b"]" * 10_000, "nested too deep"),
        (b"a = " + b"{a = " * 10_000, "nested too deep"),
        (b"a = 'x", "is not TOML"),
        (b"\xff\xfea", "is not TOML"),
        (b"#" * (toml_file.LONGEST + 1), "10 MB; the limit is 10 MB"),
    ],
    ids=["huge number", "deep arrays", "deep tables", "cut", "no UTF-8", "huge"],
)
def test_what_is_hostile_is_refused_in_one_line(content, says):
    with pytest.raises(InputError, match=says) as fault:
        toml_file.parsed("policy.toml", content)
    assert str(fault.value).startswith("policy.toml: ") and "\n" not in str(fault.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        toml_file.read(tmp_path / "policy.toml", "It says who decided.")


def test_what_a_reader_changes_is_not_what_the_next_one_gets(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text("[one]\nlist = [1, 2]\n", encoding="utf-8")
    toml_file.read(path, "")["one"]["list"].append(3)
    assert toml_file.read(path, "") == {"one": {"list": [1, 2]}}
    path.write_text("[one]\nlist = [4]\n", encoding="utf-8")
    assert toml_file.read(path, "") == {"one": {"list": [4]}}
