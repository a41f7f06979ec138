"""Set up: the show at hand, its lead definition in every version, the staff member at the keyboard."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from boothapp.domain.definition_file import read_definition
from boothapp.domain.show import read_show
from boothapp.domain.toml_source import parse_toml
from boothapp.errors import DefinitionFrozenError, OtherShowError
from boothapp.services.form_view import SHOW_FILE, form_view, write_form_view

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from boothapp.domain.definition import LeadDefinition
    from boothapp.domain.lead import DefinitionRef
    from boothapp.domain.show import Show
    from boothapp.store.settings import Settings

_SHOW = "show"
_DEFINITION = "definition"
_STAFF = "staff"
DEFINITION_FILE = "definition.toml"
STAFF_FILE = "staff.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSetup:
    """What a capture form needs: the show, the definition in force, and the email of who captures."""

    show: Show
    definition: LeadDefinition
    staff: str


def read_setup(
    show_text: str,
    definition_text: str,
    staff: str = "",
    *,
    files: tuple[str, str] = (SHOW_FILE, DEFINITION_FILE),
) -> ShowSetup:
    """The setup that two TOML texts describe; the first of the staff captures unless one is named.

    ``files`` are the names that a DefinitionError tells.
    """
    show = read_show(show_text, files[0])
    first = show.staff[0].email if show.staff else ""
    return ShowSetup(show=show, definition=read_definition(definition_text, files[1]), staff=staff or first)


def with_file(current: ShowSetup, text: str, file: str) -> ShowSetup:
    """The setup with its definition, or its show, replaced by what this TOML text describes.

    Raises DefinitionError naming file, line, key and mend; then the setup in force stays.
    """
    if "question" in parse_toml(text, file).values:
        return replace(current, definition=read_definition(text, file))
    show = read_show(text, file)
    emails = [member.email for member in show.staff]
    staff = current.staff if current.staff in emails or not emails else emails[0]
    return replace(current, show=show, staff=staff)


def with_staff(current: ShowSetup, members: Sequence[tuple[str, str, str, str]]) -> ShowSetup:
    """The setup with more staff at the end of the show's file: email, name, title and phone of each."""
    lines = [current.show.source.rstrip("\n")]
    for email, name, title, phone in members:
        lines += ["", "[[staff]]", f"name = {_toml_text(name)}", f"email = {_toml_text(email)}"]
        lines += [f"title = {_toml_text(title)}"] if title else []
        lines += [f"phone = {_toml_text(phone)}"] if phone else []
    return with_file(current, "\n".join(lines) + "\n", SHOW_FILE) if members else current


def sample_setup(resources: Path) -> ShowSetup:
    """The show that ships with boothapp, so that a first visitor is one click away."""
    return read_setup(
        (resources / "demo" / "show.toml").read_text(encoding="utf-8"), standard_definition(resources)
    )


def standard_definition(resources: Path) -> str:
    """The text of the lead definition that ships with boothapp."""
    return (resources / "definitions" / "standard.toml").read_text(encoding="utf-8")


def new_show_toml(
    *,
    name: str,
    goal: int,
    zone: str,
    country: str,
    currency: str,
    staff_name: str = "",
    staff_email: str = "",
) -> str:
    """The TOML of a show of one's own, from what the welcome screen asks."""
    # JSON strings are TOML basic strings (TOML 1.0), so the one writer serves.
    show_id = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "show"
    lines = [
        f"id = {json.dumps(show_id)}",
        f"name = {_toml_text(name)}",
        f"goal = {goal}",
        f"zone = {_toml_text(zone)}",
        f"country = {_toml_text(country)}",
        f"currency = {_toml_text(currency)}",
    ]
    if staff_email:
        named = staff_name or staff_email
        lines += ["", "[[staff]]", f"name = {_toml_text(named)}", f"email = {_toml_text(staff_email)}"]
    return "\n".join(lines) + "\n"


def _toml_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class ShowSetting:
    """Keeps the setup in the laptop's file, and a copy of its two texts beside it for the first screen."""

    def __init__(self, *, settings: Settings, folder: Path) -> None:
        self._settings, self._folder = settings, folder
        self._read: dict[DefinitionRef, LeadDefinition] = {}

    def current(self) -> ShowSetup | None:
        """The setup in force; None before a show was chosen."""
        show_text, definition_text = self._settings.get(_SHOW), self._settings.get(_DEFINITION)
        if not isinstance(show_text, str) or not isinstance(definition_text, str):
            return None
        setup = read_setup(show_text, definition_text, str(self._settings.get(_STAFF) or ""))
        self._read[setup.definition.ref] = setup.definition
        return setup

    def use(self, setup: ShowSetup, *, has_leads: bool) -> None:
        """Puts a setup in force.

        Raises OtherShowError when leads of another show are here, DefinitionFrozenError when leads were
        captured and the definition changed without a new version: old leads are judged by theirs.
        """
        before = self.current()
        if before is not None and has_leads and before.show.show_id != setup.show.show_id:
            raise OtherShowError(
                f"this profile holds leads of {before.show.name!r}; "
                f"start {setup.show.name!r} in a profile of its own (--profile DIR)"
            )
        ref = setup.definition.ref
        if has_leads and self._settings.definition(ref) not in (None, setup.definition.source):
            raise DefinitionFrozenError(
                f"version {ref.version} of {ref.definition_id!r} is in use here with other rules, and leads "
                f"are judged by them; give the changed definition version = {ref.version + 1}"
            )
        self._settings.keep_definition(ref, setup.definition.source)
        self._settings.put_all(
            {_SHOW: setup.show.source, _DEFINITION: setup.definition.source, _STAFF: setup.staff}
        )
        self._write_first_screen(setup)

    def take_show(self, source: str) -> bool:
        """Puts the show's text from the hub in force; tells whether it is another than before.

        Raises DefinitionError or OtherShowError; then the one before stays.
        """
        current = self.current()
        if current is None or current.show.source == source:
            return False
        self.use(with_file(current, source, SHOW_FILE), has_leads=True)
        return True

    def begin(self, show_text: str, definition_texts: Sequence[str]) -> None:
        """Puts the hub's show in force on a laptop that has none, with the newest of its definitions.

        Raises DefinitionError; then the laptop still has none.
        """
        setups = [read_setup(show_text, text) for text in definition_texts]
        for setup in sorted(setups, key=lambda setup: setup.definition.ref.version):
            self.use(setup, has_leads=False)

    def take_definition(self, source: str) -> tuple[DefinitionRef, bool, bool]:
        """Keeps a definition from the hub: which one, whether it is new here, whether it is now in force.

        A newer version of the definition in force takes its place. Raises DefinitionError, or
        DefinitionFrozenError where other rules are in use here under the same version.
        """
        definition = read_definition(source, DEFINITION_FILE)
        known, current = self._settings.definition(definition.ref), self.current()
        if known is not None:
            if known != source:
                raise DefinitionFrozenError(
                    f"the hub has other rules under version {definition.ref.version} of "
                    f"{definition.ref.definition_id!r} than this laptop, which judges by its own"
                )
            return definition.ref, False, False
        self._settings.keep_definition(definition.ref, source)
        if current is None or current.definition.ref.definition_id != definition.ref.definition_id:
            return definition.ref, True, False
        is_newer = definition.ref.version > current.definition.ref.version
        if is_newer:
            self.use(replace(current, definition=definition), has_leads=True)
        return definition.ref, True, is_newer

    def choose_staff(self, email: str) -> None:
        """Names who captures from now on."""
        self._settings.put(_STAFF, email)
        if (setup := self.current()) is not None:
            self._write_first_screen(replace(setup, staff=email))

    def _write_first_screen(self, setup: ShowSetup) -> None:
        """Copies what the capture form needs beside the encrypted file; none of it is about visitors."""
        (self._folder / SHOW_FILE).write_text(setup.show.source, encoding="utf-8")
        (self._folder / DEFINITION_FILE).write_text(setup.definition.source, encoding="utf-8")
        (self._folder / STAFF_FILE).write_text(setup.staff, encoding="utf-8")
        write_form_view(self._folder, form_view(setup))

    def definition(self, ref: DefinitionRef) -> LeadDefinition:
        """A definition by id and version; the one in force stands in for one that never came here."""
        if ref not in self._read:
            text = self._settings.definition(ref)
            if text is None:
                current = self.current()
                if current is None:
                    raise LookupError(ref)
                return current.definition
            self._read[ref] = read_definition(text, DEFINITION_FILE)
        return self._read[ref]

    def definitions(self) -> list[LeadDefinition]:
        """Every definition that leads here may have been captured under."""
        return [self.definition(ref) for ref in self._settings.definitions()]


def first_screen(folder: Path) -> ShowSetup | None:
    """The setup as its copies beside the database tell, without opening that; None on a first start.

    The database has the last word once it is open.
    """
    try:
        show_text = (folder / SHOW_FILE).read_text(encoding="utf-8")
        definition_text = (folder / DEFINITION_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    staff_file = folder / STAFF_FILE
    staff = staff_file.read_text(encoding="utf-8") if staff_file.exists() else ""
    return read_setup(show_text, definition_text, staff)
