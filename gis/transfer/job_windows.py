"""The child's ceilings on Windows: a job object with memory, processor time and one process."""

from __future__ import annotations

import ctypes
import sys

_PROCESS_TIME, _ACTIVE, _MEMORY, _DIE_WITH_US = 0x2, 0x8, 0x100, 0x2000
_EXTENDED_LIMITS = 9


class _Basic(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("smallest", ctypes.c_size_t),
        ("largest", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("basic", _Basic),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process", ctypes.c_size_t),
        ("peak_job", ctypes.c_size_t),
    )


def hold(process_handle: int, memory: int, seconds: float) -> int | None:
    """Put a process under ceilings; returns the job's handle, to be kept open, or None."""
    if sys.platform == "win32":
        return _hold(process_handle, memory, seconds)
    return None


def _hold(process_handle: int, memory: int, seconds: float) -> int | None:
    kernel = ctypes.CDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = kernel.CreateJobObjectW(None, None)
    if not job:
        return None
    limits = _Extended()
    limits.basic.flags = _PROCESS_TIME | _ACTIVE | _MEMORY | _DIE_WITH_US
    limits.basic.process_time = int(seconds * 10_000_000)
    limits.basic.processes = 1
    limits.process_memory = memory
    size = ctypes.sizeof(limits)
    handle = ctypes.c_void_p(job)
    kernel.SetInformationJobObject(handle, _EXTENDED_LIMITS, ctypes.byref(limits), size)
    kernel.AssignProcessToJobObject(handle, ctypes.c_void_p(process_handle))
    return int(job)


def release(job: int | None) -> None:
    """Close the job's handle; what still runs in it ends."""
    if job is not None and sys.platform == "win32":
        ctypes.WinDLL("kernel32").CloseHandle(ctypes.c_void_p(job))
