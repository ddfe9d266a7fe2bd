"""What a server takes of the machine (Linux)."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def memory(address: str) -> float:
    """Return the memory of the server at an address that nobody shares with it, in MB."""
    port = address.rpartition(":")[2]
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            if f"--server.port={port}".encode() in words:
                lines = (process / "smaps_rollup").read_text().splitlines()
                return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024
    raise RuntimeError(f"nobody serves {address}")
