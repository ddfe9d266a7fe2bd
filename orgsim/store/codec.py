"""Values of orgsim as text and back, exactly: no pickle, for whoever can write to a store must not be able to run code.

Plain values are JSON; what JSON lacks is an object with one key that begins with ``!``. Floats are written in the
shortest form that reads back as the same bits. Of classes, only frozen data classes and enumerations of orgsim are
written, by name and fields; they need no line here, and a new field with a default does not hinder reading old texts.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
import zlib
from collections.abc import Mapping
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any, Final

from orgsim.errors import Message

__all__ = ["CodecError", "decode", "encode", "pack", "pack_text", "unpack", "unpack_text"]

_ROOT: Final = "orgsim."


class CodecError(Exception):
    """A value cannot be written, or a text cannot be read by this version."""


def pack(value: Any) -> bytes:
    """Return a value as compressed bytes.

    Examples
    --------
    >>> unpack(pack({("merge", 1): (0.1, None, float("inf"))}))
    {('merge', 1): (0.1, None, inf)}
    """
    return zlib.compress(pack_text(value).encode(), 6)


def unpack(content: bytes) -> Any:
    """Return the value of packed bytes.

    Raises
    ------
    CodecError
        If this version cannot read them.
    """
    try:
        return unpack_text(zlib.decompress(content).decode())
    except (zlib.error, UnicodeDecodeError) as error:
        raise CodecError(str(error)) from error


def pack_text(value: Any) -> str:
    """Return a value as text."""
    return json.dumps(encode(value), ensure_ascii=False, separators=(",", ":"))


def unpack_text(text: str) -> Any:
    """Return the value of a text.

    Raises
    ------
    CodecError
        If this version cannot read it.
    """
    try:
        return decode(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, ImportError) as error:
        raise CodecError(f"{type(error).__name__}: {error}") from error


def encode(value: Any) -> Any:
    """Return a value as JSON can hold it.

    Raises
    ------
    CodecError
        If it is of a kind that is not kept.
    """
    if value is None or (isinstance(value, (bool, int, float, str)) and not isinstance(value, Enum)):
        return _plain_number(value)
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, tuple) and type(value) is tuple:
        return {"!tuple": [encode(item) for item in value]}
    if isinstance(value, Message):
        return {"!say": [value.text, *([encode(dict(value.parameters))] if value.parameters else [])]}
    if isinstance(value, Mapping):
        if all(type(key) is str and not key.startswith("!") for key in value):
            return {key: encode(item) for key, item in value.items()}
        return {"!map": [[encode(key), encode(item)] for key, item in value.items()]}
    return _encode_rarer(value)


def _plain_number(value: Any) -> Any:
    """Return the plain number behind one of NumPy, whose floats are floats and whose integers are not."""
    return float(value) if isinstance(value, float) else value


def _encode_rarer(value: Any) -> Any:
    kind = type(value)
    if kind.__module__ == "numpy":
        if kind.__name__ != "ndarray":
            return encode(value.item())
        return {"!array": [value.dtype.str, list(value.shape), base64.b64encode(value.tobytes()).decode("ascii")]}
    if isinstance(value, (dt.date, dt.time)):
        return {f"!{kind.__name__}": value.isoformat()}
    if isinstance(value, (set, frozenset)):
        return {f"!{kind.__name__}": sorted((encode(item) for item in value), key=json.dumps)}
    if kind.__module__.startswith(_ROOT):
        name = f"!{kind.__module__.removeprefix(_ROOT)}:{kind.__qualname__}"
        if isinstance(value, Enum):
            return {name: value.value}
        if dataclasses.is_dataclass(value):
            fields = [field.name for field in dataclasses.fields(value) if field.init]
            return {name: {field: encode(getattr(value, field)) for field in fields}}
        if isinstance(value, tuple):  # a named one
            return {name: {field: encode(item) for field, item in zip(kind._fields, value, strict=True)}}
    raise CodecError(f"{kind.__module__}.{kind.__qualname__} is not kept")


def decode(written: Any) -> Any:
    """Return the value that `encode` has written."""
    if isinstance(written, list):
        return [decode(item) for item in written]
    if not isinstance(written, dict):
        return written
    if len(written) == 1:
        ((key, content),) = written.items()
        if key.startswith("!"):
            return _decode_tagged(key[1:], content)
    return {key: decode(item) for key, item in written.items()}


def _decode_tagged(kind: str, content: Any) -> Any:
    match kind:
        case "tuple":
            return tuple(decode(item) for item in content)
        case "say":
            return Message(content[0], decode(content[1]) if len(content) > 1 else {})
        case "map":
            return {decode(key): decode(item) for key, item in content}
        case "date" | "datetime" | "time":
            return getattr(dt, kind).fromisoformat(content)
        case "set":
            return {decode(item) for item in content}
        case "frozenset":
            return frozenset(decode(item) for item in content)
        case "array":
            return _array(*content)
    found = _class(kind)
    return found(content) if issubclass(found, Enum) else found(**{name: decode(v) for name, v in content.items()})


def _array(dtype: str, shape: list[int], content: str) -> Any:
    import numpy as np

    array = np.frombuffer(base64.b64decode(content), dtype=dtype).reshape(shape)
    array.setflags(write=False)
    return array


@cache
def _class(name: str) -> type[Any]:
    """Return a class of orgsim that may be kept; nothing else is ever called."""
    module, _, qualified = name.partition(":")
    found: Any = import_module(_ROOT + module)
    for part in qualified.split("."):
        found = getattr(found, part)
    plain = isinstance(found, type) and (
        issubclass(found, Enum) or dataclasses.is_dataclass(found) or (issubclass(found, tuple) and found is not tuple)
    )
    if not plain or found.__module__ != _ROOT + module:
        raise CodecError(f"{name} is not kept")
    assert isinstance(found, type)
    return found
