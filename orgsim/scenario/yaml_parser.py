"""From YAML text to a tree.

ruamel.yaml scans and parses (YAML 1.2); the tree is built here from its events, so that no tag is ever acted on, the
same key twice is a fault, and a small file cannot grow into a large one by aliases or nesting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from orgsim.errors import Fault, InputError, Message, Path, message
from orgsim.scenario.yaml_tree import Node, Scalar, core_scalar
from orgsim.suggestion import did_you_mean
from orgsim.yaml_events import events, reads_alike

MOST_ENTRIES: Final = 300_000
DEEPEST: Final = 60
_PLAIN_TAGS: Final = frozenset({"bool", "float", "int", "map", "null", "seq", "str", "timestamp"})


def parse_yaml(text: str, file: str | None, faults: list[Fault]) -> Node:
    r"""Return the tree of a text; the faults of single entries are added to a list, and reading goes on.

    Parameters
    ----------
    text
        One YAML document.
    file
        Its name, for the faults.
    faults
        Where faults are noted.

    Raises
    ------
    InputError
        If it is not YAML at all, or is not to be read: too large, too deep, empty.

    Examples
    --------
    >>> found = []
    >>> tree = parse_yaml("title: Dinas\nunits: [1, yes, 1.5]", None, found)
    >>> tree.plain(), tree.place(("units", 1)), found
    ({'title': 'Dinas', 'units': [1, 'yes', 1.5]}, (None, 2), [])
    """
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        root = _without_fault(text, file) or _Builder(file, faults).build(events(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        fault, remedy = _told(error.problem or error.context or "", text, line)
        raise InputError(Fault(fault, remedy=remedy, file=file, line=line)) from None
    except (YAMLError, ValueError, IndexError, KeyError, AttributeError, TypeError, RecursionError) as error:
        # A malformed directive or escape makes the scanner stumble in its own ways.
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else None
        fault = message("the file cannot be read as YAML: {problem}", problem=_first_line(error))
        raise InputError(Fault(fault, file=file, line=line)) from None
    if root is None:
        fault = message("the file is empty")
        raise InputError(Fault(fault, remedy=message("Write at least `title`, `agency` and `run`"), file=file, line=1))
    return root


def _without_fault(text: str, file: str | None) -> Node | None:
    """Return the tree of a text in which libyaml and we find no fault; else None: the thorough parser tells faults."""
    from ruamel.yaml.error import YAMLError

    found: list[Fault] = []
    try:
        root = _Builder(file, found).build(events(text, quick=True)) if reads_alike(text) else None
    except (InputError, YAMLError, ValueError):
        return None
    return None if found else root


def _first_line(error: BaseException) -> str:
    return (str(getattr(error, "reason", "")) or str(error) or type(error).__name__).splitlines()[0][:120]


def _told(problem: str, text: str, line: int | None) -> tuple[Message, Message | None]:
    """Tell the commonest slips in words; the others as the parser does."""
    written = text.splitlines()[line - 1] if line and line <= len(text.splitlines()) else ""
    if "\\t" in problem or "\t" in written[: len(written) - len(written.lstrip())]:
        return message("a tab stands where YAML wants spaces"), message("Indent with spaces")
    if "expected a single document" in problem:
        return message("the file holds more than one document"), message("Remove the line `---`")
    if "mapping values are not allowed" in problem:
        remedy = message("Look at the indentation, and put texts that hold “: ” between quotes")
        return message("a key stands where none can be"), remedy
    if "could not find expected ':'" in problem:
        return message("a key without a colon"), message("Write `key: value`")
    return message("the file cannot be read as YAML: {problem}", problem=problem[:120]), None


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    node: Node
    anchor: str | None
    flow: bool = False
    key: str | None = None
    key_line: int = 0
    merges: list[tuple[Node, int]] = field(default_factory=list)


class _Builder:
    """Builds the tree from the parser's events, without recursion."""

    def __init__(self, file: str | None, faults: list[Fault]) -> None:
        self._file, self._faults = file, faults
        self._anchors: dict[str, Node | None] = {}
        self._stack: list[_Open] = []
        self._root: Node | None = None
        self._entries = 0

    def build(self, events: Iterator[Any]) -> Node | None:
        from ruamel.yaml import events as e

        documents = 0
        for event in events:
            match event:
                case e.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        fault = message("the file holds more than one document")
                        raise self._stop(fault, event, message("Remove the line `---`"))
                case e.ScalarEvent():
                    event.value = self._whole(event)
                    if self._is_key():
                        self._take_key(event.value, event)
                    else:
                        self._add(Node(self._scalar(event), self._file, self._line(event)), event)
                case e.AliasEvent():
                    self._alias(event)
                case e.MappingStartEvent() | e.SequenceStartEvent():
                    self._begin(event, {} if isinstance(event, e.MappingStartEvent) else [])
                case e.MappingEndEvent() | e.SequenceEndEvent():
                    self._end(event)
        return self._root

    def _line(self, event: Any) -> int:
        """Return the line of a scalar: where it is left out, that of its key."""
        left_out = self._stack and self._stack[-1].key is not None and not (event.value or event.style)
        return self._stack[-1].key_line if left_out else _line(event)

    def _whole(self, event: Any) -> str:
        """Return the text of a scalar; characters escaped in two halves, as JSON writes them, put together."""
        text = str(event.value)
        try:
            text.encode()
        except UnicodeEncodeError:
            try:
                return text.encode("utf-16", "surrogatepass").decode("utf-16")
            except UnicodeDecodeError:
                raise self._stop(message("half a character is escaped here"), event) from None
        return text

    def _stop(self, fault: Message, event: Any, remedy: Message | None = None) -> InputError:
        return InputError(Fault(fault, self._path(), remedy, self._file, _line(event)))

    def _note(self, fault: Message, path: Path, event: Any, remedy: Message | None = None) -> None:
        self._faults.append(Fault(fault, path, remedy, self._file, _line(event)))

    def _path(self) -> Path:
        path: list[str | int] = []
        for level in self._stack:
            content = level.node.content
            if isinstance(content, list):
                path.append(len(content))
            elif level.key is not None:
                path.append(level.key)
        return tuple(path)

    def _is_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].node.content, dict) and self._stack[-1].key is None

    def _take_key(self, key: str, event: Any) -> None:
        level = self._stack[-1]
        level.key, level.key_line = key, _line(event)
        if event.anchor:
            self._anchors[event.anchor] = Node(key, self._file, _line(event))

    def _begin(self, event: Any, content: list[Node] | dict[str, Node]) -> None:
        if self._is_key():
            raise self._stop(message("a key is a name, not a list or a mapping"), event)
        if len(self._stack) >= DEEPEST:
            fault = message("the file nests deeper than {deepest} levels", deepest=DEEPEST)
            raise self._stop(fault, event)
        self._check_tag(event)
        if event.anchor:
            self._anchors[event.anchor] = None
        self._stack.append(_Open(Node(content, self._file, _line(event)), event.anchor, bool(event.flow_style)))

    def _end(self, event: Any) -> None:
        level = self._stack.pop()
        content = level.node.content
        if isinstance(content, dict):
            for merged, _ in level.merges:
                self._merge(level.node, merged)
            level.node.size = 1 + sum(node.size for node in content.values())
        elif isinstance(content, list):
            level.node.size = 1 + sum(node.size for node in content)
        if level.anchor:
            self._anchors[level.anchor] = level.node
        self._add(level.node, event, counted=True)

    def _alias(self, event: Any) -> None:
        if self._is_key():
            raise self._stop(message("a key is a name, not an alias"), event, message("Write the name out"))
        if event.anchor not in self._anchors:
            fault = message("nothing is marked &{anchor} above", anchor=event.anchor)
            raise self._stop(fault, event, did_you_mean(event.anchor, self._anchors))
        node = self._anchors[event.anchor]
        if node is None:
            raise self._stop(message("*{anchor} stands within what it stands for", anchor=event.anchor), event)
        self._entries += node.size
        self._add(node, event, counted=True)

    def _add(self, node: Node, event: Any, *, counted: bool = False) -> None:
        self._entries += 0 if counted else 1
        if self._entries > MOST_ENTRIES:
            fault = message("the file holds more than {most} entries, aliases counted each time", most=MOST_ENTRIES)
            raise self._stop(fault, event, message("Split it, or write it without aliases within aliases"))
        if not counted and getattr(event, "anchor", None):
            self._anchors[event.anchor] = node
        if not self._stack:
            self._root = node
            return
        level = self._stack[-1]
        if isinstance(level.node.content, list):
            level.node.content.append(node)
        elif isinstance(level.node.content, dict) and level.key is not None:
            self._add_pair(level, node, event)

    def _add_pair(self, level: _Open, node: Node, event: Any) -> None:
        key, content = level.key, level.node.content
        assert key is not None
        assert isinstance(content, dict)
        if key == "<<":
            several = node.content if isinstance(node.content, list) else [node]
            level.merges.extend((part, level.key_line) for part in several)
            if not all(isinstance(part.content, dict) for part in several):
                self._note(message("only a mapping can be merged in"), self._path(), event)
        elif level.flow and node.content is None and event.value == "":
            self._comma(key, content, event)
        elif key in content:
            first = level.node.key_lines[key]
            self._faults.append(
                Fault(
                    message("“{key}” is written twice; it was first on line {line}", key=key, line=str(first)),
                    self._path(),
                    message("Remove one of them"),
                    self._file,
                    level.key_line,
                )
            )
        else:
            content[key] = node
            level.node.key_lines[key] = level.key_line
        level.key = None

    def _comma(self, key: str, content: dict[str, Node], event: Any) -> None:
        """Note a text that a comma has cut in two, and put it together again."""
        before = next(reversed(content.values()), None)
        if before is None or isinstance(before.content, (dict, list)):
            self._note(message("“{key}” stands there without a value", key=key[:60]), self._path(), event)
            return
        before.content = f"{before.content},{'' if key[:1].isdigit() else ' '}{key}"
        fault = message("the text is cut in two at its comma, before “{rest}”", rest=key[:60])
        self._note(fault, (*self._path()[:-1], next(reversed(content))), event, message("Put it between quotes"))

    def _merge(self, into: Node, merged: Node) -> None:
        if isinstance(into.content, dict) and isinstance(merged.content, dict):
            for key, node in merged.content.items():
                if key not in into.content:
                    into.content[key] = node
                    into.key_lines[key] = merged.key_lines[key]

    def _check_tag(self, event: Any) -> None:
        tag = str(event.tag) if event.tag else ""
        if tag and tag != "!" and tag.removeprefix("tag:yaml.org,2002:") not in _PLAIN_TAGS:
            fault = message("tags such as {tag} are not read", tag=tag[:60])
            self._note(fault, self._path(), event, message("Write the plain value"))

    def _scalar(self, event: Any) -> Scalar:
        self._check_tag(event)
        tag = str(event.tag).rpartition(":")[2] if event.tag else ""
        if not event.implicit[0] and tag not in ("int", "float", "bool", "null"):
            return str(event.value)
        return core_scalar(str(event.value))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
