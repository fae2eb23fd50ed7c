"""Databases for tests on PostGIS: one template with the extension, copied for each test in a fraction of a second.

The server is started by `tools/postgres.py` (as `make test` does), which leaves its URL in GUATU_TEST_POSTGRES.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import URL, make_url

from tests.helpers.needs import need

VARIABLE = "GUATU_TEST_POSTGRES"
_numbers = itertools.count(1)


class PostgresServer:
    """The test server: makes and drops databases; `url` is the maintenance database's."""

    def __init__(self, url: URL) -> None:
        self.url = url

    def run(self, statement: str, database: str | None = None) -> None:
        """Run one statement outside a transaction, in the maintenance database unless another is named."""
        plain = self.url.set(drivername="postgresql", database=database or self.url.database)
        with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as link:
            link.execute(statement.encode())

    @contextmanager
    def database(self, template: str) -> Iterator[str]:
        """URL of a new copy of `template`, dropped at the end even when someone is still connected."""
        name = f"guatu_{os.getpid()}_{next(_numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        try:
            yield self.url.set(database=name).render_as_string(hide_password=False)
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres_server() -> PostgresServer:
    """The server that GUATU_TEST_POSTGRES names."""
    url = os.environ.get(VARIABLE, "")
    need(url, f"{VARIABLE} names no PostGIS server; make test starts one")
    return PostgresServer(make_url(url))


@pytest.fixture(scope="session")
def postgis_template(postgres_server: PostgresServer) -> Iterator[str]:
    """Name of an empty database with PostGIS in it, to copy from."""
    name = f"guatu_template_{os.getpid()}"
    postgres_server.run(f'CREATE DATABASE "{name}"')
    try:
        postgres_server.run("CREATE EXTENSION postgis", database=name)
        yield name
    finally:
        postgres_server.run(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgis_template: str) -> Iterator[str]:
    """`postgresql+psycopg://…` of a fresh, empty PostGIS database of this test alone."""
    with postgres_server.database(postgis_template) as url:
        yield url
