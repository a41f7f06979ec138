"""An error points at the line where the key really stands."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.toml_lines import line_of

TEXT = '''\
# a comment with [brackets] and "quotes
top = 1
"quoted key" = "a # in a text, and ]"
'single' = 'C:\\path'
dotted.name . deeper = 2
when = 2026-11-02 10:00:00  # a space in a value
multi = """
[not.a.table]
not = "a key"
""" # end
raw = \'\'\'
it's = 1\'\'\'
quotes = """a "word""""
after = 1.5
list = [
    "one",  # not = 1
    { name = "two", part = { deep = 1 } }, [ { name = "three" } ],

]
empty = []
none = {}

[table]
key = 1
[table.sub]
key = 2
[[array]]
key = 3
[[array.part]]
key = 4
[[array.part]]
key = 5
[array.part.leaf]
key = 6
[[array]]
[[array.part]]
"k\\u0065y" = 7
[ spaced . "out" ]
key = 8
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("", 1),
        ("top", 2),
        ("quoted key", 3),
        ("single", 4),
        ("dotted", 5),
        ("dotted.name", 5),
        ("dotted.name.deeper", 5),
        ("when", 6),
        ("multi", 7),
        ("not", 1),
        ("raw", 11),
        ("quotes", 13),
        ("after", 14),
        ("list", 15),
        ("list[0]", 16),
        ("list[1]", 17),
        ("list[1].name", 17),
        ("list[1].part.deep", 17),
        ("list[2][0].name", 17),
        ("list[7].name", 15),
        ("empty", 20),
        ("none", 21),
        ("none.key", 21),
        ("table", 23),
        ("table.key", 24),
        ("table.missing", 23),
        ("table.sub.key", 26),
        ("array", 27),
        ("array[0].key", 28),
        ("array[0].part", 29),
        ("array[0].part[0].key", 30),
        ("array[0].part[1].key", 32),
        ("array[0].part[1].leaf.key", 34),
        ("array[1]", 35),
        ("array[1].part[0].key", 37),
        ("spaced.out.key", 39),
        ("nowhere.at.all", 1),
    ],
)
def test_a_key_is_found_on_its_line(path: str, line: int) -> None:
    """Whatever strings, comments, arrays and inline tables stand around it; else the table it belongs in."""
    tomllib.loads(TEXT)
    assert line_of(TEXT, path) == line
    assert line_of(TEXT.replace("\n", "\r\n"), path) == line


NAMES = st.sampled_from(["a", "b", "long-name", "ü", "two words", 'q"uote', "dot.ted", "1"])
SCALARS = st.sampled_from(
    [
        "1",
        "-2.5",
        "true",
        '"]"',
        "'# {'",
        '"""\nx = 1\n"""',
        "'''\n[y]\n'''",
        "2026-11-02 07:30:00",
        "1e3",
        '"\\""',
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(
            lambda values: "[\n" + "".join(f"  {v}, # ]\n" for v in values) + "]"
        ),
        st.dictionaries(NAMES, inner, max_size=2).map(
            lambda table: "{" + ", ".join(f"{quoted(key)} = {value}" for key, value in table.items()) + "}"
        ),
    ),
    max_leaves=6,
)


def quoted(name: str) -> str:
    """A key that may need quotes."""
    return (
        name if name.isascii() and name.replace("-", "").isalnum() else '"' + name.replace('"', '\\"') + '"'
    )


@given(st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=6, unique_by=lambda pair: pair[0]))
def test_every_key_of_any_file_is_found(pairs: list[tuple[str, str]]) -> None:
    """The outline follows what tomllib reads, whatever stands in the values."""
    text, lines = "", {}
    for name, value in pairs:
        lines[name] = text.count("\n") + 1
        text += f"{quoted(name)} = {value}\n"
    values: dict[str, Any] = tomllib.loads(text)
    assert list(values) == list(lines)
    for name, line in lines.items():
        assert line_of(text, name) == line
