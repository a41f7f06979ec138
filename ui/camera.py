"""The camera of this computer: on while it is wanted, and in plain words why it is not.

QtMultimedia is loaded here, so this module is imported when somebody opens the camera.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QMediaCaptureSession,
    QMediaDevices,
    QSoundEffect,
    QVideoFrame,
    QVideoSink,
)

from boothapp.paths import resources_dir

SILENT_AFTER_MS = 5_000
"""A camera that sends nothing for so long is broken, or covered by another program."""
_WANTED_PIXELS = 1280 * 720
_WANTED_RATE = 15.0
_VOLUME = 0.4
_Torch = QCamera.TorchMode


class Trouble(Enum):
    """Why there is no picture."""

    NO_LIBRARY = "no library"
    NO_CAMERA = "no camera"
    REFUSED = "refused"
    FAILED = "failed"
    LOST = "lost"
    SILENT = "silent"


class Camera(QObject):
    """Sends frames to `sink`; `frame_came` tells a new one, `trouble_met(Trouble)` why there is none.

    `list_devices` stands in for the system's own list of cameras.
    """

    frame_came = Signal()
    trouble_met = Signal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        list_devices: Callable[[], Sequence[QCameraDevice]] = QMediaDevices.videoInputs,
    ) -> None:
        super().__init__(parent)
        self._list_devices = list_devices
        self.sink = QVideoSink(self)
        self.sink.videoFrameChanged.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._session = QMediaCaptureSession(self)
        self._session.setVideoSink(self.sink)
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self._look_at_devices)
        self._camera: QCamera | None = None
        self._chosen = b""
        self._is_wanted, self._is_heard = False, False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SILENT_AFTER_MS)
        self._patience.timeout.connect(lambda: self._give_up(Trouble.SILENT))

    # --- on and off ---

    def start(self) -> None:
        """Turn the camera on, once the person let us."""
        self._is_wanted = True
        app = QCoreApplication.instance()
        permission = QCameraPermission()
        status = app.checkPermission(permission) if app is not None else Qt.PermissionStatus.Granted
        if app is not None and status == Qt.PermissionStatus.Undetermined:
            app.requestPermission(permission, self, self._take_answer)
        else:
            self.take_permission(status)

    def _take_answer(self, permission: QCameraPermission) -> None:
        app = QCoreApplication.instance()
        if app is not None:
            self.take_permission(app.checkPermission(permission))

    def take_permission(self, status: Qt.PermissionStatus) -> None:
        """Go on with what the person answered."""
        if status != Qt.PermissionStatus.Granted:
            self._give_up(Trouble.REFUSED)
        elif self._is_wanted:
            self._open()

    def stop(self) -> None:
        """Turn the camera off, its light too."""
        self._is_wanted = False
        self._close()

    def _open(self) -> None:
        self._close()
        device = self._device()
        if device is None:
            self._give_up(Trouble.NO_CAMERA)
            return
        self._chosen = _id(device)
        camera = QCamera(device, self)
        best = best_format(device.videoFormats())
        if best is not None:
            camera.setCameraFormat(best)
        camera.errorOccurred.connect(self._fail)
        self._camera = camera
        self._session.setCamera(camera)
        self._is_heard = False
        self._patience.start()
        camera.start()

    def _close(self) -> None:
        self._patience.stop()
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.errorOccurred.disconnect(self._fail)
            camera.stop()
            self._session.setCamera(None)  # type: ignore[arg-type]  # None takes it away
            camera.deleteLater()

    def _device(self) -> QCameraDevice | None:
        """The one that was chosen, else the one the system prefers; None where there is no camera."""
        devices = list(self._list_devices())
        chosen = [each for each in devices if _id(each) == self._chosen]
        preferred = [each for each in devices if each.isDefault()]
        return next(iter((*chosen, *preferred, *devices)), None)

    # --- what the hardware can ---

    def can_switch(self) -> bool:
        """Whether there is another camera."""
        return len(self._list_devices()) > 1

    def switch(self) -> None:
        """Go on with the next camera."""
        ids = [_id(each) for each in self._list_devices()]
        if ids:
            place = ids.index(self._chosen) if self._chosen in ids else -1
            self._chosen = ids[(place + 1) % len(ids)]
            if self._is_wanted:
                self._open()

    def has_torch(self) -> bool:
        """Whether the camera has a lamp."""
        return self._camera is not None and self._camera.isTorchModeSupported(_Torch.TorchOn)

    def use_torch(self, *, on: bool) -> None:
        """Light the lamp, or put it out."""
        if self._camera is not None:
            self._camera.setTorchMode(_Torch.TorchOn if on else _Torch.TorchOff)

    # --- what comes ---

    def frame(self) -> QVideoFrame:
        """The newest frame."""
        return self.sink.videoFrame()

    def _hear(self) -> None:
        if self._is_wanted:
            self._is_heard = True
            if self._camera is not None:
                self._patience.start()
            self.frame_came.emit()

    def _fail(self) -> None:
        self._give_up(Trouble.LOST if self._is_heard else Trouble.FAILED)

    def _look_at_devices(self) -> None:
        """A camera came or went: ours is lost, or the first one is there."""
        ids = [_id(each) for each in self._list_devices()]
        if not self._is_wanted:
            return
        if self._camera is None and ids:
            self._open()
        elif self._camera is not None and self._chosen not in ids:
            self._give_up(Trouble.LOST)

    def _give_up(self, why: Trouble) -> None:
        """Close, still wanting: a camera that is plugged in again goes on by itself."""
        if self._is_wanted:
            self._close()
            self.trouble_met.emit(why)


def _id(device: QCameraDevice) -> bytes:
    return bytes(device.id().data())


def best_format(formats: Sequence[QCameraFormat]) -> QCameraFormat | None:
    """What comes nearest to 1280×720 at fifteen frames a second or more: larger takes longer to look at."""

    def distance(one: QCameraFormat) -> tuple[bool, int, float]:
        pixels = one.resolution().width() * one.resolution().height()
        return one.maxFrameRate() < _WANTED_RATE, abs(pixels - _WANTED_PIXELS), -one.maxFrameRate()

    return min(formats, key=distance, default=None)


class Tick(QObject):
    """The soft sound of a code that was read; silent on a computer without a loudspeaker."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sound: QSoundEffect | None = None
        if not QMediaDevices.defaultAudioOutput().isNull():
            self._sound = QSoundEffect(self)
            self._sound.setVolume(_VOLUME)
            self._sound.setSource(QUrl.fromLocalFile(str(resources_dir() / "sounds" / "tick.wav")))

    def play(self) -> None:
        """Make the sound, if there is anything to make it with."""
        if self._sound is not None:
            self._sound.play()
