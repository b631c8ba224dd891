"""Normalization: one spelling, and offsets that lead back to the source."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text import normalize

MIXED = st.text(
    "联合国大会裁军议程项目約議 　\n\t，。、《》：；()（）０１9 7aZé①½ﬁ…ｶﾞe\u0301\u200b\ufeff\x07각", max_size=40
)


def assert_offsets_hold(source: str) -> None:
    normalized = normalize(source)
    offsets = list(normalized.offsets)
    assert len(offsets) == len(normalized.text) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(source)
    assert all(0 <= offset < len(source) for offset in offsets[:-1])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("会员国，共１８５个（不含观察员）；", "会员国,共185个(不含观察员);"),
        ("第①项", "第1项"),
        ("㈠ 导言", "(一)导言"),
        ("化\u00ad学\u200b武\ufeff器", "化学武器"),
        ("大\x07会", "大会"),
        ("cafe\u0301的决定", "café的决定"),
    ],
)
def test_normalize_compatibility_forms(source: str, expected: str) -> None:
    assert normalize(source).text == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("議程項目145", "议程项目145"),
        ("聯合國大會關於難民的報告", "联合国大会关于难民的报告"),
        ("聯(lián)合國(guó)的預算", "联合国的预算"),
        ("乾隆与於女士", "乾隆与於女士"),  # at home in simplified text
        ("显著进展", "显著进展"),
    ],
)
def test_normalize_traditional(source: str, expected: str) -> None:
    assert normalize(source).text == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("普遍裁 军", "普遍裁军"),
        ("联 合 国", "联合国"),
        ("联 合 国 大 会", "联合国大会"),
        ("附    件", "附件"),
        ("军备竞 赛委 员会", "军备竞赛委员会"),
        ("禁止核试\n验条约", "禁止核试验条约"),
        ("各国《儿童 公约》缔 约国，以及 裁军会议", "各国《儿童公约》缔约国,以及裁军会议"),
    ],
)
def test_normalize_drops_stray_spaces(source: str, expected: str) -> None:
    assert normalize(source).text == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("地雷 小武器 轻武器", "地雷 小武器 轻武器"),
        ("科学 技术", "科学 技术"),
        ("法国          德国", "法国 德国"),
        ("加入 禁止地雷公约 的国家", "加入 禁止地雷公约 的国家"),
        ("主席：甲国；          秘书：乙国。主席团          全体成员", "主席:甲国;秘书:乙国。主席团 全体成员"),
    ],
)
def test_normalize_keeps_boundaries(source: str, expected: str) -> None:
    assert normalize(source).text == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("2 400 多枚地雷", "2400多枚地雷"),
        ("拨款 1 250 000 美元", "拨款1250000美元"),
        ("1997年 11月 3日", "1997年11月3日"),
        ("11 月\n\n 3 日", "11月3日"),
        ("1993 1994 年", "1993 1994年"),
        ("项目 104 105 157和 162", "项目104 105 157和162"),
        ("97 104 105 157和 162", "97 104 105 157和162"),
        ("38 60 61 62", "38 60 61 62"),
        ("项目 110 (b)", "项目110 (b)"),
        ("议程 ( b ) 分项", "议程(b)分项"),
        ("Agenda item 63 (a)", "Agenda item 63 (a)"),
        ("此外 ,两国", "此外,两国"),
        ("  前言  ", "前言"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_normalize_spaces_beside_other_characters(source: str, expected: str) -> None:
    assert normalize(source).text == expected


def test_normalize_clean_text_keeps_every_offset() -> None:
    source = "裁军谈判会议，１９９８年"
    assert list(normalize(source).offsets) == list(range(len(source) + 1))


def test_span_leads_back_to_the_source() -> None:
    source = "　重申裁 军\n的承诺，\u200b①项"
    normalized = normalize(source)
    start = normalized.text.index("裁军")
    assert source[slice(*normalized.span(start, start + 2))] == "裁 军"
    start = normalized.text.index("1")
    assert source[slice(*normalized.span(start, start + 1))] == "①"
    assert normalized.span(0, 0) == (1, 1)


def test_normalize_lone_surrogate_becomes_a_character() -> None:
    normalize("大\ud800会").text.encode("utf-8")


@settings(deadline=None)
@given(MIXED)
def test_offsets_hold_on_mixed_text(source: str) -> None:
    assert_offsets_hold(source)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_offsets_hold_on_any_text(source: str) -> None:
    assert_offsets_hold(source)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn", "Zs", "Zl", "Zp"]), max_size=20))
def test_normalize_is_nfkc_but_for_spaces(source: str) -> None:
    expected = unicodedata.normalize("NFKC", source)
    folded = normalize(source).text.replace(" ", "")
    if len(folded) == len(expected):  # nothing dropped: no variation selector, no space from a spacing accent
        changed = [(old, new) for old, new in zip(expected, folded, strict=True) if old != new]
        assert all(min(old, new) >= "\u3400" for old, new in changed)  # simplified


@settings(deadline=None)
@given(MIXED)
def test_normalize_has_no_traces_left(source: str) -> None:
    text = normalize(source).text
    assert text == text.strip()
    assert unicodedata.is_normalized("NFKC", text)
    assert not set(text) & set("\u200b\ufeff\x07\n\t　約議")
    assert "  " not in text
