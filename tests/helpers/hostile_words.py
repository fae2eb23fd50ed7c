"""Names and texts that somebody might type to make a program misbehave: two hundred of them, all different.

Markup, quotes, template markers, marks that turn the reading direction, emoji and four-byte Han, mixed with what
stands around them in a real record. None of them is to be understood, all of them are to be read.
"""

from __future__ import annotations

from itertools import product

_CORES = (
    "<script>window.pwned=1</script>",
    '<img src="x" onerror="window.pwned=1">',
    "<img src=https://evil.invalid/p.png>",
    "<svg onload=window.pwned=1>",
    '<iframe src="javascript:parent.pwned=1"></iframe>',
    '<a href="https://evil.invalid/">点这里</a>',
    "<b>粗体</b><br>换行<table><tr><td>格",
    "</textarea></title></script><h1>大",
    "<!-- 注释 --> 可见",
    "&lt;b&gt; &amp; &#60;i&#62; &nbsp;",
    "'\"`;window.pwned=1;//",
    '\\"); window.pwned=1; (\\"',
    "${window.pwned=1}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "{{constructor.constructor('window.pwned=1')()}}",
    "{% for x in y %}{{ x }}{% endfor %}",
    "{0} {name} {} %s %d %n %1 %L2",
    "javascript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "\u202e倒着念\u202c 正着念",
    "\u2067从右\u2069 \u200f混排 \u061cعربي",
    "😀👩‍👩‍👧‍👦🏳️‍🌈 表情",
    "𠮷野𪚥𡃁 四字节汉字",
    "&Save && &&amp; _x 快捷键",
    'style="background:url(https://evil.invalid/x)"',
)
_AROUND = (
    "{}",
    "东头{}",
    "{}西头",
    "一队 {} 二队",
    "“{}”",
    "<p>{}</p>",
    "{} & <i>",
    "'{}'",
)
TEXTS: tuple[str, ...] = tuple(
    around.replace("{}", core, 1) for around, core in product(_AROUND, _CORES)
)
assert len(set(TEXTS)) == 200
