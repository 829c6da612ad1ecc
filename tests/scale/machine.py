"""What processes take of this machine, where Linux tells."""

import gc
import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 1024 * 1024


def seconds_of(pid: int) -> float:
    """Processor time that a process has used; 0 where nobody tells (proc(5), /proc/pid/stat)."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / _TICKS


def memory() -> float:
    """MiB of this process that are in memory after a search for garbage; 0 where nobody tells."""
    gc.collect()
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE / MIB
    except OSError:
        return 0.0
