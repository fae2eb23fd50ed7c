"""How the record panel is laid out: head, banner, the record with everything around it, buttons at the foot."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from layers.record.view import About
from ui.panels.fields import Surroundings
from ui.panels.form import RecordForm
from ui.panels.history import HistoryView
from ui.panels.labels import ElidedButton, secondary_label
from ui.panels.marks import choice_icon
from ui.panels.panel_frame import Banner, Footer, Head
from ui.panels.photos import PhotoStrip
from ui.panels.related import AnswersView, FactsView, RelatedView
from ui.session import Session
from ui.settings import Settings
from ui.tab_order import TabOrder
from ui.tasks import Tasks

NARROWEST = 280
"""Px that the panel has at least."""


class RecordPage(TabOrder):
    """The parts of the panel, and the page that stands there when nothing is selected."""

    def __init__(
        self,
        session: Session,
        around: Surroundings,
        tasks: Tasks,
        settings: Settings | None = None,
    ) -> None:
        super().__init__()
        self._session = session
        self.head = Head(session)
        self.banner = Banner()
        self.facts = FactsView(session)
        self.answers = AnswersView(session)
        self.form = RecordForm(
            around, lambda kind, name, code: choice_icon(kind, name, code, session.theme)
        )
        self.related = RelatedView(session)
        self.photos = PhotoStrip(session, tasks, settings)
        self.history = HistoryView(session)
        self.footer = Footer()
        self.empty = secondary_label()
        self.resume = ElidedButton()
        self.resume.setObjectName("record:resume")
        self.resume.setProperty("role", "quiet")
        self.resume.hide()
        self.begin = QPushButton()
        self.begin.setObjectName("record:begin")
        self.scroller = QScrollArea()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._nothing())
        self._stack.addWidget(self._whole())
        self._stack.currentChanged.connect(lambda _index: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        """Room for what is shown now; what is hidden asks for none."""
        shown = self._stack.currentWidget()
        least = shown.minimumSizeHint() if shown is not None else super().minimumSizeHint()
        return least.expandedTo(QSize(NARROWEST, 0))

    def add_many(self, many: QWidget) -> None:
        """Let `many` stand here while several records are selected."""
        self._stack.addWidget(many)

    def show_many(self) -> None:
        """Show what stands for several records."""
        self._stack.setCurrentIndex(2)

    def show_record(self, shown: bool) -> None:
        """Show the record, or the page that says what would be here."""
        self._stack.setCurrentIndex(1 if shown else 0)

    def show_about(self, about: About | None, *, takes: bool) -> None:
        """Show what is around the record; `takes` when photos and documents can be added to it."""
        self.facts.show_facts(about.facts if about else ())
        self.answers.show_answers(about.answers if about else (), self.form.lead_width)
        self.related.show_related(about.related if about else ())
        takes = takes and not self._session.workspace.readonly
        self.photos.show_photos(about.photos if about else (), takes=takes)
        self.history.show_past(about.past if about else ())

    def offer_draft(self, title: str) -> None:
        """Offer, while nothing is selected, to go on with what was left unsaved."""
        self.resume.setVisible(bool(title))
        self.resume.show_text(self.tr("继续未保存的：{title}").format(title=title))

    def to_top(self) -> None:
        """Scroll to the beginning."""
        self.scroller.verticalScrollBar().setValue(0)

    def _nothing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 32, 24, 24)
        column.setSpacing(12)
        self.empty.setObjectName("record:empty")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.empty)
        column.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignHCenter)
        self.begin.setVisible(not self._session.workspace.readonly)
        column.addWidget(self.resume)
        column.addStretch(1)
        return page

    def _whole(self) -> QWidget:
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(6, 8, 6, 12)
        inside.setSpacing(12)
        for part in (
            self.facts,
            self.answers,
            self.form,
            self.related,
            self.photos,
            self.history,
        ):
            inside.addWidget(part)
        inside.addStretch(1)
        self.scroller.setObjectName("recordScroll")
        self.scroller.setWidgetResizable(True)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setWidget(body)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.banner)
        column.addWidget(self.scroller, 1)
        column.addWidget(self.footer)
        return page
