"""Fetches the pictures of the card in front, small for the card and large for whoever looks closer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.screens.lead_pictures import LeadPictures, fetch_pictures, picture_captions, thumbnail_box

if TYPE_CHECKING:
    from boothapp.domain.lead import Attachment
    from ui.screens.lead_pictures import Fetched
    from ui.tasks import Tasks


class LeadPictureDesk(QObject):
    """Between `LeadPictures` and the profile."""

    def __init__(self, tasks: Tasks, pictures: LeadPictures, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._pictures = tasks, pictures
        self._attachments: tuple[Attachment, ...] = ()
        pictures.picture_chosen.connect(self._open)

    def show_attachments(self, attachments: tuple[Attachment, ...]) -> None:
        """Show these; nothing is asked of the profile where there are none, or the same as before."""
        self._attachments = attachments
        if not self._pictures.show_attachments(attachments):
            return
        box = thumbnail_box(self._pictures.devicePixelRatioF())
        damaged = self._damaged()
        self._tasks.run_latest(
            self,
            "thumbnails",
            lambda services: (attachments, fetch_pictures(services, attachments, damaged, box)),
            self._take,
        )

    def _take(self, fetched: tuple[tuple[Attachment, ...], Fetched]) -> None:
        attachments, found = fetched
        if attachments == self._attachments:
            self._pictures.show_pictures(found)

    def _open(self, place: int) -> None:
        from ui.dialogs.picture import PictureDialog  # noqa: PLC0415 - on first use

        attachments, damaged = self._attachments, self._damaged()
        dialog = PictureDialog(picture_captions(attachments), place, parent=self._pictures)
        elsewhere = self.tr(
            "This picture was taken on another laptop, which keeps it. The central store has it as soon as "
            "that laptop has synced."
        )

        def fetch(wanted: int) -> None:
            one = attachments[wanted]
            self._tasks.run_latest(
                dialog,
                "picture",
                lambda services: fetch_pictures(services, [one], damaged)[one.sha256],
                lambda found: dialog.show_picture(wanted, found if found != "" else elsewhere),
            )

        dialog.picture_wanted.connect(fetch)
        dialog.open()
        dialog.ask()

    def _damaged(self) -> str:
        return self.tr("Can’t read this picture")
