"""One form while it is filled in: where it stands, what its names refer to, and where faults are shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.forms.names import names, title_of
from dashboard.words import language, words
from orgsim.errors import message
from orgsim.language import translate
from orgsim.organisation.organisation import Organisation

__all__ = ["Filling", "label_of"]

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Filling:
    """A place in a form.

    Attributes
    ----------
    key
        Key of the widget here; begins alike for all widgets of a form, and another form's begin otherwise.
    organisation
        What names may refer to.
    made
        Names that the form itself makes: they can be referred to as well.
    services
        Services whose steps and attributes are meant; none: all.
    path
        Where in the operation, for its faults.
    slots
        Where faults are told, by path; the widgets put them here.
    """

    key: str
    organisation: Organisation
    made: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    path: Path = ()
    slots: dict[Path, Any] = field(default_factory=dict)

    def at(self, part: str | int, *, key: str | int | None = None, services: tuple[str, ...] | None = None) -> Filling:
        """Return a place inside this one; rows, which come and go, have keys that are not their number."""
        inner = replace(self, path=(*self.path, part), services=self.services if services is None else services)
        return inner.deeper(part if key is None else key)

    def deeper(self, key: str | int) -> Filling:
        """Return the same place under another key."""
        return replace(self, key=f"{self.key}:{key}")

    def slot(self) -> None:
        """Leave a place for the faults of what stands here."""
        self.slots[self.path] = st.container()

    def tell(self, path: Path, sentence: str) -> bool:
        """Show a fault at the field that it is about, or at the nearest above; return whether there is one."""
        for end in range(len(path), 0, -1):
            slot = self.slots.get(path[:end])
            if slot is not None:
                slot.error(sentence)
                return True
        return False

    def options(self, refers_to: str) -> list[str]:
        """Return the names that may stand here."""
        found = names(self.organisation, refers_to, self.services)
        return found + [name for name in self.made if name not in found and refers_to in ("unit", "position")]

    def title(self, refers_to: str, name: str) -> str:
        """Return the title of something, for an option."""
        return title_of(self.organisation, refers_to, name, language())

    def rows(self, count: int) -> list[int]:
        """Return the numbers of the rows of a list here, as many as it has at first."""
        found: list[int] | None = state.recall(f"{self.key}:rows")
        return list(range(count)) if found is None else found

    def add_button(self, rows: list[int]) -> None:
        """Draw the button that adds a row."""
        after = [*rows, max(rows, default=-1) + 1]
        key = f"{self.key}:add"
        st.button(words(message("Add")), key=key, icon=":material/add:", on_click=self._put, args=(after,))

    def remove_button(self, rows: list[int], row: int) -> None:
        """Draw the button that removes a row."""
        after = [other for other in rows if other != row]
        st.button(
            words(message("Remove")),
            key=f"{self.key}:remove:{row}",
            icon=":material/delete:",
            type="tertiary",
            on_click=self._put,
            args=(after,),
        )

    def _put(self, rows: list[int]) -> None:
        state.remember(f"{self.key}:rows", rows)


def label_of(text: str) -> str:
    """Return the label of a field, or of a word that can be chosen, in the reader's language."""
    return translate(text, language())
