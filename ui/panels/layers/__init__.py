"""Parts of the layers panel: its rows, the card of the layer in hand, the editor of a look, names without room."""
