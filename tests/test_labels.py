from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.agenda import Agenda
from pipeline.document import parse_masthead
from pipeline.labels import label_document, topic_of_title

AGENDA = Agenda.load(Path(__file__).resolve().parents[1] / "data" / "agenda")


def labels(text: str) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
    found = label_document(parse_masthead(text), AGENDA)
    return found.topics, found.source, found.warnings


def test_wording_tells_the_list() -> None:
    assert labels("大会\n第五十三届会议\n议程项目105\n\n") == (("refugees-and-displaced-persons",), "masthead", ())
    assert labels("大会\n第五十三届会议\n临时议程* 项目105\n\n")[0] == ("international-drug-control",)


def test_several_items_and_sub_items() -> None:
    assert labels("大会\n第五十三届会议\n议程项目110(b)和106\n\n")[0] == ("human-rights", "rights-of-the-child")


def test_title_beats_a_number_that_contradicts_it_and_is_reported() -> None:
    topics, _, warnings = labels("大会\n第五十三届会议\n议程项目105\n国际药物管制\n\n1998年10月1日秘书长的报告\n")
    assert topics == ("international-drug-control",)
    assert "contradicts" in warnings[0]


def test_number_of_a_session_without_agenda_falls_back_to_the_title() -> None:
    topics, source, _ = labels("大会\n第六十一届会议\n议程项目99\n国际药物管制\n\n2006年10月1日秘书长的报告\n")
    assert (topics, source) == (("international-drug-control",), "title")


def test_unknown_number_is_reported() -> None:
    topics, _, warnings = labels("大会\n第五十三届会议\n议程项目58\n\n1998年10月1日\n")
    assert topics == ()
    assert "58" in warnings[0]


def test_procedural_item_gives_no_topic_and_no_warning() -> None:
    assert labels("大会\n第五十三届会议\n议程项目9\n一般性辩论\n\n1998年10月1日\n") == ((), None, ())


def test_committee_report_is_a_witness_where_no_item_stands() -> None:
    text = "第五十三届会议\n\n大会决议\n\n[根据第三委员会的报告(A/53/620)通过]\n\n53/126. 援助难民\n\n大会，\n"
    assert labels(text)[:2] == (("refugees-and-displaced-persons",), "committee-report")


@pytest.mark.parametrize("organ", ["经济及社会理事会", "人权理事会"])
def test_other_organs_items_are_never_the_assemblys(organ: str) -> None:
    assert labels(f"{organ}\n第五十三届会议\n议程项目105\n国际药物管制\n\n")[0] == ()


def test_masthead_that_names_no_organ_is_taken_for_one_of_the_assembly() -> None:
    text = "第五十三届会议\n议程项目18\n\n    正文从这里开始。\n"
    assert labels(text) == (("decolonization-declaration",), "masthead", ())
    assert label_document(parse_masthead(text), AGENDA).organ == "A"


@pytest.mark.parametrize(
    "text",
    [
        "联合国人类住区委员会\n第五十三届会议\n议程项目18\n\n正文。\n",
        "执行委员会\n\n第五十三届会议\n议程项目105\n国际药物管制\n\n正文。\n",
        "人权委员会\n第五十三届会议\n议程项目18\n\n正文。\n",
        "E/CN.4/1997/18\n第五十三届会议\n议程项目18\n\n正文。\n",
        "第五十三届会议\n议程项目18\n\n1997年4月2日秘书长的说明\n",
        "1998年实质性会议\n议程项目18\n\n正文。\n",
        "第五十三届会议\n议程项目18\n\n    小组委员会，\n\n    回顾其决定，\n",
    ],
)
def test_anything_that_speaks_of_another_organ_keeps_the_assemblys_agenda_away(text: str) -> None:
    assert labels(text)[0] == ()


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("关于禁止发展 生产和储存细菌(生物)及毒素武器和销毁此种武器的公约", "biological-weapons-convention"),
        ("给予殖民地国家和人民独立宣言 的执行情况", "decolonization-declaration"),
        ("中美洲局势", "situation-in-central-america"),
        ("加强联合国机制", None),
        ("", None),
    ],
)
def test_topic_of_title_survives_lost_punctuation(title: str, topic: str | None) -> None:
    assert topic_of_title(title, AGENDA) == topic
