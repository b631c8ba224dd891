"""Organs, sessions, lists, items and topics: what a number stands for, and which number a topic has."""

from pipeline.agenda.agenda import (
    LISTS,
    Agenda,
    Item,
    ListName,
    ProceduralItem,
    SessionAgenda,
    SessionNumber,
    Topic,
    item_order,
    main_item,
)

__all__ = [
    "LISTS",
    "Agenda",
    "Item",
    "ListName",
    "ProceduralItem",
    "SessionAgenda",
    "SessionNumber",
    "Topic",
    "item_order",
    "main_item",
]
