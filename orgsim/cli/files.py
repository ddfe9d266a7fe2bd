"""Files that are written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from orgsim.errors import Fault, InputError, message


def write_whole(path: Path, text: str) -> None:
    """Write a file; whatever interrupts it, there is the old file or the new one, never half of it."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def json_text(plain: Any) -> str:
    """Return plain values as JSON: words as they are, and no number that JSON does not know."""
    from json import dumps

    return dumps(plain, ensure_ascii=False, indent=1, allow_nan=False)


def write_json(path: Path, plain: Any) -> None:
    """Write plain values to a JSON file, whole or not at all."""
    write_whole(path, json_text(plain) + "\n")


def refuse_existing(*paths: Path) -> None:
    """Refuse to write over files.

    Raises
    ------
    InputError
        If any of them is there.
    """
    there = [path for path in paths if path.exists()]
    if there:
        remedy = message("Choose another name, or write over it with --force")
        raise InputError(*(Fault(message("there is such a file already"), (), remedy, str(path)) for path in there))


def refuse_folder(path: Path | None) -> None:
    """Refuse, before a long run, a file that could not be written after it.

    Raises
    ------
    InputError
        If the folder is not there, or the path is a folder itself.
    """
    if path is not None and not path.parent.is_dir():
        raise InputError(Fault(message("there is no such folder"), file=str(path.parent)))
    if path is not None and path.is_dir():
        raise InputError(Fault(message("this is a folder, not a file"), file=str(path)))
