from __future__ import annotations

import itertools
import json
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.reading import CORPORA, Case, locate, read_cases, score_paragraphs, total
from pipeline.document import Kind, parse_document
from pipeline.document.lines import columns
from tests.test_document import assert_nothing_lost

CASES = list(read_cases())
# Layouts that are not read to the letter yet; the scores below count them.
KNOWN_WRONG = {
    "08-lost-punctuation-one-a-line": "a short sentence that lost its full stop looks like a heading",
}
FLOOR_F1, FLOOR_KINDS, FLOOR_EXACT = 0.99, 0.98, 0.98
FUZZ = json.loads((CORPORA / "fuzz" / "inputs.json").read_text(encoding="utf-8"))


def _params() -> list[Any]:
    return [
        pytest.param(case, marks=pytest.mark.xfail(reason=KNOWN_WRONG[case.name], strict=True), id=case.name)
        if case.name in KNOWN_WRONG
        else pytest.param(case, id=case.name)
        for case in CASES
    ]


@pytest.mark.parametrize("case", _params())
def test_layout_is_read_to_the_letter(case: Case) -> None:
    expected = [(entry.kind, entry.text) for entry in case.expected if entry.kind != "masthead"]
    assert [(paragraph.kind, paragraph.text) for paragraph in parse_document(case.text).paragraphs] == expected


def test_corpus_is_what_its_texts_hold_and_uses_every_kind() -> None:
    assert len(CASES) >= 25
    assert all(len(locate(case)) == len(case.expected) for case in CASES)
    kinds = {entry.kind for case in CASES for entry in case.expected}
    assert kinds == {"body", "heading", "procedural", "signature", "footnote", "furniture", "masthead"}
    assert set(KNOWN_WRONG) <= {case.name for case in CASES}


def test_scores_over_all_layouts() -> None:
    score = total(score_paragraphs(case) for case in CASES)
    assert score.f1 >= FLOOR_F1
    assert score.kind_accuracy >= FLOOR_KINDS
    assert score.exactness >= FLOOR_EXACT


_SENTENCES = st.sampled_from(
    [
        "山区的道路在雨季中断四个月，学校和诊所所需的物资只能靠骡队运送，一公斤盐到了山口就卖到两元。",
        "合作社现在自己出钱培训司机，冷藏车的贷款已经还清，渔民的收入在五年内增加了一半。",
        "水位和雨量的记录每月交换一次，小组的第一任组长由下游国家指派，以后每年轮换。",
        "监督员走访了十一处营地，发现四处没有干净的饮水，两处的粮食储备不足十天。",
        "遥测器的读数每十五分钟发送一次，遇有洪水警报时改为每分钟一次，电池的寿命不少于两年。",
    ]
)
_PARAGRAPHS = st.lists(st.lists(_SENTENCES, min_size=2, max_size=4).map("".join), min_size=3, max_size=8)


def _wrap(text: str, width: int, indent: str) -> list[str]:
    lines, line = [], indent
    for character in text:
        if columns(line + character) > width and character not in "，。":
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


@given(_PARAGRAPHS, st.integers(34, 80), st.sampled_from(["indent", "wide", "blank", "both"]))
@settings(max_examples=120, deadline=None)
def test_paragraphs_do_not_depend_on_the_width_that_lines_are_wrapped_at(
    paragraphs: list[str], width: int, style: str
) -> None:
    indent = {"indent": "    ", "wide": "\u3000\u3000", "blank": "", "both": "    "}[style]
    between = "\n\n" if style in ("blank", "both") else "\n"
    text = between.join("\n".join(_wrap(paragraph, width, indent)) for paragraph in paragraphs)
    assert [paragraph.text for paragraph in parse_document(text).paragraphs] == paragraphs


def test_quantity_at_a_line_begin_is_no_number_of_a_paragraph() -> None:
    text = "基金收到的认捐总额已经达到去年同期的两倍，总共有\n1.22 亿美元，其中三分之二是由区域开发银行认捐的。\n"
    assert len(parse_document(text).paragraphs) == 1
    numbered = "4.1 水源分为两类。\n4.2 管道每五年检查一次。\n"
    assert len(parse_document(numbered).paragraphs) == 2


def _kind(text: str) -> Kind:
    (paragraph,) = parse_document(text).paragraphs
    return paragraph.kind


@pytest.mark.parametrize(
    "text",
    [
        "请将本函及其附件作为大会议程项目71的文件分发为荷。",
        "请将本信作为大会文件印发。",
        "谨请将下列意见作为大会正式文件分发。",
        "谨随函附上我国外交部的声明。",
        "秘书长谨向大会转递独立专家的报告。",
        "代表团顺向秘书长致以最崇高的敬意。",
        "大会，",
        "1998年12月4日第79次全体会议",
    ],
)
def test_formulas_are_procedural(text: str) -> None:
    assert _kind(text) == "procedural"


@pytest.mark.parametrize(
    "text",
    [
        "3. 请秘书长从一切可靠的来源收集资料，并在分发以前送有关国家核对；",
        "观察员国家收到大会的全部文件，其代表可以要求分发本国的来文，但不得提出提案。",
        "有四百二十个非政府组织每月收到印发的会议文件，其中一半来自发展中国家。",
        "会议请各国用电子方式收取文件，印发的份数因此减少了三分之一。",
        "决定停止随函附送表格的办法，改为由各国在网上提交答复。",
        "4. 请秘书长将本决议译成各种语文，并分发给各国的邮政当局；",
        "谨慎使用配额的部门可以优先提交文件翻译。",
        "代表们对两国接待难民表示敬意，并要求把营地迁离边境。",
    ],
)
def test_content_that_holds_words_of_formulas_is_body(text: str) -> None:
    assert _kind(text) == "body"


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("1998年6月9日在布琼布拉举行的大湖区运输部长会议的公报(布琼布拉,1998年6月9日)", "heading"),
        ("沿岸国渔业部长关于养护洄游鱼群、交换观测数据和共同训练检查员的联合声明，1998年4月2日于马斯喀特", "heading"),
        ("关于山区道路养护、过境运输手续简化以及共同抗御雪崩和山洪的协定[1997年11月3日,杜尚别]", "heading"),
        (
            "部长们在会议结束时签署了一项关于山区道路养护、过境运输手续简化、车辆保险以及共同抗御雪崩和山洪的协定",
            "body",
        ),
        ("沿岸国的渔业部门今后每季度交换一次观测数据，并为检查员开办共同的训练班。", "body"),
    ],
)
@pytest.mark.parametrize("end", ["。", ""])
def test_what_names_a_text_right_after_an_annex_begins_is_its_title(first: str, kind: Kind, end: str) -> None:
    text = f"    我们同意在下一个雨季以前把观测站的数目增加一倍，费用由沿岸各国平均分担{end}\n\n    声明应予公布{end}\n"
    text = f"附件\n\n{first}\n\n{text}"
    assert [paragraph.kind for paragraph in parse_document(text).paragraphs][:3] == ["heading", kind, "body"]


def _build(parts: list[tuple[str, int]], times: int = 1) -> str:
    return "".join(piece * (count * times if count > 1 else 1) for piece, count in parts)


@pytest.mark.parametrize("entry", FUZZ, ids=lambda entry: entry["name"])
def test_nasty_input_keeps_its_text(entry: dict[str, Any]) -> None:
    text = _build(entry["parts"])
    document = parse_document(text)
    assert_nothing_lost(document)
    starts = [paragraph.start for paragraph in document.paragraphs]
    assert all(left < right for left, right in itertools.pairwise(starts))


def _count_calls(work: Callable[[], object]) -> int:
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("entry", FUZZ, ids=lambda entry: entry["name"])
def test_work_grows_with_the_size_of_nasty_input_not_with_its_square(entry: dict[str, Any]) -> None:
    small, large = _build(entry["parts"]), _build(entry["parts"], 8)
    growth = len(large) / len(small)
    calls = _count_calls(lambda: parse_document(small))
    assert _count_calls(lambda: parse_document(large)) <= 1.5 * growth * calls + 1000
    # Calls do not see what a pattern does inside; time does, and its square would be eight times as long again.
    spent = min(_time(small) for _ in range(3))
    assert min(_time(large) for _ in range(2)) <= 4 * growth * max(spent, 0.002)


def _time(text: str) -> float:
    begun = time.process_time()
    parse_document(text)
    return time.process_time() - begun
