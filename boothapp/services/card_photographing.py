"""A photographed business card, read into the form; the batch of a prize bowl too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from boothapp.domain.lead import CaptureSource
from boothapp.domain.visitor_field import VisitorField
from boothapp.errors import BoothappError, PictureError, PictureProblem
from boothapp.intake.reach import dialled_here
from boothapp.intake.understood import LIKELY

if TYPE_CHECKING:
    from boothapp.intake.printed import CardReading
    from boothapp.intake.reader_process import ReaderProcess
    from boothapp.intake.understood import ReadField
    from boothapp.services.card_form import CardForm, PersonForm

NAME, JOB_TITLE, COMPANY, EMAIL, PHONE = "name", "job_title", "company", "email", "phone"
SURE_ENOUGH = LIKELY
"""Below this a field is marked for the eye."""
_LEAST = 0.25
"""Below this it is left for a person to pick from the card's lines."""
_BEYOND_THE_FORM = (
    VisitorField.DEPARTMENT,
    VisitorField.MOBILE,
    VisitorField.STREET,
    VisitorField.CITY,
    VisitorField.REGION,
    VisitorField.POSTAL_CODE,
    VisitorField.COUNTRY,
)


class CardPhotographing:
    """Reads photographed cards, in a process that lives as long as this and no longer."""

    def __init__(self, *, reader: ReaderProcess, country: str) -> None:
        """``country`` (ISO 3166-1 alpha-2) is where numbers are dialled from when the card names none."""
        self._reader, self._country = reader, country

    @property
    def is_ready(self) -> bool:
        """Whether what reads cards was installed."""
        from boothapp.intake.reader_process import is_installed  # noqa: PLC0415 - not needed to start

        return is_installed()

    def prepare(self) -> None:
        """Starts the process before the first photo is there; takes seconds."""
        self._reader.start()

    def read(self, content: bytes) -> CardReading:
        """What a photo's card says; raises PictureError or CardReaderError leaves."""
        from boothapp.intake.card_fields import read_card  # noqa: PLC0415 - at the first card
        from boothapp.intake.picture import open_picture  # noqa: PLC0415

        return read_card(self._reader.see(open_picture(content)), country=self._country)

    def read_many(
        self, paths: Iterable[Path], is_cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[Path, CardReading | BoothappError]]:
        """One photo after another; one that cannot be read gives its error, and the next is tried."""
        for path in paths:
            if is_cancelled():
                return
            yield path, self._read_file(path)

    def _read_file(self, path: Path) -> CardReading | BoothappError:
        from boothapp.intake.picture_kind import LARGEST_FILE  # noqa: PLC0415

        try:
            with path.open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
            return self.read(content)
        except BoothappError as error:
            return error
        except OSError:
            return PictureError(PictureProblem.DAMAGED)

    def close(self) -> None:
        """Ends the process."""
        self._reader.end()


def fill_blanks(form: CardForm, reading: CardReading, person_at: int = 0) -> None:
    """Writes what was read where nothing stands yet; what is not sure is named in ``unsure``.

    ``person_at`` is who of the form's people handed the card over.
    """
    person = form.people[person_at]
    read = {name: _shown(reading, name) for name in (NAME, JOB_TITLE, COMPANY, EMAIL, PHONE)}
    for name, (text, confidence) in read.items():
        at = form if name == COMPANY else person
        if text and confidence >= _LEAST and not getattr(at, name).strip():
            setattr(at, name, text)
            if confidence < SURE_ENOUGH and name not in person.unsure:
                person.unsure = [*person.unsure, name]
    website = reading.understood.first(VisitorField.WEBSITE, at_least=SURE_ENOUGH)
    form.website = form.website or website
    person.read = {**_beyond(reading, person), **person.read}
    if not form.badge_payload:
        form.capture_source = CaptureSource.BUSINESS_CARD.value


def line_as(name: str, text: str, country: str) -> str:
    """What a line of the card says for a field of the form: of a line with a number and more the number."""
    from boothapp.intake.card_fields import value_in  # noqa: PLC0415 - at the first card

    field = {EMAIL: VisitorField.EMAIL, PHONE: VisitorField.PHONE}.get(name)
    return (value_in(field, text, country) if field else "") or text


def _shown(reading: CardReading, name: str) -> tuple[str, float]:
    """A field of the form, and how sure the least sure of what it is made of is."""
    named = {
        NAME: (VisitorField.NAME_PREFIX, VisitorField.DISPLAY_NAME, VisitorField.NAME_SUFFIX),
        JOB_TITLE: (VisitorField.JOB_TITLE,),
        COMPANY: (VisitorField.COMPANY,),
        EMAIL: (VisitorField.EMAIL,),
        PHONE: (VisitorField.PHONE,) if reading.placed_as(VisitorField.PHONE) else (VisitorField.MOBILE,),
    }
    found = [placed.field for part in named[name] if (placed := reading.placed_as(part))]
    text = " ".join(field.value for field in found)
    if name == PHONE and found:
        text = _dialled(found[0], reading)
    return text, min((field.confidence for field in found), default=0.0)


def _dialled(field: ReadField, reading: CardReading) -> str:
    """A number as it is dialled at the show, with its extension."""
    return dialled_here(field.value, field.normalised, reading.country)


def _beyond(reading: CardReading, person: PersonForm) -> dict[str, str]:
    """What the form has no place for, if it is sure enough to be kept unseen."""
    understood = reading.understood
    found = {name.value: understood.first(name, at_least=SURE_ENOUGH) for name in _BEYOND_THE_FORM}
    mobiles = (field for field in understood.fields if field.name is VisitorField.MOBILE)
    mobile = next((field for field in mobiles if field.confidence >= SURE_ENOUGH), None)
    if mobile is not None:
        found[VisitorField.MOBILE.value] = _dialled(mobile, reading)
    if found[VisitorField.MOBILE.value] == person.phone:
        del found[VisitorField.MOBILE.value]
    return {name: value for name, value in found.items() if value}
