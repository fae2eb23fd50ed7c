"""What stands at a point: cameras, checkpoints, rooms, workstations, drones, key sites.

An inventory: what it is, where it points, whether it works. No video is opened and nothing is
recognised.
"""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Mapped, mapped_column

from db.geometry import Geometry
from db.records.base import Record, Surveyed, field, link
from resources.text import Text

STATUSES = {
    "ok": Text("正常", "Working"),
    "fault": Text("故障", "Out of order"),
    "offline": Text("离线", "Offline"),
}

CAMERA_KINDS = {
    "street": Text("街面监控", "Street"),
    "recognition": Text("识别卡口", "Recognition-capable"),
    "social": Text("社会视频", "Social feed"),
}


class _Standing(Surveyed):
    """Columns of everything that stands at one point and has a serial number."""

    serial: Mapped[str] = mapped_column(
        sort_order=-20, unique=True, info=field("编号", "Serial", required=True)
    )
    name: Mapped[str] = mapped_column(
        sort_order=-20, info=field("名称", "Name", required=True, free_text=True)
    )
    status: Mapped[str] = mapped_column(
        sort_order=20, default="ok", info=field("状态", "Status", choices=STATUSES)
    )
    village_uid: Mapped[str | None] = link("villages", "所在村", "Village", order=20)
    unit_uid: Mapped[str | None] = link("units", "管理单位", "Unit", order=20)
    note: Mapped[str] = mapped_column(
        sort_order=20, default="", info=field("备注", "Note", free_text=True, long=True)
    )
    geom: Mapped[BaseGeometry | None] = mapped_column(
        Geometry("POINT"), sort_order=20, info=field("位置", "Place", required=True)
    )


class Camera(_Standing, Record):
    """A camera; ``bearing`` is clockwise from north, ``fov`` its angle, ``range_m`` its reach."""

    __tablename__ = "cameras"
    title = Text("监控", "Camera")

    camera_kind: Mapped[str] = mapped_column(
        default="street", info=field("类别", "Kind", choices=CAMERA_KINDS)
    )
    owner: Mapped[str] = mapped_column(default="", info=field("产权", "Owner", free_text=True))
    bearing: Mapped[float | None] = mapped_column(
        info=field("朝向", "Bearing", unit="°", low=0, high=360)
    )
    fov: Mapped[float | None] = mapped_column(
        info=field("视场角", "Field of view", unit="°", low=1, high=360)
    )
    range_m: Mapped[float | None] = mapped_column(
        info=field("可视距离", "Range", unit="m", low=1, high=20000)
    )


class Checkpoint(_Standing, Record):
    """A checkpoint across a road; ``bearing`` is the road's direction."""

    __tablename__ = "checkpoints"
    title = Text("卡口", "Checkpoint")

    bearing: Mapped[float | None] = mapped_column(
        info=field("道路走向", "Road bearing", unit="°", low=0, high=360)
    )


class PoliceRoom(_Standing, Record):
    """A police room (警务室)."""

    __tablename__ = "rooms"
    title = Text("警务室", "Police room")


class Workstation(_Standing, Record):
    """A village workstation (工作站)."""

    __tablename__ = "workstations"
    title = Text("工作站", "Workstation")


class DroneStation(_Standing, Record):
    """A drone station; ``speed_kmh`` gives its reach in minutes."""

    __tablename__ = "drone_stations"
    title = Text("无人机站", "Drone station")

    speed_kmh: Mapped[float | None] = mapped_column(
        info=field("飞行速度", "Speed", unit="km/h", low=1, high=300)
    )


class Site(_Standing, Record):
    """A key site that must be inspected."""

    __tablename__ = "sites"
    title = Text("重点场所", "Key site")

    site_kind: Mapped[str] = mapped_column(
        default="school", info=field("类别", "Kind", terms="site_kinds")
    )
