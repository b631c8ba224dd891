"""Is the starter corpus whole, varied, written rather than generated, and labelled as its folders say?"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain

import pytest

from pipeline import Agenda
from pipeline.corpus.annotations import load_annotations
from pipeline.corpus.collect import collect_file, corpus_files
from pipeline.corpus.groups import group_documents, signature
from tests.conftest import ROOT, STARTER

SHINGLE, RUN, OPENING = 5, 16, 4  # characters


@dataclass(frozen=True)
class Body:
    document: str
    topics: tuple[str, ...]
    gold: list[str] | None
    use: str
    text: str  # without white space


@pytest.fixture(scope="module")
def starter(agenda: Agenda) -> list[Body]:
    notes = load_annotations(ROOT / "data" / "annotations", agenda)
    found = []
    for path in corpus_files(STARTER):
        for collected in collect_file(path, STARTER.parent, agenda, notes):
            assert collected.skipped is None
            assert not collected.labels.warnings, collected.doc_id
            for row in collected.rows:
                if row["kind"] == "body":
                    text = "".join(row["text"].split())
                    found.append(Body(collected.doc_id, tuple(row["topics"]), row["gold"], row["use"], text))
    return found


def share(part: float, whole: list[Body]) -> float:
    return part / len(whole)


def test_every_topic_has_documents_and_paragraphs_of_its_own(starter: list[Body], agenda: Agenda) -> None:
    paragraphs: Counter[str] = Counter()
    documents = defaultdict(set)
    for body in starter:
        if len(body.topics) == 1:
            paragraphs[body.topics[0]] += 1
            documents[body.topics[0]].add(body.document)
    thin = [topic for topic in agenda.topics if paragraphs[topic] < 24 or len(documents[topic]) < 5]
    assert thin == []


def test_mastheads_label_documents_as_their_folders_do(starter: list[Body]) -> None:
    for body in starter:
        folder = body.document.split("/")[-2]
        if folder == "several":
            assert len(body.topics) > 1, body.document
        elif folder == "no-item":
            assert body.topics == (), body.document
        else:
            assert body.topics == (folder,), body.document


def test_annotations_are_enough_to_judge_by(starter: list[Body]) -> None:
    several = {body.document: body.use for body in starter if len(body.topics) > 1}
    uses = Counter(several.values())
    assert uses["evaluate"] >= 40
    assert uses["train"] >= 30
    assert all(body.gold is not None for body in starter if body.document in several)
    assert sum(len(body.gold or ()) > 1 for body in starter if body.use == "train") >= 200
    none = [body for body in starter if body.gold == []]
    assert len(none) >= 200
    kept = {body.document: body.use for body in none if "/no-item/" in body.document}
    assert abs(Counter(kept.values())["train"] - len(kept) / 2) <= 1


def test_no_two_documents_share_near_duplicate_paragraphs(starter: list[Body]) -> None:
    hashed = ((number, signature(body.text)) for number, body in enumerate(starter))
    signatures = [(number, hashes) for number, hashes in hashed if hashes is not None]
    groups = group_documents([str(number) for number in range(len(starter))], signatures, 0.35)
    assert len(starter) - len(set(groups)) <= 0.01 * len(starter)


def test_no_formula_is_repeated(starter: list[Body]) -> None:
    runs = Counter(
        chain.from_iterable({b.text[start : start + RUN] for start in range(len(b.text) - RUN + 1)} for b in starter)
    )
    assert share(runs.most_common(1)[0][1], starter) <= 0.01


def test_openings_differ(starter: list[Body]) -> None:
    openings = Counter(body.text[:OPENING] for body in starter)
    assert share(sum(count for _, count in openings.most_common(10)), starter) <= 0.25


def test_no_mould_is_filled_again_and_again(starter: list[Body]) -> None:
    pairs = [[body.text[start : start + 2] for start in range(len(body.text) - 1)] for body in starter]
    df = Counter(chain.from_iterable(map(set, pairs)))
    common = {pair for pair, count in df.items() if count >= max(8, len(starter) // 100)}
    frames = Counter()
    for own in pairs:
        kept = [pair for pair in own if pair in common]
        if len(kept) >= 8:
            frames["".join(kept[:14])] += 1
    assert share(sum(count for count in frames.values() if count >= 4), starter) <= 0.01


def test_the_text_is_varied(starter: list[Body]) -> None:
    blob = "\n".join(body.text for body in starter).encode()
    assert len(zlib.compress(blob, 9)) / len(blob) >= 0.33


def test_lengths_are_those_of_real_documents(starter: list[Body]) -> None:
    lengths = sorted(len(body.text) for body in starter)
    tenth, half, most = (lengths[int(len(lengths) * part)] for part in (0.1, 0.5, 0.9))
    assert tenth <= 75 and 80 <= half <= 220 <= most


def test_few_paragraphs_spell_out_their_title(starter: list[Body], agenda: Agenda) -> None:
    single = [body for body in starter if len(body.topics) == 1]
    assert sum(agenda.topics[body.topics[0]].zh in body.text for body in single) / len(single) <= 0.25
