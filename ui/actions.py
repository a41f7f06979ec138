"""Every shortcut of the app: which key does what, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

WINDOW = "window"


class Shortcut(NamedTuple):
    """One thing a key does: its name in code, what it says in the palette, its keys (the first is shown)."""

    name: str
    text: str
    keys: tuple[str, ...]


# The texts are translated when an action is made; lupdate finds them by the context "Actions".
SHORTCUTS: Mapping[str, tuple[Shortcut, ...]] = {
    WINDOW: (
        Shortcut("show_help", "Help for this screen", ("F1",)),
        Shortcut("show_shortcuts", "All shortcuts", ("Shift+F1",)),
        Shortcut("show_palette", "Find a command", ("Ctrl+K",)),
        Shortcut("quit", "Quit", ("Ctrl+Q",)),
    ),
    "capture": (
        Shortcut("save_card", "Save and go on to the next visitor", ("Ctrl+Return", "Ctrl+Enter")),
        Shortcut("keep_for_later", "Keep the card as a draft", ("Ctrl+L",)),
        Shortcut("go_to_scan", "Go to the scan line", ("F2",)),
        Shortcut("go_to_follow_up", "Go to the follow-up", ("F3",)),
        Shortcut("go_to_note", "Go to the note", ("F4",)),
        Shortcut("switch_agreed", "The visitor agreed to the follow-up, or not", ("F5",)),
        Shortcut("go_to_found", "Already met? Go to who was found", ("F6",)),
        Shortcut("choose_disqualifier", "Disqualify", ("F7",)),
        Shortcut("switch_borrowed", "Came for the prize or gift, or not", ("F8",)),
        Shortcut("show_code", "Show the code for the visitor’s phone", ("F9",)),
        Shortcut("switch_camera", "Camera on or off", ("F10",)),
        Shortcut("take_photo", "Photograph the card before the camera", ("Ctrl+T",)),
        Shortcut("open_picture", "Open a picture of a badge or card", ("Ctrl+O",)),
        Shortcut("add_colleague", "Add a colleague", ("Ctrl+Shift+A",)),
        Shortcut("look_at_photo", "Compare the fields with the card’s photo", ("Ctrl+I",)),
        Shortcut("expect_back", "The next picture is the back of this card", ("Ctrl+Shift+B",)),
        Shortcut("mark_declined", "Asked, no answer", ("Alt+0",)),
        Shortcut("mark_unknown", "Don’t know", ("Alt+-",)),
        *(Shortcut(f"question_{digit}", f"Question {digit}", (f"Alt+{digit}",)) for digit in range(1, 10)),
    ),
    "leads": (
        Shortcut("find_lead", "Search leads", ("Ctrl+F",)),
        Shortcut("export_leads", "Export leads", ("Ctrl+E",)),
        Shortcut("promote_lead", "Promote a borrowed-interest card", ("Ctrl+Shift+P",)),
        Shortcut("delete_lead", "Delete the lead", ("Ctrl+Delete", "Ctrl+Backspace")),
    ),
    "draw": (
        Shortcut("next_card", "Go to the line for the next card", ("F4", "Ctrl+N")),
        Shortcut("mend_entry", "Mend the chosen entry", ("F2",)),
        Shortcut("look_closer", "Look at the photo of the card closer", ("F3",)),
        Shortcut("next_to_check", "Go to the next entry to check", ("F6",)),
        Shortcut("take_entry_back", "Take the chosen entry back", ("Ctrl+Delete", "Ctrl+Backspace")),
        Shortcut("promote_entry", "Promote an entry that is real", ("Ctrl+Shift+P",)),
        Shortcut("close_entries", "Close the entries of the draw", ("Ctrl+Return", "Ctrl+Enter")),
        Shortcut("show_wall", "Show the draw on the big screen", ("Ctrl+B",)),
    ),
    "score": (Shortcut("save_picture", "Save the score as a picture", ("Ctrl+Shift+S",)),),
    "sync": (
        Shortcut("sync_now", "Sync now", ("Ctrl+R", "F5")),
        Shortcut("choose_store", "Choose the central store", ("Ctrl+O",)),
        Shortcut("connect_hub", "Connect to a hub", ("Ctrl+H",)),
        Shortcut("host_booth", "Host for this booth", ("Ctrl+Shift+H",)),
        Shortcut("send_booth_store", "Send the booth’s store to the hub", ("Ctrl+Shift+B",)),
        Shortcut("write_bundle", "Write a bundle to a USB stick", ("Ctrl+U",)),
        Shortcut("read_bundle", "Read the hub’s receipts from a USB stick", ("Ctrl+Shift+U",)),
        Shortcut("retry_refused", "Try again what the hub refused", ("Ctrl+Shift+R",)),
        Shortcut("ask_pack_up", "Safe to pack up?", ("Ctrl+P",)),
    ),
    "setup": (
        Shortcut("load_file", "Load a show or lead definition", ("Ctrl+O",)),
        Shortcut("back_up", "Back up now", ("Ctrl+B",)),
    ),
}


def bind(widget: QWidget, scope: str, slots: Mapping[str, Callable[[], object]]) -> list[QAction]:
    """Give the widget the shortcuts of a scope; they work while the focus is in it.

    Raises KeyError for a shortcut without its function: a key that does nothing is a lie.
    """
    actions = [
        _action(widget, shortcut, slots[shortcut.name], Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for shortcut in SHORTCUTS.get(scope, ())
    ]
    widget.addActions(actions)
    return actions


def bind_screens(window: QWidget, rows: Iterable[tuple[str, Callable[[], object]]]) -> list[QAction]:
    """Give the window Ctrl+1, Ctrl+2 …, one for each of its screens (label, function)."""
    actions = []
    for number, (label, slot) in enumerate(rows, start=1):
        shortcut = Shortcut(f"screen_{number}", label.replace("&", ""), (screen_keys(number),))
        actions.append(_action(window, shortcut, slot, Qt.ShortcutContext.WindowShortcut))
    window.addActions(actions)
    return actions


def screen_keys(number: int) -> str:
    """The keys of the n-th screen."""
    return f"Ctrl+{number}"


def shown_keys(action: QAction) -> str:
    """The action's keys as this system writes them."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _action(
    widget: QWidget, shortcut: Shortcut, slot: Callable[[], object], context: Qt.ShortcutContext
) -> QAction:
    action = QAction(QCoreApplication.translate("Actions", shortcut.text), widget)
    action.setObjectName(shortcut.name)
    action.setShortcuts([QKeySequence(keys) for keys in shortcut.keys])
    action.setShortcutContext(context)
    action.triggered.connect(lambda _checked=False: slot())
    return action
