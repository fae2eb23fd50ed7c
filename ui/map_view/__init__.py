"""The map in the window: Qt glue around the page that `layers.pages.page` composes and `resources/page` draws."""
