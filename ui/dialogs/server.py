"""The fields that name a workspace on a server, and the dialog that asks for one to open.

The password goes into the address that is opened and nowhere else: it is not kept, and an address shown or
remembered is without it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QLabel, QLineEdit, QSpinBox, QWidget
from sqlalchemy import URL, make_url

from db.engine import POSTGRES_PORT
from ui.dialogs import parts

DRIVER = "postgresql+psycopg"


class ServerFields(QWidget):
    """Host, port, database, account and password of a PostGIS server."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.host, self.database = QLineEdit(), QLineEdit("guatu")
        self.account, self.password = QLineEdit(), QLineEdit()
        self.port = QSpinBox()
        self.port.setRange(1, 65535)
        self.port.setValue(POSTGRES_PORT)
        self.port.setGroupSeparatorShown(False)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.host.setPlaceholderText("10.1.2.3")
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        for name, words, box in (
            ("host", self.tr("服务器"), self.host),
            ("port", self.tr("端口"), self.port),
            ("database", self.tr("数据库"), self.database),
            ("account", self.tr("账号"), self.account),
            ("password", self.tr("密码"), self.password),
        ):
            box.setObjectName(f"server:{name}")
            box.setAccessibleName(words)
            form.addRow(words, box)
        self.setFocusProxy(self.host)

    def show_address(self, address: str) -> None:
        """Fill in what `address` says; what it leaves out is emptied."""
        url = make_url(address)
        self.host.setText(url.host or "")
        self.port.setValue(url.port or POSTGRES_PORT)
        self.database.setText(url.database or "")
        self.account.setText(url.username or "")
        self.password.setText(str(url.password) if url.password else "")
        self.setFocusProxy(self.password if url.host and not url.password else self.host)

    def missing(self) -> QLineEdit | None:
        """The first box that must be filled in and is not."""
        return next(
            (box for box in (self.host, self.database) if not box.text().strip()),
            None,
        )

    def address(self) -> str:
        """The URL to open, password and all."""
        return URL.create(
            DRIVER,
            username=self.account.text().strip() or None,
            password=self.password.text() or None,
            host=self.host.text().strip(),
            port=self.port.value(),
            database=self.database.text().strip(),
        ).render_as_string(hide_password=False)


class ServerDialog(QDialog):
    """Asks which workspace on a server is to be opened; `address` has the answer."""

    def __init__(self, address: str | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("server")
        self.setWindowTitle(self.tr("连接服务器"))
        about = QLabel(
            self.tr(
                "多个席位共用一个工作区时，数据放在 PostGIS 服务器上。地址和账号由管理员提供；密码不会保存。"
            )
        )
        about.setWordWrap(True)
        about.setProperty("role", "secondary")
        self.fields = ServerFields()
        if address is not None:
            self.fields.show_address(address)
        self._refusal = QLabel()
        self._refusal.setTextFormat(Qt.TextFormat.PlainText)
        self._refusal.setProperty("role", "error")
        self._refusal.hide()
        buttons, go = parts.foot(
            self, "server:connect", self.tr("连接"), self.tr("取消"), self._accept
        )
        go.setDefault(True)
        column = parts.column(self)
        column.addWidget(about)
        column.addWidget(self.fields)
        column.addWidget(self._refusal)
        column.addWidget(buttons)
        self.setMinimumWidth(440)
        self.fields.setFocus()

    def address(self) -> str:
        """The URL to open, password and all."""
        return self.fields.address()

    def _accept(self) -> None:
        lacking = self.fields.missing()
        if lacking is not None:
            self._refusal.setText(self.tr("填写服务器和数据库。"))
            self._refusal.show()
            lacking.setFocus()
            return
        self.accept()


class PassphraseDialog(QDialog):
    """Asks for the passphrase of an encrypted workspace; `sentence` says which, or that one did not fit."""

    def __init__(self, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("passphrase")
        self.setWindowTitle(self.tr("需要口令"))
        said = QLabel(sentence)
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setWordWrap(True)
        about = QLabel(self.tr("口令不会保存；忘记了没有办法找回。"))
        about.setProperty("role", "secondary")
        self._box = QLineEdit()
        self._box.setObjectName("passphrase:words")
        self._box.setAccessibleName(self.tr("口令"))
        self._box.setEchoMode(QLineEdit.EchoMode.Password)
        buttons, go = parts.foot(
            self, "passphrase:open", self.tr("打开"), self.tr("取消"), self.accept
        )
        go.setDefault(True)
        go.setEnabled(False)
        self._box.textChanged.connect(lambda words: go.setEnabled(bool(words)))
        form = QFormLayout()
        form.addRow(self.tr("口令"), self._box)
        column = parts.column(self)
        column.addWidget(said)
        column.addLayout(form)
        column.addWidget(about)
        column.addWidget(buttons)
        self.setMinimumWidth(400)

    def words(self) -> str:
        """What was typed."""
        return self._box.text()
