"""A first agenda file for a session without one, out of an archive's own mastheads, for a person to review."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.agenda import LISTS, Agenda, ListName, SessionNumber, item_order, main_item
from pipeline.document import Masthead, parse_masthead, read_documents
from pipeline.errors import InputError
from pipeline.labels import document_session, topic_of_title


@dataclass
class Sighting:
    """How often a number was seen in a list, beside which titles, in which documents."""

    count: int = 0
    titles: Counter[str] = field(default_factory=Counter)
    documents: list[str] = field(default_factory=list)


Seen = dict[tuple[ListName, str], Sighting]


def sightings(files: Iterable[Path], organ: str, session: SessionNumber, skipped: list[str] | None = None) -> Seen:
    """Count the numbers and titles in the mastheads of one session; files that cannot be read go to `skipped`."""
    seen: Seen = defaultdict(Sighting)
    for path in files:
        try:
            for source in read_documents(path):
                if source.error and skipped is not None:
                    skipped.append(source.error)
                masthead = parse_masthead(source.text)
                if masthead.organ == organ and document_session(masthead) == session:
                    _add(seen, masthead, source.path if source.id is None else f"{source.path}#{source.id}")
        except InputError as error:
            if skipped is not None:
                skipped.append(str(error))
    return dict(seen)


def _add(seen: Seen, masthead: Masthead, name: str) -> None:
    for reference in masthead.references:
        if reference.list is None:
            continue
        # Only as many titles as numbers tell which title belongs to which number.
        paired = len(masthead.titles) == len(reference.items)
        for position, number in enumerate(reference.items):
            entry = seen[reference.list, main_item(number)]
            entry.count += 1
            entry.documents.append(name)
            if paired:
                entry.titles[masthead.titles[position]] += 1


def draft_agenda(seen: Seen, agenda: Agenda, organ: str, session: SessionNumber) -> str:
    """Return a YAML draft of `data/agenda/<organ>/<session>.yaml`.

    Numbers whose titles name a known topic become its items; the rest, and every contradiction, stand in comments
    with how often each was seen, for a person to settle.
    """
    if not seen:
        raise InputError(
            f"no masthead of organ {organ}, session {session}, names an item and its list; nothing to draft"
        )
    lists = [name for name in LISTS if any(key[0] == name for key in seen)]
    items: dict[str, dict[str, str]] = defaultdict(dict)
    notes: dict[str, list[str]] = defaultdict(list)
    unknown: list[str] = []
    for (name, number), entry in sorted(seen.items(), key=lambda pair: (item_order(pair[0][1]), pair[0][0])):
        topics = Counter({topic: 0 for title in entry.titles if (topic := topic_of_title(title, agenda))})
        for title, count in entry.titles.items():
            if topic := topic_of_title(title, agenda):
                topics[topic] += count
        told = "; ".join(f"{title} ({count})" for title, count in entry.titles.most_common(3)) or "no title beside it"
        line = f"{name} {number}: seen {entry.count} times: {told}; e.g. {entry.documents[0]}"
        if not topics:
            unknown.append(line)
            continue
        topic = topics.most_common(1)[0][0]
        if len(topics) > 1:
            notes[topic].append(f"CONTRADICTION, {line}")
        if name in items[topic]:
            notes[topic].append(f"CONTRADICTION, also {line}")
        else:
            items[topic][name] = number
            notes[topic].append(line)
    return _yaml(organ, session, lists, items, notes, unknown)


def _yaml(
    organ: str,
    session: SessionNumber,
    lists: list[ListName],
    items: dict[str, dict[str, str]],
    notes: dict[str, list[str]],
    unknown: list[str],
) -> str:
    lines = [
        f"# Draft of the agenda of organ {organ}, session {session}, from mastheads; review every line before use.",
        "# Give each list its symbol and its first day (since), which tell the list where the wording is damaged.",
        f"organ: {json.dumps(organ)}",
        f"session: {json.dumps(session)}",
        "lists:",
        *(f"  {name}: {{}}" for name in lists),
        "items:" if items else "items: {}",
    ]
    for topic, numbers in items.items():
        lines += [f"  # {_comment(note)}" for note in notes[topic]]
        given = [f"{name}: {json.dumps(number)}" for name, number in numbers.items()]
        status = ", ".join(f"{name}: seen" for name in numbers)
        lines.append(f"  {topic}: {{{', '.join(given)}, status: {{{status}}}}}")
    if unknown:
        lines.append("# Not a known topic: add it to topics.yaml and above, or to `procedural:`.")
        lines += [f"#   {_comment(note)}" for note in unknown]
    return "\n".join(lines) + "\n"


def _comment(text: str) -> str:
    return " ".join(text.split())
