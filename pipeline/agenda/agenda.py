"""The agenda as data: number to topic and topic to number, for an organ, a session and one of its lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from pipeline.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

ListName = Literal["adopted", "provisional", "preliminary"]
SessionNumber = int | str
LISTS: tuple[ListName, ...] = get_args(ListName)

_NUMBER = re.compile(r"(\d+)(.*)", re.DOTALL)


class Item(NamedTuple):
    """The number of a topic in one list, and how it is known: seen, inferred or uncertain."""

    number: str
    status: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What an item is about, the same in every list and session."""

    id: str
    zh: str
    en: str
    committee: str | None = None


@dataclass(frozen=True, slots=True)
class ProceduralItem:
    """An item (or sub-item) that stands for no topic of its own."""

    zh: str | None
    en: str | None
    numbers: Mapping[str, Item]


@dataclass(frozen=True)
class SessionAgenda:
    """The lists of one session of one organ.

    `symbols` and `since` are the document that holds a list and its first day (ISO) in mastheads; `items` gives
    each topic's number by list; `reports` gives the adopted number by the symbol of a committee's report.
    """

    organ: str
    session: SessionNumber
    symbols: Mapping[str, str]
    since: Mapping[str, str]
    items: Mapping[str, Mapping[str, Item]]
    procedural: tuple[ProceduralItem, ...] = ()
    sub_items: tuple[ProceduralItem, ...] = ()
    reports: Mapping[str, Item] = field(default_factory=dict)

    @cached_property
    def _topics(self) -> dict[tuple[str, str], str]:
        return {(name, item.number): topic for topic, numbers in self.items.items() for name, item in numbers.items()}

    @cached_property
    def _procedural_numbers(self) -> set[tuple[str, str]]:
        return {(name, item.number) for entry in self.procedural for name, item in entry.numbers.items()}

    def topic_of(self, list_name: ListName, number: str) -> str | None:
        """Return the topic that `number` (a sub-item counts for its item) stands for in a list, if it is known."""
        return self._topics.get((list_name, main_item(number)))

    def is_procedural(self, list_name: ListName, number: str) -> bool:
        """Tell whether `number` is known to stand for procedure, not for a topic."""
        return (list_name, main_item(number)) in self._procedural_numbers

    def item_of(self, topic: str, list_name: ListName) -> Item | None:
        """Return the number of a topic in a list, or None where no source gives it."""
        return self.items.get(topic, {}).get(list_name)

    def list_on(self, date: str) -> ListName | None:
        """Return the list that mastheads number by on an ISO date; None before the first."""
        begun = [(since, name) for name, since in self.since.items() if since <= date]
        return max(begun)[1] if begun else None  # type: ignore[return-value]

    def list_of_symbol(self, symbol: str) -> ListName | None:
        """Return the list that a document symbol (`A/53/150`) holds."""
        return next((name for name in LISTS if self.symbols.get(name) == symbol), None)


@dataclass(frozen=True)
class Agenda:
    """Every topic, and the agendas of all organs and sessions that are known."""

    topics: Mapping[str, Topic]
    sessions: Mapping[tuple[str, SessionNumber], SessionAgenda]

    @classmethod
    def load(cls, folder: Path) -> Agenda:
        """Read `topics.yaml` and every `<organ>/<session>.yaml` of a folder.

        Raises
        ------
        InputError
            A file is missing or breaks a rule; the message names the file and the field.
        """
        from pipeline.agenda.files import load_agenda

        return load_agenda(folder)

    def session(self, organ: str | None, session: SessionNumber | None) -> SessionAgenda | None:
        """Return the agenda of a session, or None where we have none."""
        if organ is None or session is None:
            return None
        return self.sessions.get((organ, session))

    def restricted_to(self, topics: Iterable[str]) -> Agenda:
        """Return the same agenda with only the given topics, for a model that knows no others."""
        kept = set(topics)
        return Agenda({key: topic for key, topic in self.topics.items() if key in kept}, self.sessions)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data that JSON can hold and `from_dict` reads back."""
        return {
            "topics": {key: {"zh": t.zh, "en": t.en, "committee": t.committee} for key, t in self.topics.items()},
            "sessions": [asdict(session) for session in self._ordered_sessions()],
        }

    def _ordered_sessions(self) -> Iterator[SessionAgenda]:
        for key in sorted(self.sessions, key=lambda key: (key[0], item_order(str(key[1])))):
            yield self.sessions[key]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Agenda:
        """Read what `to_dict` wrote; anything else is an `InputError`."""
        try:
            topics = {key: Topic(key, **value) for key, value in data["topics"].items()}
            sessions = [_session_from_dict(entry) for entry in data["sessions"]]
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise InputError(f"agenda: malformed ({error!r}); take the model or file from its maker again") from error
        return cls(topics, {(entry.organ, entry.session): entry for entry in sessions})


def main_item(number: str) -> str:
    """Return the item that a sub-item belongs to: `110` for `110(b)`."""
    return number.split("(", 1)[0].strip()


def item_order(number: str) -> tuple[int, str]:
    """Return a sort key that puts `72` before `100` and `110` before `110(b)`."""
    match = _NUMBER.match(number)
    return (int(match[1]), match[2]) if match else (10**9, number)


def _numbers(data: Mapping[str, Any]) -> dict[str, Item]:
    return {name: Item(*item) for name, item in data.items()}


def _session_from_dict(data: Mapping[str, Any]) -> SessionAgenda:
    entries = {
        key: tuple(ProceduralItem(e["zh"], e["en"], _numbers(e["numbers"])) for e in data[key])
        for key in ("procedural", "sub_items")
    }
    return SessionAgenda(
        organ=data["organ"],
        session=data["session"],
        symbols=data["symbols"],
        since=data["since"],
        items={topic: _numbers(numbers) for topic, numbers in data["items"].items()},
        reports=_numbers(data["reports"]),
        **entries,
    )
