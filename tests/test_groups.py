from __future__ import annotations

from pipeline.corpus.groups import group_documents, signature

TEXT = (
    "重申必须在裁军谈判会议上早日缔结一项非歧视性、多边、可在国际上有效核查的条约，禁止生产用于核武器或其他核爆炸装置的裂变材料，"
    "并请各国在条约缔结以前宣布暂停生产这种材料。"
)
OTHER = (
    "各国代表团就会费委员会所建议的统计基期、低人均收入宽减和最高分摊率交换了意见，未能就二〇〇一年以后的比额表"
    "达成一致，将在续会上再议。"
)


def groups(*texts: str, similarity: float = 0.5) -> list[str]:
    names = [f"d{number}" for number in range(len(texts))]
    hashed = ((number, signature(text)) for number, text in enumerate(texts))
    return group_documents(names, [(number, hashes) for number, hashes in hashed if hashes is not None], similarity)


def test_near_duplicates_share_a_group_named_after_the_first() -> None:
    assert groups(OTHER, TEXT, TEXT.replace("裂变材料", "此种材料", 1)) == ["d0", "d1", "d1"]


def test_spacing_and_wrapping_do_not_part_twins() -> None:
    assert groups(TEXT, "\n".join(TEXT[start : start + 20] for start in range(0, len(TEXT), 20))) == ["d0", "d0"]


def test_groups_are_joined_through_a_third() -> None:
    half = len(TEXT) // 2
    chained = [TEXT, TEXT[: half + 40] + OTHER[:20], TEXT]
    assert groups(*chained)[2] == "d0"


def test_different_texts_stay_apart() -> None:
    assert groups(TEXT, OTHER) == ["d0", "d1"]


def test_formulas_are_too_short_to_join() -> None:
    assert groups("请将本函作为大会文件分发。", "请将本函作为大会文件分发。") == ["d0", "d1"]
    assert groups() == []


def test_many_copies_are_one_group() -> None:
    assert set(groups(*[TEXT] * 300, OTHER)) == {"d0", "d300"}
