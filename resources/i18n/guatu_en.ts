<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="zh_CN">
<context>
    <name>AboveMap</name>
    <message>
        <source>所选村的监控覆盖</source>
        <translation>View Cover of the Selected Village</translation>
    </message>
    <message>
        <source>无人机到达圈</source>
        <translation>Drone Reach</translation>
    </message>
    <message>
        <source>大屏字号</source>
        <translation>Wall Size</translation>
    </message>
</context>
<context>
    <name>ActDialog</name>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>打开工作区…</source>
        <translation>Open workspace…</translation>
    </message>
    <message>
        <source>连接服务器…</source>
        <translation>Connect to a server…</translation>
    </message>
    <message>
        <source>新建工作区…</source>
        <translation>New workspace…</translation>
    </message>
    <message>
        <source>新增记录…</source>
        <translation>New record…</translation>
    </message>
    <message>
        <source>生成演示县…</source>
        <translation>Build a demo county…</translation>
    </message>
    <message>
        <source>导入…</source>
        <translation>Import…</translation>
    </message>
    <message>
        <source>导出…</source>
        <translation>Export…</translation>
    </message>
    <message>
        <source>导出网页地图…</source>
        <translation>Export map page…</translation>
    </message>
    <message>
        <source>底图…</source>
        <translation>Base map…</translation>
    </message>
    <message>
        <source>第二地图窗口</source>
        <translation>Second map window</translation>
    </message>
    <message>
        <source>检查工作区</source>
        <translation>Check the workspace</translation>
    </message>
    <message>
        <source>立即备份</source>
        <translation>Back up now</translation>
    </message>
    <message>
        <source>复制工作区到…</source>
        <translation>Copy the workspace to…</translation>
    </message>
    <message>
        <source>退出</source>
        <translation>Quit</translation>
    </message>
    <message>
        <source>删除所选</source>
        <translation>Delete what is selected</translation>
    </message>
    <message>
        <source>查找</source>
        <translation>Find</translation>
    </message>
    <message>
        <source>选择和移动</source>
        <translation>Select and move</translation>
    </message>
    <message>
        <source>全域视图</source>
        <translation>Whole county</translation>
    </message>
    <message>
        <source>转到坐标…</source>
        <translation>Go to coordinates…</translation>
    </message>
    <message>
        <source>标绘坐标表…</source>
        <translation>Corners of the drawing…</translation>
    </message>
    <message>
        <source>上一视图</source>
        <translation>View back</translation>
    </message>
    <message>
        <source>下一视图</source>
        <translation>View forward</translation>
    </message>
    <message>
        <source>深色/浅色</source>
        <translation>Dark or light</translation>
    </message>
    <message>
        <source>English</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>撤销</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>重做</source>
        <translation>Redo</translation>
    </message>
</context>
<context>
    <name>Answers</name>
    <message>
        <source>更新：改已有的，添没有的</source>
        <translation>Update known, add new</translation>
    </message>
    <message>
        <source>只添加：已有的拒绝</source>
        <translation>Add only, reject known</translation>
    </message>
    <message>
        <source>替换：文件里没有的删除</source>
        <translation>Replace, delete the rest</translation>
    </message>
    <message>
        <source>照文件所说</source>
        <translation>As the file says</translation>
    </message>
    <message>
        <source>自动识别</source>
        <translation>Detected</translation>
    </message>
    <message>
        <source>类别</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>坐标系</source>
        <translation>Coordinate frame</translation>
    </message>
    <message>
        <source>方式</source>
        <translation>Mode</translation>
    </message>
    <message>
        <source>文字编码</source>
        <translation>Text encoding</translation>
    </message>
    <message>
        <source>编号列</source>
        <translation>Key column</translation>
    </message>
    <message>
        <source>图层或工作表</source>
        <translation>Layer or sheet</translation>
    </message>
    <message>
        <source>文件没有说明，选一个</source>
        <translation>Not said by the file, choose</translation>
    </message>
    <message>
        <source>未选</source>
        <translation>Not chosen</translation>
    </message>
</context>
<context>
    <name>AnswersView</name>
    <message>
        <source>空缺</source>
        <translation>vacant</translation>
    </message>
    <message>
        <source>请假中</source>
        <translation>On leave</translation>
    </message>
</context>
<context>
    <name>Arranging</name>
    <message>
        <source>升序</source>
        <translation>Sort ascending</translation>
    </message>
    <message>
        <source>降序</source>
        <translation>Sort descending</translation>
    </message>
    <message>
        <source>再按它排序</source>
        <translation>Then sort by this</translation>
    </message>
    <message>
        <source>筛选…</source>
        <translation>Filter…</translation>
    </message>
    <message>
        <source>取消这列的筛选</source>
        <translation>Clear this column&apos;s filter</translation>
    </message>
    <message>
        <source>取消分组</source>
        <translation>Ungroup</translation>
    </message>
    <message>
        <source>折起所有组</source>
        <translation>Fold all groups</translation>
    </message>
    <message>
        <source>展开所有组</source>
        <translation>Open all groups</translation>
    </message>
    <message>
        <source>按它分组</source>
        <translation>Group by this</translation>
    </message>
    <message>
        <source>冻结到这一列</source>
        <translation>Freeze up to this column</translation>
    </message>
    <message>
        <source>取消冻结</source>
        <translation>Unfreeze</translation>
    </message>
    <message>
        <source>适合内容的宽度</source>
        <translation>Fit the width</translation>
    </message>
    <message>
        <source>隐藏这一列</source>
        <translation>Hide this column</translation>
    </message>
    <message>
        <source>选择列…</source>
        <translation>Choose columns…</translation>
    </message>
    <message>
        <source>恢复默认排列</source>
        <translation>Reset the layout</translation>
    </message>
    <message>
        <source>分组</source>
        <translation>Group by</translation>
    </message>
    <message>
        <source>不分组</source>
        <translation>No groups</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>还有 {count} 处待定</source>
        <translation>{count} left to decide</translation>
    </message>
    <message>
        <source>全用我的</source>
        <translation>Keep all mine</translation>
    </message>
    <message>
        <source>全用对方的</source>
        <translation>Take all theirs</translation>
    </message>
</context>
<context>
    <name>BaseMapDialog</name>
    <message>
        <source>底图</source>
        <translation>Base map</translation>
    </message>
    <message>
        <source>本机的 MBTiles 或 PMTiles 文件，栅格或矢量。不联网，文件不会被改动。</source>
        <translation>An MBTiles or PMTiles file on this machine, raster or vector. No network; the file is not changed.</translation>
    </message>
    <message>
        <source>选择</source>
        <translation>Choose</translation>
    </message>
    <message>
        <source>显示</source>
        <translation>Shown</translation>
    </message>
    <message>
        <source>浏览…</source>
        <translation>Browse…</translation>
    </message>
    <message>
        <source>文件</source>
        <translation>File</translation>
    </message>
    <message>
        <source>图块的坐标系</source>
        <translation>Datum of the tiles</translation>
    </message>
    <message>
        <source>浓淡</source>
        <translation>Strength</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>移除底图</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>使用</source>
        <translation>Use</translation>
    </message>
    <message>
        <source>文件里不写坐标系；选错会使底图偏移几百米。问一问给图的人。</source>
        <translation>The file does not say. A wrong choice moves the base map by hundreds of metres; ask whoever gave it.</translation>
    </message>
    <message>
        <source>底图与记录同系，原样叠放。</source>
        <translation>The same as the records; laid as it is.</translation>
    </message>
    <message>
        <source>显示时移回 WGS-84 的位置；记录不动。百度（BD-09）图块切法不同，不能用。</source>
        <translation>Moved back to WGS-84 as it is shown; records stay. Baidu (BD-09) tiles are cut otherwise and can not be used.</translation>
    </message>
</context>
<context>
    <name>BoundarySheet</name>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>连同各村在范围内的地</source>
        <translation>Ground of villages inside it, too</translation>
    </message>
    <message>
        <source>不勾选时只取空地；勾选后，范围内原属各村的地也划给新村</source>
        <translation>Without this only free land is taken; with it, what lies inside the outline goes to the new village, whoever has it</translation>
    </message>
    <message>
        <source>正在写入…</source>
        <translation>Writing…</translation>
    </message>
    <message>
        <source>界内的点同时改所在村</source>
        <translation>Points go with the boundary</translation>
    </message>
    <message>
        <source>边界移过的监控、矛盾纠纷等，改记到现在所在的村，责任单位和民警随之更新</source>
        <translation>Cameras, disputes and other points the boundary moves past name the village they now stand in, with its unit and officers</translation>
    </message>
    <message>
        <source>自动：示意边界仍为示意，其余记为手工调整</source>
        <translation>Automatic: an indicative boundary stays indicative, any other becomes “adjusted by hand”</translation>
    </message>
    <message>
        <source>未选村</source>
        <translation>No village chosen</translation>
    </message>
    <message>
        <source>在地图上单击一个村</source>
        <translation>Click a village on the map</translation>
    </message>
    <message>
        <source>面积：前 → 后</source>
        <translation>Area: before → after</translation>
    </message>
    <message>
        <source>移到能到的地方（{share:.0%}）</source>
        <translation>Move as far as it goes ({share:.0%})</translation>
    </message>
    <message>
        <source>{count} 处现在位于另一个村，随之改记</source>
        <translation>{count} now stand in another village and name it</translation>
    </message>
    <message>
        <source>{count} 处现在位于另一个村，仍登记在原村</source>
        <translation>{count} now stand in another village and still name the old one</translation>
    </message>
    <message>
        <source>村界之外</source>
        <translation>Outside every village</translation>
    </message>
    <message>
        <source>另有 {count} 处</source>
        <translation>{count} more</translation>
    </message>
    <message>
        <source>改记到保留的村：{told}</source>
        <translation>Moved to the village that is kept: {told}</translation>
    </message>
</context>
<context>
    <name>CameraRoll</name>
    <message>
        <source>先选一个放照片的文件夹，以后会记住它。</source>
        <translation>Choose the folder that photos are copied to; it is remembered.</translation>
    </message>
    <message>
        <source>读不了这个文件夹。换一个。</source>
        <translation>This folder can&apos;t be read. Choose another.</translation>
    </message>
    <message>
        <source>这个文件夹里没有照片。</source>
        <translation>There are no photos in this folder.</translation>
    </message>
    <message>
        <source>放照片的文件夹</source>
        <translation>Folder of photos</translation>
    </message>
    <message>
        <source>添加 {count} 张</source>
        <translation>Add {count}</translation>
    </message>
    <message>
        <source>添加</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>相机照片</source>
        <translation>Camera roll</translation>
    </message>
    <message>
        <source>未选文件夹</source>
        <translation>No folder chosen</translation>
    </message>
    <message>
        <source>换文件夹…</source>
        <translation>Change folder…</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>CheckPanel</name>
    <message>
        <source>发现的问题</source>
        <translation>Faults found</translation>
    </message>
    <message>
        <source>问题的种类</source>
        <translation>Sorts of faults</translation>
    </message>
    <message>
        <source>核实无误</source>
        <translation>Verified</translation>
    </message>
</context>
<context>
    <name>Chips</name>
    <message>
        <source>取消这个条件</source>
        <translation>Take this condition away</translation>
    </message>
    <message>
        <source>取消条件：{words}</source>
        <translation>Take away: {words}</translation>
    </message>
    <message>
        <source>全部取消</source>
        <translation>Clear all</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>正在导入</source>
        <translation>Importing</translation>
    </message>
    <message>
        <source>文件还在写入。现在停下，一行也不会留下。</source>
        <translation>The file is still being written. Stopped now, not one row stays.</translation>
    </message>
    <message>
        <source>停止并关闭</source>
        <translation>Stop and close</translation>
    </message>
    <message>
        <source>写完再关</source>
        <translation>Close when it is done</translation>
    </message>
    <message>
        <source>不关闭</source>
        <translation>Do not close</translation>
    </message>
</context>
<context>
    <name>ColumnTable</name>
    <message>
        <source>文件的列</source>
        <translation>Column of the file</translation>
    </message>
    <message>
        <source>内容</source>
        <translation>Content</translation>
    </message>
    <message>
        <source>对应字段</source>
        <translation>Field</translation>
    </message>
    <message>
        <source>字段</source>
        <translation>Field</translation>
    </message>
    <message>
        <source>没认出的词</source>
        <translation>Unknown words</translation>
    </message>
    <message>
        <source>意思是</source>
        <translation>means</translation>
    </message>
    <message>
        <source>每一行都填这个值</source>
        <translation>the same value in every row</translation>
    </message>
    <message>
        <source>填常量的字段</source>
        <translation>Field that gets one value</translation>
    </message>
    <message>
        <source>设为常量</source>
        <translation>Set constant</translation>
    </message>
    <message>
        <source>清除常量</source>
        <translation>Clear constants</translation>
    </message>
    <message>
        <source>不导入</source>
        <translation>not imported</translation>
    </message>
    <message>
        <source>拒绝这些行</source>
        <translation>reject these rows</translation>
    </message>
</context>
<context>
    <name>ColumnsPopup</name>
    <message>
        <source>表格的列</source>
        <translation>Columns of the table</translation>
    </message>
    <message>
        <source>勾选要显示的列；拖动或 Alt+↑↓ 换次序</source>
        <translation>Tick what is shown; drag or Alt+↑↓ to reorder</translation>
    </message>
    <message>
        <source>列</source>
        <translation>Columns</translation>
    </message>
    <message>
        <source>恢复默认</source>
        <translation>Reset</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>CopyDialog</name>
    <message>
        <source>复制工作区</source>
        <translation>Copy the workspace</translation>
    </message>
    <message>
        <source>记录、照片、布局和全部操作日志一起复制，撤销和历史在复本里照常可用。原工作区不变。</source>
        <translation>Records, photos, layouts and the whole journal are copied; undo and history go on in the copy. The source stays as it is.</translation>
    </message>
    <message>
        <source>新文件</source>
        <translation>A new file</translation>
    </message>
    <message>
        <source>PostGIS 服务器（多席位共用）</source>
        <translation>A PostGIS server, shared by several seats</translation>
    </message>
    <message>
        <source>留空则不加密</source>
        <translation>Empty: not encrypted</translation>
    </message>
    <message>
        <source>存为</source>
        <translation>Save as</translation>
    </message>
    <message>
        <source>浏览…</source>
        <translation>Browse…</translation>
    </message>
    <message>
        <source>口令</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>再输一次</source>
        <translation>Once more</translation>
    </message>
    <message>
        <source>加密的文件只有挂图能打开，QGIS 打不开；口令忘记了没有办法找回。</source>
        <translation>An encrypted file opens in Guatu only, not in QGIS; a forgotten passphrase can&apos;t be recovered.</translation>
    </message>
    <message>
        <source>复制</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>填写服务器和数据库。</source>
        <translation>Fill in the server and the database.</translation>
    </message>
    <message>
        <source>写出要存成的文件。</source>
        <translation>Say which file to save to.</translation>
    </message>
    <message>
        <source>这个文件已存在，换一个名字。</source>
        <translation>This file exists already; choose another name.</translation>
    </message>
    <message>
        <source>两次输入的口令不一样。</source>
        <translation>The two passphrases differ.</translation>
    </message>
</context>
<context>
    <name>CopyMenu</name>
    <message>
        <source>复制坐标</source>
        <translation>Copy coordinates</translation>
    </message>
</context>
<context>
    <name>DayEditor</name>
    <message>
        <source>打开日历（F4）</source>
        <translation>Open the calendar (F4)</translation>
    </message>
    <message>
        <source>打开日历</source>
        <translation>Open the calendar</translation>
    </message>
    <message>
        <source>年-月-日</source>
        <translation>yyyy-mm-dd</translation>
    </message>
</context>
<context>
    <name>DemoDialog</name>
    <message>
        <source>生成演示县</source>
        <translation>Build a demo county</translation>
    </message>
    <message>
        <source>地名和轮廓是真实的，人员、边界和案件都是虚构的。</source>
        <translation>Place names and outlines are real; people, village boundaries and cases are invented.</translation>
    </message>
    <message>
        <source>浏览…</source>
        <translation>Browse…</translation>
    </message>
    <message>
        <source>县市</source>
        <translation>County</translation>
    </message>
    <message>
        <source>存为</source>
        <translation>Save as</translation>
    </message>
    <message>
        <source>生成</source>
        <translation>Build</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>这个文件已存在，换一个名字。</source>
        <translation>This file exists already. Choose another name.</translation>
    </message>
</context>
<context>
    <name>DockTitle</name>
    <message>
        <source>隐藏</source>
        <translation>Hide</translation>
    </message>
</context>
<context>
    <name>EmptyMap</name>
    <message>
        <source>地图上还没有内容</source>
        <translation>The map is empty</translation>
    </message>
    <message>
        <source>这里会显示村界、警力、设备和案事件。先导入已有的文件，或从新建村开始。</source>
        <translation>Village boundaries, officers, equipment and cases will be shown here. Import the files you have, or begin with a village.</translation>
    </message>
    <message>
        <source>导入文件…</source>
        <translation>Import files…</translation>
    </message>
    <message>
        <source>新建村…</source>
        <translation>New village…</translation>
    </message>
    <message>
        <source>先看演示县…</source>
        <translation>See the demo county…</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>导出</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>替换已有的文件</source>
        <translation>Replace the existing file</translation>
    </message>
    <message>
        <source>浏览…</source>
        <translation>Browse…</translation>
    </message>
    <message>
        <source>类别</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>范围</source>
        <translation>Records</translation>
    </message>
    <message>
        <source>格式</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>坐标系</source>
        <translation>Coordinate frame</translation>
    </message>
    <message>
        <source>存为</source>
        <translation>Save as</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
    <message>
        <source>表格中显示的 {n} 条</source>
        <translation>The {n} shown in the table</translation>
    </message>
    <message>
        <source>所选 {n} 条</source>
        <translation>The {n} selected</translation>
    </message>
    <message>
        <source>这种格式规定用 WGS-84。</source>
        <translation>This format is WGS-84 by its standard.</translation>
    </message>
    <message>
        <source>文件名的结尾不是能写的格式。</source>
        <translation>The file&apos;s ending is no format that can be written.</translation>
    </message>
    <message>
        <source>没有这个坐标系。可写 EPSG:4547 这样的代码。</source>
        <translation>There is no such frame. Write a code such as EPSG:4547.</translation>
    </message>
    <message>
        <source>这个文件已存在。</source>
        <translation>This file exists.</translation>
    </message>
</context>
<context>
    <name>ExportPageDialog</name>
    <message>
        <source>导出网页地图</source>
        <translation>Export map page</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>Everything</translation>
    </message>
    <message>
        <source>只含地图现在显示的范围</source>
        <translation>Only what the map shows now</translation>
    </message>
    <message>
        <source>带上底图（不超过 {most} MB）</source>
        <translation>Take the base map along (up to {most} MB)</translation>
    </message>
    <message>
        <source>替换已有的文件</source>
        <translation>Replace the existing file</translation>
    </message>
    <message>
        <source>浏览…</source>
        <translation>Browse…</translation>
    </message>
    <message>
        <source>给谁看</source>
        <translation>Readers</translation>
    </message>
    <message>
        <source>范围</source>
        <translation>Extent</translation>
    </message>
    <message>
        <source>配色</source>
        <translation>Colours</translation>
    </message>
    <message>
        <source>语言</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>标题</source>
        <translation>Title</translation>
    </message>
    <message>
        <source>存为</source>
        <translation>Save as</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>导出</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>文件名应以 .html 结尾。</source>
        <translation>The file name should end in .html.</translation>
    </message>
    <message>
        <source>这个文件已存在。</source>
        <translation>This file exists already.</translation>
    </message>
</context>
<context>
    <name>FigureButton</name>
    <message>
        <source>数值不可能，核对数据</source>
        <translation>This value is impossible: check the records</translation>
    </message>
</context>
<context>
    <name>FigureRows</name>
    <message>
        <source>{title} {shown} 条</source>
        <translation>{title}: {shown}</translation>
    </message>
    <message>
        <source>{title} {shown} / {total} 条</source>
        <translation>{title}: {shown} / {total}</translation>
    </message>
    <message>
        <source>不可能的数值，核对记录</source>
        <translation>Impossible value: check the records</translation>
    </message>
    <message>
        <source>点上方的指标，这里列出它算进去的记录</source>
        <translation>Click a figure above: the records counted in it are listed here</translation>
    </message>
    <message>
        <source>无</source>
        <translation>none</translation>
    </message>
</context>
<context>
    <name>FillBox</name>
    <message>
        <source>填色</source>
        <translation>Fill by</translation>
    </message>
    <message>
        <source>分级</source>
        <translation>Classes by</translation>
    </message>
    <message>
        <source>级数</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>色带</source>
        <translation>Ramp</translation>
    </message>
    <message>
        <source>不填色</source>
        <translation>No fill</translation>
    </message>
</context>
<context>
    <name>FilterPopup</name>
    <message>
        <source>只看没有值的</source>
        <translation>Only rows without a value</translation>
    </message>
    <message>
        <source>查找，可用拼音首字母</source>
        <translation>Search, also by pinyin initials</translation>
    </message>
    <message>
        <source>查找值</source>
        <translation>Search the values</translation>
    </message>
    <message>
        <source>要显示的值</source>
        <translation>Values to show</translation>
    </message>
    <message>
        <source>全选</source>
        <translation>All</translation>
    </message>
    <message>
        <source>全不选</source>
        <translation>None</translation>
    </message>
    <message>
        <source>包含的文字</source>
        <translation>Text it holds</translation>
    </message>
    <message>
        <source>从</source>
        <translation>From</translation>
    </message>
    <message>
        <source>到</source>
        <translation>To</translation>
    </message>
    <message>
        <source>如 2026-11-22、今天、-7</source>
        <translation>e.g. 2026-11-22, today, -7</translation>
    </message>
    <message>
        <source>取消筛选</source>
        <translation>Clear the filter</translation>
    </message>
    <message>
        <source>筛选</source>
        <translation>Filter</translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>保存（Ctrl+S）</source>
        <translation>Save (Ctrl+S)</translation>
    </message>
    <message>
        <source>保存并新增</source>
        <translation>Save and next</translation>
    </message>
    <message>
        <source>保存，接着新增下一条，重复的内容留着（Ctrl+Shift+回车）</source>
        <translation>Save and begin the next one; what repeats is kept (Ctrl+Shift+Enter)</translation>
    </message>
    <message>
        <source>编辑</source>
        <translation>Edit</translation>
    </message>
    <message>
        <source>编辑（F2）</source>
        <translation>Edit (F2)</translation>
    </message>
    <message>
        <source>删除</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>放弃新增</source>
        <translation>Discard</translation>
    </message>
    <message>
        <source>撤回修改</source>
        <translation>Revert</translation>
    </message>
    <message>
        <source>退出编辑</source>
        <translation>Stop editing</translation>
    </message>
</context>
<context>
    <name>FormRow</name>
    <message>
        <source>编辑（F2）</source>
        <translation>Edit (F2)</translation>
    </message>
    <message>
        <source>复制</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>这一项的历史</source>
        <translation>History of this field</translation>
    </message>
    <message>
        <source>撤回这一项（Ctrl+Z）</source>
        <translation>Put this field back (Ctrl+Z)</translation>
    </message>
    <message>
        <source>撤回这一项</source>
        <translation>Put this field back</translation>
    </message>
</context>
<context>
    <name>Frame</name>
    <message>
        <source>设置…</source>
        <translation>Settings…</translation>
    </message>
    <message>
        <source>六步入门</source>
        <translation>Tour in six steps</translation>
    </message>
    <message>
        <source>诊断包…</source>
        <translation>Diagnostic bundle…</translation>
    </message>
    <message>
        <source>此处的说明</source>
        <translation>Help on this</translation>
    </message>
    <message>
        <source>全部说明</source>
        <translation>All help</translation>
    </message>
</context>
<context>
    <name>GoToDialog</name>
    <message>
        <source>转到坐标</source>
        <translation>Go to coordinates</translation>
    </message>
    <message>
        <source>如 114.18, 34.10；114°10′48″E 34°6′N；X 3774768 Y 38516610</source>
        <translation>Such as 114.18, 34.10; 114°10′48″E 34°6′N; X 3774768 Y 38516610</translation>
    </message>
    <message>
        <source>坐标</source>
        <translation>Coordinates</translation>
    </message>
    <message>
        <source>坐标系</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>前往</source>
        <translation>Go</translation>
    </message>
    <message>
        <source>文中写明</source>
        <translation>As the text says</translation>
    </message>
    <message>
        <source>按所选坐标系</source>
        <translation>In the chosen datum</translation>
    </message>
</context>
<context>
    <name>Head</name>
    <message>
        <source>继续未保存的：{title}</source>
        <translation>Go on with the unsaved {title}</translation>
    </message>
    <message>
        <source>未保存</source>
        <translation>Not saved</translation>
    </message>
    <message>
        <source>定位</source>
        <translation>Locate</translation>
    </message>
    <message>
        <source>在地图上显示</source>
        <translation>Show on the map</translation>
    </message>
</context>
<context>
    <name>HeatPanel</name>
    <message>
        <source>热力图</source>
        <translation>Heat map</translation>
    </message>
    <message>
        <source>近 {n} 天</source>
        <translation>Last {n} days</translation>
    </message>
    <message>
        <source>自定时段</source>
        <translation>From – to</translation>
    </message>
    <message>
        <source>内容</source>
        <translation>Of</translation>
    </message>
    <message>
        <source>时段</source>
        <translation>Period</translation>
    </message>
    <message>
        <source>起止</source>
        <translation>Days</translation>
    </message>
    <message>
        <source>半径</source>
        <translation>Radius</translation>
    </message>
</context>
<context>
    <name>HereMenu</name>
    <message>
        <source>空缺</source>
        <translation>vacant</translation>
    </message>
    <message>
        <source>驻村</source>
        <translation>Resident</translation>
    </message>
    <message>
        <source>包村</source>
        <translation>Liaison</translation>
    </message>
    <message>
        <source>村界之外</source>
        <translation>Outside every village</translation>
    </message>
    <message>
        <source>监控覆盖</source>
        <translation>View cover</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>历史</source>
        <translation>History</translation>
    </message>
    <message>
        <source>看全部</source>
        <translation>Show all</translation>
    </message>
    <message>
        <source>这一项没有改动过。</source>
        <translation>This field was never changed.</translation>
    </message>
    <message>
        <source>再看 {count} 条</source>
        <translation>{count} more</translation>
    </message>
    <message>
        <source>改回“{value}”</source>
        <translation>Back to “{value}”</translation>
    </message>
</context>
<context>
    <name>Homeless</name>
    <message>
        <source>放大可再见 {count} 个名称</source>
        <translation>Zoom in for {count} more names</translation>
    </message>
    <message>
        <source>当前视图里没有地方写的名称；放大可见</source>
        <translation>Names in this view that found no room; zoom in to read them</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>导入</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>SHP、ZIP、GPKG、GeoJSON、KML、KMZ、GPX、CSV、XLSX 或 PBF</source>
        <translation>SHP, ZIP, GPKG, GeoJSON, KML, KMZ, GPX, CSV, XLSX or PBF</translation>
    </message>
    <message>
        <source>逐行的结果</source>
        <translation>Row by row</translation>
    </message>
    <message>
        <source>行</source>
        <translation>Row</translation>
    </message>
    <message>
        <source>结果</source>
        <translation>Outcome</translation>
    </message>
    <message>
        <source>编号</source>
        <translation>Key</translation>
    </message>
    <message>
        <source>内容或原因</source>
        <translation>Content or reason</translation>
    </message>
    <message>
        <source>列对应</source>
        <translation>Columns</translation>
    </message>
    <message>
        <source>位置</source>
        <translation>Places</translation>
    </message>
    <message>
        <source>停止试算</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>浏览…</source>
        <translation>Browse…</translation>
    </message>
    <message>
        <source>文件</source>
        <translation>File</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>地图和表格</source>
        <translation>Maps and tables</translation>
    </message>
    <message>
        <source>试算已停止。改动任何一项会重新试算。</source>
        <translation>Stopped. Changing any answer works it out again.</translation>
    </message>
    <message>
        <source>先选一个文件。这里会列出导入会新增、修改和拒绝什么；按「导入」之前不写入任何内容。</source>
        <translation>Choose a file first. What would be added, changed and rejected is listed here; nothing is written before “Import”.</translation>
    </message>
    <message>
        <source>改按 {frame} 读</source>
        <translation>Read as {frame}</translation>
    </message>
    <message>
        <source>没有可导入的：每一行都被拒绝，或与工作区相同。</source>
        <translation>Nothing to import: every row is rejected, or already as the file says.</translation>
    </message>
    <message>
        <source>替换会删除文件里没有的 {n} 条。</source>
        <translation>Replacing deletes {n} records that the file lacks.</translation>
    </message>
</context>
<context>
    <name>KindsButton</name>
    <message>
        <source>换一张表格（F4）</source>
        <translation>Another table (F4)</translation>
    </message>
    <message>
        <source>表格：{name}</source>
        <translation>Table: {name}</translation>
    </message>
</context>
<context>
    <name>KindsPopup</name>
    <message>
        <source>查找表格，可用拼音首字母</source>
        <translation>Find a table</translation>
    </message>
    <message>
        <source>查找表格</source>
        <translation>Find a table</translation>
    </message>
    <message>
        <source>全部表格</source>
        <translation>All tables</translation>
    </message>
    <message>
        <source>没有这样的表格</source>
        <translation>No such table</translation>
    </message>
</context>
<context>
    <name>LabelsBox</name>
    <message>
        <source>村名下注记</source>
        <translation>Under the names of villages</translation>
    </message>
    <message>
        <source>无</source>
        <translation>None</translation>
    </message>
</context>
<context>
    <name>LayerCard</name>
    <message>
        <source>样式…</source>
        <translation>Style…</translation>
    </message>
    <message>
        <source>缩放到</source>
        <translation>Zoom to</translation>
    </message>
    <message>
        <source>不透明度</source>
        <translation>Opacity</translation>
    </message>
    <message>
        <source>只显示：{query}</source>
        <translation>Only: {query}</translation>
    </message>
    <message>
        <source>只显示选出的 {n} 条</source>
        <translation>Only {n} picked</translation>
    </message>
    <message>
        <source>缩放级别 {low:g}–{high:g}</source>
        <translation>Zoom {low:g}–{high:g}</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Clear</translation>
    </message>
</context>
<context>
    <name>LayerTree</name>
    <message>
        <source>撤回</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>撤回上一次样式改动（在此面板按 Ctrl+Z）</source>
        <translation>Take back the last change of the map’s look (Ctrl+Z in this panel)</translation>
    </message>
    <message>
        <source>恢复默认</source>
        <translation>Reset</translation>
    </message>
    <message>
        <source>回到当前专题原来的样子</source>
        <translation>Back to the map theme as it was made</translation>
    </message>
</context>
<context>
    <name>LedgerModel</name>
    <message>
        <source>{title}（{unit}）</source>
        <translation>{title} ({unit})</translation>
    </message>
</context>
<context>
    <name>LinkEditor</name>
    <message>
        <source>名称、编号或拼音首字母</source>
        <translation>Name or number</translation>
    </message>
    <message>
        <source>清空</source>
        <translation>Clear</translation>
    </message>
</context>
<context>
    <name>LongWork</name>
    <message>
        <source>后台工作</source>
        <translation>Long work</translation>
    </message>
    <message>
        <source>进行中 {count}</source>
        <translation>{count} running</translation>
    </message>
    <message>
        <source>有一项没做成</source>
        <translation>One failed</translation>
    </message>
    <message>
        <source>已完成 {count}</source>
        <translation>{count} done</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>挂图</source>
        <translation>Guatu</translation>
    </message>
    <message>
        <source>图层与图例</source>
        <translation>Layers and legend</translation>
    </message>
    <message>
        <source>台账</source>
        <translation>Records</translation>
    </message>
    <message>
        <source>未选中</source>
        <translation>Nothing selected</translation>
    </message>
</context>
<context>
    <name>ManyForm</name>
    <message>
        <source>多个值</source>
        <translation>Several values</translation>
    </message>
</context>
<context>
    <name>ManyPanel</name>
    <message>
        <source>撤销</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>还有 {n} 条</source>
        <translation>{n} more</translation>
    </message>
    <message>
        <source>选中的记录</source>
        <translation>Selected records</translation>
    </message>
    <message>
        <source>共选 {n} 条</source>
        <translation>{n} selected</translation>
    </message>
    <message>
        <source>相同的内容直接显示；改动的项写入每一条，其余各自不变。</source>
        <translation>What they share is shown. A field you change is written to each; the others stay as they are.</translation>
    </message>
    <message>
        <source>选中的太多，没保存的改动不留草稿。</source>
        <translation> So many are selected that no draft is kept of what is not saved.</translation>
    </message>
    <message>
        <source>这些记录不能这样改，一条都没有写入</source>
        <translation>These refuse the change; none was written</translation>
    </message>
    <message>
        <source>去掉这 {n} 条，改其余的</source>
        <translation>Leave out these {n}, change the rest</translation>
    </message>
</context>
<context>
    <name>MendPreview</name>
    <message>
        <source>写入</source>
        <translation>Write</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>可修 {mended} 处{sorts}，写入后可一步撤销。</source>
        <translation>{mended} can be mended{sorts}; one step to undo once written.</translation>
    </message>
    <message>
        <source>可修 {mended} 处{sorts}，{refused} 处不能这样修：{why}</source>
        <translation>{mended} can be mended{sorts}, {refused} not: {why}</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>工作区</source>
        <translation>Workspace</translation>
    </message>
    <message>
        <source>编辑</source>
        <translation>Edit</translation>
    </message>
    <message>
        <source>新增</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>工具</source>
        <translation>Tools</translation>
    </message>
    <message>
        <source>视图</source>
        <translation>View</translation>
    </message>
    <message>
        <source>帮助</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>最近打开</source>
        <translation>Recent</translation>
    </message>
</context>
<context>
    <name>Modes</name>
    <message>
        <source>{mode}模式</source>
        <translation>{mode} mode</translation>
    </message>
    <message>
        <source>恢复本模式的布局</source>
        <translation>Lay this mode out as it came</translation>
    </message>
</context>
<context>
    <name>MomentEditor</name>
    <message>
        <source>年-月-日 时:分</source>
        <translation>yyyy-mm-dd hh:mm</translation>
    </message>
</context>
<context>
    <name>NearMenu</name>
    <message>
        <source>选中周围的记录</source>
        <translation>Select what is near</translation>
    </message>
    <message>
        <source>{n} 米以内</source>
        <translation>Within {n} m</translation>
    </message>
    <message>
        <source>其他距离…</source>
        <translation>Other distance…</translation>
    </message>
</context>
<context>
    <name>OnMap</name>
    <message>
        <source>撤销</source>
        <translation>Undo</translation>
    </message>
</context>
<context>
    <name>Outlets</name>
    <message>
        <source>挂图</source>
        <translation>Guatu</translation>
    </message>
    <message>
        <source>已导出网页地图 {file}（{size:.1f} MB）</source>
        <translation>Map page exported to {file} ({size:.1f} MB)</translation>
    </message>
    <message>
        <source>打开文件夹</source>
        <translation>Open folder</translation>
    </message>
</context>
<context>
    <name>PassphraseDialog</name>
    <message>
        <source>需要口令</source>
        <translation>A passphrase is needed</translation>
    </message>
    <message>
        <source>口令不会保存；忘记了没有办法找回。</source>
        <translation>It is not kept, and a forgotten one can&apos;t be recovered.</translation>
    </message>
    <message>
        <source>口令</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>打开</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>PasteDialog</name>
    <message>
        <source>粘贴为修改</source>
        <translation>Paste as edits</translation>
    </message>
    <message>
        <source>将改 {cells} 处，涉及 {records} 条记录；{same} 处与现在相同。</source>
        <translation>{cells} cells of {records} records will change; {same} are the same already.</translation>
    </message>
    <message>
        <source>作为一次操作写入，可以撤销。</source>
        <translation>Written as one operation that can be undone.</translation>
    </message>
    <message>
        <source>记录</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>项目</source>
        <translation>Field</translation>
    </message>
    <message>
        <source>原来</source>
        <translation>Before</translation>
    </message>
    <message>
        <source>改为</source>
        <translation>After</translation>
    </message>
    <message>
        <source>将要写入的修改</source>
        <translation>Edits to be written</translation>
    </message>
    <message>
        <source>{n} 处不能写入，其余不受影响：</source>
        <translation>{n} can&apos;t be written; the rest is not affected:</translation>
    </message>
    <message>
        <source>行</source>
        <translation>Line</translation>
    </message>
    <message>
        <source>粘贴的内容</source>
        <translation>Pasted</translation>
    </message>
    <message>
        <source>原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>不能写入的内容</source>
        <translation>What can&apos;t be written</translation>
    </message>
    <message>
        <source>写入 {n} 处</source>
        <translation>Write {n} cells</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>PhotoDialog</name>
    <message>
        <source>这张照片打不开</source>
        <translation>This photo can&apos;t be shown</translation>
    </message>
    <message>
        <source>上一张（←）</source>
        <translation>Previous (←)</translation>
    </message>
    <message>
        <source>上一张</source>
        <translation>Previous</translation>
    </message>
    <message>
        <source>下一张（→）</source>
        <translation>Next (→)</translation>
    </message>
    <message>
        <source>下一张</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>滚轮缩放 · 拖动 · 空格原大</source>
        <translation>Wheel zooms · drag moves · Space for full size</translation>
    </message>
</context>
<context>
    <name>PhotoEditor</name>
    <message>
        <source>选照片…</source>
        <translation>Choose…</translation>
    </message>
    <message>
        <source>照片 (*.jpg *.jpeg *.png *.webp)</source>
        <translation>Photos (*.jpg *.jpeg *.png *.webp)</translation>
    </message>
    <message>
        <source>选照片</source>
        <translation>Choose a photo</translation>
    </message>
</context>
<context>
    <name>PhotoStrip</name>
    <message>
        <source>添加</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>添加照片或文件；也可拖到这里，或 Ctrl+V 粘贴</source>
        <translation>Add photos or files; they can be dropped here too, or pasted with Ctrl+V</translation>
    </message>
    <message>
        <source>选文件…</source>
        <translation>Choose files…</translation>
    </message>
    <message>
        <source>从相机照片选…</source>
        <translation>From the camera roll…</translation>
    </message>
    <message>
        <source>粘贴截图或文件（Ctrl+V）</source>
        <translation>Paste picture or files (Ctrl+V)</translation>
    </message>
    <message>
        <source>照片与附件</source>
        <translation>Photos and files</translation>
    </message>
    <message>
        <source>可把照片、文件拖到这里，或 Ctrl+V 粘贴</source>
        <translation>Drop photos or files here, or paste with Ctrl+V</translation>
    </message>
    <message>
        <source>再看 {count} 个</source>
        <translation>{count} more</translation>
    </message>
    <message>
        <source>打开</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>删除</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>照片和文件 ({endings})</source>
        <translation>Photos and files ({endings})</translation>
    </message>
    <message>
        <source>添加照片或文件</source>
        <translation>Add photos or files</translation>
    </message>
    <message>
        <source>截图 {moment}.png</source>
        <translation>Picture {moment}.png</translation>
    </message>
</context>
<context>
    <name>PlaceTeller</name>
    <message>
        <source>指针处的坐标；单击换坐标系</source>
        <translation>Coordinates of the pointer; click for another datum</translation>
    </message>
    <message>
        <source>指针处的坐标</source>
        <translation>Coordinates of the pointer</translation>
    </message>
    <message>
        <source>不在分带范围内</source>
        <translation>outside every zone</translation>
    </message>
    <message>
        <source>{n} 带</source>
        <translation>zone {n}</translation>
    </message>
    <message>
        <source>北纬</source>
        <translation>N</translation>
    </message>
    <message>
        <source>南纬</source>
        <translation>S</translation>
    </message>
    <message>
        <source>东经</source>
        <translation>E</translation>
    </message>
    <message>
        <source>西经</source>
        <translation>W</translation>
    </message>
</context>
<context>
    <name>Places</name>
    <message>
        <source>村界之外</source>
        <translation>Outside every village</translation>
    </message>
</context>
<context>
    <name>PlanMap</name>
    <message>
        <source>导入位置预览</source>
        <translation>Preview of the places</translation>
    </message>
    <message>
        <source>近看</source>
        <translation>Close-up</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
    <message>
        <source>橙色虚线：{frame}</source>
        <translation>dashed amber: {frame}</translation>
    </message>
    <message>
        <source>蓝色：{frame}</source>
        <translation>blue: {frame}</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>红色：{faults}</source>
        <translation>Red: {faults}</translation>
    </message>
    <message>
        <source>几何无效</source>
        <translation>invalid</translation>
    </message>
    <message>
        <source>重叠</source>
        <translation>overlaps</translation>
    </message>
    <message>
        <source>缝隙</source>
        <translation>gaps</translation>
    </message>
    <message>
        <source>狭长碎片</source>
        <translation>slivers</translation>
    </message>
    <message>
        <source>不在任何村内</source>
        <translation>in no village</translation>
    </message>
</context>
<context>
    <name>PlanWords</name>
    <message>
        <source>不需要</source>
        <translation>Not needed</translation>
    </message>
    <message>
        <source>自动识别</source>
        <translation>Detected</translation>
    </message>
    <message>
        <source>自动识别：{name}</source>
        <translation>Detected: {name}</translation>
    </message>
    <message>
        <source>共 {n} 行</source>
        <translation>{n} rows</translation>
    </message>
    <message>
        <source>新增 {n}</source>
        <translation>{n} new</translation>
    </message>
    <message>
        <source>修改 {n}</source>
        <translation>{n} changed</translation>
    </message>
    <message>
        <source>不变 {n}</source>
        <translation>{n} unchanged</translation>
    </message>
    <message>
        <source>拒绝 {n}</source>
        <translation>{n} rejected</translation>
    </message>
    <message>
        <source>没有说明</source>
        <translation>not said</translation>
    </message>
    <message>
        <source>未定</source>
        <translation>not decided</translation>
    </message>
    <message>
        <source>文件坐标系：{declared}，按 {used} 读</source>
        <translation>Frame of the file: {declared}; read as {used}</translation>
    </message>
    <message>
        <source>，与工作区相差 {n} 米（比对 {rows} 条）</source>
        <translation>; {n} m off the workspace ({rows} compared)</translation>
    </message>
    <message>
        <source>几何无效 {n} 处</source>
        <translation>{n} invalid geometries</translation>
    </message>
    <message>
        <source>不导入的列：{names}</source>
        <translation>Columns left out: {names}</translation>
    </message>
</context>
<context>
    <name>PointEditor</name>
    <message>
        <source>纬度, 经度</source>
        <translation>latitude, longitude</translation>
    </message>
    <message>
        <source>选点</source>
        <translation>Pick</translation>
    </message>
    <message>
        <source>在地图上选一个点</source>
        <translation>Pick a point on the map</translation>
    </message>
</context>
<context>
    <name>Program</name>
    <message>
        <source>打开工作区</source>
        <translation>Open workspace</translation>
    </message>
    <message>
        <source>新建工作区</source>
        <translation>New workspace</translation>
    </message>
    <message>
        <source>有一份完好的备份：{name}。从它恢复一份新文件并打开？损坏的文件保持原样。</source>
        <translation>There is a sound backup: {name}. Restore a new file from it and open that? The damaged file stays as it is.</translation>
    </message>
</context>
<context>
    <name>QueryBar</name>
    <message>
        <source>条件：如 {example}    ↓ 可选的词 · Enter 查找 · Esc 清除</source>
        <translation>Query: such as {example}    ↓ words to choose · Enter finds · Esc clears</translation>
    </message>
    <message>
        <source>查询条件</source>
        <translation>Query</translation>
    </message>
    <message>
        <source>按 Enter 查找</source>
        <translation>Enter finds it</translation>
    </message>
</context>
<context>
    <name>RecordPage</name>
    <message>
        <source>继续未保存的：{title}</source>
        <translation>Go on with the unsaved {title}</translation>
    </message>
</context>
<context>
    <name>RecordPanel</name>
    <message>
        <source>新增，尚未保存</source>
        <translation>New, not saved yet</translation>
    </message>
    <message>
        <source>未选中</source>
        <translation>Nothing selected</translation>
    </message>
</context>
<context>
    <name>RecordShown</name>
    <message>
        <source>这条记录刚被改过。保存时会并排对照，不会覆盖。</source>
        <translation>Someone just changed this record. On saving, both sides are shown; nothing is overwritten.</translation>
    </message>
    <message>
        <source>这是 {when} 没有保存的内容，已放回原处。保存，或撤回修改。</source>
        <translation>What was not saved on {when} is back in its place. Save it, or revert.</translation>
    </message>
    <message>
        <source>在地图或台账里选一条记录，这里显示它的内容、负责人和历史。Ctrl+K 按名称查找。</source>
        <translation>Select a record on the map or in a table: its contents, who answers and its history are shown here. Ctrl+K finds one by name.</translation>
    </message>
    <message>
        <source>新增记录…</source>
        <translation>New record…</translation>
    </message>
    <message>
        <source>新增记录（Ctrl+N）</source>
        <translation>New record (Ctrl+N)</translation>
    </message>
</context>
<context>
    <name>RecordTable</name>
    <message>
        <source>正在读取和排序{title}</source>
        <translation>Reading and sorting {title}</translation>
    </message>
    <message>
        <source>正在读取{title}…</source>
        <translation>Reading {title}…</translation>
    </message>
    <message>
        <source>没有符合“{needle}”的{title}。</source>
        <translation>No {title} match “{needle}”.</translation>
    </message>
    <message>
        <source>清除筛选</source>
        <translation>Clear the filter</translation>
    </message>
    <message>
        <source>没有符合筛选的{title}。</source>
        <translation>No {title} pass the filters.</translation>
    </message>
    <message>
        <source>没有符合条件的{title}。</source>
        <translation>The query finds none: {title}.</translation>
    </message>
    <message>
        <source>还没有{title}。新增的记录会列在这里。</source>
        <translation>No {title} yet. New records are listed here.</translation>
    </message>
    <message>
        <source>新增{title}</source>
        <translation>Add {title}</translation>
    </message>
</context>
<context>
    <name>RecordTables</name>
    <message>
        <source>筛选</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>任何文字或拼音首字母（Ctrl+F）</source>
        <translation>Any text, or initials (Ctrl+F)</translation>
    </message>
    <message>
        <source>筛选表格</source>
        <translation>Filter the table</translation>
    </message>
    <message>
        <source>条件</source>
        <translation>Query</translation>
    </message>
    <message>
        <source>按条件查找，如 颜色 = 红（Ctrl+Shift+F）</source>
        <translation>Find by a query, such as colour = red (Ctrl+Shift+F)</translation>
    </message>
    <message>
        <source>跟随</source>
        <translation>Follow</translation>
    </message>
    <message>
        <source>表格跟随地图上的选择</source>
        <translation>The table follows what is selected on the map</translation>
    </message>
    <message>
        <source>显示的条数 / 全部条数</source>
        <translation>Shown / all</translation>
    </message>
</context>
<context>
    <name>RelatedView</name>
    <message>
        <source>{running} / {total}</source>
        <translation>{running} / {total}</translation>
    </message>
    <message>
        <source>再看 {count} 条</source>
        <translation>{count} more</translation>
    </message>
    <message>
        <source>新增：{what}</source>
        <translation>Add: {what}</translation>
    </message>
</context>
<context>
    <name>RemedyBar</name>
    <message>
        <source>重新检查</source>
        <translation>Check again</translation>
    </message>
    <message>
        <source>不改，留备注</source>
        <translation>Leave it, with a note</translation>
    </message>
    <message>
        <source>这一处照原样保留，写下原因；再检查时不再计入</source>
        <translation>Stays as it is with the reason; later checks no longer count it</translation>
    </message>
    <message>
        <source>备注</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>全部{remedy}（{count}）</source>
        <translation>{remedy}: all {count}</translation>
    </message>
    <message>
        <source>正在检查…</source>
        <translation>Checking…</translation>
    </message>
    <message>
        <source>也一并修复：{remedy}</source>
        <translation>Mended with the others: {remedy}</translation>
    </message>
    <message>
        <source>一并修复…（{count}）</source>
        <translation>Mend all… ({count})</translation>
    </message>
    <message>
        <source>无效边界、重叠、缝隙、顶点和碎片一起试算，预览后一次写入，可一步撤销；飞地和点勾选了才动</source>
        <translation>Invalid boundaries, overlaps, gaps, corners and slivers are worked out together, shown, and written as one step; detached parts and points only when ticked</translation>
    </message>
    <message>
        <source>没有发现问题：各村边界严丝合缝，点都在所登记的村内。</source>
        <translation>Nothing found: the villages meet edge to edge and every point stands in the village it names.</translation>
    </message>
    <message>
        <source>{total} 处问题</source>
        <translation>{total} faults</translation>
    </message>
    <message>
        <source>{total} 处问题，另有 {kept} 处已备注</source>
        <translation>{total} faults, {kept} more with a note</translation>
    </message>
</context>
<context>
    <name>Ribbon</name>
    <message>
        <source>还没有地界</source>
        <translation>No county yet</translation>
    </message>
</context>
<context>
    <name>RowActing</name>
    <message>
        <source>在地图上找到</source>
        <translation>Find on the map</translation>
    </message>
    <message>
        <source>打开</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>填写“{title}”…</source>
        <translation>Fill in “{title}”…</translation>
    </message>
    <message>
        <source>复制为表格</source>
        <translation>Copy as a table</translation>
    </message>
    <message>
        <source>粘贴为修改…</source>
        <translation>Paste as edits…</translation>
    </message>
    <message>
        <source>选中同样的</source>
        <translation>Select all like this</translation>
    </message>
    <message>
        <source>只看同样的</source>
        <translation>Show only these</translation>
    </message>
    <message>
        <source>地图上只显示这些</source>
        <translation>Show only these on the map</translation>
    </message>
    <message>
        <source>地图上恢复显示全部</source>
        <translation>Show all on the map again</translation>
    </message>
    <message>
        <source>删除</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>转交…</source>
        <translation>Hand over…</translation>
    </message>
    <message>
        <source>派驻民警…</source>
        <translation>Post an officer…</translation>
    </message>
    <message>
        <source>上提…</source>
        <translation>Escalate…</translation>
    </message>
    <message>
        <source>标记消除…</source>
        <translation>Mark eliminated…</translation>
    </message>
    <message>
        <source>移交包驻…</source>
        <translation>Hand over postings…</translation>
    </message>
    <message>
        <source>填写“{title}”</source>
        <translation>Fill in “{title}”</translation>
    </message>
    <message>
        <source>转交</source>
        <translation>Hand over</translation>
    </message>
    <message>
        <source>上提</source>
        <translation>Escalate</translation>
    </message>
    <message>
        <source>每件上提一级：{levels}</source>
        <translation>Each goes one level up: {levels}</translation>
    </message>
    <message>
        <source>标记消除</source>
        <translation>Mark eliminated</translation>
    </message>
    <message>
        <source>派驻</source>
        <translation>Post</translation>
    </message>
    <message>
        <source>接替：现任在这个岗位的包驻于前一日到期；不勾选则并存。</source>
        <translation>Relieve: whoever holds the post there ends the day before; unticked, both hold it.</translation>
    </message>
    <message>
        <source>移交包驻</source>
        <translation>Hand over postings</translation>
    </message>
    <message>
        <source>当日在任的包驻全部交给接替人，原包驻于前一日到期。</source>
        <translation>All postings in force that day go to the successor; the present ones end the day before.</translation>
    </message>
</context>
<context>
    <name>SavedThemesMenu</name>
    <message>
        <source>存为专题…</source>
        <translation>Save as a map theme…</translation>
    </message>
    <message>
        <source>改名</source>
        <translation>Rename</translation>
    </message>
    <message>
        <source>删除专题</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>恢复当前专题</source>
        <translation>Restore this theme</translation>
    </message>
    <message>
        <source>存为专题</source>
        <translation>Save as a map theme</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>查找 村 · 民警 · 纠纷 · 监控（Ctrl+K）</source>
        <translation>Village, officer, dispute… (Ctrl+K)</translation>
    </message>
    <message>
        <source>查找</source>
        <translation>Find</translation>
    </message>
    <message>
        <source>按名称、代码、警号、编号、拼音或首字母查找；输入坐标可前往</source>
        <translation>Find by name, code, badge, number, pinyin or initials; coordinates are gone to</translation>
    </message>
    <message>
        <source>转到 {place}</source>
        <translation>Go to {place}</translation>
    </message>
    <message>
        <source>正在读取名称…</source>
        <translation>Reading names…</translation>
    </message>
    <message>
        <source>没有找到。可输名称、代码、警号、拼音或首字母</source>
        <translation>Nothing found. Type a name, code, badge, pinyin or initials</translation>
    </message>
</context>
<context>
    <name>SecondWindow</name>
    <message>
        <source>第二地图窗口</source>
        <translation>Second map window</translation>
    </message>
    <message>
        <source>联动</source>
        <translation>Linked</translation>
    </message>
    <message>
        <source>与主窗口同图层、同位置；松开后各看各的</source>
        <translation>Same layers and place as the main window; released, each goes its own way</translation>
    </message>
    <message>
        <source>全屏</source>
        <translation>Full screen</translation>
    </message>
    <message>
        <source>全屏  F11</source>
        <translation>Full screen  F11</translation>
    </message>
    <message>
        <source>切换地图专题</source>
        <translation>Switch the map theme</translation>
    </message>
</context>
<context>
    <name>ServerDialog</name>
    <message>
        <source>连接服务器</source>
        <translation>Connect to a server</translation>
    </message>
    <message>
        <source>多个席位共用一个工作区时，数据放在 PostGIS 服务器上。地址和账号由管理员提供；密码不会保存。</source>
        <translation>Several seats share one workspace on a PostGIS server. The administrator gives address and account; the password is not kept.</translation>
    </message>
    <message>
        <source>连接</source>
        <translation>Connect</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>填写服务器和数据库。</source>
        <translation>Fill in the server and the database.</translation>
    </message>
</context>
<context>
    <name>ServerFields</name>
    <message>
        <source>服务器</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>端口</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>数据库</source>
        <translation>Database</translation>
    </message>
    <message>
        <source>账号</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>密码</source>
        <translation>Password</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>设置</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>查找设置</source>
        <translation>Search the settings</translation>
    </message>
    <message>
        <source>我的</source>
        <translation>Mine</translation>
    </message>
    <message>
        <source>本工作区</source>
        <translation>This workspace</translation>
    </message>
    <message>
        <source>导出设置…</source>
        <translation>Export settings…</translation>
    </message>
    <message>
        <source>导入设置…</source>
        <translation>Import settings…</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>语言</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>主题</source>
        <translation>Theme</translation>
    </message>
    <message>
        <source>深色</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>浅色</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>起始模式</source>
        <translation>Mode at start</translation>
    </message>
    <message>
        <source>坐标写法</source>
        <translation>Coordinates</translation>
    </message>
    <message>
        <source>地图用大屏字号</source>
        <translation>Map at wall size</translation>
    </message>
    <message>
        <source>字号</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>动态效果</source>
        <translation>Motion</translation>
    </message>
    <message>
        <source>减少动态：超期光环不闪动</source>
        <translation>Reduced: rings around what is overdue stand still</translation>
    </message>
    <message>
        <source>启动</source>
        <translation>At the start</translation>
    </message>
    <message>
        <source>启动时打开上次的工作区</source>
        <translation>Open the workspace used last</translation>
    </message>
    <message>
        <source>布局</source>
        <translation>Layout</translation>
    </message>
    <message>
        <source>恢复本模式的布局</source>
        <translation>Lay this mode out as it came</translation>
    </message>
    <message>
        <source>还没有选过</source>
        <translation>None chosen yet</translation>
    </message>
    <message>
        <source>选择…</source>
        <translation>Choose…</translation>
    </message>
    <message>
        <source>相机文件夹</source>
        <translation>Camera folder</translation>
    </message>
    <message>
        <source>位置</source>
        <translation>Place</translation>
    </message>
    <message>
        <source>底图</source>
        <translation>Base map</translation>
    </message>
    <message>
        <source>选择底图…</source>
        <translation>Choose a base map…</translation>
    </message>
    <message>
        <source>备份</source>
        <translation>Backup</translation>
    </message>
    <message>
        <source>立即备份</source>
        <translation>Back up now</translation>
    </message>
    <message>
        <source>检查</source>
        <translation>Check</translation>
    </message>
    <message>
        <source>检查工作区</source>
        <translation>Check the workspace</translation>
    </message>
    <message>
        <source>保存的专题、视图和标绘样式在工作区里，随工作区走。</source>
        <translation>Saved themes, views and styles lie in the workspace and go with it.</translation>
    </message>
    <message>
        <source>{n} 分钟</source>
        <translation>{n} minutes</translation>
    </message>
    <message>
        <source>{n} 小时</source>
        <translation>{n} h</translation>
    </message>
    <message>
        <source>备份间隔</source>
        <translation>Back up every</translation>
    </message>
    <message>
        <source>最近 {n} 份，另加两周内每天一份</source>
        <translation>The newest {n}, and one of each day of two weeks</translation>
    </message>
    <message>
        <source>保留备份</source>
        <translation>Backups kept</translation>
    </message>
    <message>
        <source>导出设置</source>
        <translation>Export settings</translation>
    </message>
    <message>
        <source>导入设置</source>
        <translation>Import settings</translation>
    </message>
    <message>
        <source>写不了 {file}：{why}</source>
        <translation>{file} can&apos;t be written: {why}</translation>
    </message>
    <message>
        <source>已导入设置。</source>
        <translation>Settings imported.</translation>
    </message>
</context>
<context>
    <name>ShapeTable</name>
    <message>
        <source>坐标表</source>
        <translation>Corners</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>应用</source>
        <translation>Apply</translation>
    </message>
    <message>
        <source>坐标系</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>每行一个点，先纬度（X）后经度（Y）；空行分段</source>
        <translation>One corner a line, latitude (X) before longitude (Y); an empty line parts them</translation>
    </message>
    <message>
        <source>{n} 米</source>
        <translation>{n} m</translation>
    </message>
    <message>
        <source>长 {length}</source>
        <translation>Length {length}</translation>
    </message>
    <message>
        <source>面积 {m2} 平方米（{mu} 亩），周长 {around}</source>
        <translation>Area {m2} m² ({mu} mu), perimeter {around}</translation>
    </message>
</context>
<context>
    <name>Sides</name>
    <message>
        <source>对方改为：{value}（已采用）</source>
        <translation>They changed it to: {value} (taken)</translation>
    </message>
    <message>
        <source>对方改为：{value}</source>
        <translation>They changed it to: {value}</translation>
    </message>
    <message>
        <source>原来是：{value}</source>
        <translation>It was: {value}</translation>
    </message>
    <message>
        <source>用我的</source>
        <translation>Mine</translation>
    </message>
    <message>
        <source>用对方的</source>
        <translation>Theirs</translation>
    </message>
    <message>
        <source>合并两边</source>
        <translation>Merge</translation>
    </message>
    <message>
        <source>两边改了同一处，都留下，再看一遍</source>
        <translation>Both changed the same spot; both are kept, look again</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>挂图</source>
        <translation>Guatu</translation>
    </message>
    <message>
        <source>一村一警作战图。打开一个县的工作区，或先用演示县看一看。</source>
        <translation>The map war-room of one village, one officer. Open the workspace of a county, or look around in the demo county first.</translation>
    </message>
    <message>
        <source>最近打开</source>
        <translation>Recent</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>打开工作区…</source>
        <translation>Open workspace…</translation>
    </message>
    <message>
        <source>连接服务器…</source>
        <translation>Connect to a server…</translation>
    </message>
    <message>
        <source>新建工作区…</source>
        <translation>New workspace…</translation>
    </message>
    <message>
        <source>生成演示县…</source>
        <translation>Build a demo county…</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>示意边界，非勘界成果</source>
        <translation>Indicative boundaries, not surveyed</translation>
    </message>
    <message>
        <source>图上有些边界是推算的示意边界，不能作为划界依据</source>
        <translation>Some boundaries on the map are derived, not surveyed; they settle no dispute about a boundary</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>{time} 起与服务器断开，正在重连</source>
        <translation>Server out of reach since {time}; reconnecting</translation>
    </message>
    <message>
        <source>已选 {counts}</source>
        <translation>Selected: {counts}</translation>
    </message>
    <message>
        <source>屏幕上的比例尺</source>
        <translation>Scale on the screen</translation>
    </message>
    <message>
        <source>只读：{user}（{seat}）正在使用</source>
        <translation>Read only: {user} at {seat} has it open</translation>
    </message>
    <message>
        <source>只读</source>
        <translation>Read only</translation>
    </message>
</context>
<context>
    <name>StyleEditor</name>
    <message>
        <source>样式 · {layer}</source>
        <translation>Style · {layer}</translation>
    </message>
    <message>
        <source>缺岗的村加斜线</source>
        <translation>Hatch villages with a missing post</translation>
    </message>
    <message>
        <source>边界粗细</source>
        <translation>Outline</translation>
    </message>
    <message>
        <source>只显示</source>
        <translation>Only</translation>
    </message>
    <message>
        <source>筛选条件，写法同台账查询</source>
        <translation>a filter, written as in the tables</translation>
    </message>
    <message>
        <source>缩放级别</source>
        <translation>Zoom levels</translation>
    </message>
    <message>
        <source>缩放级别，从</source>
        <translation>Zoom levels, from</translation>
    </message>
    <message>
        <source>缩放级别，到</source>
        <translation>Zoom levels, to</translation>
    </message>
    <message>
        <source>采用</source>
        <translation>Keep</translation>
    </message>
    <message>
        <source>放弃</source>
        <translation>Discard</translation>
    </message>
    <message>
        <source>默认样式</source>
        <translation>Default</translation>
    </message>
</context>
<context>
    <name>StylePresets</name>
    <message>
        <source>已存样式</source>
        <translation>Saved styles</translation>
    </message>
    <message>
        <source>套用、保存、改名或删除这类图层的样式</source>
        <translation>Put on, save, rename or remove styles for layers of this sort</translation>
    </message>
    <message>
        <source>还没有存过样式</source>
        <translation>No style was saved yet</translation>
    </message>
    <message>
        <source>存为样式…</source>
        <translation>Save as style…</translation>
    </message>
    <message>
        <source>改名</source>
        <translation>Rename</translation>
    </message>
    <message>
        <source>删除样式</source>
        <translation>Delete style</translation>
    </message>
    <message>
        <source>存为样式</source>
        <translation>Save as style</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>ThemeSwitch</name>
    <message>
        <source>专题</source>
        <translation>Map theme</translation>
    </message>
    <message>
        <source>本工作区保存的专题</source>
        <translation>Map themes saved in this workspace</translation>
    </message>
    <message>
        <source>已保存的专题</source>
        <translation>Saved themes</translation>
    </message>
    <message>
        <source>切换地图专题</source>
        <translation>Switch the map theme</translation>
    </message>
</context>
<context>
    <name>ToolStrip</name>
    <message>
        <source>更多</source>
        <translation>More</translation>
    </message>
    <message>
        <source>新增其他种类的点</source>
        <translation>Add another kind of point</translation>
    </message>
</context>
<context>
    <name>Transfers</name>
    <message>
        <source>导入已停止，一行也没有写入。</source>
        <translation>The import was stopped; not one row was written.</translation>
    </message>
    <message>
        <source>没有要改的，工作区未变。</source>
        <translation>Nothing to change; the workspace is as it was.</translation>
    </message>
    <message>
        <source>已从 {file} 导入{kind}：新增 {added}，修改 {updated}，删除 {deleted}，拒绝 {rejected}</source>
        <translation>{kind} imported from {file}: {added} new, {updated} changed, {deleted} deleted, {rejected} rejected</translation>
    </message>
    <message>
        <source>停止时已经写完，要收回，按「撤销」。{told}</source>
        <translation>It was written when you stopped it; press Undo to take it back. {told}</translation>
    </message>
    <message>
        <source>撤销</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>导入之后又有别的改动。先用 Ctrl+Z 撤销那些，再撤销导入。</source>
        <translation>Other work was done after the import. Undo that with Ctrl+Z first, then the import.</translation>
    </message>
    <message>
        <source>已撤销导入。</source>
        <translation>The import was undone.</translation>
    </message>
    <message>
        <source>已导出 {rows} 条到 {file}</source>
        <translation>{rows} records exported to {file}</translation>
    </message>
    <message>
        <source>打开文件夹</source>
        <translation>Open the folder</translation>
    </message>
</context>
<context>
    <name>TreeOfLayers</name>
    <message>
        <source>图层与图例</source>
        <translation>Layers and legend</translation>
    </message>
    <message>
        <source>筛选</source>
        <translation>filtered</translation>
    </message>
    <message>
        <source>限级</source>
        <translation>zoom</translation>
    </message>
</context>
<context>
    <name>Unfilled</name>
    <message>
        <source>填写{field}</source>
        <translation>Fill in {field}</translation>
    </message>
    <message>
        <source>未填</source>
        <translation>Empty</translation>
    </message>
    <message>
        <source>点一项就去填写</source>
        <translation>Click one to fill it in</translation>
    </message>
</context>
<context>
    <name>Upkeep</name>
    <message>
        <source>检查通过：文件、结构、关联、图形、索引和日志都没有问题。</source>
        <translation>The check passed: file, schema, links, geometry, index and journal are sound.</translation>
    </message>
    <message>
        <source>已备份到 {name}</source>
        <translation>Backed up to {name}</translation>
    </message>
    <message>
        <source>服务器上的工作区由服务器备份。</source>
        <translation>A workspace on a server is backed up there.</translation>
    </message>
    <message>
        <source>工作区已复制到 {name}</source>
        <translation>The workspace was copied to {name}</translation>
    </message>
    <message>
        <source>打开</source>
        <translation>Open</translation>
    </message>
</context>
<context>
    <name>ViewsButton</name>
    <message>
        <source>视图</source>
        <translation>View</translation>
    </message>
    <message>
        <source>保存的视图、列、分组、合计</source>
        <translation>Saved views, columns, groups, totals</translation>
    </message>
    <message>
        <source>视图：{name}</source>
        <translation>View: {name}</translation>
    </message>
    <message>
        <source>默认</source>
        <translation>default</translation>
    </message>
    <message>
        <source>默认排列，全部记录</source>
        <translation>Default layout, all records</translation>
    </message>
    <message>
        <source>另存为视图…</source>
        <translation>Save as a view…</translation>
    </message>
    <message>
        <source>合计行</source>
        <translation>Totals</translation>
    </message>
    <message>
        <source>选择列…</source>
        <translation>Choose columns…</translation>
    </message>
    <message>
        <source>恢复默认排列</source>
        <translation>Reset the layout</translation>
    </message>
    <message>
        <source>更新“{name}”</source>
        <translation>Update “{name}”</translation>
    </message>
    <message>
        <source>不再作为默认视图</source>
        <translation>No longer the default view</translation>
    </message>
    <message>
        <source>作为默认视图</source>
        <translation>Make it the default view</translation>
    </message>
    <message>
        <source>删除“{name}”</source>
        <translation>Delete “{name}”</translation>
    </message>
    <message>
        <source>另存为视图</source>
        <translation>Save as a view</translation>
    </message>
    <message>
        <source>名称（列、排序、筛选、分组和条件一起保存）</source>
        <translation>Name (columns, sorting, filters, groups and query are saved with it)</translation>
    </message>
</context>
<context>
    <name>Waiting</name>
    <message>
        <source>停止</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>停下来，表格保持原样</source>
        <translation>Stop, and leave the table as it was</translation>
    </message>
</context>
<context>
    <name>WaysIn</name>
    <message>
        <source>数据库“{name}”里还没有工作区。要在这里新建一个空的吗？</source>
        <translation>The database “{name}” holds no workspace yet. Make an empty one there?</translation>
    </message>
    <message>
        <source>要把现有的工作区搬上去，先打开它，再用“复制工作区到…”。</source>
        <translation>To take an existing workspace there, open it and use “Copy the workspace to…”.</translation>
    </message>
    <message>
        <source>新建</source>
        <translation>Make</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>WorkList</name>
    <message>
        <source>后台工作</source>
        <translation>Long work</translation>
    </message>
    <message>
        <source>清除已完成</source>
        <translation>Clear what is done</translation>
    </message>
    <message>
        <source>没有后台工作。导入、导出、检查和备份会列在这里。</source>
        <translation>No long work. Imports, exports, checks and backups are listed here.</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>已取消，没有改动。</source>
        <translation>Cancelled, nothing changed.</translation>
    </message>
    <message>
        <source>已完成。</source>
        <translation>Done.</translation>
    </message>
    <message>
        <source>取消前已经做完。</source>
        <translation>Done before it could be cancelled.</translation>
    </message>
    <message>
        <source>复制详情</source>
        <translation>Copy details</translation>
    </message>
    <message>
        <source>给技术支持：错误类型和程序行，没有记录内容</source>
        <translation>For support: kind of error and lines of the program, no record&apos;s content</translation>
    </message>
</context>
<context>
    <name>_CalendarPopup</name>
    <message>
        <source>日历</source>
        <translation>Calendar</translation>
    </message>
</context>
<context>
    <name>_NoticeLine</name>
    <message>
        <source>关闭提示</source>
        <translation>Close this notice</translation>
    </message>
</context>
</TS>
