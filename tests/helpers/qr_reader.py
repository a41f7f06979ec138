"""A QR reader for undamaged codes (ISO/IEC 18004): no error correction, byte mode only.

Small enough to be checked by eye, and apart from the library that draws the codes in all but the table of
block sizes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qrcode.base import rs_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

Matrix = list[list[bool]]

_FORMAT_MASK = 0b101010000010010
_BYTE_MODE = 0b0100
_MASKS = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, _column: row % 2 == 0,
    lambda _row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)


def read_qr(code: Matrix) -> str:
    """The text in the code, which is UTF-8 in one byte segment."""
    version = (len(code) - 17) // 4
    word = sum(code[8][column] << 14 - place for place, column in enumerate((0, 1, 2, 3, 4, 5, 7, 8)))
    word += sum(code[row][8] << 6 - place for place, row in enumerate((7, 5, 4, 3, 2, 1, 0)))
    format_bits = word ^ _FORMAT_MASK
    level, mask = format_bits >> 13, _MASKS[format_bits >> 10 & 0b111]
    bits = [code[row][column] ^ mask(row, column) for row, column in _data_path(len(code), version)]
    words = [int("".join("01"[bit] for bit in bits[i : i + 8]), 2) for i in range(0, len(bits) // 8 * 8, 8)]
    stream = "".join(f"{word:08b}" for word in _in_order(words, version, level))
    assert int(stream[:4], 2) == _BYTE_MODE
    size = 8 if version < 10 else 16
    length = int(stream[4 : 4 + size], 2)
    start = 4 + size
    return bytes(int(stream[start + 8 * i : start + 8 * i + 8], 2) for i in range(length)).decode()


def _data_path(side: int, version: int) -> Iterator[tuple[int, int]]:
    """The squares that hold data, two columns at a time from the right, up and down in turn."""
    upwards = True
    for right in range(side - 1, 0, -2):
        # The timing column is skipped as a whole.
        pair = right if right > 6 else right - 1
        for step in range(side):
            row = side - 1 - step if upwards else step
            for column in (pair, pair - 1):
                if not _is_function(row, column, side, version):
                    yield row, column
        upwards = not upwards


def _is_function(row: int, column: int, side: int, version: int) -> bool:
    """Whether a square belongs to a finder, timing, alignment, format or version pattern."""
    near_finder = (row < 9 and (column < 9 or column >= side - 8)) or (row >= side - 8 and column < 9)
    in_version = version >= 7 and (
        (row < 6 and side - 11 <= column < side - 8) or (column < 6 and side - 11 <= row < side - 8)
    )
    return near_finder or in_version or 6 in (row, column) or _is_alignment(row, column, side, version)


def _is_alignment(row: int, column: int, side: int, version: int) -> bool:
    if version == 1:
        return False
    count = version // 7 + 2
    step = 26 if version == 32 else (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    centres = [6, *(side - 7 - step * place for place in range(count - 2, -1, -1))]
    corners = {(6, 6), (6, side - 7), (side - 7, 6)}
    return any(
        abs(row - y) <= 2 and abs(column - x) <= 2 for y in centres for x in centres if (y, x) not in corners
    )


def _in_order(words: list[int], version: int, level: int) -> Iterator[int]:
    """The data words, block by block, out of the order in which blocks are interleaved."""
    sizes = [block.data_count for block in rs_blocks(version, level)]
    blocks: list[list[int]] = [[] for _ in sizes]
    rest = iter(words)
    for place in range(max(sizes)):
        for block, size in zip(blocks, sizes, strict=True):
            if place < size:
                block.append(next(rest))
    for block in blocks:
        yield from block
