"""The map in the window: Qt glue around the page that `layers.page` composes and `resources/page` draws."""
