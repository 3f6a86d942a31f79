"""The opening room: what the booking area does, and what operators do about it."""
