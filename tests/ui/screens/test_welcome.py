"""The first start."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from boothapp.hub.store import CentralStore
from boothapp.paths import resources_dir
from boothapp.services.show_setup import ShowSetup
from boothapp.wire.messages import ProvisionRequest
from tests.helpers.hands import ALT, CTRL, Key, focused, press, write
from tests.helpers.hub_samples import SHOW_ID
from tests.helpers.served import enrolment_text, served_here, serving_of
from tests.helpers.windows import field
from tests.ui.conftest import StartApp
from ui.screens.welcome import WelcomeScreen


def own_show(qtbot: QtBot) -> WelcomeScreen:
    """The welcome at the form for a show of one's own."""
    welcome = WelcomeScreen()
    qtbot.addWidget(welcome)
    welcome.show()
    welcome.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    press(Key.Key_Tab)
    press(Key.Key_Return)
    return welcome


def test_a_show_of_ones_own_is_seven_fields_away(qtbot: QtBot):
    """Name, goal, zone, country, currency and oneself, by keys: the show begins with what was typed."""
    welcome = own_show(qtbot)
    write("Fensterbau Nürnberg")
    for text in ("12", "Europe/Berlin", "de", "eur", "Jörg Müller"):
        press(Key.Key_Tab)
        press(Key.Key_A, CTRL)
        write(text)
    press(Key.Key_Tab)
    write("joerg@fenster.example")
    with qtbot.waitSignal(welcome.setup_chosen) as chosen:
        press(Key.Key_Return)
    setup = chosen.args[0]
    assert isinstance(setup, ShowSetup)
    show = setup.show
    assert (show.name, show.goal, show.zone) == ("Fensterbau Nürnberg", 12, "Europe/Berlin")
    assert (show.country, show.currency) == ("DE", "EUR")
    assert setup.staff == "joerg@fenster.example"
    assert show.staff_named(setup.staff).name == "Jörg Müller"


def test_what_is_missing_is_said_at_its_field(qtbot: QtBot):
    """Beginning without a name goes to the name; nothing begins, nothing typed is lost."""
    welcome = own_show(qtbot)
    press(Key.Key_E, ALT)
    write("me@here.example")
    with qtbot.assertNotEmitted(welcome.setup_chosen):
        press(Key.Key_Return)
    assert focused().objectName() == "show_name"
    assert field(welcome, "show_staff_email") == "me@here.example"


def test_a_zone_that_does_not_exist_is_said_with_its_mend(qtbot: QtBot):
    """What the show's file would refuse is refused here, in the same words, at the field."""
    welcome = own_show(qtbot)
    write("Hall 4")
    press(Key.Key_Z, ALT)
    press(Key.Key_A, CTRL)
    write("Europe/Nowhere")
    press(Key.Key_Y, ALT)
    write("Ana")
    press(Key.Key_E, ALT)
    write("ana@here.example")
    with qtbot.assertNotEmitted(welcome.setup_chosen):
        press(Key.Key_Return)
    assert focused().objectName() == "show_zone"


def test_the_chosen_show_is_still_there_after_a_restart(start_app: StartApp):
    """The welcome greets once: the second start goes straight to the form of the show."""
    first = start_app()
    first.begin()
    first.end()
    again = start_app(first.folder, first.keyring)
    assert again.session.welcome is None
    assert "Packing Hall" in again.wait_open().windowTitle()


def test_a_laptop_joins_its_teams_hub_by_a_code(start_app: StartApp, qtbot: QtBot, tmp_path: Path):
    """By keys alone: what the hub lacks is said and each way stays open; then its show begins here."""
    file = tmp_path / "central.db"
    with closing(CentralStore.open(file)) as store, served_here(serving_of(file, tmp_path / "hub")) as served:
        app = start_app()
        welcome = app.session.welcome
        assert welcome is not None
        _join(qtbot, enrolment_text(store, served))
        problem, again = (welcome.findChild(QWidget, name) for name in ("welcome_problem", "welcome_join"))
        assert problem is not None
        assert again is not None
        qtbot.waitUntil(lambda: problem.isVisible() and again.isEnabled(), timeout=20_000)
        welcome.activateWindow()
        files = resources_dir() / "demo" / "show.toml", resources_dir() / "definitions" / "standard.toml"
        show, definition = (path.read_text(encoding="utf-8") for path in files)
        store.provision(
            ProvisionRequest(device_id="office", show_id=SHOW_ID, show=show, definitions=[definition])
        )
        _join(qtbot, enrolment_text(store, served))
        qtbot.waitUntil(lambda: app.session.window is not None, timeout=20_000)
        app.wait_open()
        assert app.session.welcome is None
        assert (app.folder / "show.toml").read_text(encoding="utf-8") == show


def _join(qtbot: QtBot, code: str) -> None:
    """Paste a hub's code and confirm it."""
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    press(Key.Key_J, ALT)
    qtbot.waitUntil(lambda: focused().objectName() == "hub_code")
    QGuiApplication.clipboard().setText(code)
    press(Key.Key_V, CTRL)
    press(Key.Key_Return)
    press(Key.Key_Return)
