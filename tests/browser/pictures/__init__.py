"""The pictures in docs/images, taken anew by ``make pictures``: the demo, half past a real opening.

Not part of the suite. Every page of it is still held to what all pages promise.
"""
