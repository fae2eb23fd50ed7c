"""Tab in the order in which a panel is laid out, whenever its parts were made.

Qt goes in the order in which widgets were made; forms and lists of a panel are made when they are first needed. Past
the last part of the panel, Tab leaves it for what comes next in the window.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QStackedLayout, QWidget


class TabOrder(QWidget):
    """A widget whose parts are gone through from above to below."""

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Give the keyboard to the next part, or the one before."""
        stops = list(stops_in(self))
        now = QApplication.focusWidget()
        while now is not None and now not in stops and now is not self:
            now = now.parentWidget()
        place = stops.index(now) if now in stops else -1 if forward else len(stops)
        place += 1 if forward else -1
        target = stops[place] if 0 <= place < len(stops) else self._beyond(forward)
        if target is None:
            return super().focusNextPrevChild(forward)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        target.setFocus(reason)
        for scroller in self.findChildren(QScrollArea):
            if scroller.isAncestorOf(target):
                scroller.ensureWidgetVisible(target)
        return True

    def _beyond(self, forward: bool) -> QWidget | None:
        """The next part of the window outside of this one."""
        step = QWidget.nextInFocusChain if forward else QWidget.previousInFocusChain
        beyond = step(self)
        while beyond is not None and beyond is not self:
            if not self.isAncestorOf(beyond) and _takes(beyond):
                return beyond
            beyond = step(beyond)
        return None


def stops_in(widget: QWidget) -> Iterator[QWidget]:
    """What Tab comes to in `widget`, in the order of its layouts."""
    inside = widget.widget() if isinstance(widget, QScrollArea) else None
    if inside is not None:
        yield from stops_in(inside)
        return
    layout = widget.layout()
    for part in () if layout is None else _parts(layout):
        if _takes(part):
            yield part
        if not part.isHidden():
            yield from stops_in(part)


def _parts(layout: QLayout) -> Iterator[QWidget]:
    shown = layout.currentWidget() if isinstance(layout, QStackedLayout) else None
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget, below = (None, None) if item is None else (item.widget(), item.layout())
        if widget is not None and shown in (None, widget):
            yield widget
        elif below is not None:
            yield from _parts(below)


def _takes(widget: QWidget) -> bool:
    """Whether Tab stops there."""
    tab = Qt.FocusPolicy.TabFocus
    return (
        widget.focusPolicy() & tab == tab
        and widget.focusProxy() is None
        and widget.isVisible()
        and widget.isEnabled()
    )
