"""Presets (预设): named things of a workspace that are not about the county but about its use.

A saved view, a map theme, a layer's style, the columns of an import, a query, the layout of a print.
What is inside ``content`` is the business of whoever saved it; here it is only bounded: it is JSON, and
no text in it holds a resident's identity or phone number. A preset is a record like any other, so that
it travels in the file, shows in the history, and Ctrl+Z takes back the saving of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.errors import RecordError
from db.privacy import refuse_identity
from db.records.base import HIDDEN, Record, field, storable
from resources.text import Text

SORTS = {
    "view": Text("视图", "View"),
    "theme": Text("专题", "Map theme"),
    "style": Text("样式", "Style"),
    "mapping": Text("导入对应", "Import mapping"),
    "query": Text("查询", "Query"),
    "layout": Text("版式", "Layout"),
    "check": Text("检查备注", "Check note"),
}

MOST_BYTES = 1_000_000
"""Of the content as JSON: a preset is a setting, not a store."""


class Preset(Record):
    """One named setting of one sort; ``of_kind`` is the plural kind it is for, empty for none."""

    __tablename__ = "presets"
    __table_args__ = (UniqueConstraint("sort", "of_kind", "name", name="presets_sort_kind_name"),)
    title = Text("预设", "Preset")

    sort: Mapped[str] = mapped_column(
        String, info=field("用途", "Sort", choices=SORTS, required=True)
    )
    of_kind: Mapped[str] = mapped_column(
        default="", info=field("用于", "For records of", free_text=True)
    )
    name: Mapped[str] = mapped_column(info=field("名称", "Name", required=True, free_text=True))
    content: Mapped[dict[str, Any]] = mapped_column(default=dict, info=HIDDEN.info())
    position: Mapped[int] = mapped_column(default=0, info=field("次序", "Position"))

    def check_rules(self) -> None:
        kinds = {mapper.class_.kind() for mapper in Record.registry.mappers}
        if self.of_kind and self.of_kind not in kinds:
            raise RecordError(
                "of_kind",
                Text(f"没有“{self.of_kind}”这一类记录。", f"There is no kind “{self.of_kind}”."),
            )
        label = Text(f"预设“{self.name}”", f"Preset “{self.name}”")
        try:
            size = len(json.dumps(self.content, allow_nan=False).encode())
        except (TypeError, ValueError, RecursionError) as error:
            raise _refused(label, Text("内容无法保存。", "its content can't be stored.")) from error
        if size > MOST_BYTES:
            raise _refused(label, Text("内容过大。", "its content is too large."))
        for text in _texts(self.content):
            if not storable(text):
                raise _refused(
                    label,
                    Text("有无法保存的字符。", "it holds a character that can't be stored."),
                )
            refuse_identity(text, "content", label)


def _refused(label: Text, why: Text) -> RecordError:
    return RecordError("content", Text(f"{label.zh}：{why.zh}", f"{label.en}: {why.en}"))


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inside in value.items():
            yield str(key)
            yield from _texts(inside)
    elif isinstance(value, (list, tuple)):
        for inside in value:
            yield from _texts(inside)
