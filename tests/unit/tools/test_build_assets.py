import mmap
import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

from tools import build_assets

WORDS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="zh_CN">
  <context><name>Ribbon</name><message><source>打开</source><translation>Open</translation></message></context>
</TS>
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project that uses the libraries already installed in this one."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(build_assets.ROOT / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(build_assets.ROOT / "node_modules")
    page, words = tmp_path / build_assets.PAGE, tmp_path / build_assets.WORDS
    page.mkdir(parents=True)
    words.mkdir()
    (page / "page.js").write_text(
        'import L from "leaflet"; import { word } from "./word.js"; L.word = word;'
    )
    (page / "word.js").write_text('export const word = "鄢陵";')
    (page / "page.css").write_text('@import "leaflet/dist/leaflet.css";')
    (words / "guatu_en.ts").write_text(WORDS, "utf-8")
    return tmp_path


def test_bundles_are_self_contained_and_words_compiled(project: Path) -> None:
    assert build_assets.build(project)
    vendor = project / build_assets.VENDOR
    script, style = (
        (vendor / "page.js").read_text("utf-8"),
        (vendor / "page.css").read_text("utf-8"),
    )
    assert "鄢陵" in script
    assert "leaflet-container" in script
    assert 'from"leaflet"' not in script
    assert "data:image/png;base64," in style
    assert "layers.png" not in style
    translator = QTranslator()
    assert translator.load(str(vendor / "guatu_en.qm"))
    assert translator.translate("Ribbon", "打开") == "Open"


def test_nothing_is_rebuilt_until_an_input_changes(project: Path) -> None:
    built = [build_assets.build(project), build_assets.build(project)]
    (project / build_assets.PAGE / "word.js").write_text('export const word = "西华";')
    built.append(build_assets.build(project))
    (project / build_assets.VENDOR / "page.js").unlink()
    built.append(build_assets.build(project))
    assert built == [True, False, True, True]
    assert "西华" in (project / build_assets.VENDOR / "page.js").read_text("utf-8")


def test_a_program_that_runs_keeps_the_words_it_has_in_memory(project: Path) -> None:
    build_assets.build(project)
    words = project / build_assets.VENDOR / "guatu_en.qm"
    with words.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        before = bytes(mapped)
        source = project / build_assets.WORDS / "guatu_en.ts"
        source.write_text(WORDS.replace("打开", "关闭").replace("Open", "Close"), "utf-8")
        build_assets.build(project)
        assert words.read_bytes() != before
        assert bytes(mapped) == before


def test_a_script_that_does_not_parse_stops_the_build(project: Path) -> None:
    (project / build_assets.PAGE / "page.js").write_text("import {")
    with pytest.raises(subprocess.CalledProcessError):
        build_assets.build(project)
    assert not (project / build_assets.VENDOR / "stamp").exists()
