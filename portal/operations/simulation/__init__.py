"""An opening of any size in a minute, on paper: the rules are the portal's own, the people drawn.

``plan`` says what is assumed, ``people`` draws who comes, ``opening`` goes through it second by
second, ``polls`` counts how often the pages ask, ``report`` and ``chart`` tell.
"""
