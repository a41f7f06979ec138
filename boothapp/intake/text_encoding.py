"""Which encoding a text file was written in: by its marks, by what it can be, by what it looks like."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

_BLOCK = 1 << 20
_SAMPLE_BYTES = 1 << 15
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Scripts that tell themselves. The Latin ones look too alike for statistics over a few names.
_TELLING = ["cp1251", "cp1253", "koi8_r", "cp932", "gb18030", "cp949", "euc_jp", "big5"]
_LATIN = "cp1252"
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u04ff\u3040-\u9fff\uac00-\ud7af]+")
_IN_A_LATIN_WORD = re.compile(f"[a-z]{_FOREIGN.pattern}|{_FOREIGN.pattern}[a-z]")
# What Polish and Czech letters of cp1250 are in cp1252: signs that nobody writes inside a word.
_CENTRAL_EUROPE = re.compile("[A-Za-z][£¥¯³¹¼¾]|[£¥¯³¹¼¾][a-z]")


def encoding_of(path: Path) -> str:
    """The name of a codec that reads the file."""
    with path.open("rb") as file:
        head = file.read(4096)
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding
        if (wide := _wide(head)) is not None:
            return wide
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        telling = b""
        while block := file.read(_BLOCK):
            telling = (telling + _foreign_lines(block))[:_SAMPLE_BYTES]
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                return _looks_like(telling)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _looks_like(telling)
    return "utf-8"


def encoding_like(octets: bytes) -> str:
    """The name of the codec that bytes look like which are no UTF-8: a guess, of a few names a weak one."""
    return _looks_like(_foreign_lines(octets)[:_SAMPLE_BYTES])


def _wide(head: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of Western text is nought."""
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.4:
        return "utf-16-le"
    if half and head[::2].count(0) > half * 0.4:
        return "utf-16-be"
    return None


def _foreign_lines(block: bytes) -> bytes:
    """The lines that are not ASCII, which alone tell anything."""
    return b"\n".join(line for line in block.splitlines() if not line.isascii()) + b"\n"


def _mixes_scripts(sample: bytes, encoding: str) -> bool:
    """Whether the foreign letters mostly stand within Latin words: "Jцrg Mьller" is Jörg Müller."""
    text = sample.decode(encoding, "replace")
    return len(_IN_A_LATIN_WORD.findall(text)) * 2 > len(_FOREIGN.findall(text))


def _looks_like(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only for what is not UTF-8

    best = from_bytes(sample, cp_isolation=[*_TELLING, _LATIN]).best()
    if best is not None and best.encoding in _TELLING and not _mixes_scripts(sample, best.encoding):
        return best.encoding
    return "cp1250" if _CENTRAL_EUROPE.search(sample.decode(_LATIN, "replace")) else _LATIN
