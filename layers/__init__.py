"""Where records meet geometry: what is on the map, how it looks and how it changes. Knows no Qt."""
