"""Leftover doses, for the clinic that has them."""
