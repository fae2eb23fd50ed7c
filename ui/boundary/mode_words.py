"""What each mode of the boundary tool is called, tells and asks for; read by its sheet."""

from __future__ import annotations

from resources.text import Text

FIELDS: dict[str, tuple[str, ...]] = {
    "shift": (),
    "split": ("code", "name"),
    "cut": ("taker",),
    "merge": ("other", "into"),
    "draw": ("township", "code", "name"),
}
"""What is asked for in each mode."""
NAMES = {
    "shift": Text("移动", "Move"),
    "split": Text("拆分", "Split"),
    "cut": Text("划转", "Give"),
    "merge": Text("合并", "Merge"),
    "draw": Text("新划", "Draw"),
}
HINTS = {
    "shift": Text(
        "拖动顶点或边，相邻各村一起动；按住 Shift 拖动整段；Alt 不吸附。松手即写入，一次拖动一步撤销。",
        "Drag a vertex or an edge; the neighbours follow. Shift drags the stretch, Alt does not snap. "
        "It is written on release; one drag is one step to undo.",
    ),
    "split": Text(
        "单击画一条从村界一侧到另一侧的线，双击或回车结束。较大的一侧保留代码。",
        "Click a line from one side of the boundary to the other; double click or Enter ends it. "
        "The larger side keeps the code.",
    ),
    "cut": Text(
        "画线（或首尾相接画圈）切下一块，再选划给哪个邻村。",
        "Draw a line, or close a ring, to cut a piece off; then choose which neighbour gets it.",
    ),
    "merge": Text(
        "选要合并的邻村，再选保留哪个代码。", "Choose the neighbour, then whose code is kept."
    ),
    "draw": Text(
        "在空地上画出新村的范围；压到邻村的部分让给邻村，贴近的缝隙补到邻村边上。",
        "Draw the new village on free land. What overlaps is left to the neighbours, narrow gaps are "
        "filled up to them.",
    ),
}
LABELS = {
    "code": Text("新代码", "New code"),
    "name": Text("名称", "Name"),
    "taker": Text("划给", "Given to"),
    "other": Text("邻村", "Neighbour"),
    "into": Text("保留代码", "Code kept"),
    "township": Text("乡镇", "Township"),
    "source": Text("边界来源", "Source"),
}
AS_IT_WAS = Text("自动", "Automatic")
