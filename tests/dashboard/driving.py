"""A real dashboard and a real browser for tests: one server, Chromium of the distribution, and what it asks for."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NO_BROWSER = "no Chromium: install it (apt-get install chromium), or run `make test-core`"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_ALONE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
_PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[str]:
    """Serve the dashboard with a store of its own, as `orgsim dashboard` does; yields its address."""
    port = free_port()
    own = {"ORGSIM_STORE": str(folder / "store.sqlite"), "PYTHONWARNINGS": "", "ORGSIM_PREPARE_EXAMPLES": "0"}
    env = {**os.environ, **own, **environment}
    command = [sys.executable, "-m", "orgsim", "dashboard", "--no-browser", "--port", str(port)]
    log = (folder / "dashboard.log").open("wb")
    server = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True, cwd=folder)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(server, address, folder / "dashboard.log")
        yield address
    except BaseException as error:
        error.add_note("the server said:\n" + (folder / "dashboard.log").read_text(errors="replace")[-2000:])
        raise
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
        if server.poll() is None:
            server.kill()
        log.close()


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text(errors="replace")
        with suppress(urllib.error.URLError, OSError), direct.open(f"{address}/_stcore/health", timeout=2):
            return
        time.sleep(0.2)
    raise AssertionError(log.read_text(errors="replace"))


class Reader:
    """Somebody at a browser: a page of the dashboard, and every address that the browser asked for."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address, self.asked = page, address, []
        page.on("request", lambda request: self.asked.append(request.url))
        page.set_default_timeout(_PATIENCE * 1000)

    @property
    def outside(self) -> set[str]:
        """Addresses beyond this host."""
        own = (self.address, self.address.replace("http", "ws"), "data:", "blob:")
        return {url for url in self.asked if not url.startswith(own)}

    @property
    def screen(self) -> str:
        """What a reader sees: told when a test fails, for the wait that failed says only what was not there."""
        seen = [f"on the screen of {self.page.url}:"]
        for part in ("stApp", "stDialog", "stToastContainer"):
            with suppress(Exception):  # what cannot be read is no reason to hide why the test failed
                found = self.page.locator(f"[data-testid={part}]").first
                if found.count():
                    state = found.get_attribute("data-test-script-state", timeout=1000) or ""
                    seen += [f"--- {part} {state}", found.inner_text(timeout=2000)]
        return "\n".join(seen)

    def open(self, path: str = "/", **query: str) -> None:
        """Load a page."""
        words = "&".join(f"{key}={value}" for key, value in query.items())
        self.page.goto(f"{self.address}{path}" + (f"?{words}" if words else ""))
        self.page.wait_for_selector("h1")
        self.settle()

    def settle(self) -> None:
        """Wait until the page has stopped computing; twice, for one run may ask for another."""
        idle = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
        for pause in (100, 250):
            self.page.wait_for_timeout(pause)
            self.page.wait_for_function(f"() => {idle}")

    def go(self, name: str) -> None:
        """Go to a page by the navigation."""
        of_its_name = "" if name == "start" else f'[href*="{name}"]'  # the first page is at the root
        self.page.locator(f'[data-testid="stSidebarNavLink"]{of_its_name}').first.click()
        self.settle()

    def choose(self, key: str, place: int) -> None:
        """Choose the view of that place in a row of buttons, found by its key."""
        self.page.locator(f".st-key-{key} button").nth(place).click()
        self.settle()

    def press(self, key: str) -> None:
        """Press a button, found by its key."""
        self.page.locator(f".st-key-{key.replace(':', '-')} button").first.click()
        self.settle()


@contextmanager
def reading(
    address: str, language: str, width: int = 1280, height: int = 900, *, dark: bool = False, offline: bool = False
) -> Iterator[Reader]:
    """Open a browser of that language and width; yields a reader. Offline it finds no other host by its name."""
    with several(address, language, 1, width, height, dark=dark, offline=offline) as (reader,):
        yield reader


@contextmanager
def several(
    address: str,
    language: str,
    count: int,
    width: int = 1280,
    height: int = 900,
    *,
    dark: bool = False,
    offline: bool = False,
) -> Iterator[list[Reader]]:
    """Open a browser of that language and width for so many readers who know nothing of each other; yields them."""
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, NO_BROWSER
    with sync_playwright() as playwright:
        flags = [*FLAGS, *([_ALONE] if offline else [])]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        readers: list[Reader] = []
        try:
            for _ in range(count):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    locale="id-ID" if language == "id" else "en-GB",
                    color_scheme="dark" if dark else "light",
                )
                readers.append(Reader(context.new_page(), address))
            yield readers
        except BaseException as error:
            for reader in readers:
                error.add_note(reader.screen)
            raise
        finally:
            browser.close()
