"""Which codes to look for stands in the show's own text, and nothing else of it changes."""

from __future__ import annotations

import pytest

from boothapp.domain.symbology import USUAL, Symbology
from boothapp.paths import resources_dir
from boothapp.services.show_setup import read_setup, sample_setup, standard_definition
from boothapp.services.symbology_keeping import with_symbologies

HEAD = 'id = "fair"\nname = "The Fair" # symbologies = ["Aztec"]\nzone = "Europe/Paris"\ncountry = "FR"\n'
TAIL = 'currency = "EUR"\ngoal = 3\n\n# who stands there\n[[staff]]\nname = "Ana"\nemail = "ana@x.example"\n'
KEYS = (
    "",
    'symbologies = ["QRCode"]\n',
    'symbologies=[\n  "QRCode", # the badge\n  "Aztec",\n]\n',
    "symbologies = []\n",
)


@pytest.mark.parametrize("key", KEYS)
def test_a_choice_takes_the_place_of_the_one_before(key: str) -> None:
    """However it was written; comments and all else stay to the letter."""
    setup = read_setup(f"{HEAD}{key}{TAIL}", standard_definition(resources_dir()))
    chosen = with_symbologies(setup, ["PDF417", "Code39"])
    assert chosen.show.symbologies == (Symbology.PDF417, Symbology.CODE_39)
    assert with_symbologies(setup, ["PDF417", "Code39"]).show.source.replace(
        'symbologies = ["PDF417", "Code39"]\n', ""
    ) == (HEAD + TAIL)
    assert with_symbologies(chosen, ["QRCode"]).show.symbologies == (Symbology.QR_CODE,)


def test_none_means_the_usual_ones() -> None:
    """A camera that looks for nothing would be of no use."""
    setup = sample_setup(resources_dir())
    assert with_symbologies(setup, []).show.symbologies == USUAL
