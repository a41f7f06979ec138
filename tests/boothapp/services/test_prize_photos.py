"""Photos of the bowl: each is an entry before it is read, and stays one when it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from boothapp.app import Services
from boothapp.domain.draw import Exclusion
from boothapp.errors import InputError, NoCardReaderError, NotEnteredError, PictureError
from boothapp.intake.understood import Kind
from boothapp.services.card_photographing import CardPhotographing
from boothapp.services.prize_entering import Asked
from boothapp.services.prize_entries import EntryView
from tests.helpers.badge_pictures import MECARD, code_picture, hall, in_the_hall
from tests.helpers.card_photos import jpeg, photo
from tests.helpers.printed_cards import printed


def entries(services: Services) -> list[EntryView]:
    """The bowl."""
    return services.prize_entries.entries()


def written(path: Path, content: bytes) -> Path:
    """A file with this in it."""
    path.write_bytes(content)
    return path


def read_all(services: Services) -> None:
    """Read what waits for it."""
    for ticket in services.prize_photos.unread():
        services.prize_entries.fill(ticket, services.prize_photos.read(ticket))


@pytest.fixture
def with_code(tmp_path: Path) -> Path:
    """A photo of a badge with a contact code."""
    return written(tmp_path / "code.jpg", jpeg(in_the_hall("QRCode", MECARD)))


def test_a_photo_is_an_entry_at_once_and_only_once(services: Services, with_code: Path) -> None:
    """Durable with its picture before anybody reads it; the same picture again is the same entry."""
    kept = services.prize_photos.keep(with_code, Asked())
    (entry,) = entries(services)
    assert (entry.ticket, entry.excluded, entry.lead_id) == (kept.ticket, Exclusion.NOT_TYPED, None)
    assert services.picturing.content(entry.picture)
    assert services.prize_photos.keep(with_code, Asked()) == (kept.ticket, True)
    assert services.prize_photos.unread() == [kept.ticket]


def test_a_code_on_a_photo_fills_the_entry(services: Services, with_code: Path) -> None:
    """What the code says stands on the lead, its text is kept, and the picture goes with it."""
    services.prize_photos.keep(with_code, Asked())
    read_all(services)
    (entry,) = entries(services)
    assert (entry.name, entry.company, entry.email) == ("Ada Byron", "Engine Ltd", "ada@engine.example")
    assert (entry.excluded, services.prize_photos.unread()) == (None, [])
    assert entry.doubts == ("phone",)  # a number out of a film, which no country gives to anybody
    assert entry.lead_id is not None
    view = services.browsing.card(entry.lead_id)
    assert view is not None
    assert [one.sha256 for one in view.lead.attachments] == [entry.picture]
    assert view.lead.badge_scan is not None
    assert view.lead.badge_scan.raw_payload == MECARD


def test_a_printed_card_is_read(services: Services, tmp_path: Path) -> None:
    """By the very reader that Capture uses."""
    card = printed(0, 1)
    services.prize_photos.keep(written(tmp_path / "card.jpg", photo(card.image, 3)), Asked())
    read_all(services)
    (entry,) = entries(services)
    assert entry.email == card.card.email
    assert entry.name.endswith(card.card.name)  # with the title that stands before it
    assert entry.excluded is None


def test_the_print_counts_where_a_code_names_nobody(services: Services, tmp_path: Path) -> None:
    """The link to a company's site on a card is no visitor: name and mail are read off its print."""
    card = printed(0, 1)
    code = code_picture("QRCode", "https://www.acme.example/products/", 4).convert("RGB")
    whole = Image.new("RGB", (card.image.width, card.image.height + code.height + 20), "white")
    whole.paste(card.image, (0, 0))
    whole.paste(code, (20, card.image.height))
    services.prize_photos.keep(written(tmp_path / "card.jpg", jpeg(whole)), Asked())
    assert [one.read.kind for one in services.prize_photos._codes(jpeg(whole))] == [Kind.LINK]
    read_all(services)
    (entry,) = entries(services)
    assert (entry.email, entry.excluded) == (card.card.email, None)


def test_a_link_alone_is_still_to_be_typed(services: Services) -> None:
    """Scanned off a card, it names nobody: out of the draw, and for the next one, until somebody types it."""
    bowl = services.prize_entries
    read = bowl.read("https://www.acme.example/products/", symbology="QRCode", is_scan=True)
    bowl.enter([read, bowl.read("Ben Mill, ben@mill.example")], Asked())
    assert [entry.excluded for entry in entries(services)] == [Exclusion.NOT_TYPED, None]
    services.prize_drawing.close()
    bowl.mend(1, {"name": "Ada Byron"})
    assert [(entry.name, entry.excluded) for entry in entries(services)] == [("Ada Byron", None)]


def test_what_shows_no_card_stays_to_be_typed(services: Services, tmp_path: Path) -> None:
    """A photo of a wall: the entry keeps its picture, asks for a look, and is not read again."""
    services.prize_photos.keep(
        written(tmp_path / "wall.jpg", jpeg(Image.new("RGB", (900, 600), "#bbb"))), Asked()
    )
    read_all(services)
    (entry,) = entries(services)
    assert (entry.lead_id, entry.excluded) == (None, Exclusion.NOT_TYPED)
    assert services.picturing.content(entry.picture)
    assert services.prize_photos.unread() == []


def test_what_was_read_off_a_poster_is_to_be_looked_at(services: Services, tmp_path: Path) -> None:
    """Words without a mail or a number are no sure card."""
    services.prize_photos.keep(written(tmp_path / "hall.jpg", jpeg(hall(1))), Asked())
    read_all(services)
    (entry,) = entries(services)
    assert "name" in entry.doubts


def test_without_what_reads_cards_the_photos_wait(
    services: Services, tmp_path: Path, with_code: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codes are read all the same; the others are to be typed, or read once it is installed."""

    def missing(_self: CardPhotographing, _content: bytes) -> None:
        raise NoCardReaderError

    monkeypatch.setattr(CardPhotographing, "read", missing)
    first = services.prize_photos.keep(with_code, Asked()).ticket
    second = services.prize_photos.keep(written(tmp_path / "hall.jpg", jpeg(hall(1))), Asked()).ticket
    services.prize_entries.fill(first, services.prize_photos.read(first))
    with pytest.raises(NoCardReaderError):
        services.prize_photos.read(second)
    assert services.prize_photos.unread() == [second]
    services.prize_entries.mend(second, {"name": "Ada Byron"})
    assert services.prize_photos.unread() == []


def test_what_is_no_picture_is_refused(services: Services, tmp_path: Path) -> None:
    """It is said, and nothing is entered: the file is where it was."""
    with pytest.raises(PictureError):
        services.prize_photos.keep(written(tmp_path / "x.jpg", b"no picture"), Asked())
    with pytest.raises(NotEnteredError, match=r"x\.jpg: a PDF"):
        services.prize_photos.keep(written(tmp_path / "x.jpg", b"%PDF-1.7"), Asked())
    with pytest.raises(InputError):
        services.prize_photos.keep(tmp_path / "nowhere.jpg", Asked())
    assert entries(services) == []


def test_what_is_to_be_typed_is_for_the_next_draw(services: Services, with_code: Path) -> None:
    """The list of this draw says so; once typed, the card is in the next."""
    services.prize_photos.keep(with_code, Asked())
    services.prize_entries.enter([services.prize_entries.read("Ben Mill, ben@mill.example")], Asked())
    closed = services.prize_drawing.close()
    assert closed.record.lines[0] == "1 out-not_typed -"
    read_all(services)
    assert [(entry.ticket, entry.excluded) for entry in entries(services)] == [(1, None)]


def test_what_was_said_with_a_photo_counts(services: Services, with_code: Path) -> None:
    """Kept under other terms, it is not in the draw, whoever reads it and when."""
    asked = Asked(terms=False, marketing=True, language="fr")
    ticket = services.prize_photos.keep(with_code, asked).ticket
    services.prize_entries.fill(ticket, services.prize_photos.read(ticket))
    (entry,) = entries(services)
    assert (entry.excluded, entry.marketing) == (Exclusion.NOT_AGREED, True)
