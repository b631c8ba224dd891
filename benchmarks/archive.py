"""Make an archive of any size: `python -m benchmarks.archive PARAGRAPHS FOLDER`.

Documents have real mastheads and some twenty paragraphs of their item; a few have several items. A paragraph is put
together from clauses of the starter corpus on its topic: whole sentences are too few, and at millions of paragraphs
near-duplicates would join all documents of a topic into one. Names that nobody has ever had stand between them, so
that the vocabulary grows with the archive as it does in life. Nothing is held but the clauses, whatever the size.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from benchmarks.measure import megabytes
from benchmarks.texts import load_agenda, starter
from pipeline.agenda import Agenda, ListName

Format = Literal["jsonl", "txt"]

_SESSION = 53
_LIST: ListName = "adopted"
_CLAUSE = re.compile(r"[^，。；：！？]{4,}")
_NUMBERING = re.compile(r"\s*(?:\d+\.|[一二三四五六七八九十]+、)\s*")
_CLAUSES = (5, 12)  # in a paragraph
_PARAGRAPHS = (12, 28)  # in a document
_SEVERAL = 0.1  # share of documents of two to five items
_NAMED = 0.7  # share of paragraphs with a name of their own
_FILE_DOCUMENTS = 1000  # in one file of rows, or in one folder of texts
# Characters that foreign names are written with.
_SOUNDS = (
    "阿埃艾安奥巴贝比博布达德迪蒂多法菲费弗戈格古哈赫霍胡基吉加杰卡凯科克库拉莱兰勒雷利里丽林隆卢鲁伦罗洛"
    "马麦曼梅蒙米莫姆穆纳内尼涅诺努欧帕佩皮普奇乔切萨塞桑沙舍施什斯苏索塔泰坦特提廷图托瓦万维韦文沃乌西希"
    "夏谢辛雅亚杨耶伊因尤扎泽兹佐"
)


class Made(NamedTuple):
    """One document: its name, its topics and its text."""

    name: str
    topics: tuple[str, ...]
    text: str
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Written:
    """What an archive holds; `bytes` counts the text in UTF-8."""

    documents: int
    paragraphs: int
    bytes: int


def clauses_by_topic() -> dict[str, list[str]]:
    """Return the clauses of the starter corpus's documents of one item, by topic."""
    found: dict[str, dict[str, None]] = {}
    paragraphs = starter()
    for text, topics in zip(paragraphs.texts, paragraphs.topics, strict=True):
        if len(topics) == 1:
            plain = _NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text
            found.setdefault(topics[0], {}).update(dict.fromkeys(_CLAUSE.findall(plain)))
    return {topic: list(clauses) for topic, clauses in sorted(found.items())}


def documents(
    paragraphs: int, seed: int, clauses: Mapping[str, Sequence[str]] | None = None, agenda: Agenda | None = None
) -> Iterator[Made]:
    """Yield documents of so many paragraphs in all; the same seed gives the same documents."""
    clauses, agenda = clauses or clauses_by_topic(), agenda or load_agenda()
    session = agenda.session("A", _SESSION)
    assert session is not None  # the agenda that the project ships
    numbers = {topic: item.number for topic in clauses if (item := session.item_of(topic, _LIST))}
    numbered = sorted(numbers, key=lambda topic: int(numbers[topic]))
    draw = random.Random(seed)
    made = number = 0
    while made < paragraphs:
        number += 1
        several = draw.random() < _SEVERAL
        topics = sorted(draw.sample(numbered, draw.randint(2, 5) if several else 1), key=numbered.index)
        wanted = min(max(draw.randint(*_PARAGRAPHS), len(topics)), paragraphs - made)
        # The paragraphs of an item stand together, as they do under its heading.
        body = [_paragraph(draw, clauses[topics[row * len(topics) // wanted]]) for row in range(wanted)]
        items = [numbers[topic] for topic in topics]
        titles = [agenda.topics[topic].zh for topic in topics]
        yield Made(f"{number:07d}", tuple(topics), _document(number, items, titles, body), wanted)
        made += wanted


def _paragraph(draw: random.Random, clauses: Sequence[str]) -> str:
    parts = draw.choices(clauses, k=draw.randint(*_CLAUSES))
    if draw.random() < _NAMED:
        name = "".join(draw.choices(_SOUNDS, k=draw.randint(2, 5)))
        parts[draw.randrange(len(parts))] += draw.choice(
            (f"（{name}代表的发言）", f"在{name}举行的会议上", f"以及{name}市")
        )
    marks = draw.choices(("，", "，", "，", "；", "。"), k=len(parts) - 1)
    return "".join(part + mark for part, mark in zip(parts, [*marks, "。"], strict=True))


def _document(number: int, items: Sequence[str], titles: Sequence[str], body: Sequence[str]) -> str:
    listed = items[0] if len(items) == 1 else f"{'、'.join(items[:-1])}和{items[-1]}"
    head = ["联合国", "", "大会", "", f"A/53/{number + 300}", "", "第五十三届会议", f"议程项目{listed}", "", *titles]
    return "\n".join([*head, "", "秘书长的报告", "", *(f"    {paragraph}\n" for paragraph in body)])


def write_archive(folder: Path, paragraphs: int, seed: int = 53, format: Format = "jsonl") -> Written:
    """Write an archive into `folder`: files of packed rows, or one text a document."""
    folder.mkdir(parents=True, exist_ok=True)
    written = Written(0, 0, 0)
    batch: list[Made] = []
    number = 0
    for made in documents(paragraphs, seed):
        batch.append(made)
        size = len(made.text.encode("utf-8"))
        written = Written(written.documents + 1, written.paragraphs + made.paragraphs, written.bytes + size)
        if len(batch) == _FILE_DOCUMENTS:
            _write(folder, number, batch, format)
            number, batch = number + 1, []
    if batch:
        _write(folder, number, batch, format)
    return written


def _write(folder: Path, number: int, batch: Sequence[Made], format: Format) -> None:
    if format == "jsonl":
        rows = (json.dumps({"id": made.name, "text": made.text}, ensure_ascii=False) + "\n" for made in batch)
        path = folder / f"{number:05d}.jsonl.gz"
        # No time of writing in the file, so that the same archive has the same bytes.
        with path.open("wb") as file, gzip.GzipFile("", "wb", 3, file, mtime=0) as packed:
            packed.write("".join(rows).encode("utf-8"))
        return
    inside = folder / f"{number:05d}"
    inside.mkdir(exist_ok=True)
    for made in batch:
        (inside / f"{made.name}.txt").write_text(made.text, encoding="utf-8")


def main() -> None:
    """Write an archive and print what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paragraphs", type=int, help="10000 to 10000000")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=53)
    parser.add_argument("--format", choices=("jsonl", "txt"), default="jsonl", help="packed rows, or a file a document")
    args = parser.parse_args()
    written = write_archive(args.folder, args.paragraphs, args.seed, args.format)
    print(f"{written.documents} documents, {written.paragraphs} paragraphs, {written.bytes} bytes of text")
    packed = sum(path.stat().st_size for path in args.folder.rglob("*") if path.is_file())
    print(f"{megabytes(packed)} on disk")


if __name__ == "__main__":
    main()
