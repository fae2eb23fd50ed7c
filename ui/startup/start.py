"""Starting the window, and moving from one workspace to another.

`run` is what `app.py` calls for a window: scheme, program, theme and language, workspace, window, in this order.
`Program` holds the one window that is open, or the start page when there is none. Opening and building take place
beside the window; what can't be opened is said where the officer asked for it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from sqlalchemy import make_url

from db.backups import restore
from db.engine import Target
from db.errors import PassphraseNeeded, WorkspaceDamaged, WorkspaceError
from db.records import KINDS
from db.workspace import Workspace
from layers.finder import KEYS
from layers.kept_layers import kept_of
from layers.looks.theme_store import all_themes, find_theme
from layers.looks.themes import DUTY, MapTheme
from layers.pages.page import View
from layers.stack import LayerStack
from resources.text import Language, Text
from ui import theme
from ui.dialogs.demo import DemoDialog
from ui.frame.frame import Frame
from ui.frame.outlets import Outlets
from ui.frame.transfer import Transfers
from ui.language import Translation
from ui.main_window import MainWindow
from ui.map_view.scheme import register_scheme
from ui.session import Item, Session, Theme
from ui.settings import Settings
from ui.startup.collector import Collector
from ui.startup.mishaps import Mishaps
from ui.startup.opening import Opening
from ui.startup.shot import Shot
from ui.startup.start_page import StartPage
from ui.startup.ways_in import OPENING, WaysIn
from ui.tasks import Cancelled, Progress, Tasks

log = logging.getLogger(__name__)
RESTORING = Text("从备份恢复", "Restoring from the backup")
BUILDING = Text("生成演示县", "Building the demo county")
_FILTER = "GeoPackage (*.gpkg)"


def run(options: argparse.Namespace, opening: Opening | None = None) -> int:
    """Open the window that `options` describe and stay until it is closed; returns the exit code.

    `opening` is its workspace, when that is being opened already.
    """
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    if options.select is not None and options.select[0] not in KINDS:
        print(
            f"no kind of record is called {options.select[0]}; there are {', '.join(KINDS)}",
            file=sys.stderr,
        )
        return 2
    if options.shot is not None and options.workspace is None:
        print("--shot needs a WORKSPACE to show", file=sys.stderr)
        return 2
    if "fcitx" in os.environ.get("QT_IM_MODULE", ""):
        os.environ["QT_IM_MODULE"] = (
            "ibus"  # fcitx answers ibus's protocol; Qt carries no module of its own for it
        )
    register_scheme()
    app = QApplication(sys.argv[:1])
    Collector(app)
    app.setApplicationName("guatu")
    app.setApplicationDisplayName("挂图")
    app.setWindowIcon(theme.program_icon())
    with tempfile.TemporaryDirectory(prefix="guatu-") as passing:
        # A picture shows the window as it comes, whatever its user has moved, and moves nothing for its user.
        settings = Settings() if options.shot is None else Settings(Path(passing) / "guatu.ini")
        program = Program(app, settings)
        sys.excepthook = Mishaps(program).tell
        return _run(app, program, options, opening)


def _run(
    app: QApplication, program: Program, options: argparse.Namespace, opening: Opening | None
) -> int:
    try:
        program.dress(options.lang, options.theme)
        if options.workspace is None and program.settings.reopen:
            options.workspace = next(iter(program.settings.recent), None)
        if options.workspace is None:
            program.show_start()
        else:
            opening = opening or Opening(options.workspace, readonly=options.readonly)
            workspace = opening.workspace()
            named = options.map_theme
            map_theme = None if named is None else find_theme(workspace, named)
            if named is not None and map_theme is None:
                names = ", ".join(theme.name for theme in all_themes(workspace))
                print(f"no map theme {options.map_theme}; there are {names}", file=sys.stderr)
                workspace.close()
                return 2
            program.show(
                workspace,
                size=options.size,
                view=None if options.view is None else View(*options.view),
                map_theme=map_theme,
                mode=options.mode,
            )
            if options.wall and program.window is not None:
                program.window.above.show_wall()
            if options.select is not None and not program.select(
                *options.select, fly=options.view is None
            ):
                print(f"no {options.select[0]} with the key {options.select[1]}", file=sys.stderr)
                program.close()
                return 1
    except WorkspaceError as trouble:
        lang = options.lang or program.settings.lang
        if options.shot is not None:
            print(trouble.sentence.say(lang), file=sys.stderr)
            return 1
        program.show_start(trouble)
        if isinstance(trouble, PassphraseNeeded):
            program.ways_in.ask_passphrase(str(options.workspace), trouble)
    if options.shot is not None:
        program.shoot(options.shot)
    return app.exec()


class Program(QObject):
    """The one open window, or the start page."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__(app)
        self.app, self.settings = app, settings
        self.translation = Translation(app)
        self.tasks = Tasks(self)
        self.tasks.changed.connect(self._came_on)
        self.window: MainWindow | None = None
        self.start: StartPage | None = None
        self.shade: Theme = settings.theme
        self.lang: Language = settings.lang
        self.ways_in = WaysIn(self)

    def dress(self, lang: Language | None = None, shade: Theme | None = None) -> None:
        """Theme and language of the program: those given, else those last used."""
        self.shade, self.lang = shade or self.settings.theme, lang or self.settings.lang
        theme.apply(self.app, self.shade)
        self.translation.speak(self.lang)

    # -- windows ----------------------------------------------------------------------------------

    def show(
        self,
        workspace: Workspace,
        *,
        size: tuple[int, int] | None = None,
        view: View | None = None,
        map_theme: MapTheme | None = None,
        mode: str | None = None,
    ) -> MainWindow:
        """Show `workspace` in a window, in place of what was open."""
        self.close_window()
        stack = LayerStack(workspace, kept=kept_of(workspace))
        session = Session(workspace, stack, lang=self.lang, theme=self.shade)
        session.styling.show(map_theme or DUTY)
        window = MainWindow(session, Tasks(session), self.settings, self.translation, view)
        session.setParent(window)
        Transfers(window)
        Outlets(window, address(workspace.target))
        frame = Frame(window)
        window.openAsked.connect(self.asked)
        window.closed.connect(session.close)
        session.themeChanged.connect(self._remember_theme)
        session.languageChanged.connect(self._remember_language)
        self.settings.opened(address(workspace.target))
        if size is not None:
            window.resize(*size)
        self.window = window
        window.show()
        frame.begin(mode, keep_theme=map_theme is not None, keep_view=view is not None)
        if self.start is not None:
            self.start.close()
            self.start = None
        return window

    def select(self, kind: str, key: str, *, fly: bool = True) -> bool:
        """Select the record of `kind` with that code, badge, serial, case number or uid; False when there is none."""
        window = self.window
        assert window is not None
        workspace = window.session.workspace
        found = workspace.find(KINDS[kind], **{KEYS.get(kind, "uid"): key}) or workspace.find(
            KINDS[kind], uid=key
        )
        if not found:
            return False
        window.select(Item(kind, found[0].uid), fly=fly)
        return True

    def show_start(self, trouble: WorkspaceError | None = None) -> StartPage:
        """Show the start page; `trouble` is what kept a workspace from being opened."""
        page = StartPage(self.settings, lambda: self.lang)
        page.openAsked.connect(self.asked)
        page.cancelAsked.connect(self._cancel)
        page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.start = page
        page.show()
        if trouble is not None:
            self._say(trouble)
        return page

    def close_window(self) -> None:
        """Close the open window and its workspace."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None

    def close(self) -> None:
        """Close everything."""
        self.close_window()
        if self.start is not None:
            self.start.close()
            self.start = None

    # -- opening ----------------------------------------------------------------------------------

    def asked(self, how: str) -> None:
        """Open, create, build a demo, or open the target that `how` names."""
        ways: dict[str, Callable[[], None]] = {
            "open": self._choose,
            "server": self.ways_in.ask_server,
            "new": self._create,
            "demo": self._demo,
        }
        ways.get(how, lambda: self.open(how))()

    def open(self, target: str) -> None:
        """Open the workspace at `target`, a file or an address, beside the window."""
        if self.window is not None and address(self.window.session.workspace.target) == target:
            return
        self.ways_in.open(target)

    def _choose(self) -> None:
        file, _filter = QFileDialog.getOpenFileName(
            self.asker(), self.tr("打开工作区"), "", _FILTER
        )
        if file:
            self.open(file)

    def _create(self) -> None:
        file, _filter = QFileDialog.getSaveFileName(
            self.asker(), self.tr("新建工作区"), "", _FILTER
        )
        if file:
            self.busy(OPENING, lambda _progress: Workspace.create(_with_suffix(file)), self.show)

    def _demo(self) -> None:
        dialog = DemoDialog(self.lang, self.asker())
        if dialog.exec() != DemoDialog.DialogCode.Accepted:
            return
        file, county = dialog.file(), dialog.county()

        def build(progress: Progress) -> Workspace:
            from layers.demo import build as build_demo  # noqa: PLC0415 - its sources are read when asked for
            from layers.first_start import keep_layers  # noqa: PLC0415 - as they are

            today = dt.date.today()  # noqa: DTZ011 - the local calendar date is meant
            try:
                build_demo(
                    file, county, on=today, progress=lambda done, of: progress.report(done / of)
                )
            except Cancelled:
                for part in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
                    part.unlink(
                        missing_ok=True
                    )  # half a county is no county; the name was free before
                raise
            workspace = Workspace.open(file)
            keep_layers(workspace)
            return workspace

        self.busy(BUILDING, build, self._show_demo)

    def _show_demo(self, workspace: Workspace) -> None:
        """Show a demo; who never saw the tour is led through it."""
        window = self.show(workspace)
        frame = window.findChild(Frame)
        if isinstance(frame, Frame) and not self.settings.toured:
            frame.show_tour()

    def busy(
        self,
        title: Text,
        work: Callable[[Progress], Workspace],
        done: Callable[[Workspace], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Do `work` beside the window or the start page, then hand the workspace it gave to `done`."""
        tasks = self.window.tasks if self.window is not None else self.tasks
        if self.start is not None:
            self.start.show_busy(title)
        tasks.start(title, work, done, failed or self.failed, told=True)

    def _cancel(self) -> None:
        for task in self.tasks.running:
            task.cancel()

    def _came_on(self) -> None:
        """A task of the start page started, came on or ended."""
        if self.start is not None and not self.tasks.running:
            self.start.show_idle()

    def rest(self) -> None:
        """Nothing is being opened any more."""
        if self.start is not None:
            self.start.show_idle()

    def failed(self, trouble: Exception) -> None:
        """Say what kept a workspace from being opened."""
        self.rest()
        if not isinstance(trouble, WorkspaceError):
            raise trouble
        self._say(trouble)

    def _say(self, trouble: WorkspaceError) -> None:
        """Say what kept a workspace from being opened, and offer the newest sound backup."""
        if self.window is not None:
            self.window.session.notices.error(trouble)
        elif self.start is not None:
            self.start.show_trouble(trouble)
        if isinstance(trouble, WorkspaceDamaged) and trouble.backup and trouble.path:
            self._offer_backup(trouble.path, trouble.backup)

    def _offer_backup(self, damaged: Path, backup: Path) -> None:
        """Ask whether to go on with a copy of `backup`, written beside the `damaged` file."""
        box = QMessageBox(self.asker())
        box.setObjectName("offer-backup")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(
            self.tr(
                "有一份完好的备份：{name}。从它恢复一份新文件并打开？损坏的文件保持原样。"
            ).format(name=backup.name)
        )
        box.setStandardButtons(QMessageBox.StandardButton.Open | QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def restored(_progress: Progress) -> Workspace:
            return Workspace.open(restore(damaged, backup))

        box.accepted.connect(lambda: self.busy(RESTORING, restored, self.show))
        box.open()

    def asker(self) -> QWidget | None:
        """What a dialog is asked on top of."""
        return self.window or self.start

    def _remember_theme(self, shade: Theme) -> None:
        self.shade = shade

    def _remember_language(self, lang: Language) -> None:
        self.lang = lang

    # -- a picture --------------------------------------------------------------------------------

    def shoot(self, file: Path) -> None:
        """Take a picture when everything is painted, then end the program."""
        window = self.window
        assert window is not None
        shot = Shot(window, window.map, file, window.conditions())
        shot.taken.connect(self._shot)

    def _shot(self, ok: bool, sentence: str) -> None:
        if not ok:
            print(f"no picture was taken: {sentence}", file=sys.stderr)
        self.close()
        QTimer.singleShot(0, self, lambda: self.app.exit(0 if ok else 1))


def address(target: Target) -> str:
    """What opens `target` again: its path, or its URL without the password, which is no one's to keep here."""
    if target.path is not None:
        return str(target.path)
    url = make_url(target.url or "")
    return url._replace(password=None).render_as_string()  # noqa: SLF001 - public in a named tuple


def _with_suffix(file: str) -> Path:
    where = Path(file)
    return where if where.suffix else where.with_suffix(".gpkg")
