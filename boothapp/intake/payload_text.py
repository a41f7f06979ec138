"""The letters of a payload: bytes to text, wrong encodings repaired, what cannot be seen left out."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from boothapp.intake.text_encoding import encoding_like

LONGEST_PAYLOAD = 8 * 1024
"""Bytes in UTF-8; more is no badge."""
_CHARSET = re.compile(rb"CHARSET=\"?([\w-]{3,16})", re.IGNORECASE)
_TEXT_CHARSETS = re.compile(
    r"(?:us-?ascii|utf-?8|utf-?16(?:[lb]e)?|iso-?8859-\d{1,2}|latin-?1|windows-?\d{3,4}|cp\d{3,4}|shift[_-]?jis|sjis"
    r"|euc-(?:jp|kr|cn)|iso-2022-(?:jp|kr)|gb2312|gbk|gb18030|big5|koi8-[ru]|macintosh)",
    re.IGNORECASE,
)
_LOST = "\ufffd"
# Bytes that Windows-1252 leaves out are read as Latin-1 by most programs.
_UNDEFINED = {ord(letter): ord(letter) for letter in "\x81\x8d\x8f\x90\x9d"}
_LONGEST_FILE = 1 << 20  # bytes of a vCard file with a picture in it, of which the letters count
_PICTURE = re.compile(
    r"^(?:[\w.-]{1,40}\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:][^\n]*\n(?:[ \t][^\n]*\n)*",
    re.IGNORECASE | re.MULTILINE,
)
_FEW_NULS = 4  # of UTF-16 more than every fourth character is one


class PayloadText(NamedTuple):
    """The text as sent and the text to read, of each at most `LONGEST_PAYLOAD`."""

    raw: str
    text: str
    was_repaired: bool = False
    was_cut: bool = False
    was_guessed: bool = False


def payload_text(payload: str | bytes) -> PayloadText:
    """The text of a payload whatever its encoding; nothing is raised.

    The pictures in a long vCard do not count among the letters to read.
    """
    was_guessed = False
    if isinstance(payload, bytes):
        text, was_guessed = _decoded(payload[:_LONGEST_FILE])
    else:
        text = payload[:_LONGEST_FILE]
    text = text.removeprefix("\ufeff")
    if text.count("\x00") * _FEW_NULS > len(text):
        text = _without_nuls(text)
    kept = whole = _cut(text)
    if len(kept) < len(text) and text.lstrip()[:11].upper() == "BEGIN:VCARD":
        text = _PICTURE.sub("", text)
        whole = _cut(text)
    repaired = "\n".join(_repaired(line) for line in whole.split("\n"))
    is_cut = len(payload) > _LONGEST_FILE or len(whole) < len(text)
    return PayloadText(
        kept, repaired, was_repaired=repaired != whole, was_cut=is_cut, was_guessed=was_guessed
    )


def _cut(text: str) -> str:
    octets = text[:LONGEST_PAYLOAD].encode("utf-8", "surrogatepass")
    return octets[:LONGEST_PAYLOAD].decode("utf-8", "ignore")


def decoded(octets: bytes, charset: str = "") -> str:
    """The text of bytes said to be in a charset; UTF-8 or Windows-1252 when that is none or not true."""
    for name in (charset, "utf-8"):
        if name and _TEXT_CHARSETS.fullmatch(name):
            try:
                return octets.decode(name)
            except (UnicodeError, LookupError):
                continue
    return "".join(_as_windows(octet) for octet in octets)


def _as_windows(octet: int) -> str:
    return chr(octet) if octet in _UNDEFINED else bytes((octet,)).decode("cp1252")


def _decoded(octets: bytes) -> tuple[str, bool]:
    """The text, and whether nothing but its looks told how it was written."""
    for mark, charset in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if octets.startswith(mark):
            return octets[2:].decode(charset, "replace"), False
    zeros = octets.count(0)
    if zeros * _FEW_NULS > len(octets):
        return octets.decode("utf-16-be" if octets[:1] == b"\x00" else "utf-16-le", "replace"), False
    try:
        return octets.decode("utf-8"), False
    except UnicodeDecodeError as error:
        if error.start >= len(octets) - 3 and len(octets) == _LONGEST_FILE:
            return octets[: error.start].decode("utf-8"), False  # the cut went through a letter
    named = _CHARSET.search(octets)
    if named and _TEXT_CHARSETS.fullmatch(named[1].decode()):
        try:
            return octets.decode(named[1].decode()), False
        except (UnicodeError, LookupError):
            pass
    guessed = encoding_like(octets)
    text = decoded(octets) if guessed == "cp1252" else octets.decode(guessed, "replace")
    return text, True


def text_of(octets: bytes) -> str:
    """A file's text whatever its encoding; its beginning where it is long."""
    return _decoded(octets[:_LONGEST_FILE])[0]


def _without_nuls(text: str) -> str:
    """UTF-16 that was taken for one byte a letter."""
    try:
        return _decoded(text.encode("latin-1"))[0]
    except UnicodeEncodeError:
        return text.replace("\x00", "")


def _repaired(line: str) -> str:
    """UTF-8 that was taken for Latin-1 or Windows-1252, read anew where that is certain.

    Certain is what becomes valid UTF-8 as a whole: no real word has "Ã" before "«" and its like throughout.
    """
    if line.isascii():
        return line
    try:
        return b"".join(_octet(letter) for letter in line).decode("utf-8")
    except UnicodeError:
        return line


def _octet(letter: str) -> bytes:
    if ord(letter) in _UNDEFINED or "\x80" <= letter <= "\x9f":
        return bytes((ord(letter),))
    return letter.encode("cp1252")


def lost_letters(text: str) -> bool:
    """Whether some letters cannot be told any more."""
    return _LOST in text


def visible(text: str) -> str:
    """The text in one line, without control characters and without what turns the reading direction."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(" " if letter in "\r\n\t\u2028\u2029" else letter for letter in text)
    return " ".join("".join(letter for letter in kept if not _is_hidden(letter)).split())


def _is_hidden(letter: str) -> bool:
    # Joiners (U+200C, U+200D) are part of Persian and Indic words.
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs") and letter not in "\u200c\u200d"
