from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.reading import read_mastheads, score_mastheads
from pipeline.document import Document, Masthead, parse_document, parse_lines, parse_masthead

CORPORA = Path(__file__).parent / "corpora"
TEXTS = sorted(CORPORA.glob("*/*.txt"))

# What documents are made of, so that random texts come near to real ones.
_PIECES = st.sampled_from(
    [
        "联合国", "大会", "第五十三届会议", "议程项目", "临时议程* 项目", "72", "79 96", "110(b)",
        "暂定项目表*", "全面彻底裁军", "1998年9月10日", "秘书长的报告", "给秘书长的信", "谨随函附上",
        "请将本函作为大会议程项目71的文件分发", "附件", "一、导言", "1. ", "(a) ", "。", "，", "；", "《",
        "》", "A/53/371", "* A/53/150。", "- - - - -", "_____", "1 见A/50/27。", "目录", "......... 5",
        "大会，", "回顾", "(签名)", "大使", "第3页", "98-26425 (C)", "[根据", "通过]", "53/1. ",
        "聯(lián)合國", "\f", "\t", "\u3000", "\x00", "\ufeff", "\ud800", "x", "word", "…", "〔", "〕", "É",
    ]
)  # fmt: skip
_SPACES = st.sampled_from(["", "", "", " ", "    ", "\n", "\n\n", "\n    ", "\n\u3000\u3000", "\r\n", "  \n \n"])
documents = st.one_of(
    st.text(),
    st.lists(st.tuples(_PIECES, _SPACES), max_size=60).map(lambda pairs: "".join(map("".join, pairs))),
    st.tuples(st.sampled_from(TEXTS).map(lambda path: path.read_text(encoding="utf-8")), st.integers(0, 900)).map(
        lambda pair: pair[0][pair[1] :]
    ),
)


def assert_nothing_lost(document: Document) -> None:
    text = document.text
    owner = [0] * len(text)
    for start, end in document.masthead.spans:
        assert 0 <= start < end <= len(text)
        for place in range(start, end):
            owner[place] += 1
    for paragraph in document.paragraphs:
        places = paragraph.places(text)
        assert places and (places[0], places[-1] + 1) == (paragraph.start, paragraph.end)
        own = [character for character in paragraph.text if not character.isspace()]
        assert own == [text[place] for place in places]
        for place in places:
            owner[place] += 1
    for character, owners in zip(text, owner, strict=True):
        assert owners == 1 or character.isspace(), f"{character!r} has {owners} owners"


@given(documents)
@settings(max_examples=300, deadline=None)
def test_no_text_is_lost_or_invented(text: str) -> None:
    document = parse_document(text)
    assert_nothing_lost(document)
    starts = [paragraph.start for paragraph in document.paragraphs]
    assert starts == sorted(starts)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_no_text_of_the_corpora_is_lost(path: Path) -> None:
    assert_nothing_lost(parse_document(path.read_text(encoding="utf-8")))


@given(documents)
@settings(max_examples=150, deadline=None)
def test_masthead_spans_are_sorted_and_apart_and_fields_lie_in_the_text(text: str) -> None:
    masthead = parse_masthead(text)
    ends = [place for span in masthead.spans for place in span]
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in masthead.fields.values())
    assert masthead == parse_document(text).masthead


@given(st.text(alphabet=st.sampled_from("议程项目\n \t第届会12，。\x0b\x85\u2028ab")))
def test_lines_are_the_paragraphs_when_no_masthead_is_looked_for(text: str) -> None:
    document = parse_lines(text)
    assert document.masthead == Masthead()
    assert [p.text for p in document.paragraphs] == [line.strip() for line in text.split("\n") if line.strip()]
    assert all(text[p.start : p.end] == p.text and p.kind == "body" for p in document.paragraphs)


def test_empty_text_is_a_document_without_anything() -> None:
    assert parse_document("") == Document("", Masthead(), ())
    assert parse_document(" \n\t\u3000\n").paragraphs == ()


def test_mastheads_of_the_corpus_are_read_field_by_field() -> None:
    expected = read_mastheads()
    right = score_mastheads(expected)
    fields = next(iter(expected.values()))
    assert {name: right[name] for name in (*fields, "whole")} == dict.fromkeys((*fields, "whole"), len(expected))


def test_page_number_after_sentences_begins_no_masthead() -> None:
    text = "    7. 站点之间的距离太大，台风的中心往往不能定位，\n撤离的命令因此一再\n\nA/55/318\n第2页\n推迟。\n"
    assert parse_masthead(text) == Masthead()


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("联合国人类住区委员会\n第十七届会议\n议程项目18\n\n正文。\n", "联合国人类住区委员会"),
        ("第五十三届会议\n议程项目18\n\n小组委员会，\n\n回顾其决定，\n", "小组委员会"),
        ("第五十三届会议\n议程项目18\n\n裁军谈判会议的报告\n\n1. 正文。\n", None),
        ("大会\n第五十三届会议\n议程项目18\n\n", None),
    ],
)
def test_body_that_a_document_names_as_its_own(text: str, body: str | None) -> None:
    masthead = parse_masthead(text)
    assert (masthead.body, masthead.organ is None) == (body, not text.startswith("大会"))
