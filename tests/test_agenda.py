from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.agenda import Agenda, item_order, main_item
from pipeline.errors import InputError

FOLDER = Path(__file__).resolve().parents[1] / "data" / "agenda"

TOPICS = """
disarmament: {title: {zh: 裁军, en: Disarmament}}
drugs: {title: {zh: 药物, en: Drugs}}
"""
SESSION = """
organ: A
session: 1
lists: {adopted: {symbol: A/1/2, since: "1999-01-10"}, provisional: {symbol: A/1/1, since: "1999-01-01"}}
items:
  disarmament: {adopted: "7", provisional: "8", status: {adopted: seen, provisional: inferred}}
  drugs: {adopted: "8", provisional: null, status: {adopted: seen}}
"""


@pytest.fixture
def agenda() -> Agenda:
    return Agenda.load(FOLDER)


def write(folder: Path, topics: str = TOPICS, session: str = SESSION) -> Path:
    (folder / "A").mkdir(exist_ok=True)
    (folder / "topics.yaml").write_text(topics, encoding="utf-8")
    (folder / "A" / "1.yaml").write_text(session, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("number", "provisional", "adopted"),
    [
        ("105", "international-drug-control", "refugees-and-displaced-persons"),
        ("157", "international-terrorism", "bethlehem-2000"),
        ("104", "crime-prevention-and-criminal-justice", "fourth-world-conference-on-women"),
        ("72", "general-and-complete-disarmament", "twelfth-special-session-disarmament"),
    ],
)
def test_one_number_stands_for_two_topics(agenda: Agenda, number: str, provisional: str, adopted: str) -> None:
    session = agenda.session("A", 53)
    assert session is not None
    assert session.topic_of("provisional", number) == provisional
    assert session.topic_of("adopted", number) == adopted


def test_every_topic_of_the_53rd_session_has_an_adopted_number(agenda: Agenda) -> None:
    session = agenda.session("A", 53)
    assert session is not None
    assert len(session.items) == 86
    assert all(session.item_of(topic, "adopted") for topic in session.items)


def test_a_number_that_no_source_gives_stays_unknown(agenda: Agenda) -> None:
    session = agenda.session("A", 53)
    assert session is not None
    assert session.item_of("law-of-the-sea", "provisional") is None
    assert session.topic_of("preliminary", "72") is None


def test_sub_item_counts_for_its_item(agenda: Agenda) -> None:
    session = agenda.session("A", 53)
    assert session is not None
    assert session.topic_of("adopted", "110(b)") == "human-rights"
    assert main_item("19 (e)") == "19"


def test_date_tells_the_list(agenda: Agenda) -> None:
    session = agenda.session("A", 53)
    assert session is not None
    days = ["1998-01-01", "1998-07-09", "1998-07-10", "1998-09-15", "1998-09-16", "1999-05-01"]
    assert [session.list_on(day) for day in days] == [
        None,
        "preliminary",
        "provisional",
        "provisional",
        "adopted",
        "adopted",
    ]


def test_committee_report_tells_the_item(agenda: Agenda) -> None:
    session = agenda.session("A", 53)
    assert session is not None
    assert session.reports["A/53/620"].number == "105"
    assert session.reports["A/53/601"].number == "87"


def test_procedural_items_are_known_but_no_topics(agenda: Agenda) -> None:
    session = agenda.session("A", 53)
    assert session is not None
    assert session.is_procedural("adopted", "8")
    assert session.topic_of("adopted", "8") is None


def test_agenda_survives_json(agenda: Agenda) -> None:
    again = Agenda.from_dict(json.loads(json.dumps(agenda.to_dict())))
    assert again.to_dict() == agenda.to_dict()
    assert again.topics == agenda.topics


def test_item_order_is_numeric() -> None:
    assert sorted(["110(b)", "100", "72", "110", "9"], key=item_order) == ["9", "72", "100", "110", "110(b)"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('adopted: "7"', "adopted: 7", "items.disarmament.adopted"),
        ('adopted: "7"', 'adopted: "8"', "stands for both"),
        ("drugs:", "opium:", "unknown topic 'opium'"),
        ("status: {adopted: seen}}", "status: {adopted: known}}", "items.drugs.status.adopted"),
        ("status: {adopted: seen}}", "status: {}}", "give a number and its status"),
        ("organ: A", "organ: A\nchamber: B", "chamber"),
        ("  drugs:", "  disarmament:", "stands twice"),
        ("organ: A", "organ: [A", "not valid YAML"),
        ("lists:", "list:", "lists"),
    ],
)
def test_broken_agenda_file_is_one_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(InputError) as caught:
        Agenda.load(write(tmp_path, session=SESSION.replace(old, new)))
    assert fault in str(caught.value)
    assert "1.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_agenda_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"topics\.yaml"):
        Agenda.load(tmp_path)
