"""What columns are called in the files that arrive, by field; and words for fixed choices.

A column is compared in a plain form (`plain`): half-width, lower case, no spaces, signs or
bracketed units. Labels of the fields themselves are not repeated here. A link is named by the
record it points to; its own code or its name may stand in the column.
"""

from __future__ import annotations

import re
import unicodedata

POINT_X = (
    "lon lng long longitude 经度 东经 经 lonwgs84 lngwgs84 gpsx 地图经度 lnggcj02 lngbd09 "
    "x x坐标 坐标x 横坐标 pointx xcoord easting 东坐标 y东 location.lng decimallongitude gpslongitude longitud länge "
    "laenge längengrad geolänge долгота 経度 경도 خطالطول ลองจิจูด "
    "boylam długość délka coordx coordenadax xcoordinate wgs84경도"
)
POINT_Y = (
    "lat latitude 纬度 北纬 纬 latwgs84 gpsy 地图纬度 latgcj02 latbd09 "
    "y y坐标 坐标y 纵坐标 pointy ycoord northing 北坐标 location.lat decimallatitude gpslatitude latitud breite "
    "breitengrad geobreite широта 緯度 위도 خطالعرض ละติจูด "
    "enlem szerokość šířka coordy coordenaday ycoordinate wgs84위도"
)
POINT_BOTH = (
    "坐标 经纬度 经纬度坐标 位置坐标 lonlat lnglat latlon latlng coordinates coordinate location gps 坐标位置 位置 "
    "gps坐标 纬经度 坐标点 point geopoint geolocation 緯度経度 座標 좌표 координаты coordenadas coordonnées koordinaten"
)
WKT = "wkt geom geometry thegeom shape wktgeom 几何"

COMMON: dict[str, str] = {
    "serial": "编号 编码 设备编号 设备编码 点位编号 国标编码 国标id id 序列号 资产编号 number no code serialno "
    "serialnumber deviceid osmid psgccode camerano 档案号 numero numéro nummer номер код 番号 管理番号 관리번호 번호 "
    "الرقم المعرف รหัส kod codigo código identificador identifiant kennung ident objectid fid gid",
    "name": "名称 名字 点位名称 设备名称 监控名称 场所名称 单位名称 地点 安装位置 安装地点 点位 位置名称 title label "
    "nom nombre bezeichnung navn naam nazwa název adı isim название наименование имя 名前 名称名 施設名 이름 명칭 "
    "소재지도로명주소 설치목적구분 設置場所 施設名称 "
    "시설명 الاسم ชื่อ denominazione designation nome namezh 地名 namename 站名 路口 详细地址 地址",
    "status": "状态 运行状态 设备状态 在线状态 工作状态 使用状态 state condition",
    "bearing": "方位角 朝向 方向角 监控方位 direction azimuth heading 角度",
    "fov": "视场角 视角 fieldofview 水平视场角 angle",
    "range_m": "可视距离 监控距离 有效距离 探测距离 视距 range 半径 距离 distance radius",
    "owner": "产权 产权单位 所有者 所属单位 建设单位 权属 owner 归属",
    "camera_kind": "类别 类型 监控类型 摄像机类型 设备类型 kind type category",
    "site_kind": "类别 类型 场所类型 场所类别 kind type category",
    "note": "备注 说明 note notes remark remarks comment description 描述",
    "village_uid": "所在村 村 村社区 社区 行政村 所属村 所属社区 村名 村名称 所在社区 村居 所属村居 village "
    "villagename villagecode 村代码 barangay 村委会 所属行政村 vill 所在村社区",
    "unit_uid": "管理单位 责任单位 责任派出所 派出所 所属派出所 辖区派出所 单位 所属单位 所属机构 部门 station unit "
    "unitname unitcode policestation department",
    "township_uid": "所属乡镇 乡镇 镇 街道 乡镇街道 所在乡镇 辖区乡镇 town township townname towncode townid "
    "townshipcode 乡镇名称 乡镇代码 乡镇街道名称",
    "county_uid": "所属县 县 区县 县区 县市区 county countyname countycode countyid 县代码 县名称",
    "home_township_uid": "籍贯 籍贯乡镇 户籍地 出生地 hometown",
    "parent_uid": "上级单位 上级 主管单位 parent",
    "officer_uid": "民警 警员 姓名 警号 officer badge 包村民警 驻村民警",
    "holder_uid": "承办人 责任人 负责人 整改责任人 holder 办理人",
    "resident_uid": "驻村民警 residentofficer",
    "liaison_uid": "包村民警 liaisonofficer",
    "dispute_uid": "纠纷编号 案件编号 case caseno",
    "pinyin": "拼音 pinyin 全拼",
    "initials": "首字母 拼音首字母 简拼 initials",
    "population": "人口 总人口 人口数 常住人口 户籍人口 population pop persons 人数",
    "households": "户数 总户数 家庭户数 households 户",
    "kind_of_place": "城乡分类 类别 村社区类别 placetype",
    "boundary_source": "边界来源 数据来源 source",
    "boundary_since": "边界启用 启用日期 since",
    "badge": "警号 工号 编号 证号 badgeno badgenumber policeno 人员编号",
    "officer_kind": "类别 人员类别 警种 身份 职务类别 officertype",
    "duty_phone": "工作电话 值班电话 办公电话 联系电话 电话 phone tel telephone 手机",
    "leave_from": "请假开始 请假自",
    "leave_to": "请假结束 请假至",
    "active_from": "在岗自 入职日期 到岗日期",
    "active_to": "在岗至 离岗日期",
    "unit_kind": "类别 单位类别 单位类型",
    "case_no": "编号 案号 案件编号 纠纷编号 caseno casenumber 受理编号 序列号 登记号",
    "summary": "事由 标题 摘要 内容 简要情况 纠纷内容 隐患内容 基本情况 概况 简述 隐患描述 问题描述 纠纷概述 "
    "summary title description 隐患情况",
    "dispute_kind": "类型 纠纷类型 矛盾类型 类别 纠纷类别 kind type category",
    "hazard_kind": "类型 隐患类型 隐患类别 类别 kind type category",
    "colour": "颜色 预警颜色 风险等级 color 红黄蓝 预警级别 等级颜色",
    "case_class": "等级 纠纷等级 难易程度 难易等级 class 案件等级",
    "level": "层级 调处层级 级别 调解层级 level",
    "state": "进度 办理状态 处理状态 化解状态 调处状态 state 办理进度 stage",
    "found": "发现日期 发现时间 排查日期 排查时间 登记日期 登记时间 受理日期 受理时间 上报日期 上报时间 "
    "日期 时间 date founddate founddt",
    "closed": "办结日期 化解日期 办结时间 化解时间 结案日期 closeddate dateclosed",
    "due": "整改期限 期限 截止日期 到期日期 整改时限 duedate deadline",
    "severity": "程度 隐患等级 风险程度 严重程度 等级 severity 隐患级别",
    "eliminated": "消除日期 整改完成日期 完成日期 销号日期 eliminated dateeliminated",
    "proof": "消除证明 整改情况 整改结果 证明 proof",
    "notice_no": "整改通知书 通知书编号 通知书文号 文书号 noticeno",
    "post": "岗位 包驻类型 岗位类型 post",
    "start": "自 开始日期 起始日期 起 start from startdate",
    "end": "至 结束日期 终止日期 止 end to enddate",
    "order_no": "调令 文号 order orderno",
    "speed_kmh": "飞行速度 速度 speed",
    "date": "日期 走访日期 时间 visitdate date",
    "text": "内容 走访内容 情况 文字 text",
}
"""Field to space-separated names, for every kind that has the field."""

OWN: dict[tuple[str, str], str] = {
    (
        "villages",
        "code",
    ): "代码 编码 村代码 村编码 行政区划代码 区划代码 统计代码 统计用区划代码 villagecode villcode villageid "
    "vcode geocode geocodigm psgccode code12 村级代码 区划编码 行政代码 村社区代码 xzqdm xzqhdm cjdm "
    "zldwdm 坐落单位代码 地区代码",
    (
        "villages",
        "name",
    ): "村 村名 村名称 行政村 村社区 社区 社区名称 村居 village villagename villname nomemunic nomemun munname "
    "行政村名称 村社区名称 xzqmc cjmc zldwmc 坐落单位名称 name 村委会名称 村居名称 村级名称 村委会 barangay brgy",
    (
        "townships",
        "code",
    ): "geocodigm geocode 代码 编码 乡镇代码 镇代码 街道代码 towncode townid towncode9 乡级代码 xzqdm 区划代码",
    (
        "townships",
        "name",
    ): "nomemunic nomemun munname municipio município municipality gemeinde commune kommune 市区町村名 읍면동 "
    "乡镇 镇 街道 乡镇名称 乡镇街道 town townname township name 街道名称 乡级名称 xzqmc",
    (
        "counties",
        "code",
    ): "代码 县代码 区县代码 countycode countyid adcode districtadcode 县级代码 xzqdm 区划代码",
    (
        "counties",
        "name",
    ): "县 区县 县名 县区 county countyname district districtname name 县名称 县区名称 xzqmc",
    ("units", "code"): "单位代码 单位编码 机构代码 编号 代码 unitcode orgcode",
    ("units", "name"): "单位 单位名称 派出所 派出所名称 机构名称 unit unitname station name",
    ("officers", "name"): "姓名 民警姓名 名字 人员姓名 name officername",
    ("checkpoints", "name"): "卡口 卡口名称 检查站 checkpoint",
    ("rooms", "name"): "警务室 警务室名称",
    ("workstations", "name"): "工作站 工作站名称",
    ("drone_stations", "name"): "无人机站 机场名称",
    (
        "base_lines",
        "line_class",
    ): "等级 道路等级 技术等级 类型 类别 道路类型 fclass highway roadclass class",
    ("base_lines", "name"): "路名 道路名称 河名 名称 name ref",
    ("sites", "name"): "场所 场所名称 单位名称 学校名称 企业名称 name",
}
"""Kind and field to names that mean this field in this kind, before `COMMON`."""

WORDS: dict[str, dict[str, str]] = {
    "status": {
        "ok": "正常 良好 在线 完好 在用 启用 运行 运行中 正常运行 好 有效 online working normal active ok good up 1",
        "fault": "故障 损坏 异常 坏 维修 维修中 待修 有故障 报修 fault broken faulty error defect",
        "offline": "离线 停用 未上线 不在线 掉线 断线 关闭 停机 offline down inactive disabled 0",
    },
    "camera_kind": {
        "street": "街面 街面监控 治安监控 一类点 一类 公安自建 自建 street public",
        "recognition": "识别 人脸 人脸抓拍 车辆识别 识别卡口 抓拍 二类点 recognition face anpr",
        "social": "社会 社会视频 社会面 社会资源 三类点 三类 自有 social private",
    },
    "colour": {
        "red": "红 红色 红色预警 高 高风险 red",
        "yellow": "黄 黄色 橙 黄色预警 中 中风险 yellow amber",
        "blue": "蓝 蓝色 蓝色预警 低 低风险 blue",
    },
    "case_class": {
        "general": "一般 简单 普通 一般纠纷 general simple",
        "complex": "复杂 较复杂 复杂纠纷 complex",
        "difficult": "疑难 重大 疑难复杂 重大疑难 difficult hard",
    },
    "level": {
        "village": "村 村级 社区 村居 village",
        "station": "所 所级 派出所 乡镇 镇级 乡镇级 station",
        "county": "县 县级 县中心 中心 区级 county",
    },
    "state": {
        "found": "发现 新发现 登记 待受理 未受理 found new",
        "accepted": "受理 已受理 accepted",
        "mediating": "调解中 调处中 调解 办理中 化解中 处理中 mediating",
        "resolved": "化解 已化解 已办结 办结 调解成功 成功 结案 resolved closed",
        "referred": "移送 转办 已移送 移交 引导诉讼 referred",
    },
    "severity": {
        "high": "重大 严重 高 一级 重大隐患 high severe",
        "medium": "较大 中 二级 较重 medium moderate",
        "low": "一般 低 轻微 三级 一般隐患 low minor",
    },
    "kind_of_place": {
        "village": "行政村 村 村委会 农村 村民委员会 village rural 220 r",
        "community": "社区 居委会 居民委员会 城镇 城市 居民区 community urban 111 112 121 122 u",
    },
    "boundary_source": {
        "official": "民政勘界 民政 勘界 法定 官方 official survey",
        "digitised": "图纸数字化 数字化 digitised digitized",
        "drawn": "本机绘制 绘制 手绘 drawn",
        "adjusted": "手工调整 调整 adjusted",
        "invented": "示意边界 示意 invented indicative",
    },
    "officer_kind": {
        "officer": "民警 警察 在编 正式 officer",
        "auxiliary": "辅警 协警 文职 auxiliary",
        "leader": "领导 局领导 班子成员 所长 leader",
    },
    "post": {
        "resident": "驻村 驻村民警 resident",
        "liaison": "包村 包村民警 联村 liaison",
        "leader": "包抓 包抓领导 包乡镇 leader",
        "auxiliary": "辅警 驻村辅警 auxiliary",
    },
    "line_class": {
        "motorway": "高速 高速公路 motorway motorway_link",
        "trunk": "国道 快速路 trunk trunk_link",
        "primary": "省道 主干路 主干道 primary primary_link",
        "secondary": "县道 次干路 次干道 secondary secondary_link",
        "tertiary": "乡道 支路 tertiary tertiary_link",
        "road": "村道 街 巷 道路 residential unclassified living_street pedestrian service road "
        "busway",
        "track": "机耕路 田间路 track",
        "path": "小路 人行道 步道 path footway cycleway bridleway steps corridor platform",
        "rail": "铁路 轨道 rail light_rail tram subway narrow_gauge monorail railway",
        "river": "河 河流 江 river",
        "stream": "溪 沟 溪流 stream",
        "canal": "渠 渠道 运河 canal drain ditch",
    },
    "unit_kind": {
        "bureau": "公安局 分局 局机关 bureau",
        "station": "派出所 所 station",
        "department": "机关部门 大队 科室 科 股 室 中队 机关 department",
    },
}
"""Field to choice to space-separated words that mean it."""

_TRADITIONAL = str.maketrans(
    "設備編號點稱運狀態經緯區劃鄉鎮縣碼處單員場類別監視頻攝機產權屬責務報東標圖長寬範圍離職歷來開結負電話門鄰糾紛"
    "調進級嚴險隱證書書條說記時間學廠醫業廣農統計數據總戶國際無線動車輛識駐領導輔專隊",
    "设备编号点称运状态经纬区划乡镇县码处单员场类别监视频摄机产权属责务报东标图长宽范围离职历来开结负电话门邻纠纷"
    "调进级严险隐证书书条说记时间学厂医业广农统计数据总户国际无线动车辆识驻领导辅专队",
)
_BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]")
_SIGNS = re.compile(r"[\s_\-./\\:：、，,;；|*#\"'“”‘’()（）\[\]【】<>《》%]+")


def plain(name: str) -> str:
    """`name` as it is compared: half-width, lower case, without spaces, signs and bracketed units."""
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_TRADITIONAL)
    bare = _SIGNS.sub("", _BRACKETS.sub("", folded))
    return bare or _SIGNS.sub("", folded)
