"""The plane that every map is drawn on: whole numbers, about 20 metres each, y downwards.

It is the plane of the province outlines that come with the portal (``@svg-maps/south-korea``), a
Mercator projection, made finer so that whole numbers show a street's width. Its place was fitted by
least squares to the centres of gravity of sixteen provinces in the borders of Statistics Korea
(2018; Incheon's islands are drawn otherwise): 1.7 of its units off on average, some 1.6 km, and 3.4
at most. Imported borders and clinics share the projection, so among themselves they fit exactly.
"""

from math import asinh, atan, cos, degrees, radians, sinh, tan

#: Units of the outlines in a degree of longitude, and where their left and upper edges lie.
DEGREE, WEST, NORTH = 93.7535, 125.3575, 38.64633
#: Parts of such a unit.
GRID = 50
KILOMETRES_IN_A_DEGREE = 111.32


def northing(latitude):
    """Mercator's height above the equator, in degrees."""
    return degrees(asinh(tan(radians(latitude))))


TOP = northing(NORTH)


def project(latitude, longitude):
    """Where a point of the globe (WGS84) lies in the plane, as two floats."""
    scale = GRID * DEGREE
    return scale * (longitude - WEST), scale * (TOP - northing(latitude))


def kilometre(y):
    """How long a kilometre is at some height of the plane."""
    latitude = atan(sinh(radians(TOP - y / (GRID * DEGREE))))
    return GRID * DEGREE / (KILOMETRES_IN_A_DEGREE * cos(latitude))
