"""What a masthead says a document is about: its items' numbers, looked up in the agenda that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.agenda import Agenda, ListName, SessionAgenda, SessionNumber

if TYPE_CHECKING:
    from pipeline.document import Masthead

Source = Literal["masthead", "request", "committee-report", "title"]

# Two titles of one topic differ by lost punctuation and a word or two; those of two topics share far fewer pairs
# of characters (the closest in the fifty-third session, its two items on science and technology, share 0.74).
_SAME_TITLE = 0.85

_SYMBOL_SESSION = re.compile(r"A/(?:RES/|C\.\d/|L\.\d+|BUR/|INF/)?(\d{1,3})/")
_YEARS = (1945, 1946)  # a session opens in one year and goes on into the next

_NO_CHARACTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Labels:
    """The topics of a document, which agenda gave them, who said so, and what did not fit."""

    topics: tuple[str, ...] = ()
    organ: str | None = None
    session: SessionNumber | None = None
    list: ListName | None = None
    source: Source | None = None
    warnings: tuple[str, ...] = ()


def document_session(masthead: Masthead) -> SessionNumber | None:
    """Return the session that the masthead names, or else the one in its symbol (`A/53/371`, `A/RES/53/79`)."""
    if masthead.session is not None or masthead.symbol is None:
        return masthead.session
    match = _SYMBOL_SESSION.match(masthead.symbol)
    return int(match[1]) if match else None


def document_organ(masthead: Masthead) -> str | None:
    """Return the organ whose agenda a document is numbered by.

    A masthead that names a session and no organ is taken for one of the Assembly, unless anything speaks against it:
    another body's name, a session that is a year, a date that is not the session's.
    """
    if masthead.organ is not None or masthead.symbol is not None or masthead.body is not None:
        return masthead.organ
    session, date = masthead.session, masthead.date
    if session is None or (isinstance(session, str) and session.isdecimal()):
        return None
    if isinstance(session, int) and date and int(date[:4]) - session not in _YEARS:
        return None
    return "A"


def document_list(masthead: Masthead, agenda: SessionAgenda | None) -> ListName | None:
    """Return the list that the wording names; where it is damaged or missing, the one in use on the date."""
    if masthead.list is not None or agenda is None or masthead.date is None:
        return masthead.list
    return agenda.list_on(masthead.date)


def label_document(masthead: Masthead, agenda: Agenda) -> Labels:
    """Return the topics that a masthead gives a document.

    The numbers of the masthead come first; where it has none, the letter's own request for circulation, then the
    symbol of the committee report that a resolution was adopted on, then the titles. A title that plainly names
    another topic than the number beside it wins over the number, and is reported: numbers change from list to
    list, titles do not. Documents of other organs get no topics of the Assembly's agenda.
    """
    organ = document_organ(masthead)
    session = document_session(masthead)
    if organ != "A" and (organ, session) not in agenda.sessions:
        return Labels(organ=organ, session=session, list=masthead.list)
    known = agenda.session(organ, session)
    list_name = document_list(masthead, known)
    topics: list[str] = []
    warnings: list[str] = []
    source: Source | None = None
    if known is not None:
        references = [(entry.list or list_name, entry.items) for entry in masthead.references]
        if any(items for _, items in references):
            source = "masthead"
        elif masthead.witness is not None and masthead.witness.items:
            references, source = [(masthead.witness.list or list_name, masthead.witness.items)], "request"
        elif masthead.report is not None and masthead.report in known.reports:
            references, source = [("adopted", (known.reports[masthead.report].number,))], "committee-report"
            list_name = "adopted"
        topics, unknown = _look_up(known, references)
        warnings += unknown
    titled = [match for title in masthead.titles if (match := topic_of_title(title, agenda))]
    if source is None or (not topics and not _procedural_only(known, list_name, masthead.items)):
        if titled:
            topics, source = titled, "title"
    elif titled:
        topics, contradictions = _heed_titles(topics, titled, len(masthead.titles), known, list_name)
        warnings += contradictions
    unique = tuple(dict.fromkeys(topics))
    return Labels(unique, organ, session, list_name, source if unique else None, tuple(warnings))


def _look_up(
    agenda: SessionAgenda, references: Iterable[tuple[ListName | None, tuple[str, ...]]]
) -> tuple[list[str], list[str]]:
    topics, warnings = [], []
    for list_name, numbers in references:
        for number in numbers:
            if list_name is None:
                warnings.append(f"item {number}: neither the wording nor the date tells which list numbers it")
            elif topic := agenda.topic_of(list_name, number):
                topics.append(topic)
            elif not agenda.is_procedural(list_name, number):
                warnings.append(f"item {number}: no topic known in the {list_name} list of session {agenda.session}")
    return topics, warnings


def _procedural_only(agenda: SessionAgenda | None, list_name: ListName | None, numbers: tuple[str, ...]) -> bool:
    return (
        agenda is not None
        and list_name is not None
        and bool(numbers)
        and all(agenda.is_procedural(list_name, number) for number in numbers)
    )


def _heed_titles(
    topics: list[str], titled: list[str], titles: int, agenda: SessionAgenda | None, list_name: ListName | None
) -> tuple[list[str], list[str]]:
    """Put right the numbers that the titles contradict, where each title names a topic and each number has one."""
    strangers = [topic for topic in titled if topic not in topics]
    if not strangers or agenda is None:
        return topics, []
    complete = len(titled) == titles == len(topics)
    warnings = []
    for topic in strangers:
        item = agenda.item_of(topic, list_name) if list_name else None
        number = f"item {item.number}" if item else "no known item"
        warnings.append(f"the title of {topic} ({number} in the {list_name} list) contradicts the numbers beside it")
    return (titled if complete else topics), warnings


def topic_of_title(title: str, agenda: Agenda) -> str | None:
    """Return the topic whose title `title` is, give or take lost punctuation and a word; None if there is none."""
    pairs = _pairs(title)
    if not pairs:
        return None
    score, topic = max((_dice(pairs, _pairs(topic.zh)), topic.id) for topic in agenda.topics.values())
    if score >= _SAME_TITLE:
        return topic
    # A masthead may cut a long title short, most often at its colon.
    flat = _flat(title)
    begun = [topic.id for topic in agenda.topics.values() if _begins(topic.zh, flat)]
    return begun[0] if len(begun) == 1 else None


def _begins(title: str, flat: str) -> bool:
    return flat == _flat(title.partition(":")[0]) or (len(flat) >= 6 and _flat(title).startswith(flat))


def _flat(text: str) -> str:
    return _NO_CHARACTER.sub("", text)


def _pairs(text: str) -> frozenset[str]:
    flat = _flat(text)
    return frozenset(flat[start : start + 2] for start in range(len(flat) - 1))


def _dice(left: frozenset[str], right: frozenset[str]) -> float:
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0
