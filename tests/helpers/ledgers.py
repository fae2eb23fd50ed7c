"""Ledgers over the small county, and the rows in memory that they are compared with."""

from __future__ import annotations

from typing import Any

import numpy as np

from db.changes import ChangeSet
from layers.columns import columns_for, links_of
from layers.names import read_names
from layers.tables.ledger import Ledger
from layers.tables.rows import read_rows
from layers.tables.sheet import Sheet
from layers.tables.shown_rows import Asked, arranged_rows
from layers.tables.views import Arrangement
from tests.helpers.small_county import TODAY, SmallCounty


def ledger_of(county: SmallCounty, kind: str, lang: str = "zh") -> Ledger:
    return Ledger(county.workspace, kind, lang, TODAY)


def whole(county: SmallCounty, kind: str) -> Sheet:
    """Every row in memory: what the ledger is compared with."""
    names = read_names(county.workspace, links_of(columns_for(kind)))
    return Sheet(kind, read_rows(county.workspace, kind, TODAY), names, "zh", TODAY)


def said(ledger: Ledger, fids: Any, name: str) -> list[str]:
    """What a column says in some rows."""
    column = ledger.column(name)
    return [text for part in ledger.in_order(np.asarray(fids)) for text in part.texts(column)]


def uids(ledger: Ledger, kept: Arrangement) -> list[str]:
    return ledger.uids_of(arranged_rows(ledger, Asked.of(kept)).order)


def changed(county: SmallCounty, write: Any) -> ChangeSet:
    with county.workspace.operation("edit") as op:
        write(op)
    assert op.change_set is not None
    return op.change_set
