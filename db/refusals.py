"""What a workspace says when it refuses as a whole: sentences and errors, without a rule or a connection.

Which record or field is refused is said where that is checked; here is what concerns the file, the
seat and the transaction. Called by `db.workspace`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import LinkError, ReadOnly, UndoConflict, WorkspaceError
from resources.text import Text

if TYPE_CHECKING:
    from db.seat_lock import Holder


def refuse_taken_or_homeless(path: Path) -> None:
    """Raise `WorkspaceError` when a new workspace can't lie at `path`: it exists, or its folder does not."""
    if path.exists():
        raise WorkspaceError(
            Text(
                f"文件“{path.name}”已存在，没有改动它。换一个名字。",
                f"The file “{path.name}” exists already and was left as it is. "
                "Choose another name.",
            )
        )
    if not path.parent.is_dir():
        raise WorkspaceError(
            Text(
                f"文件夹“{path.parent}”不存在。",
                f"The folder “{path.parent}” does not exist.",
            )
        )


def read_only(holder: Holder | None) -> ReadOnly:
    """The workspace is open for reading; `holder` has it for writing, if anybody has."""
    if holder is None:
        return ReadOnly(
            Text(
                "工作区以只读方式打开，不能修改。",
                "The workspace is open for reading only.",
            )
        )
    return ReadOnly(
        Text(
            f"工作区正由 {holder.user}（{holder.seat}）使用，这里只能查看。",
            f"{holder.user} at {holder.seat} has the workspace open; here it can only be read.",
        )
    )


def loose_link() -> LinkError:
    """A link points to nothing at the commit."""
    return LinkError(
        Text(
            "有一处关联指向不存在的记录，这次操作没有写入。",
            "A link points to a record that does not exist; nothing was written.",
        )
    )


def not_written() -> WorkspaceError:
    """The engine could not write: disk full, or file held."""
    return WorkspaceError(
        Text(
            "没能写入工作区（磁盘已满，或文件被占用）。这次操作没有生效，之前的都在。"
            "腾出空间后再试。",
            "The workspace could not be written (disk full, or file held). "
            "This operation did not happen; everything before it is safe. Make room, "
            "then try again.",
        )
    )


def not_undone() -> UndoConflict:
    """A row of the step was changed or linked to since."""
    return UndoConflict(
        Text(
            "这一步之后，有记录又被改过或被引用，不能直接撤销。没有改动任何内容；"
            "可在记录的历史里逐项改回。",
            "Since that step a record was changed again or is now referred to, so it can't "
            "be taken back. Nothing was changed; use the record's history instead.",
        )
    )
