"""Head lines without the accidents of layout: one width, simplified characters, no white space; offsets kept."""

from __future__ import annotations

import re
from typing import NamedTuple

# The characters that mastheads and formulas are written with; a whole converter would cost more than all the rest.
_TRADITIONAL = (
    "議項臨時暫屆會聯國決經濟報長書員給號據過說備權續補編記錄關於處總務環規劃習組織貿護進際發聲擬證緊別電"
    "藥婦統計預學術軍談託兒種視開執訂轉遞隨謹請將為與從內無參應觀條約見註頁導論結簽啟顧歡籲強調認識贊賞謝譴責還並鼓勵"
    "審滿遺緒這個們裡對來動業產東華爾亞歐馬羅維納蘭倫達萊盧紐瑪麗貝蘇門陽義區島難權級實質氣變機構勞衛"
    "專兩嚴僅眾體興茲辦協廳後團圖堅復層幹憶揚極檢漢現確禮紀繼綜締腳節榮慮覽覺該語載釋裏鑑銘間聞閣順啓爲"
)
_SIMPLIFIED = (
    "议项临时暂届会联国决经济报长书员给号据过说备权续补编记录关于处总务环规划习组织贸护进际发声拟证紧别电"
    "药妇统计预学术军谈托儿种视开执订转递随谨请将为与从内无参应观条约见注页导论结签启顾欢吁强调认识赞赏谢谴责还并鼓励"
    "审满遗绪这个们里对来动业产东华尔亚欧马罗维纳兰伦达莱卢纽玛丽贝苏门阳义区岛难权级实质气变机构劳卫"
    "专两严仅众体兴兹办协厅后团图坚复层干忆扬极检汉现确礼纪继综缔脚节荣虑览觉该语载释里鉴铭间闻阁顺启为"
)
_PLAIN = (
    {0xFF01 + index: 0x21 + index for index in range(94)}
    | dict(zip(map(ord, _TRADITIONAL), map(ord, _SIMPLIFIED), strict=True))
    | {ord(mark): "*" for mark in "﹡∗＊⁎"}
    | {0x3000: 0x20, 0xA0: 0x20}
)
# Pages that were turned into traditional characters badly carry the reading after a character: 決(jué)議.
_READING = re.compile(r"(?<=[一-鿿])\([a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü][a-z]*\)")
_SPACE = re.compile(r"\s+")
_DROPPED = re.compile(rf"\s+|{_READING.pattern}")
# A line spelled out letter by letter, as headlines are spaced: 项 目 1 0 4.
_SPELLED = re.compile(r"\s*(?:[^\s0-9A-Za-z]\s++){4}(?:\S\s++)*+\S$")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


class Squeezed(NamedTuple):
    """`text`, and for each of its characters where it stands in the source."""

    text: str
    offsets: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the source of `text[start:end]`, which must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1


def plain(text: str) -> str:
    """Return `text` with half-width forms and simplified characters, one for one."""
    return text.translate(_PLAIN)


def squeeze(text: str, start: int = 0, end: int | None = None) -> Squeezed:
    """Squeeze `text[start:end]`; a space stays only where it parts two Latin words or numbers."""
    flat = plain(text[start:end])
    if _SPELLED.match(flat):
        places = [place for place, character in enumerate(flat) if not character.isspace()]
        return Squeezed("".join(flat[place] for place in places), [start + place for place in places])
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    dropped = _DROPPED if _READING.search(flat) else _SPACE
    for match in dropped.finditer(flat):
        left, right = match.span()
        pieces.append(flat[done:left])
        offsets.extend(range(start + done, start + left))
        inside = left > 0 and right < len(flat) and flat[left] != "("
        if inside and flat[left - 1] in _WORD and flat[right] in _WORD:
            pieces.append(" ")
            offsets.append(start + left)
        done = right
    pieces.append(flat[done:])
    offsets.extend(range(start + done, start + len(flat)))
    return Squeezed("".join(pieces), offsets)
