"""kill -9 in the middle of edits, fifty times: what was acknowledged is there, the file is sound, it reopens at once.

A child program edits a workspace as fast as it can and prints the sequence of each operation after its commit. The
parent kills it at a random moment, reopens the file and looks. The editors are forked from one nursery that has
imported everything, so that fifty of them take seconds.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from db.records import Camera, Dispute
from db.workspace import Workspace
from tests.helpers.other_program import running_elsewhere
from tests.helpers.small_county import small_county

KILLS = 50
REOPEN_SECONDS = 3.0

NURSERY = """
import os, sys
from shapely import Point
from db.records import Camera, Dispute
from db.workspace import Workspace


def edit(path, turn):
    ws = Workspace.open(path, user="duty", seat="desk-1")
    assert not ws.readonly
    say(f"ready {os.getpid()}")
    number = 0
    while True:
        number += 1
        serial = f"K{turn}-{number}"
        if number % 7 == 0:
            changed = ws.undo()
            say(f"undo {changed.sequence} {changed.label}")
            continue
        camera = Camera(serial=serial, name=serial, note="巡" * 400, geom=Point(114, 34))
        with ws.operation("camera.add", label=serial) as op:
            op.add(camera)
        say(f"add {op.change_set.sequence} {serial}")
        with ws.operation("camera.move", label=serial) as op:
            op.update(camera, geom=Point(114 + number / 1e5, 34), bearing=float(number % 360))
        say(f"move {op.change_set.sequence} {serial}")
        dispute = ws.find(Dispute)[number % 5]
        with ws.operation("dispute.edit", label=dispute.case_no) as op:
            op.update(dispute, details=serial)
        say(f"edit {op.change_set.sequence} {serial}")


def say(line):
    os.write(1, (line + chr(10)).encode())  # one write, so that no line is cut


for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        edit(sys.argv[1], int(line))
    os.waitpid(pid, 0)
    say("dead")
"""


def edits_until_killed(
    nursery: subprocess.Popen[str], turn: int, seconds: float
) -> list[tuple[str, int, str]]:
    """Let a new editor work for `seconds`, kill it, and return what it had acknowledged."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{turn}\n")
    nursery.stdin.flush()
    ready, pid = nursery.stdout.readline().split()
    assert ready == "ready"
    time.sleep(seconds)
    os.kill(int(pid), signal.SIGKILL)
    told = list(iter(nursery.stdout.readline, "dead\n"))
    return [
        (verb, int(sequence), label) for verb, sequence, label in (line.split() for line in told)
    ]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the editors are forked")
def test_fifty_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "killed.gpkg"
    small_county(path).workspace.close()
    moments = random.Random(20261122)  # noqa: S311
    acknowledged = 0
    with running_elsewhere(NURSERY, str(path)) as nursery:
        for turn in range(KILLS):
            told = edits_until_killed(nursery, turn, moments.uniform(0.0, 0.25))
            acknowledged += len(told)
            everything_told_is_there(path, told)
    assert acknowledged > KILLS


def everything_told_is_there(path: Path, told: list[tuple[str, int, str]]) -> None:
    """Reopen the file of a killed editor and look for all it had acknowledged."""
    started = time.monotonic()
    with Workspace.open(path, user="duty", seat="desk-1") as ws:
        took = time.monotonic() - started
        assert took < REOPEN_SECONDS
        assert not ws.readonly
        entries = {entry.sequence: entry for entry in ws.journal.entries()}
        serials = {camera.serial for camera in ws.find(Camera)}
        for verb, sequence, label in told:
            assert entries[sequence].verb.startswith(("undo", f"camera.{verb}", f"dispute.{verb}"))
            assert verb != "add" or label in serials
        newest = max(entries)
        if told and told[-1][0] == "edit" and newest == told[-1][1]:
            assert told[-1][2] in {dispute.details for dispute in ws.find(Dispute)}
        report = ws.check()
        assert report.ok, [fault.sentence.en for fault in report.faults]
        assert report.entries == newest
