"""The ministry's files: ask, watch, cancel, fetch."""
