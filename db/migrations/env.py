"""Alembic's entry point: run the revisions on the connection that `db.migrations` hands over."""

from __future__ import annotations

from alembic import context

from db import journal, schema  # noqa: F401 - the journal's tables and the type names belong to the metadata
from db.migrations.compare import include_name, include_object
from db.records.base import Record

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Record.metadata,
    include_name=include_name,
    include_object=include_object,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
context.run_migrations()
