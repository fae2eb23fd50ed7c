"""The ways into a workspace that need an answer first: an address on a server, a passphrase, a place for a new one.

`Program` opens what can be opened; what is asked for on the way is asked here. Nothing that was typed is kept, but
for the address of the server (with its password) while the program runs, so that a slip can be put right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from db.engine import Target
from db.errors import NothingHere, PassphraseNeeded, WorkspaceError
from db.workspace import Workspace
from resources.text import Text
from ui.dialogs.server import PassphraseDialog, ServerDialog

if TYPE_CHECKING:
    from ui.startup.start import Program

OPENING = Text("打开工作区", "Opening the workspace")
CREATING = Text("新建工作区", "Making the workspace")


class WaysIn(QObject):
    """Belongs to `program`, and asks on top of what it shows."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
        self._server: str | None = None

    def open(self, target: str) -> None:
        """Open the workspace at `target`, a file or an address, beside the window."""
        if needs_password(target):
            self.ask_server(target)
        else:
            self._open(target)

    def ask_server(self, address: str | None = None) -> None:
        """Ask for a workspace on a server, beginning with `address` or what was typed last."""
        dialog = ServerDialog(address or self._server, self._program.asker())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def connect() -> None:
            self._server = dialog.address()
            self._open(self._server)

        dialog.accepted.connect(connect)
        dialog.open()

    def ask_passphrase(self, target: str, needed: PassphraseNeeded) -> None:
        """Ask for the passphrase of the file `target`, and open it."""
        dialog = PassphraseDialog(needed.sentence.say(self._program.lang), self._program.asker())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._open(target, dialog.words()))
        dialog.open()

    def _open(self, target: str, passphrase: str | None = None) -> None:
        def failed(trouble: Exception) -> None:
            if not self._answered(trouble, target):
                self._program.failed(trouble)

        self._program.busy(
            OPENING,
            lambda _progress: Workspace.open(target, passphrase=passphrase),
            self._program.show,
            failed,
        )

    def _answered(self, trouble: Exception, target: str) -> bool:
        """Whether there is something to ask that would help; then it is asked."""
        if isinstance(trouble, PassphraseNeeded):
            self._program.rest()
            self.ask_passphrase(target, trouble)
        elif isinstance(trouble, NothingHere) and Target.of(target).path is None:
            self._program.rest()
            self._offer_new(target)
        elif isinstance(trouble, WorkspaceError) and Target.of(target).path is None:
            self._program.failed(trouble)
            self.ask_server(target)
        else:
            return False
        return True

    def _offer_new(self, address: str) -> None:
        box = QMessageBox(self._program.asker())
        box.setObjectName("offer-new")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(
            self.tr("数据库“{name}”里还没有工作区。要在这里新建一个空的吗？").format(
                name=Target.of(address).name
            )
        )
        box.setInformativeText(self.tr("要把现有的工作区搬上去，先打开它，再用“复制工作区到…”。"))
        make = box.addButton(self.tr("新建"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self.tr("取消"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(make)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        program = self._program

        box.accepted.connect(
            lambda: program.busy(
                CREATING,
                lambda _progress: Workspace.create(address),
                program.show,
                program.failed,
            )
        )
        box.open()


def needs_password(target: str) -> bool:
    """Whether `target` is a server's address with an account and no password, as one that is remembered is."""
    if Target.of(target).path is not None:
        return False
    try:
        url = make_url(target)
    except ArgumentError:
        return True
    return bool(url.username) and url.password is None
