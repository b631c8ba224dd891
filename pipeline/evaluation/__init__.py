"""How good decisions and rankings are: arrays in, tables out."""
