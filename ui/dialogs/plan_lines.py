"""A plan of an import as lines for people: the rows that are refused first, then what changes, then what is new.

Reads a `layers.intake.Plan`; knows no widget but the table that shows the lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from db.records.base import Field, field_of
from layers.intake import Plan
from layers.intake.text import blank
from resources.text import Text
from ui.dialogs.frames import frame_words, in_frame_words
from ui.plain import tip

MOST = 60
"""So many lines of each sort are shown."""
REFUSED, NOTED = Text("拒绝", "Rejected"), Text("留意", "Note")
CHANGED, ADDED = Text("修改", "Change"), Text("新增", "New")
_PLACE = Text("位置", "place")
_SENTENCE = {"zh": re.compile(r"(?<=。)"), "en": re.compile(r"(?<=\.)\s+")}


class Line(NamedTuple):
    """A row of the file and what becomes of it."""

    row: int
    fate: Text
    key: str
    words: str


def without_switches(sentence: Text, lang: str) -> str:
    """`sentence` less those parts that name a switch of the command line; the dialog has boxes for them."""
    parts = _SENTENCE[lang].split(sentence.say(lang))
    joint = " " if lang == "en" else ""
    left = joint.join(part for part in parts if "--" not in part).strip()
    return in_frame_words(left, lang).replace("） ", "）")  # a wide bracket brings its own room


def lines(plan: Plan, lang: str) -> list[Line]:
    """The first lines of each sort, at most `MOST` of each."""
    numbers, found = plan.rows.numbers, plan.difference
    keys = plan.rows.values.get(plan.key or "", [])
    places = {int(number): i for i, number in enumerate(numbers.tolist())}

    def key(i: int) -> str:
        return str(keys[i]) if i < len(keys) and keys[i] is not None else ""

    def all_lines() -> Iterator[Iterator[Line]]:
        yield (
            Line(one.row, REFUSED, key(places[one.row]), one.reason.say(lang))
            for one in plan.rows.remarks()
        )
        yield (
            Line(one.row, NOTED, key(places[one.row]), one.reason.say(lang))
            for one in plan.rows.flagged
        )
        yield (
            Line(int(numbers[i]), CHANGED, key(i), _changes(plan, changes, lang))
            for i, changes in found.changed.items()
        )
        yield (Line(int(numbers[i]), ADDED, key(i), _name(plan, i)) for i in found.added)

    return [line for sort in all_lines() for line in islice(sort, MOST)]


def _changes(plan: Plan, changes: dict[str, Any], lang: str) -> str:
    return (" · " if lang == "en" else "；").join(
        _change(field_of(plan.rows.cls, name), name, value, lang) for name, value in changes.items()
    )


def _change(field: Field, name: str, value: Any, lang: str) -> str:
    label = _PLACE.say(lang) if name == "geom" else field.label.say(lang)
    if name == "geom" or field.link is not None or isinstance(value, dict):
        return label
    if field.choices is not None and value in field.choices:
        value = field.choices[value].say(lang)
    return f"{label} → {value}"


def _name(plan: Plan, i: int) -> str:
    for name in ("name", "summary"):
        values = plan.rows.values.get(name)
        if values is not None and values[i]:
            return str(values[i])
    return ""


class LineTable(QTableWidget):
    """Shows lines; nothing in it can be changed."""

    def __init__(self) -> None:
        super().__init__(0, 4)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        for column, width in enumerate((64, 92, 140)):
            self.setColumnWidth(column, width)
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)

    def show_lines(self, shown: list[Line], lang: str) -> None:
        """Show `shown` in place of what was there."""
        self.setRowCount(len(shown))
        for down, line in enumerate(shown):
            cells = (str(line.row), line.fate.say(lang), line.key, line.words)
            for across, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(tip(text))
                self.setItem(down, across, item)


class PlanWords(QObject):
    """What a plan as a whole says, in one language."""

    def __init__(self, lang: str, parent: QObject) -> None:
        super().__init__(parent)
        self._lang = lang

    def encoding(self, plan: Plan) -> str:
        """How the text was read, as the entry for “as it seems” says it."""
        if plan.reading.encoding is None:
            return self.tr("不需要")
        if plan.options.encoding is not None:
            return self.tr("自动识别")
        return self.tr("自动识别：{name}").format(name=plan.reading.encoding.upper())

    def counted(self, plan: Plan) -> str:
        """How many rows there are and what becomes of them, in one line."""
        found = plan.difference
        parts = [
            self.tr("共 {n} 行").format(n=_figure(len(plan.rows))),
            self.tr("新增 {n}").format(n=_figure(len(found.added))),
            self.tr("修改 {n}").format(n=_figure(len(found.changed))),
            self.tr("不变 {n}").format(n=_figure(len(found.unchanged))),
            self.tr("拒绝 {n}").format(n=_figure(len(plan.rows.rejected))),
        ]
        return "   ".join(parts)

    def told(self, plan: Plan) -> str:
        """Frame, geometry, columns left out and what the rows as a whole tell, one line each."""
        lang, told, decision = self._lang, [], plan.decision
        if decision.declared is not None or decision.used is not None:
            unsaid = self.tr("没有说明")
            declared = frame_words(decision.declared.name, lang) if decision.declared else unsaid
            used = frame_words(decision.used.name, lang) if decision.used else self.tr("未定")
            line = self.tr("文件坐标系：{declared}，按 {used} 读").format(
                declared=declared, used=used
            )
            line = line.replace("） ", "）")
            if decision.offset_m is not None:
                line += self.tr("，与工作区相差 {n} 米（比对 {rows} 条）").format(
                    n=f"{decision.offset_m:,.1f}", rows=_figure(decision.matched)
                )
            told.append(line)
        if plan.soundness.counts.get("invalid"):
            told.append(
                self.tr("几何无效 {n} 处").format(n=_figure(plan.soundness.counts["invalid"]))
            )
        columns = (
            plan.reading.columns
        )  # a format's own columns that nobody filled are none of a person's
        left = [name for name in plan.columns.ignored if not all(map(blank, columns[name]))]
        joint = ", " if lang == "en" else "、"
        if left:
            told.append(self.tr("不导入的列：{names}").format(names=joint.join(left)))
        told += plan.reading.said(lang)
        told += [without_switches(note, lang) for note in plan.rows.notes]
        return "\n".join(told)


def _figure(number: int) -> str:
    return f"{number:,}".replace(",", "\u2009")
