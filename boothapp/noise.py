"""Chance, for whoever makes ids."""

from __future__ import annotations

import random

# Ids must differ, and may be guessed: nothing is granted to who knows one. So their noise is not asked of the
# system each time, which takes as long as all the rest of an id, but of a generator that the system seeds.
random_bits = random.Random().getrandbits  # noqa: S311 - as just said
