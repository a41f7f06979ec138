"""Why a line is no LeadCard, in words: the key, what is wrong there, and what may stand there."""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from typing import Any

import msgspec
from msgspec import inspect

_STEP = re.compile(r"\.(?P<key>\w+)|\[(?P<place>\d+|\.\.\.)\]")
_KINDS = {
    "object": "an object in braces",
    "array": "a list in brackets",
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "null",
}
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def reason_not_json(line: bytes, error: Exception) -> str:
    """Why a line is no JSON at all."""
    if isinstance(error, UnicodeDecodeError) or line.startswith(_UTF_16_MARKS) or b"\0" in line:
        return "this is not UTF-8 text; save the file as UTF-8"
    return f"this is not JSON: {str(error).removeprefix('JSON is malformed: ')}"


def reason_no_card(line: bytes, error: msgspec.ValidationError, card_type: type[msgspec.Struct]) -> str:
    """Why a line of JSON is no card: msgspec's "Expected …, got … - at `$.a.b`", for people."""
    problem, _, place = str(error).partition(" - at `$")
    key, kind = _followed(place.rstrip("`"), inspect.type_info(card_type), _decoded(line))
    words = _words(problem, kind)
    return f"{key}: {words}" if key else words


def _decoded(line: bytes) -> object:
    """What the line holds; None where it is no JSON from some place on."""
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _followed(place: str, kind: inspect.Type, value: object) -> tuple[str, inspect.Type]:
    """The key at a place, such as ``answers.budget.state``, and what may stand there.

    Msgspec calls every key of a dict "[...]": the one meant is the first whose value will not do.
    """
    key = ""
    for step in _STEP.finditer(place):
        kind = _plain(kind)
        if isinstance(kind, inspect.StructType):
            name: Any = step["key"]
            kind = next(field.type for field in kind.fields if field.encode_name == name)
        elif isinstance(kind, inspect.DictType):
            kind = _plain(kind.value_type)
            items = value.items() if isinstance(value, dict) else ()
            name = next((name for name, inner in items if not _will_do(inner, kind)), "…")
        elif isinstance(kind, inspect.ListType):
            name, kind = int(step["place"]), kind.item_type
        else:
            break
        key += f"[{name}]" if isinstance(name, int) else f".{name}"
        value = _inside(value, name)
    return key.removeprefix("."), kind


def _inside(value: object, name: Any) -> object:  # noqa: ANN401
    """The value under a key or at a place; None where a key that stands there twice hides it."""
    try:
        return value[name]  # type: ignore[index]
    except (LookupError, TypeError):
        return None


def _plain(kind: inspect.Type) -> inspect.Type:
    """The type without what describes it, and without null where there is something else."""
    if isinstance(kind, inspect.Metadata):
        return _plain(kind.type)
    if isinstance(kind, inspect.UnionType):
        return next(_plain(one) for one in kind.types if not isinstance(one, inspect.NoneType))
    return kind


def _will_do(value: object, kind: inspect.Type) -> bool:
    if not isinstance(kind, inspect.StructType):
        return False
    try:
        msgspec.convert(value, kind.cls)
    except msgspec.ValidationError:
        return False
    return True


def _words(problem: str, kind: inspect.Type) -> str:
    """The problem in words, with what may stand there instead."""
    quoted = re.findall(r"`([^`]*)`", problem)
    if problem.startswith("Object contains unknown field"):
        return f"there is no key {quoted[0]!r} here{_meant(quoted[0], _plain(kind))}"
    if problem.startswith("Object missing required field"):
        return f"the key {quoted[0]!r} is missing"
    if may_stand := _may_stand(problem, kind):
        return may_stand
    if ", got " in problem and len(quoted) == len(("expected", "got")):
        expected = " or ".join(_KINDS.get(one, one) for one in quoted[0].split(" | ") if one != "null")
        return f"this must be {expected}, and is {_KINDS.get(quoted[1], quoted[1])}"
    return problem


def _may_stand(problem: str, kind: inspect.Type) -> str:
    """Which values may stand there, where the value and not its kind is wrong; else empty."""
    plain = _plain(kind)
    if problem.startswith("Invalid enum value") and isinstance(plain, inspect.EnumType):
        given = problem.removeprefix("Invalid enum value ")
        return f"{given} is not known here; use one of: {', '.join(one.value for one in plain.cls)}"
    if "matching regex" in problem and (described := _described(kind)):
        return f"this must be {described}"
    if isinstance(plain, inspect.IntType) and ("`int` >=" in problem or "`int` <=" in problem):
        return f"this must be a whole number from {plain.ge} to {plain.le}"
    return ""


def _meant(key: str, kind: inspect.Type) -> str:
    if not isinstance(kind, inspect.StructType):
        return ""
    close = get_close_matches(key, [field.encode_name for field in kind.fields], n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _described(kind: inspect.Type) -> str:
    """The description and an example, as the schema gives them."""
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    for one in kinds:
        if isinstance(one, inspect.Metadata) and one.extra_json_schema is not None:
            schema = one.extra_json_schema
            return f"{schema['description']}, such as {json.dumps(schema['examples'][0])}"
    return ""
