"""Predictions stored once, to be found again on other processors and Pythons to four decimals.

`python -m tests.test_stored_predictions` stores them anew, after a change that is meant to change them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import train
from pipeline.training import Lexicon

STORED = Path(__file__).parent / "stored_predictions.json"
TRAINING = {
    "drugs": (
        "麻醉药品委员会审查了大麻、可卡因和海洛因的缉获数量，要求各国交换前体化学品的出口通知。",
        "安第斯国家在古柯产区推广替代作物，农民改种咖啡和可可，但道路和收购价格仍不能与毒贩竞争。",
        "戒毒中心床位不足，注射吸毒者中艾滋病毒感染率上升，需要减少需求的预防方案。",
        "国际麻醉品管制局提醒苯丙胺类兴奋剂的非法制造正从欧洲转向东南亚。",
        "阿富汗的罂粟种植面积又增加了三分之一，过境国的边防人员缺少车辆和无线电。",
    ),
    "crime": (
        "跨国有组织犯罪公约特设委员会商定了引渡和没收犯罪所得的条文。",
        "监狱人满为患，候审的少年与成年囚犯同住一室，最低限度标准规则没有得到遵守。",
        "腐败使公共采购的价格抬高，代表们主张对外国官员的贿赂也应作为犯罪追究。",
        "走私者向移徙者收取巨款，用不适航的船只运送他们；受害者的证词应得到保护。",
        "预防犯罪区域研究所培训了法官和检察官，课程包括洗钱的侦查。",
    ),
    "environment": (
        "附件一国家在京都承诺减少温室气体排放，灵活机制的规则留待缔约方会议拟订。",
        "荒漠化公约秘书处报告说，萨赫勒的牧场继续退化，地方一级的行动方案缺少资金。",
        "森林问题政府间论坛讨论了木材认证，热带生产国担心它成为贸易壁垒。",
        "臭氧层消耗物质的多边基金核准了淘汰氟氯化碳的项目，走私的制冷剂却在增加。",
        "生物多样性公约的生物安全议定书谈判在改性活生物体的越境转移上没有取得一致。",
    ),
    "outer space": (
        "外层空间委员会法律小组委员会继续审议地球静止轨道的公平使用和发射国的概念。",
        "卫星遥感数据帮助农业部门估计收成，第三次外空会议将讨论数据的获取费用。",
        "空间碎片的撞击危险随低轨道星座的增加而上升，应当登记失效卫星。",
        "载人空间站的国际合作协定对舱段的管辖权作了规定。",
        "搜索救援卫星系统收到遇险船只的信标，转发给最近的救援协调中心。",
    ),
}
NOTHING = ("主席感谢各代表团的合作，并预祝会议成功。", "会议下午三时开始，将分发修订的发言名单。")
ASKED = (
    "洗钱和贩毒的收益养活了有组织犯罪集团，各国应没收这些所得。",
    "遥感卫星监测到林火和荒漠化的扩展。",
    "气候变化公约缔约方会议商定了减少排放的时间表。",
    "代表团重申对本组织的信心。",
    "罂粟種植面積擴大，海洛因走私路線穿過中亞。",
    "",
)


def predictions() -> list[list[tuple[str, float]]]:
    """Train on the texts above and rank all topics for what is asked."""
    texts = [text for group in TRAINING.values() for text in group]
    labels = [[topic] for topic, group in TRAINING.items() for _ in group]
    lexicon = Lexicon(terms=("麻醉药品委员会", "有组织犯罪", "温室气体", "外层空间委员会"))
    model = train([*texts, *NOTHING], [*labels, *[[] for _ in NOTHING]], lexicon=lexicon)
    return model.rank(ASKED, len(TRAINING))


def test_predictions_are_the_stored_ones_to_four_decimals() -> None:
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    for found, expected in zip(predictions(), stored, strict=True):
        assert dict(found) == pytest.approx(dict(expected), abs=5e-5)


if __name__ == "__main__":
    rounded = [[(topic, round(score, 6)) for topic, score in row] for row in predictions()]
    STORED.write_text(json.dumps(rounded, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
