"""Screening questions (예진): asked before each dose, answered by the citizen or at the desk."""
