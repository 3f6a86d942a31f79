"""Pages for when supply changes: prepare, look, start, watch, stop."""
