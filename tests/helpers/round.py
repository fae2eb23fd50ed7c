"""The way through the whole program: every panel, form, menu and dialog, opened and read.

`ROUND` lists the parts of the way; each leaves the window as it found it. `tests.helpers.face` judges what is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QComboBox, QMenu, QToolButton
from shapely import Point

from db.records import KINDS
from layers.boundary.plan import Area
from tests.helpers.walk import Round
from tests.helpers.window import settled
from ui.boundary.area_list import AreaList
from ui.dialogs.copy_workspace import CopyDialog
from ui.dialogs.demo import DemoDialog
from ui.dialogs.server import PassphraseDialog, ServerDialog
from ui.dialogs.style_editor import edit_style
from ui.frame.frame import Frame
from ui.frame.new_record import NewRecordMenu, begun
from ui.frame.outlets import Outlets
from ui.frame.transfer import Transfers
from ui.map.new_here import HereMenu
from ui.map.saved_themes import SavedThemesMenu
from ui.panels.layers.homeless import Unwritten
from ui.session import Item
from ui.startup.start_page import StartPage

# -- the panels -----------------------------------------------------------------------------------


def modes(way: Round) -> None:
    window, modes = way.window, way.part(Frame).modes
    for name in ("planning", "briefing", "duty"):
        modes.show(name)
        settled(way.hand.qtbot, window)
        way.look(name, window)


def records(way: Round) -> None:
    """A record of every kind: read, and open for typing."""
    panel = way.window.panel
    for kind, record in KINDS.items():
        found = way.workspace.find(record)
        if found:
            way.open(kind, found[0].uid)
            panel.history.section.opener.setChecked(True)
            way.look(f"{kind}, read", way.window.record_dock)
            way.fits(f"{kind}, read", panel.page.scroller)
            panel.edit()
            way.look(f"{kind}, typed", way.window.record_dock)
            way.fits(f"{kind}, typed", panel.page.scroller)
            panel.revert()


def new_records(way: Round) -> None:
    """A form for every kind that is begun by hand with what it refuses, and the menu of these kinds."""
    window = way.window
    window.session.selection.set((), "search")
    menu = NewRecordMenu(window.session, window._edit_new, window)
    kinds = [action.objectName().rpartition(":")[2] for action in menu.actions()]
    menu.open_above(window.panel)
    way.popup("menu of kinds")
    for kind in kinds:
        window._edit_new(begun(window.session, kind), "")
        window.panel.save()
        way.look(f"new {kind}", window.record_dock)
        window.panel.revert()


def dates_and_sides(way: Round) -> None:
    """The calendar of a date, the list of a choice, and what somebody else wrote over the same field."""
    panel, uid = way.window.panel, way.county["dispute0"]
    way.open("disputes", uid)
    panel.edit("found")
    editor = panel.form.rows["found"].editor
    assert editor is not None
    editor.findChildren(QToolButton)[0].click()
    way.popup("calendar")
    choice = panel.form.rows["colour"].findChildren(QComboBox)[0]
    choice.showPopup()
    way.popup("choices")
    choice.hidePopup()
    panel.form.put({"summary": "我的"})
    with way.workspace.operation("dispute.edit", label="", asked_by="other") as op:
        op.update(way.workspace.find(KINDS["disputes"], uid=uid)[0], summary="对方的")
    panel.save()
    way.hand.wait(lambda: panel.form.disputed)
    way.look("two sides", way.window.record_dock)
    panel.revert()
    way.window.session.undo("menu")


def left_unsaved(way: Round) -> None:
    """The offer to go on with what was typed and left."""
    panel = way.window.panel
    way.open("disputes", way.county["dispute0"])
    panel.edit()
    panel.form.put({"summary": "12-34"})
    way.open("disputes", way.county["dispute1"])
    way.look("left unsaved", way.window.record_dock)
    panel.head.draft.click()
    way.hand.wait(lambda: panel.editing)
    panel.revert()


def many_records(way: Round) -> None:
    """Several records, of two kinds; and none."""
    window = way.window
    items = [Item("cameras", way.county[f"camera{n}"]) for n in range(3)]
    window.session.selection.set((Item("villages", way.county["village0"]), *items), "table")
    way.hand.wait(lambda: window.panel.many.shown)
    way.rest()
    way.look("many, read", window.record_dock)
    window.panel.many.edit()
    way.look("many, typed", window.record_dock)
    window.panel.many.revert()
    window.session.selection.set((), "table")
    way.look("nothing selected", window.record_dock)


def photos(way: Round) -> None:
    """The strip of photos, one of them at full size, and the folder they come from."""
    window = way.window
    way.open("disputes", way.county["dispute0"])
    way.hand.wait(lambda: len(window.panel.photos.thumbs) == 2)
    way.look("photos", window.record_dock)
    strip = window.panel.photos
    strip.thumbs[0].click()
    way.dialog("photo", "dialog:photo")
    Image.fromarray(np.zeros((30, 40, 3), np.uint8)).save(way.folder / "duty.png")
    window.settings.camera_roll = way.folder
    strip.choose_from_roll()
    way.dialog("camera roll", "dialog:cameraRoll")


# -- the tables -----------------------------------------------------------------------------------


def tables(way: Round) -> None:
    """The table of every kind; conditions, totals, chips, and the small windows of columns and filters."""
    window = way.window
    for kind in KINDS:
        window.tables.show_kind(kind)
        way.hand.wait(lambda: window.tables.table.loaded)
        way.look(f"table of {kind}", window.table_dock)
    table = window.tables.show_kind("disputes")
    arranging = table.arranging
    way.hand.press("tables:conditions")
    arranging.show_totals(shown=True)
    way.hand.wait(window.tables.query.line.hasFocus)
    way.hand.type("颜色 = 红" if way.lang == "zh" else "colour = red", window.tables.query.line)
    way.hand.keys(Qt.Key.Key_Return)
    table.arrange(replace(table.arrangement, frozen=1))
    way.hand.wait(window.tables.chips.isVisible)
    way.rest()
    way.look("conditions, chips and totals", window.table_dock)
    table.waiting.begin()
    way.hand.wait(table.waiting.isVisible)
    way.look("a table that is being sorted", window.table_dock)
    table.waiting.end()
    arranging.choose_columns(QPoint(300, 300))
    way.popup("columns")
    window.tables.choose.open()
    way.popup("tables to choose from")
    whole = window.size()
    window.resize(1100, 760)
    way.hand.wait(window.tables.choose.isVisible)
    way.rest()
    way.look("tables in a narrow window", window.table_dock)
    window.resize(whole)
    for name in ("colour", "found", "summary"):
        arranging.filter_section(table.model.section(name))
        way.popup(f"filter of {name}")
    arranging.reset()
    way.hand.press("tables:conditions")


def row_acts(way: Round) -> None:
    """The menu of a row and the forms of what it offers; cells that are pasted."""
    window = way.window
    for kind, key, acts in (
        ("disputes", "dispute0", ("escalate", "hand", "fill")),
        ("hazards", "hazard0", ("eliminate",)),
        ("villages", "village0", ("post",)),
    ):
        table = window.tables.show_kind(kind)
        window.session.selection.set((Item(kind, way.county[key]),), "search")
        way.hand.wait(table.chosen)
        way.rest()
        table.acting.menu().popup(QPoint(200, 200))
        way.popup(f"menu of {kind}")
        for act in acts:
            action = table.acting.menu().findChild(QAction, f"row:{act}")
            if action is not None:
                action.trigger()
                way.dialog(f"{act}, {kind}", "dialog:act")
    table = window.tables.show_kind("cameras")
    window.session.selection.set((Item("cameras", way.county["camera0"]),), "search")
    way.hand.wait(lambda: len(table.chosen()) == 1)
    QGuiApplication.clipboard().setText("编号\t名称\nSXT-0000\t村口乙")
    table.acting.clipboard.paste()
    way.dialog("paste", "dialog:paste")
    window.session.selection.set((), "search")


def figures(way: Round) -> None:
    """The rows behind each figure of the ribbon."""
    window = way.window
    for name in window.ribbon.buttons:
        window._show_rows(name)
        way.rest()
        way.look(f"rows of {name}", window.rows_dock)
    window.rows_dock.hide()


# -- the map --------------------------------------------------------------------------------------


def boundaries(way: Round) -> None:
    """The sheet of the boundary tool, areas before and after, the list of faults and what would mend them."""
    window = way.window
    window.toolbox.use("boundary")
    way.rest()
    way.look("boundary", window.boundary.dock)
    areas = AreaList()
    areas.show_areas([Area("", "411024", "姚家居委会", 2.0e6, 2.1e6)], way.lang)
    areas.resize(window.boundary.dock.size())
    areas.show()
    way.look("areas", areas)
    areas.deleteLater()
    window._end_tool()
    window.boundary_check.open()
    way.rest()
    window.boundary_check.panel.preview.show()
    way.look("check", window.boundary_check.dock)
    window.boundary_check.panel.preview.hide()
    window.boundary_check.dock.hide()
    window.table_dock.show()


def layers(way: Round) -> None:
    """Each layer's card and the window of its look, saved themes, names without room."""
    window = way.window
    for top in list(window.layers.tree.tops()):
        window.layers.tree.setCurrentItem(top)
        way.look(f"layer {top.text(0)}", window.layer_dock)
    for name in ("villages", "disputes"):
        editor = edit_style(window.session, window.styles, name, window, window.layers)
        way.rest()
        way.look(f"look of {name}", editor)
        editor.reject()
    saved = SavedThemesMenu(window.styles, window)
    saved.popup(QPoint(200, 200))
    way.popup("saved themes")
    homeless = window.layers.homeless
    before = homeless.names
    homeless.show_names((Unwritten("villages", way.county["village0"], "姚家居委会"),))
    way.look("names without room", window.layer_dock)
    homeless.show_names(before)
    way.window.empty.adjustSize()
    way.window.empty.show()
    way.look("empty map", way.window.empty)
    way.window.empty.hide()


def places(way: Round) -> None:
    """Coordinates that are gone to, corners as text, the menu of a place with those under it."""
    window = way.window
    window.places.ask()
    way.dialog("coordinates", "dialog:go_to")
    window.session.selection.set((Item("drawings", way.county["drawing0"]),), "search")
    window.places.tabulate()
    way.dialog("corners", "dialog:shape_table")
    stands = (Item("disputes", way.county["dispute0"]),)
    menu = HereMenu(window.session, window.on_map, Point(114.02, 34.06), stands)
    for each in (*menu.findChildren(QMenu), menu):
        each.popup(QPoint(200, 200))
        way.popup(f"menu of a place: {each.title()}")
    menu.deleteLater()


# -- what frames the work -------------------------------------------------------------------------


def menus(way: Round) -> None:
    for menu in way.window.menus.findChildren(QMenu):
        if menu.actions():
            menu.popup(QPoint(100, 100))
            way.popup(f"menu {menu.title()}")


def files(way: Round) -> None:
    """The dialogs of what goes out and what comes in."""
    window = way.window
    way.part(Transfers).ask_export()
    way.dialog("export", "export")
    way.part(Outlets).ask_page()
    way.dialog("page", "page")
    way.part(Outlets).base_maps.ask()
    way.dialog("base map", "base")
    file = way.folder / "duty.csv"
    rows = [f"J{n:04d},村口乙,正常,姚家居委会,{114.01 + n / 500},34.02" for n in range(9)]
    rows += ["J0099,村口乙,坏的,没有的村,1,2", "SXT-0001,村口乙,正常,张桥村,114.02,34.02"]
    file.write_text("\n".join(["设备编号,点位名称,运行状态,所属村,经度,纬度", *rows]), "utf-8")
    window.tables.show_kind("cameras")
    dialog = way.part(Transfers).ask_import()
    way.look("import, without a file", dialog)
    dialog.set_file(file)
    way.hand.wait(lambda: dialog.plan is not None)
    for page in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(page)
        way.look(f"import, {dialog.tabs.tabText(page)}", dialog)
    dialog.reject()


def around(way: Round) -> None:
    """Settings, help, long work, the tour, notices, search and the second map."""
    window, frame = way.window, way.part(Frame)
    settings = frame.show_settings()
    for page in range(settings.tabs.count()):
        settings.tabs.setCurrentIndex(page)
        way.look("settings", settings)
    settings.reject()
    frame.help.show_page("")
    way.look("help", frame.help.dock)
    frame.help.dock.hide()
    frame.work.open()
    way.popup("long work")
    window.on_map.delete((Item("hazards", way.county["hazard0"]),), "menu")
    way.look("notices", window.notices)
    window.session.undo("menu")
    for notice in window.session.notices.standing:
        window.session.notices.withdraw(notice)
    frame.show_tour()
    tour = frame.tour
    assert tour is not None
    while tour.isVisible():
        way.look("tour", tour)
        tour.go_on()
    search = window.ribbon.search
    for typed in ("zzzz", "411024"):
        search.setText(typed)
        search.textEdited.emit(typed)
        assert search.list is not None
        way.look("search", search.list)
        search.list.hide()
    search.clear()
    second = way.part(Outlets).show_second()
    way.hand.wait(lambda: second.map is not None and second.map.extent is not None)
    way.look("second map", second)
    second.close()


def start(way: Round) -> None:
    """The page before a workspace is open, and what it asks: demo, server, passphrase; where a copy goes."""
    for shown in (
        StartPage(way.window.settings, lambda: way.window.session.lang),
        DemoDialog(way.lang),
        ServerDialog(None),
        PassphraseDialog("中文"),
        CopyDialog(way.workspace.target.path),
    ):
        shown.show()
        way.look(type(shown).__name__, shown)
        shown.close()
        shown.deleteLater()


ROUND: tuple[Callable[[Round], None], ...] = (
    modes,
    records,
    new_records,
    dates_and_sides,
    left_unsaved,
    many_records,
    photos,
    tables,
    row_acts,
    figures,
    boundaries,
    layers,
    places,
    menus,
    files,
    around,
    start,
)
