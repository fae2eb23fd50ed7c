"""What is done to rows where they are listed: disputes escalated or handed over, hazards eliminated, officers posted.

Each act works on one record or many inside one operation that its caller opened, and follows the rules of its kind: all
of it is written or, with the sentence of the first refusal, none of it. A dispute's course gets its event with each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from db.coverage import active_postings, is_active
from db.errors import RecordError
from db.operation import Operation
from db.records import Dispute, DisputeEvent, Hazard, Officer, Posting
from db.records.disputes import CLOSED_STATES, LEVELS
from db.times import now
from db.workspace import Workspace
from resources.text import Text

NEXT_LEVEL = dict(zip(LEVELS, list(LEVELS)[1:], strict=False))
"""Village → station → county centre; the last has none above."""

CLOSED = Text("{name} 已办结，不能上提。", "{name} is closed and can't be escalated.")
AT_TOP = Text("{name} 已在县中心，没有更高的层级。", "{name} is at the county centre already.")
ESCALATED = Text("{before} → {after}，承办人 {holder}", "{before} → {after}, holder {holder}")
HANDED = Text("承办人 {before} → {after}", "Holder {before} → {after}")
ENDED = Text("{name} 已消除。", "{name} is eliminated already.")
NOBODY = Text("无", "nobody")
HIMSELF = Text("{officer} 不能接替自己。", "{officer} can't take over from themselves.")
NO_POSTS = Text(
    "这一天没有在任的包驻可移交。", "No posting is in force that day that could be handed over."
)
SAME_POST = Text(
    "{officer} 已在这个村的这个岗位上。", "{officer} holds this post at this village already."
)


@dataclass(frozen=True)
class Posted:
    """How a posting is made: who, in which post, from which day, by which order, and whether it relieves others."""

    officer_uid: str
    post: str
    start: dt.date
    order_no: str = ""
    relieve: bool = True


def escalate(
    operation: Operation,
    workspace: Workspace,
    uids: Sequence[str],
    holder_uid: str,
    reason: str,
) -> int:
    """Bring open disputes one level up and name their new holder; returns how many.

    Raises
    ------
    RecordError
        One is closed, or at the county centre already.
    """
    holder = workspace.get(Officer, holder_uid)
    for uid in uids:
        dispute = workspace.get(Dispute, uid)
        if dispute is None:
            continue
        if dispute.state in CLOSED_STATES:
            raise RecordError("level", CLOSED.format(name=dispute.case_no))
        above = NEXT_LEVEL.get(dispute.level)
        if above is None:
            raise RecordError("level", AT_TOP.format(name=dispute.case_no))
        said = ESCALATED.format(
            before=LEVELS[dispute.level],
            after=LEVELS[above],
            holder=holder.name if holder is not None else NOBODY,
        )
        operation.update(dispute, level=above, holder_uid=holder_uid)
        _event(operation, dispute.uid, "escalated", holder_uid, _joined(said.zh, reason))
    return len(uids)


def hand_over(
    operation: Operation, workspace: Workspace, kind: str, uids: Sequence[str], holder_uid: str
) -> int:
    """Give disputes or hazards to another holder; a dispute's course tells it. Returns how many changed."""
    after = workspace.get(Officer, holder_uid)
    changed = 0
    for uid in uids:
        record: Dispute | Hazard | None = (
            workspace.get(Dispute, uid) if kind == "disputes" else workspace.get(Hazard, uid)
        )
        if record is None or record.holder_uid == holder_uid:
            continue
        before = workspace.get(Officer, record.holder_uid) if record.holder_uid else None
        operation.update(record, holder_uid=holder_uid)
        changed += 1
        if isinstance(record, Dispute):
            said = HANDED.format(
                before=before.name if before is not None else NOBODY,
                after=after.name if after is not None else NOBODY,
            )
            _event(operation, record.uid, "note", holder_uid, said.zh)
    return changed


def eliminate(
    operation: Operation, workspace: Workspace, uids: Sequence[str], on: dt.date, proof: str
) -> int:
    """Mark hazards eliminated on a day, with the proof of it; returns how many.

    Raises
    ------
    RecordError, PrivacyRefusal
        One is eliminated already, was found later, or the proof is missing or holds what it may not.
    """
    for uid in uids:
        hazard = workspace.get(Hazard, uid)
        if hazard is None:
            continue
        if hazard.eliminated is not None:
            raise RecordError("eliminated", ENDED.format(name=hazard.serial))
        operation.update(hazard, eliminated=on, proof=proof)
    return len(uids)


def post(
    operation: Operation, workspace: Workspace, village_uids: Sequence[str], posted: Posted
) -> int:
    """Post an officer to villages; with ``relieve`` whoever holds the post there ends the day before. Returns how many.

    Villages where the officer holds the post already stay as they are.

    Raises
    ------
    RecordError
        The officer holds the post in all of them already, or a posting would end before it began.
    """
    active = active_postings(workspace.frame("postings"), posted.start)
    active = active.loc[active["post"] == posted.post]
    officer = workspace.get(Officer, posted.officer_uid)
    own = set(active.loc[active["officer_uid"] == posted.officer_uid, "village_uid"])
    new = [uid for uid in village_uids if uid not in own]
    if not new:
        name = officer.name if officer is not None else ""
        raise RecordError("officer_uid", SAME_POST.format(officer=name))
    holders = active.groupby("village_uid")["uid"].agg(list).to_dict() if posted.relieve else {}
    for village_uid in new:
        for uid in holders.get(village_uid, ()):
            former = workspace.get(Posting, uid)
            if former is not None:
                operation.update(former, end=posted.start - dt.timedelta(days=1))
        operation.add(
            Posting(
                officer_uid=posted.officer_uid,
                post=posted.post,
                village_uid=village_uid,
                start=posted.start,
                order_no=posted.order_no,
            )
        )
    return len(new)


def held_on(workspace: Workspace, officer_uids: Sequence[str], on: dt.date) -> list[Posting]:
    """The postings of officers that are in force on a day."""
    found = (p for uid in officer_uids for p in workspace.find(Posting, officer_uid=uid))
    return [posting for posting in found if is_active(posting, on)]


def succeed(
    operation: Operation, workspace: Workspace, officer_uids: Sequence[str], posted: Posted
) -> int:
    """Hand every posting of officers to another from a day on; theirs end the day before. Returns how many.

    A posting that the other holds already is only ended; `posted.post` says nothing here.

    Raises
    ------
    RecordError
        There is nothing to hand over, the other is among them, or a posting would end before it began.
    """
    if posted.officer_uid in officer_uids:
        officer = workspace.get(Officer, posted.officer_uid)
        name = officer.name if officer is not None else ""
        raise RecordError("officer_uid", HIMSELF.format(officer=name))
    handed = held_on(workspace, officer_uids, posted.start)
    if not handed:
        raise RecordError("start", NO_POSTS)
    there = {_place(posting) for posting in held_on(workspace, [posted.officer_uid], posted.start)}
    for posting in handed:
        operation.update(posting, end=posted.start - dt.timedelta(days=1))
        place = _place(posting)
        if place in there:
            continue
        there.add(place)
        operation.add(
            Posting(
                officer_uid=posted.officer_uid,
                post=posting.post,
                village_uid=posting.village_uid,
                township_uid=posting.township_uid,
                start=posted.start,
                order_no=posted.order_no,
            )
        )
    return len(handed)


def _place(posting: Posting) -> tuple[str, str | None, str | None]:
    return posting.post, posting.village_uid, posting.township_uid


def _event(operation: Operation, dispute_uid: str, event: str, officer_uid: str, text: str) -> None:
    operation.add(
        DisputeEvent(
            dispute_uid=dispute_uid, at=now(), event=event, officer_uid=officer_uid, text=text
        )
    )


def _joined(said: str, reason: str) -> str:
    return f"{said}。{reason}" if reason else said
