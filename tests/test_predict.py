from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline import TopicModel, predict_document
from pipeline.check import check_document
from pipeline.document import Paragraph, parse_document
from pipeline.predict import FoundItem, Options, PredictedParagraph, _document_items
from tests.conftest import LETTER

DRUGS, CRIME = "international-drug-control", "crime-prevention-and-criminal-justice"
GREEN = "environment-and-sustainable-development"


def body(prediction: dict) -> list[dict]:
    return [entry for entry in prediction["paragraphs"] if entry["kind"] == "body"]


def test_each_paragraph_gets_its_item(model: TopicModel) -> None:
    found = body(predict_document(LETTER, model).to_dict())
    assert [entry["ranked"][0]["topic"] for entry in found[:3]] == [DRUGS, CRIME, GREEN]
    assert [entry["ranked"][0]["item"] for entry in found[:3]] == ["105", "104", "97"]
    assert all(entry["ranked"][0]["item_status"] == "seen" for entry in found[:3])


def test_only_body_is_scored(model: TopicModel) -> None:
    for entry in predict_document(LETTER, model).to_dict()["paragraphs"]:
        if entry["kind"] != "body":
            assert entry["items"] == entry["ranked"] == entry["evidence"] == []
        assert LETTER[entry["start"] : entry["end"]].split() == entry["text"].split()


def test_evidence_points_into_the_source(model: TopicModel) -> None:
    wrapped = LETTER.replace("罂粟", "罂\n粟").replace("，拦截", "，拦截\n")
    words = [word for entry in body(predict_document(wrapped, model).to_dict()) for word in entry["evidence"]]
    assert words
    for word in words:
        assert "".join(wrapped[word["start"] : word["end"]].split()) == word["term"]


def test_ranked_is_five_best_or_all_that_there_are(model: TopicModel) -> None:
    for entry in body(predict_document(LETTER, model).to_dict()):
        scores = [found["score"] for found in entry["ranked"]]
        assert len(scores) == min(5, len(model.topics))
        assert scores == sorted(scores, reverse=True)


def test_ignored_masthead_cannot_reach_the_answer(model: TopicModel) -> None:
    other = LETTER.replace("97、104和105", "71和109").replace(
        "环境与可持续发展\n预防犯罪和刑事司法\n国际药物管制\n", ""
    )
    ignore = Options(masthead="ignore")
    first, second = (predict_document(text, model, ignore).to_dict() for text in (LETTER, other))
    assert [entry["ranked"] for entry in body(first)] == [entry["ranked"] for entry in body(second)]
    assert [entry["items"] for entry in body(first)] == [entry["items"] for entry in body(second)]


def test_prior_raises_listed_and_lowers_others(model: TopicModel) -> None:
    primed = replace(model, info={**model.info, "masthead_prior": 2.0})
    free, held = (
        body(predict_document(LETTER, primed, Options(masthead=how)).to_dict()) for how in ("ignore", "prior")
    )
    for before, after in zip(free, held, strict=True):
        old = {found["topic"]: found["score"] for found in before["ranked"]}
        for found in after["ranked"]:
            listed = found["topic"] in (DRUGS, CRIME, GREEN)
            assert (found["score"] >= old[found["topic"]]) == listed or found["score"] == old[found["topic"]]


@pytest.mark.parametrize(
    ("options", "number"),
    [
        (Options(), "105"),
        (Options(list="adopted"), "102"),
        (Options(session=53, list="adopted"), "102"),
        (Options(session=99), None),
    ],
)
def test_numbers_come_from_the_list_in_use(model: TopicModel, options: Options, number: str | None) -> None:
    assert body(predict_document(LETTER, model, options).to_dict())[0]["ranked"][0]["item"] == number


def test_unnumbered_without_session(model: TopicModel) -> None:
    found = predict_document("    " + "各国将养护红树林的生物多样性，减少温室气体排放。", model).to_dict()
    assert found["agenda"] == {"organ": "A", "session": None, "list": None, "source": "default"}
    assert found["paragraphs"][0]["ranked"][0]["item"] is None


def test_abstains_with_a_reason(model: TopicModel) -> None:
    text = "好。\n\nzyx wvut srqp onml kjih\n\n天气很好，我们去散步，孩子们在唱歌。\n"
    found = body(predict_document(text, model, Options(paragraphs=True)).to_dict())
    assert [entry["abstained"] for entry in found[:2]] == ["short", "unknown-words"]
    assert all(entry["items"] == [] or entry["abstained"] is None for entry in found)


def test_every_line_is_a_paragraph(model: TopicModel) -> None:
    text = "议程项目71\n1. 一\n\n 各国铲除罂粟。 \n- - - - -\n"
    found = predict_document(text, model, Options(paragraphs=True)).to_dict()
    assert [entry["text"] for entry in found["paragraphs"]] == ["议程项目71", "1. 一", "各国铲除罂粟。", "- - - - -"]
    assert all(entry["kind"] == "body" and len(entry["ranked"]) == 4 for entry in found["paragraphs"])
    assert found["masthead"]["items"] == []


def test_document_items_name_their_paragraphs(model: TopicModel) -> None:
    found = predict_document(LETTER, model).to_dict()
    for item in found["items"]:
        carriers = [e["paragraph_no"] for e in found["paragraphs"] if item["topic"] in [i["topic"] for i in e["items"]]]
        assert item["paragraphs"] == carriers


def test_nothing_in_a_document_of_nothing(model: TopicModel) -> None:
    found = predict_document("", model).to_dict()
    assert found["paragraphs"] == found["items"] == []


def test_check_tells_what_no_paragraph_supports(model: TopicModel) -> None:
    told = check_document(LETTER.replace("97、104和105", "97、104、105和109").replace("国际药物管制\n", ""), model)
    assert "rights-of-the-child" in told.unsupported
    assert DRUGS in told.supported


def test_without_evidence_the_answer_is_the_same(model: TopicModel) -> None:
    whole = predict_document(LETTER, model).to_dict()
    bare = predict_document(LETTER, model, Options(evidence=False)).to_dict()
    given, none = ([entry.pop("evidence") for entry in found["paragraphs"]] for found in (whole, bare))
    assert any(given)
    assert not any(none)
    assert bare == whole


def test_a_doubtful_topic_beside_one_that_fills_the_document_holds_only_if_listed() -> None:
    paragraph = Paragraph("body", 0, 4, "text")
    strong, stray = FoundItem("1", "seen", "arms", None, 0.9), FoundItem("2", "seen", "child", None, 0.4)
    entries = [PredictedParagraph(number, paragraph, (strong,)) for number in range(4)]
    entries.append(PredictedParagraph(4, paragraph, (strong, stray)))
    assert [found.topic for found, _ in _document_items(entries, ())] == ["arms"]
    assert _document_items(entries, ("child",))[1] == (stray, (4,))


def test_evidence_stands_right_where_a_page_ends_inside_a_paragraph(model: TopicModel) -> None:
    line = "各国部长承诺加强缉毒，种植罂粟的农民要有替代作物可种，戒毒中心的床位也要增加，海洛因和苯丙胺类兴奋剂的走私"
    rest = "经过边境运往各大城市，海洛因的纯度越来越高，戒毒的人越来越年轻，海关却缺少检查设备。"
    page = f"    {line}\n{line}从金三角\n\n- 2 -\n\f{rest}\n"
    document = parse_document(page)
    assert any(paragraph.gaps for paragraph in document.paragraphs)
    words = [word for entry in body(predict_document(page, model).to_dict()) for word in entry["evidence"]]
    assert words
    assert all("".join(page[word["start"] : word["end"]].split()) == word["term"] for word in words)
