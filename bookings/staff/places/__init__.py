"""Pages for a clinic's weeks: hours, doctors, closures and places, looked at and changed."""
