"""The composition root: opens a profile, builds the services over a connection, hands them out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from boothapp.services.capturing import Capturing, Now, PartIds
from boothapp.services.card_reading import FormContext
from boothapp.services.show_setup import ShowSetting, ShowSetup
from boothapp.store.drafts import Drafts
from boothapp.store.key import KEY_FILE
from boothapp.store.leads import LeadStore
from boothapp.store.profile import LEADS_FILE, Profile
from boothapp.store.settings import ExportBatches, Settings

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from boothapp.hub_reach import HubReach
    from boothapp.services.badge_setting import BadgeSetting
    from boothapp.services.booth_hosting import BoothHosting
    from boothapp.services.browsing import Browsing
    from boothapp.services.bundling import Bundling
    from boothapp.services.card_files import CardCapture, CardContext
    from boothapp.services.card_photographing import CardPhotographing
    from boothapp.services.exchanging import Exchanging
    from boothapp.services.following_up import FollowingUp
    from boothapp.services.importing import Importing
    from boothapp.services.list_reading import ListReading
    from boothapp.services.picturing import Picturing
    from boothapp.services.prize_drawing import PrizeDrawing
    from boothapp.services.prize_entries import PrizeEntries
    from boothapp.services.prize_photos import PrizePhotos
    from boothapp.services.prize_retention import PrizeRetention
    from boothapp.services.reconciling import Reconciling
    from boothapp.services.reporting import Reporting
    from boothapp.services.safeguarding import Safeguarding
    from boothapp.services.syncing import HubPlace, Syncing
    from boothapp.store.database import Database
    from boothapp.store.draws import DrawStore
    from boothapp.store.key import Keyring
    from boothapp.store.known_contacts import KnownContacts
    from boothapp.store.search import LeadSearch


def system_now() -> datetime:
    """The time by this computer's clock."""
    return datetime.now(UTC)


def form_context(setup: ShowSetup, now: Now = system_now) -> FormContext:
    """What turns the form into a lead; the libraries that read mail and phones load at the first of each.

    The device is named when the lead is saved.
    """
    from boothapp.intake.reach import read_email, read_phone  # noqa: PLC0415

    return FormContext(
        show=setup.show,
        definition=setup.definition.ref,
        staff=setup.staff,
        read_email=read_email,
        read_phone=read_phone,
        new_part_id=PartIds(now),
    )


def card_context(setup: ShowSetup, *, staff: str = "", now: Now = system_now) -> CardContext:
    """What LeadCards from files are read with."""
    from boothapp.intake.reach import read_email, read_phone  # noqa: PLC0415
    from boothapp.services.card_files import CardContext  # noqa: PLC0415 - msgspec; only for files

    zone = ZoneInfo(setup.show.zone)
    return CardContext(
        show=setup.show,
        definition=setup.definition,
        read_email=read_email,
        read_phone=read_phone,
        show_time=lambda: now().astimezone(zone),
        new_part_id=PartIds(now),
        staff=staff or setup.staff,
    )


def card_photographing(country: str) -> CardPhotographing:
    """What reads photographed cards at a show in this country; close it."""
    from boothapp.intake.reader_process import ReaderProcess  # noqa: PLC0415 - at the first card
    from boothapp.services.card_photographing import CardPhotographing  # noqa: PLC0415

    return CardPhotographing(reader=ReaderProcess(), country=country)


def _show_setting(database: Database, folder: Path) -> ShowSetting:
    return ShowSetting(settings=Settings(database), folder=folder)


class Booth:
    """An open profile; a context manager that closes it."""

    def __init__(self, profile: Profile, now: Now) -> None:
        self._profile, self._now = profile, now
        with self._database() as database:
            self.setup = self._setting(database).current()

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        passphrase: str | None = None,
        keyring: Keyring | None = None,
        now: Now = system_now,
    ) -> Booth:
        """Opens a profile, or makes it; raises StoreError leaves or NoKeyError. Takes 50 to 300 ms."""
        profile = Profile.open(folder, passphrase, keyring)
        try:
            return cls(profile, now)
        except BaseException:
            profile.close()
            raise

    @property
    def folder(self) -> Path:
        """The profile's folder."""
        return self._profile.folder

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Whether a profile was made there; opens and makes nothing."""
        return any((folder / name).exists() for name in (KEY_FILE, LEADS_FILE))

    def use(self, setup: ShowSetup) -> None:
        """Puts a show and its definition in force; raises OtherShowError or DefinitionFrozenError."""
        with self._database() as database:
            self._setting(database).use(setup, has_leads=LeadStore(database).has_any())
        self.setup = setup

    def _setting(self, database: Database) -> ShowSetting:
        return _show_setting(database, self.folder)

    @contextmanager
    def _database(self) -> Iterator[Database]:
        database = self._profile.connect()
        try:
            yield database
        finally:
            database.close()

    def enrol(self, payload: str) -> HubPlace:
        """Lets this laptop in at a hub by the text of its QR code; one without a show takes the hub's.

        Raises EnrolmentError, OtherShowError or another HubError; then everything is as it was.
        """
        from boothapp.hub_reach import HubReach, syncing_over  # noqa: PLC0415

        with self._database() as database, closing(HubReach()) as reach:
            setting = self._setting(database)
            place = syncing_over(database, self._profile, setting, self._now, reach).enrol(payload)
            self.setup = setting.current()
        return place

    def services(self) -> Services:
        """The services over one more connection, for the calling thread; close them there.

        Raises LookupError before a show was chosen.
        """
        if self.setup is None:
            raise LookupError("no show was chosen yet")
        return Services(self._profile, self.setup, self._now)

    @contextmanager
    def safeguarding(self) -> Iterator[Safeguarding]:
        """The doctor and the backups, which need no show."""
        with self._database() as database:
            yield _safeguarding(self._profile, database, self._now)

    def close(self) -> None:
        """Lets others open the profile; the services are closed before, by their threads."""
        self._profile.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Services:
    """Every verb of the app over one connection of one thread; each is built at its first use."""

    def __init__(self, profile: Profile, setup: ShowSetup, now: Now) -> None:
        self._profile, self._setup, self._now = profile, setup, now
        self._database = profile.connect()
        self._leads = LeadStore(self._database)

    def close(self) -> None:
        """Closes the connections, and ends the process that reads cards if there is one."""
        if "card_photographing" in self.__dict__:
            self.card_photographing.close()
        if "_hub_reach" in self.__dict__:
            self._hub_reach.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """The profile's folder."""
        return self._profile.folder

    @cached_property
    def settings(self) -> Settings:
        """What this profile keeps beside its leads."""
        return Settings(self._database)

    @cached_property
    def show_setting(self) -> ShowSetting:
        """The show, its definitions, who captures."""
        return _show_setting(self._database, self._profile.folder)

    @cached_property
    def capturing(self) -> Capturing:
        """Save, edit, undo, drafts."""
        return Capturing(
            leads=self._leads,
            drafts=Drafts(self._database),
            show=self._setup.show,
            definition=self.show_setting.definition,
            now=self._now,
            in_draw=lambda lead: self._draws.holds_anybody_of(lead),  # noqa: PLW0108 - not loaded before
        )

    @cached_property
    def browsing(self) -> Browsing:
        """Find, open, notice duplicates."""
        from rapidfuzz.fuzz import token_sort_ratio  # noqa: PLC0415 - 20 ms, at the first look-up

        from boothapp.services.browsing import Browsing  # noqa: PLC0415

        return Browsing(
            leads=self._leads,
            search=self._search,
            known=self._known_contacts,
            capturing=self.capturing,
            ratio=token_sort_ratio,
        )

    @cached_property
    def _known_contacts(self) -> KnownContacts:
        from boothapp.store.known_contacts import KnownContacts  # noqa: PLC0415

        return KnownContacts(self._database)

    @cached_property
    def _search(self) -> LeadSearch:
        from boothapp.store.search import LeadSearch  # noqa: PLC0415

        return LeadSearch(self._database)

    @cached_property
    def reporting(self) -> Reporting:
        """The numbers."""
        from boothapp.services.reporting import Reporting  # noqa: PLC0415

        return Reporting(leads=self._leads, setup=self._setup)

    @cached_property
    def following_up(self) -> FollowingUp:
        """QR codes, clashes."""
        from boothapp.services.following_up import FollowingUp  # noqa: PLC0415

        return FollowingUp(search=self._search, show=self._setup.show)

    def card_capture(self, *, staff: str = "") -> CardCapture:
        """Capture from files of LeadCards."""
        from boothapp.services.card_files import CardCapture  # noqa: PLC0415

        return CardCapture(
            context=card_context(self._setup, staff=staff, now=self._now),
            capturing=self.capturing,
            leads=self._leads,
        )

    @cached_property
    def exchanging(self) -> Exchanging:
        """Exports."""
        from boothapp.services.exchanging import Exchanging  # noqa: PLC0415

        return Exchanging(
            leads=self._leads,
            search=self._search,
            batches=ExportBatches(self._database),
            setup=self._setup,
            judge=self.capturing.judge,
            now=self._now,
        )

    @cached_property
    def card_photographing(self) -> CardPhotographing:
        """Cards from photos."""
        return card_photographing(self._setup.show.country)

    @cached_property
    def badge_setting(self) -> BadgeSetting:
        """How the scanner sends badges."""
        from boothapp.services.badge_setting import BadgeSetting  # noqa: PLC0415

        return BadgeSetting(settings=self.settings)

    @cached_property
    def list_reading(self) -> ListReading:
        """Lists, and which column of them is what."""
        from boothapp.services.list_reading import ListReading  # noqa: PLC0415

        return ListReading(
            settings=self.settings, country=self._setup.show.country, new_part_id=PartIds(self._now)
        )

    @cached_property
    def importing(self) -> Importing:
        """Lists of people we know, and of staff."""
        from boothapp.services.importing import Importing  # noqa: PLC0415

        return Importing(
            reading=self.list_reading, known=self._known_contacts, setup=self._setup, now=self._now
        )

    @cached_property
    def reconciling(self) -> Reconciling:
        """The organiser's list, and what it did."""
        from rapidfuzz.fuzz import token_sort_ratio  # noqa: PLC0415

        from boothapp.services.reconciling import Reconciling  # noqa: PLC0415
        from boothapp.store.badges import badge_rows  # noqa: PLC0415
        from boothapp.store.list_batches import ListBatches  # noqa: PLC0415

        return Reconciling(
            leads=self._leads,
            capturing=self.capturing,
            reading=self.list_reading,
            batches=ListBatches(self._database),
            badges=lambda: badge_rows(self._database),
            ratio=token_sort_ratio,
        )

    @cached_property
    def picturing(self) -> Picturing:
        """The pictures beside the cards."""
        return _picturing(self._database, self._now)

    @cached_property
    def _draws(self) -> DrawStore:
        from boothapp.store.draws import DrawStore  # noqa: PLC0415

        return DrawStore(self._database)

    @cached_property
    def prize_entries(self) -> PrizeEntries:
        """The bowl of cards."""
        from secrets import token_bytes  # noqa: PLC0415

        from boothapp.intake.entry_line import read_entry  # noqa: PLC0415
        from boothapp.services.prize_entries import PrizeEntries  # noqa: PLC0415

        show = self._setup.show
        return PrizeEntries(
            draws=self._draws,
            leads=self._leads,
            capturing=self.capturing,
            context=form_context(self._setup, self._now),
            definition=self.show_setting.definition,
            read=lambda text, is_scan: read_entry(
                text, country=show.country, layouts=show.badge_layouts, is_scan=is_scan
            ),
            new_secret=token_bytes,
        )

    @cached_property
    def prize_photos(self) -> PrizePhotos:
        """The photographed cards of the bowl."""
        from functools import partial  # noqa: PLC0415

        from boothapp.services.picture_codes import codes_on_picture  # noqa: PLC0415
        from boothapp.services.prize_photos import PrizePhotos  # noqa: PLC0415

        show = self._setup.show
        return PrizePhotos(
            entries=self.prize_entries,
            draws=self._draws,
            picturing=self.picturing,
            photographing=self.card_photographing,
            codes=partial(
                codes_on_picture,
                country=show.country,
                layouts=show.badge_layouts,
                symbologies=show.symbologies,
            ),
        )

    @cached_property
    def prize_drawing(self) -> PrizeDrawing:
        """The draw over them."""
        from secrets import token_bytes  # noqa: PLC0415

        from boothapp.services.prize_drawing import PrizeDrawing  # noqa: PLC0415

        return PrizeDrawing(
            entries=self.prize_entries,
            draws=self._draws,
            leads=self._leads,
            show=self._setup.show,
            show_time=self.capturing.show_time,
            new_secret=token_bytes,
        )

    @cached_property
    def prize_retention(self) -> PrizeRetention:
        """What the bowl may keep no longer."""
        from boothapp.services.prize_retention import PrizeRetention  # noqa: PLC0415
        from boothapp.store import forgetting  # noqa: PLC0415

        database = self._database

        def erase(lead_ids: Collection[str]) -> None:
            with database.write():
                forgetting.erase(database, lead_ids)

        return PrizeRetention(
            draws=self._draws,
            leads=self._leads,
            show=self._setup.show,
            show_time=self.capturing.show_time,
            erase=erase,
            purge=forgetting.Erasures(database, self._profile.replace_backups).purge,
        )

    @cached_property
    def safeguarding(self) -> Safeguarding:
        """Backups and the doctor."""
        return _safeguarding(self._profile, self._database, self._now)

    @cached_property
    def bundling(self) -> Bundling:
        """The way to the hub by stick."""
        from boothapp.hub_reach import bundling_over  # noqa: PLC0415

        return bundling_over(self._database, self._profile, self.show_setting, self._now)

    @cached_property
    def booth_hosting(self) -> BoothHosting:
        """The stores that this laptop served to the booth."""
        from boothapp.hub_reach import hosting_over  # noqa: PLC0415

        return hosting_over(self._database, self._profile, self.show_setting, self._now, self._hub_reach)

    @cached_property
    def syncing(self) -> Syncing:
        """The way between this laptop and its hub."""
        from boothapp.hub_reach import syncing_over  # noqa: PLC0415

        return syncing_over(self._database, self._profile, self.show_setting, self._now, self._hub_reach)

    @cached_property
    def _hub_reach(self) -> HubReach:
        from boothapp.hub_reach import HubReach  # noqa: PLC0415

        return HubReach()


def _picturing(database: Database, now: Now) -> Picturing:
    from boothapp.services.picturing import Picturing  # noqa: PLC0415
    from boothapp.store.pictures import Pictures  # noqa: PLC0415

    return Picturing(pictures=Pictures(database), now=now)


def _safeguarding(profile: Profile, database: Database, now: Now) -> Safeguarding:
    from boothapp.hub_reach import open_central_store  # noqa: PLC0415
    from boothapp.services.safeguarding import Safeguarding  # noqa: PLC0415

    return Safeguarding(
        profile=profile,
        database=database,
        settings=Settings(database),
        setting=_show_setting(database, profile.folder),
        open_hub=open_central_store,
        drop_orphans=_picturing(database, now).drop_orphans,
        now=now,
    )
