"""The virtual waiting room.

It guards addresses and is told a person's key and an opaque proof of identity. Of bookings it
knows nothing: whoever does (``portal.entrance``, ``portal.operations``) hands it figures and calls
``passes.release``.
"""
