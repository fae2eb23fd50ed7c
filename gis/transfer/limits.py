"""How much a file may cost, and how the child process gives up what it does not need.

`confine` is the first thing the child calls, before it loads any parser: memory and CPU ceilings,
no core file, on Linux no sockets and no other program (a seccomp filter) and no file outside the
private folder and the program's own libraries (Landlock). What a system lacks is left out and
named in the answer, so that a test can tell.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one file.

    Attributes
    ----------
    memory : int
        Bytes of address space of the child.
    seconds : float
        Processor time of a small file; each megabyte of input adds one second.
    silence : float
        Seconds without any news after which the child is held to hang.
    input_bytes, unpacked_bytes, answer_bytes : int
        The file, what an archive unpacks to, and what the rows may weigh.
    members, ratio : int
        Files in an archive; how many times larger one may become.
    rows : int
    """

    memory: int = 1024 * MEGABYTE
    seconds: float = 20.0
    silence: float = 20.0
    input_bytes: int = 2048 * MEGABYTE
    unpacked_bytes: int = 1024 * MEGABYTE
    answer_bytes: int = 1024 * MEGABYTE
    members: int = 2000
    ratio: int = 200
    rows: int = 3_000_000

    def cpu(self, size: int) -> float:
        """Processor seconds for an input of `size` bytes."""
        return self.seconds + size / MEGABYTE


def confine(memory: int, seconds: float, folder: Path, readable: Iterable[Path]) -> list[str]:
    """Take from this process what reading a file does not need; returns what took hold."""
    held = []
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows, where the parent's job object does this

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        whole = int(seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        held += ["memory", "cpu"]
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(38, 1, 0, 0, 0) == 0:  # PR_SET_NO_NEW_PRIVS
            if _landlock(libc, folder, readable):
                held.append("files")
            if _seccomp(libc):
                held.append("network")
    return held


_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_DENIED = {
    # socket, connect, sendto, sendmsg, fork, vfork, execve, ptrace, io_uring_setup, execveat
    "x86_64": (41, 42, 44, 46, 57, 58, 59, 101, 425, 322),
    "aarch64": (198, 203, 206, 211, 221, 117, 425, 281),
}
_LOAD, _EQUAL, _ABOVE, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def _seccomp(libc: ctypes.CDLL) -> bool:
    """Refuse sockets and other programs from here on, by a filter on system calls."""
    machine = platform.machine()
    if machine not in _ARCH:
        return False
    denied = _DENIED[machine]

    def step(code: int, yes: int, no: int, value: int) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    count = len(denied)
    code = [
        step(_LOAD, 0, 0, 4),
        step(_EQUAL, 1, 0, _ARCH[machine]),
        step(_RETURN, 0, 0, _KILL),
        step(_LOAD, 0, 0, 0),
        step(_ABOVE, count + 1, 0, 0x40000000),  # the x32 numbers, a second door to the same calls
        *(step(_EQUAL, count - i, 0, number) for i, number in enumerate(denied)),
        step(_RETURN, 0, 0, _ALLOW),
        step(_RETURN, 0, 0, _REFUSE),
    ]
    raw = b"".join(code)
    program = _Program(len(code), raw)
    return bool(libc.prctl(22, 2, ctypes.byref(program), 0, 0) == 0)  # PR_SET_SECCOMP, filter


_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_EVERYTHING = (1 << 13) - 1
_READ = 0b1101  # execute, read file, read folder
_FILE_ONLY = 0b0111


class _Ruleset(ctypes.Structure):
    _fields_ = (("handled", ctypes.c_uint64),)


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def _landlock(libc: ctypes.CDLL, folder: Path, readable: Iterable[Path]) -> bool:
    """Keep to `folder` for reading and writing and to `readable` for reading."""
    wanted = _Ruleset(_EVERYTHING)
    size = ctypes.c_size_t(ctypes.sizeof(wanted))
    rules = libc.syscall(_CREATE_RULESET, ctypes.byref(wanted), size, 0)
    if rules < 0:
        return False
    try:
        for place, access in ((folder, _EVERYTHING), *((one, _READ) for one in readable)):
            try:
                opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
            except OSError:
                continue
            allowed = access if place.is_dir() else access & _FILE_ONLY
            beneath = _Beneath(allowed, opened)
            libc.syscall(_ADD_RULE, rules, 1, ctypes.byref(beneath), 0)
            os.close(opened)
        return bool(libc.syscall(_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)
