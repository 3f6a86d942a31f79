"""From the registers' plane coordinates to WGS84."""

from functools import cache

from pyproj import Transformer

# EPSG:5174 with the datum shift of the Korean mapping authority written out. Without
# it every clinic stands some 300 m to the south-east of its door.
KOREA_1985 = (
    "+proj=tmerc +lat_0=38 +lon_0=127.0028902777778 +k=1 +x_0=200000 +y_0=500000"
    " +ellps=bessel +units=m +no_defs"
    " +towgs84=-115.80,474.99,674.11,1.16,-2.31,-1.63,6.43"
)


@cache
def transformer():
    return Transformer.from_crs(KOREA_1985, "EPSG:4326", always_xy=True)


def wgs84(x, y):
    """``(latitude, longitude)`` of a point given in metres as text; None where it is not in Korea.

    :raises ValueError: where the text is no number.
    """
    x, y = float(x), float(y)
    longitude, latitude = transformer().transform(x, y)
    # The origin lies in the sea off Jeju and stands for "unknown".
    if (x, y) != (0, 0) and 33 <= latitude <= 39 and 124 <= longitude <= 132:
        return round(latitude, 6), round(longitude, 6)
    return None
