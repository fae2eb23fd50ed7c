import pytest

import resources
from resources.text import Text


def test_a_text_is_said_in_either_language_and_no_other() -> None:
    text = Text("已撤销", "Undone")
    assert (text.say("zh"), text.say("en")) == ("已撤销", "Undone")
    with pytest.raises(ValueError, match="fr"):
        text.say("fr")


def test_a_text_inside_a_text_is_said_in_the_language_around_it() -> None:
    filled = Text("{kind}已删除", "{kind} deleted").format(kind=Text("卡口", "Checkpoint"))
    assert filled == Text("卡口已删除", "Checkpoint deleted")


def test_a_place_that_nobody_fills_is_an_error_in_either_language() -> None:
    with pytest.raises(KeyError, match="name"):
        Text("共{n}件", "{n} open in {name}").format(n=3)


def test_braces_in_a_value_stay_as_typed() -> None:
    assert Text("{name}", "{name}").format(name="{{x}} ${y}").say("zh") == "{{x}} ${y}"


def test_a_resource_path_stays_inside_the_package() -> None:
    assert resources.path("demo", "README.md").is_file()
    with pytest.raises(ValueError, match="not inside"):
        resources.path("..", "pyproject.toml")
