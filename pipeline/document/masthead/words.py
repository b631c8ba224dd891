"""The words that mastheads are made of, as one pattern over squeezed text."""

from __future__ import annotations

import re

from pipeline.document.numerals import NUMERAL

# The organ is the part of its symbols that tells whose agenda numbers a document carries.
ORGANS = {
    "大会": "A",
    "联合国大会": "A",
    "总务委员会": "A",
    "特别政治和非殖民化委员会(第四委员会)": "A",
    "特别政治和非殖民化委员会": "A",
    "(第四委员会)": "A",
    "特别政治委员会": "A",
    **{f"第{number}委员会": "A" for number in "一二三四五六"},
    "安全理事会": "S",
    "安理会": "S",
    "经济及社会理事会": "E",
    "经济和社会理事会": "E",
    "经社理事会": "E",
    "托管理事会": "T",
    "人权理事会": "A/HRC",
    "国际法委员会": "A/CN.4",
    "联合国国际贸易法委员会": "A/CN.9",
    "贸易法委员会": "A/CN.9",
    "裁军审议委员会": "A/CN.10",
    "和平利用外层空间委员会": "A/AC.105",
    "新闻委员会": "A/AC.198",
    "人权委员会": "E/CN.4",
    "妇女地位委员会": "E/CN.6",
    "麻醉药品委员会": "E/CN.7",
    "社会发展委员会": "E/CN.5",
    "统计委员会": "E/CN.3",
    "人口与发展委员会": "E/CN.9",
    "预防犯罪和刑事司法委员会": "E/CN.15",
    "科学和技术促进发展委员会": "E/CN.16",
    "科学技术促进发展委员会": "E/CN.16",
    "可持续发展委员会": "E/CN.17",
    "方案和协调委员会": "E/AC.51",
    "非政府组织委员会": "E/C.2",
    "经济、社会、文化权利委员会": "E/C.12",
    "经济、社会和文化权利委员会": "E/C.12",
    "裁军谈判会议": "CD",
    "人权事务委员会": "CCPR",
    "消除种族歧视委员会": "CERD",
    "消除对妇女歧视委员会": "CEDAW",
    "禁止酷刑委员会": "CAT",
    "儿童权利委员会": "CRC",
    "贸易和发展理事会": "TD/B",
    "工业发展理事会": "IDB",
    "联合国环境规划署理事会": "UNEP/GC",
    "联合国开发计划署和联合国人口基金执行局": "DP",
    "联合国儿童基金会执行局": "E/ICEF",
}

MARK = r"(?:\*{1,4}|\(?\d{1,2}/\)?|\(\d\)|[¹²³①②③†])?"
# What is left of a wording that lost characters: its list can no longer be told, or only guessed.
_DAMAGED = r"[临时议程暂定表□?]{0,4}"

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
CHINESE_DATE = rf"(?:\d{{4}}|{NUMERAL}{{4}})年(?:\d{{1,2}}|{NUMERAL}{{1,3}})月(?:\d{{1,2}}|{NUMERAL}{{1,3}})日"
ENGLISH_DATE = rf"\d{{1,2}} (?:{_MONTHS}) \d{{4}}"
SYMBOL = r"[A-Z]{1,6}(?:/[A-Za-z0-9][A-Za-z0-9.]*(?:\([A-Za-z]+\))?)+"
_PERIOD = rf"{CHINESE_DATE}[至到—–-]+(?:\d{{4}}年)?(?:\d{{1,2}}月|{NUMERAL}{{1,3}}月)?(?:\d{{1,2}}|{NUMERAL}{{1,3}})日"
_PLACE = (
    "(?:纽约|日内瓦|维也纳|内罗毕|海牙|罗马|巴黎|曼谷|北京|里约热内卢|开罗|伊斯坦布尔|哥本哈根|约翰内斯堡|蒙特雷|多哈)"
)
_LANGUAGES = "Arabic|Chinese|English|French|Russian|Spanish"
_LANGUAGES_ZH = "[阿中汉英法俄西]文|阿拉伯文|西班牙文|汉语|英语|法语|俄语|西班牙语|阿拉伯语"

_LISTS = (
    rf"(?P<provisional>临时议程(?:草案)?{MARK}(?:议程)?的?项目)"
    rf"|(?P<preliminary>暂定项目(?:一览)?表{MARK}的?(?:议程)?项目)"
    rf"|(?P<supplementary>补充项目(?:一览)?表{MARK}的?项目)"
    rf"|(?P<adopted>(?<!临时)议程{MARK}项目)"
    rf"|(?P<damaged>{_DAMAGED}{MARK}项目)"
    r"|(?P<english>(?:Agenda )?[Ii]tems? )"
)
ITEMS = re.compile(_LISTS)
ENGLISH_LIST = re.compile(
    r" ?of the (?:(?P<provisional>provisional agenda)|(?P<preliminary>preliminary list)|(?P<adopted>agenda))" + MARK
)

_SESSION = (
    rf"(?P<session>第(?:{NUMERAL}{{1,7}}|\d{{1,3}})届(?:紧急特别|特别)?(?:常会|会议|大会|联大)(?:续会)?(?:\(续\))?)"
    r"|(?P<year_session>(?:19|20)\d\d年(?:实质性|组织|特别|协调和管理|高级别)*(?:届会|会议)(?:续会)?"
    r"|(?:19|20)\d\d年(?:第[一二三四]届)?(?:常会|届会))"
    r"|(?P<english_session>[A-Z][a-z]+(?:[- ][a-z]+){0,4} (?:emergency )?(?:special )?session)"
)
_ORGAN = "|".join(re.escape(name) for name in sorted(ORGANS, key=len, reverse=True))

_WITHOUT_NUMBER = rf"(?:临时议程|暂定项目表|议程){MARK}项目(?:\*{{1,3}})?(?=$|大会|{CHINESE_DATE}|\[)"
WITHOUT_NUMBER = re.compile(_WITHOUT_NUMBER)
ELEMENT = re.compile(
    "|".join(
        [
            rf"(?P<items>{re.sub(r'P<[a-z]+>', ':', _LISTS)})(?=[\d(]|{NUMERAL}{{1,5}}(?:$|[\s、,和及与(]))",
            rf"(?P<bare_items>{_WITHOUT_NUMBER})",
            _SESSION,
            r"(?P<bracket>[\[〔【(]?(?:根据|未经)[^\[\]〔〕【】]{2,80}?通过(?:的决[议定])?"
            r"(?:\([^()\[\]]{2,80}\))?(?:[^()\[\]。]{0,20})?[\]〕】)]?)",
            rf"(?P<resolution>(?:{CHINESE_DATE})?大会(?:第[^届]{{1,4}}届会议)?(?:决议|决定)(?:草案)?)"
            r"(?=$|[\[〔【(]|\d{1,3}/)",
            r"(?P<resolution_number>(?:决议)?\d{1,3}/(?:\d{1,3}(?: ?[A-Z](?![a-z]))?|[…·.]{2,6}|[×X]{1,4})[.．、。:]?)"
            r"(?![\d/])",
            rf"(?P<symbol>{SYMBOL}\*{{0,3}})(?![A-Za-z])",
            rf"(?P<venue>{_PERIOD}(?:[,，]?{_PLACE})?|{_PLACE}[,，]{_PERIOD}|(?:{_PLACE}[,，])?{CHINESE_DATE}[,，]{_PLACE})",
            rf"(?P<date>{CHINESE_DATE}|{ENGLISH_DATE})(?:星期[一二三四五六日天])?"
            r"(?:[上下]午\d{1,2}时(?:\d{1,2}分)?|\d{1,2}:\d\d)?",
            r"(?P<year>第[零一二三四五六七八九十]{1,4}年)(?=$|[^度])",
            rf"(?P<organ>{_ORGAN})",
            r"(?P<nations>联合国|United ?Nations|UNITED ?NATIONS|Nations Unies)",
            r"(?P<english_organ>GENERAL ASSEMBLY|General Assembly|SECURITY COUNCIL|Security Council"
            r"|ECONOMIC AND SOCIAL COUNCIL|Economic and Social Council|Human Rights Council|HUMAN RIGHTS COUNCIL)",
            r"(?P<distribution>Distr\.?:?(?: ?(?i:general|limited|restricted|provisional))?"
            r"|(?:分发|发行)[:：]?(?:普遍|普通|一般|有限|限制|限量)?(?:分发)?|GENERAL|LIMITED|RESTRICTED|General|Limited"
            r"|普遍分发|有限分发|限制分发)",
            rf"(?P<language>(?i:original):? ?(?i:{_LANGUAGES})(?:[/,; ]+(?:and )?(?i:{_LANGUAGES}))*"
            rf"|(?:原件|原文|正本)[:：]?(?:{_LANGUAGES_ZH})(?:[/、,和](?:{_LANGUAGES_ZH}))*|(?i:{_LANGUAGES})(?: only)?"
            rf"|(?:{_LANGUAGES_ZH})|(?i:original):?)",
            r"(?P<job>\d{2}-\d{5,6} ?(?:\([A-Z]\))?(?: ?\(?\d{6}\)?){0,4}|\*\d{7,9}\*|\*{1,3}|请回收|重新印发"
            r"|因技术原因重新印发|先期版本|仅有[中英]文本?|本文件[^。]{2,20}印发)",
            r"(?P<record>正式记录|Official Records|补编第?\d{1,3}号?[A-Z]?|Supplement No\. ?\d{1,3}|全体会议|\(续\)"
            r"|第\d{1,4}次(?:全体)?会议)",
        ]
    )
)
# Where titles run on without a line end: the document's own with its date, or the first words of the body.
RUN_ON_TITLE = re.compile(
    rf"({CHINESE_DATE}.{{2,160}}?(?:的信|普通照会|的照会|的函|的报告|的说明))"
    r"|(?=[A-Z]\.[一-鿿])|(?=大会[,，一-鿿].{0,400}[,，;；])|(?=谨随函|谨转递|奉我国政府)"
)
GAP = re.compile(r"[\s|·()\[\]–-]*")
_LONE_LETTERS = re.compile(r"[AESTC](?:/[A-Z]+)?$")


def is_lone_letter(text: str) -> bool:
    """Tell whether the line is the large letter that stands in the corner of a first page."""
    return _LONE_LETTERS.match(text) is not None
