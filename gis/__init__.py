"""Pure geometry, frames in and frames out. Knows neither records nor Qt."""
