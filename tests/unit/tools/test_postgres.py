import psycopg


def _ask(url: str, question: str) -> object:
    with psycopg.connect(url.replace("+psycopg", "")) as link:
        row = link.execute(question.encode()).fetchone()
    return row and row[0]


def test_each_test_gets_an_empty_postgis_database(postgres_url: str) -> None:
    assert _ask(postgres_url, "SELECT ST_AsText(ST_MakePoint(114.1, 34.1))") == "POINT(114.1 34.1)"
    left = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    assert _ask(postgres_url, left) == 1  # PostGIS's own spatial_ref_sys
