"""The sentences of the query language: what is wrong, and what may be written instead."""

from __future__ import annotations

from layers.query.operators import Operator
from layers.query.words import Reference
from resources.text import Text

TEST_MISSING = Text(
    "这里还缺一个条件。可写 字段 比较 值，如 颜色 = 红。",
    "A condition is missing here. Write FIELD OPERATOR VALUE, such as colour = red.",
)
OPERATOR_MISSING = Text(
    "「{field}」后面缺比较，如 =、包含、为空。要查找这几个字，加引号。",
    "“{field}” needs an operator after it, such as =, contains, is empty. "
    "To find the word itself, put it in quotation marks.",
)
VALUE_MISSING = Text("「{field}」的比较后面缺一个值。", "A value for “{field}” is missing here.")
FIELD_MISSING = Text("“{sign}”前面缺一个字段。", "A field is missing before “{sign}”.")
NOTHING_TO_FIND = Text("引号里没有要查找的字。", "There is nothing between the quotation marks.")
QUOTED_FIELD = Text(
    "字段名不加引号；加了引号的是要查找的字。",
    "A field is written without quotation marks; what stands in them is text to find.",
)
NO_FIELD = Text("{kind}没有“{name}”这个字段。", "{kind} has no field “{name}”.")
NO_FIELD_BUT = Text(
    "{kind}没有“{name}”这个字段。是不是「{near}」？",
    "{kind} has no field “{name}”. Perhaps “{near}”?",
)
NO_OPENING = Text("多了一个右括号。", "This bracket was never opened.")
NO_CLOSING = Text("括号没有结束。", "This bracket is not closed.")
UNEXPECTED = Text("这里不该有“{word}”。", "“{word}” can't stand here.")
TOO_DEEP = Text("括号和“非”最多套 {most} 层。", "Brackets and “not” go {most} deep at most.")
TOO_MANY = Text("最多 {most} 个条件。", "There may be {most} conditions at most.")

NOT_A_NUMBER = Text(
    "「{field}」要比较数字，“{typed}”不是数字。",
    "“{field}” is compared with a number; “{typed}” is none.",
)
NOT_A_DAY = Text(
    "“{typed}”不是日期。可写 2026-11-22、今天+3、本周、上月。",
    "“{typed}” is not a date. Write 2026-11-22, today+3, this week or last month.",
)
NOT_A_TIME = Text(
    "“{typed}”不是时间。可写 2026-11-22 08:30、今天、本周。",
    "“{typed}” is not a time. Write 2026-11-22 08:30, today or this week.",
)
NOT_A_CHOICE = Text(
    "「{field}」没有“{typed}”这一项。有：{choices}。",
    "“{field}” has no choice “{typed}”. There are: {choices}.",
)
NO_SUCH_TEXT = Text("「{field}」没有一项含有“{typed}”。", "No choice of “{field}” holds “{typed}”.")
NOT_A_FLAG = Text("「{field}」只有 是 和 否。", "“{field}” is yes or no.")
NO_SUCH_RECORD = Text(
    "没有名称或编号是“{typed}”的{kind}。要按部分文字找，用 包含。",
    "No {kind} has the name or number “{typed}”. To find part of a name, use contains.",
)
NO_SUCH_RECORD_GLUED = Text(
    "没有名称或编号是“{typed}”的{kind}。名称后面的 且、或 前要空一格。",
    "No {kind} has the name or number “{typed}”. Put a blank before 且 or 或 after a name.",
)
NO_TEXT = Text("要找的字不能是空的。", "The text to find must not be empty.")
WRONG_WAY = Text("范围的前一个值大于后一个。", "The range begins after its end.")
NOT_SPELT = Text(
    "「{field}」没有存拼音，不能用“像”。改用 包含。",
    "No pinyin is kept for “{field}”, so it can't be compared by like. Use contains.",
)
NOT_NAMED = Text(
    "「{field}」指向的记录没有名称，只能比较是否为空，或写 {field}.字段。",
    "What “{field}” points to has no name; ask whether it is empty, or write {field}.FIELD.",
)

_SORTS = {
    "text": Text("文字", "text"),
    "whole": Text("数字", "a number"),
    "number": Text("数字", "a number"),
    "count": Text("数字", "a number"),
    "left": Text("天数", "a number of days"),
    "date": Text("日期", "a date"),
    "time": Text("时间", "a time"),
    "choice": Text("固定选项", "a choice"),
    "term": Text("列表中的词", "a word of a list"),
    "link": Text("另一条记录", "another record"),
    "flag": Text("是或否", "yes or no"),
    "place": Text("地图上的位置", "a place on the map"),
}
_NOT_FOR = Text(
    "「{field}」是{sort}，不能用“{operator}”。",
    "“{field}” is {sort}; “{operator}” can't be asked of it.",
)


def not_for(reference: Reference, operator: Operator) -> Text:
    """The operator does not fit the sort of field."""
    said = Text(operator.say("zh"), operator.say("en"))
    return _NOT_FOR.format(
        field=reference.label(), sort=_SORTS[reference.field.sort], operator=said
    )
