"""What is read off a card goes into the blanks of the form, and photos are read one after another."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from boothapp.domain.lead import CaptureSource
from boothapp.errors import CardReaderSlowError, PictureError
from boothapp.intake.card_fields import read_card
from boothapp.intake.printed import CardReading, SeenCard
from boothapp.intake.reach import read_phone
from boothapp.intake.reader_process import ReaderProcess
from boothapp.services.card_form import CardForm, PersonForm
from boothapp.services.card_photographing import CardPhotographing, fill_blanks, line_as
from tests.helpers.card_lines_seen import listed
from tests.helpers.card_photos import jpeg

LINES = (
    "Dr. Zoë Łukasz",
    "Head of Purchasing",
    "Société Lumière SA",
    "M +33 6 39 98 12 34",
    "T 01 70 18 99 01",
    "zoe.lukasz@lumiere.example",
    "www.lumiere.example",
    "69002 Lyon, France",
)


class Canned(ReaderProcess):
    """A reader that sees the same card on every photo, and is too slow for narrow ones."""

    def see(self, image: Image.Image) -> SeenCard:
        """The card, without looking."""
        if image.width < 20:
            raise CardReaderSlowError
        return listed(*LINES)


def reading(country: str = "FR") -> CardReading:
    """The card, handed over in a country."""
    return read_card(listed(*LINES), country=country)


def test_blanks_are_filled_and_what_was_typed_stays():
    """Name with its title, company, title, email, phone; beyond them what the lead has a place for."""
    form = CardForm(draft_id="d", company="Lumiere")
    fill_blanks(form, reading())
    person = form.people[0]
    assert (person.name, person.job_title, person.email, person.phone, form.company) == (
        "Dr. Zoë Łukasz", "Head of Purchasing", "zoe.lukasz@lumiere.example", "01 70 18 99 01", "Lumiere"
    )  # fmt: skip
    assert person.read["city"] == "Lyon"
    assert person.unsure == []
    assert form.website == "www.lumiere.example"
    assert form.capture_source == CaptureSource.BUSINESS_CARD


def test_a_number_of_another_country_gets_its_prefix():
    """What is dialled so in Lyon is not dialled so in Boston."""
    form = CardForm(draft_id="d")
    fill_blanks(form, reading("US"))
    assert form.people[0].phone == "+33 1 70 18 99 01"


def test_an_extension_and_a_mobile_number_keep_their_meaning_abroad():
    """A desk's extension stays on the form; the number beyond it gets its country's prefix too."""
    lines = ("Daniel Brooks", "office (415) 555-0132 ext. 204", "cell (415) 555-0178", "Oakland, CA 94607")
    form = CardForm(draft_id="d")
    fill_blanks(form, read_card(listed(*lines), country="DE"))
    person = form.people[0]
    assert person.phone == "+1 415-555-0132 ext. 204"
    assert read_phone(person.phone, "DE").normalised == "+14155550132"
    assert person.read["mobile"] == "+1 415-555-0178"


def test_what_is_not_sure_is_named():
    """A field read badly is filled all the same, and named for the eye."""
    form = CardForm(draft_id="d")
    fill_blanks(form, read_card(listed(*LINES, confidence=0.7), country="FR"))
    assert set(form.people[0].unsure) == {"name", "job_title", "company", "email", "phone"}


def test_a_colleague_s_card_fills_the_colleague():
    """The first person keeps what they have."""
    form = CardForm(draft_id="d", people=[PersonForm(name="Ada"), PersonForm()])
    fill_blanks(form, reading(), person_at=1)
    assert [person.name for person in form.people] == ["Ada", "Dr. Zoë Łukasz"]
    assert form.people[0].email == ""


def test_a_line_gives_what_its_field_can_take():
    """Of a line with a label the number, of one with a name the address; any other whole."""
    assert line_as("phone", "Tel. 01 70 18 99 01 Fax 02", "FR") == "01 70 18 99 01"
    assert line_as("email", "E-Mail: zoe@lumiere.example", "FR") == "zoe@lumiere.example"
    assert line_as("name", "Head of Purchasing", "FR") == "Head of Purchasing"


def test_one_bad_photo_stops_no_others(tmp_path: Path):
    """Each photo gives its reading or its error, in order; a cancelled run ends at the next."""
    wide, narrow = jpeg(Image.new("RGB", (60, 40))), jpeg(Image.new("RGB", (10, 40)))
    for name, content in (("1", wide), ("2", b"no picture"), ("3", narrow), ("4", wide)):
        (tmp_path / name).write_bytes(content)
    paths = [tmp_path / name for name in ("1", "2", "3", "missing", "4")]
    service = CardPhotographing(reader=Canned(), country="FR")
    read = [each for _, each in service.read_many(paths)]
    assert [type(each) for each in read] == [
        CardReading, PictureError, CardReaderSlowError, PictureError, CardReading
    ]  # fmt: skip
    answers = iter((False, True))
    some = service.read_many(paths, lambda: next(answers))
    assert [path.name for path, _ in some] == ["1"]
