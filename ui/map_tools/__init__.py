"""Tools of the map, one at a time in hand: select by an outline, measure, draw."""
