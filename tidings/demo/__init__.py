"""The demo: a newsroom on loopback, and the whole pipeline on it."""
