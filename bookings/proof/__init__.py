"""Proof of vaccination: printed by its person or at the clinic, checked by anybody who holds it."""
