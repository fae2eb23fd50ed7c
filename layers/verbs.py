"""What an operation is called: the dotted verb that the journal keeps, and the words people read for it.

A verb is ``singular_of_the_kind.action``, such as ``"dispute.move"``; a few stand for the workspace as a whole. The
undo button, the journal table and a record's history all say it through `said`, so a new action needs one line here.
"""

from __future__ import annotations

from db.records import KINDS
from resources.text import Text

ACTIONS: dict[str, Text] = {
    "new": Text("新增{what}", "Add {what}"),
    "edit": Text("修改{what}", "Edit {what}"),
    "move": Text("移动{what}", "Move {what}"),
    "delete": Text("删除{what}", "Delete {what}"),
    "escalate": Text("上提{what}", "Escalate {what}"),
    "eliminate": Text("消除{what}", "Eliminate {what}"),
    "paste": Text("粘贴修改{what}", "Paste into {what}"),
    "hand": Text("转交{what}", "Hand over {what}"),
    "post": Text("派驻{what}", "Post to {what}"),
    "succeed": Text("移交{what}的包驻", "Hand over the postings of {what}"),
    "attach": Text("为{what}添加附件", "Attach to {what}"),
    "restore": Text("恢复{what}", "Restore {what}"),
    "import": Text("导入{what}", "Import {what}"),
    "shift": Text("调整{what}边界", "Move a {what} boundary"),
    "split": Text("拆分{what}", "Split {what}"),
    "merge": Text("合并{what}", "Merge {what}"),
    "cut": Text("划转{what}土地", "Give ground of a {what} to another"),
    "draw": Text("新划{what}", "Draw {what}"),
    "mend": Text("修复{what}边界", "Mend {what} boundaries"),
    "repoint": Text("按位置改{what}所在村", "Set the village of {what} by its place"),
}
OUT = "export"
"""Begins the verb of what goes out, ``export.camera``: that changes nothing and is no action to take back."""
WHOLE: dict[str, Text] = {
    "workspace.create": Text("新建工作区", "Create the workspace"),
    "workspace.copy": Text("复制工作区", "Copy the workspace"),
    "demo": Text("生成演示数据", "Make the demo"),
    OUT: Text("导出", "Export"),
    "page": Text("导出网页地图", "Export the map page"),
}
_OUT = Text("导出{what}", "Export {what}")
_STEPS = {
    "undo": Text("撤销：{what}", "Undo: {what}"),
    "redo": Text("重做：{what}", "Redo: {what}"),
}


def singular(kind: str) -> str:
    """``dispute`` for ``disputes``, ``county`` for ``counties``."""
    return f"{kind[:-3]}y" if kind.endswith("ies") else kind.removesuffix("s")


_TITLES = {singular(kind): record.title for kind, record in KINDS.items()}


def verb(kind: str, action: str) -> str:
    """The journal's verb for `action` on a record of the plural `kind`; KeyError for an unknown action or kind."""
    ACTIONS[action], KINDS[kind]
    return f"{singular(kind)}.{action}"


def said(verb_: str) -> Text:
    """The words for a verb of the journal; a verb of a newer program is shown as it is written."""
    step, _space, rest = verb_.partition(" ")
    if step in _STEPS and rest:
        return _STEPS[step].format(what=said(rest))
    if verb_ in WHOLE:
        return WHOLE[verb_]
    subject, _dot, action = verb_.partition(".")
    if subject == OUT and action in _TITLES:
        return _OUT.format(what=_lower(_TITLES[action]))
    if subject in _TITLES and action in ACTIONS:
        return ACTIONS[action].format(what=_lower(_TITLES[subject]))
    return WHOLE.get(subject, Text(verb_, verb_))


def _lower(title: Text) -> Text:
    return Text(title.zh, title.en.lower())
