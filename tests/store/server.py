"""A real PostgreSQL server of the tests' own: as its own user, on a free port, in a folder that is removed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ACCOUNT = "postgres"
"""The user that Debian's package makes; PostgreSQL refuses to run as root."""
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=64MB", "shared_buffers=16MB")
MISSING = (
    "The store is tested on a real PostgreSQL server, which this machine does not have. On Debian, `make services` as "
    "root installs it; `make test-core` runs the tests that need neither PostgreSQL nor a browser."
)


def programs() -> Path | None:
    """The folder of PostgreSQL's own programs; Debian does not put them on the path."""
    folders = [Path(found).resolve().parent for name in ("initdb",) if (found := shutil.which(name))]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


@contextmanager
def running() -> Iterator[str]:
    """Run a server, and give the address of its first database."""
    bin_folder = programs()
    assert bin_folder is not None, MISSING
    folder = Path(tempfile.mkdtemp(prefix="orgsim-postgresql-"))
    somebody_else: dict[str, Any] = {}
    if os.name == "posix" and os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT)
        somebody_else = {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []}
    quiet: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, **somebody_else}
    make = [bin_folder / "initdb", "-D", folder / "data", "-U", "orgsim", "-A", "trust", "--no-sync", "-E", "UTF8"]
    subprocess.run([*make, "--locale=C"], check=True, timeout=120, **quiet)
    port = _free_port()
    options = [word for setting in FAST for word in ("-c", setting)]
    command = [bin_folder / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder, "-h", "127.0.0.1"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*command, *options], stderr=log, **quiet)
    try:
        _wait_until_ready(server, port, folder / "log")
        yield f"postgresql://orgsim@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)  # whoever is still connected is sent away
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    from pg8000.dbapi import connect
    from pg8000.exceptions import DatabaseError, InterfaceError

    until = time.monotonic() + 60
    while True:
        try:
            connect("orgsim", host="127.0.0.1", port=port, database="postgres").close()
        except (DatabaseError, InterfaceError, OSError):
            assert server.poll() is None, log.read_text("utf-8", "replace")
            assert time.monotonic() < until, log.read_text("utf-8", "replace")
            time.sleep(0.05)
        else:
            return
