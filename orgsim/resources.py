"""Files that travel with the package: the example scenarios and the dashboard.

In a wheel they lie under ``orgsim/_bundled/``; in a checkout beside the package.
"""

from __future__ import annotations

from pathlib import Path


def _folder(name: str) -> Path:
    package = Path(__file__).resolve().parent
    for place in (package / "_bundled" / name, package.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"this installation of orgsim has no folder {name!r}; install it again")


def scenarios() -> Path:
    """Return the folder of the example scenarios.

    Examples
    --------
    >>> (scenarios() / "palembang").is_dir()
    True
    """
    return _folder("scenarios")


def dashboard() -> Path:
    """Return the folder of the dashboard."""
    return _folder("dashboard")
