"""`orgsim dashboard`: the dashboard, in the browser of this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Annotated

import typer

from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, message

_PORT = message("Port on this machine; a free one from 8501 on if it is left out.")
_BROWSER = message("Do not open the browser.")
_HOST = "127.0.0.1"
_FIRST_PORT = 8501
_PATIENCE = 60.0  # seconds; a cold disk is slow


def command(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(min=1, max=65_535, help=_PORT.text)] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help=_BROWSER.text)] = False,
) -> None:
    """Serve the dashboard until it is interrupted."""
    from importlib.util import find_spec

    from orgsim.resources import dashboard

    terminal = Terminal(context.obj)
    if find_spec("streamlit") is None:
        remedy = message("Install it: {command}", command="pip install 'orgsim[dashboard]'")
        raise InputError(Fault(message("the dashboard needs Streamlit, which is not installed"), remedy=remedy))
    chosen = _free_port(port)
    address = f"http://{_HOST}:{chosen}"
    started = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(dashboard() / "app.py"), f"--server.port={chosen}"],
        env={"ORGSIM_PREPARE_EXAMPLES": "1", **os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    signal.signal(signal.SIGTERM, _end)  # whoever ends this process means the server
    try:
        if _ready(started, chosen):
            terminal.say(message("The dashboard is at {address}. Ctrl-C ends it.", address=address))
            if not no_browser:
                import webbrowser

                webbrowser.open(address)
        started.wait()
    except KeyboardInterrupt:
        terminal.say(message("The dashboard has ended; drafts are kept."))
    finally:
        started.terminate()
        started.wait()
    if started.returncode not in (0, -15, -2, 130):
        raise InputError(Fault(message("the dashboard could not be started; the lines above say why")))


def _end(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _free_port(wanted: int | None) -> int:
    """Return the port wanted, or the first free one from the usual one on.

    Raises
    ------
    InputError
        If somebody else has the port that was asked for.
    """
    import socket

    for port in [wanted] if wanted else range(_FIRST_PORT, _FIRST_PORT + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
            except OSError:
                continue
            return port
    fault = message("port {port} is taken", port=str(wanted or _FIRST_PORT))
    raise InputError(Fault(fault, ("--port",), message("Leave it out: a free one is found")))


def _ready(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server answers; False if it ended before."""
    import time
    from urllib.error import URLError
    from urllib.request import ProxyHandler, build_opener

    direct = build_opener(ProxyHandler({}))
    until = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            with direct.open(f"http://{_HOST}:{port}/_stcore/health", timeout=1):
                return True
        except (URLError, OSError):
            time.sleep(0.1)
    return process.poll() is None
