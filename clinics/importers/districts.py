"""Finding the district that an address lies in, however its province is written."""

from clinics.models import Region
from clinics.provinces import provinces


def squeezed(text):
    return "".join(text.split())


def spellings(province):
    """서울특별시, 서울, 서울시; 경상남도, 경남, 경남도."""
    short = province["short_ko"]
    return province["name_ko"], short, f"{short}시", f"{short}도"


class Districts:
    """The districts by every beginning that an address in them may have."""

    def __init__(self):
        self.by_start = {}
        self.cities = {}
        regions = list(Region.objects.select_related("province"))
        self.districts = [r for r in regions if r.kind == Region.Kind.DISTRICT]
        ways = {province["code"]: spellings(province) for province in provinces()}
        for region in regions:
            if region.kind == Region.Kind.PROVINCE:
                continue
            for way in ways.get(region.province.code, [region.province.name_ko]):
                start = way if region.name_ko == region.province.name_ko else way + region.name_ko
                self.by_start[squeezed(start)] = region
        self.longest = max(map(len, self.by_start), default=0)
        self.by_name = {}
        for region in regions:
            if region.kind != Region.Kind.PROVINCE:
                self.by_name.setdefault(squeezed(region.name_ko), []).append(region)

    def find(self, *texts, province=""):
        """The district of the first text, with the others as hints.

        :param province: the first two digits of the province's code, for
            addresses that leave it out.
        :returns: the district or None, and whether it is only a guess: an address
            that names a divided city without the division gets its first one.
        """
        for text in texts:
            region = self.start(squeezed(text), province)
            if region and region.kind == Region.Kind.DISTRICT:
                return region, False
            if region:
                return self.within(region, texts)
        return None, False

    def start(self, text, province):
        for length in range(min(self.longest, len(text)), 1, -1):
            if region := self.by_start.get(text[:length]):
                return region
            named = self.by_name.get(text[:length], [])
            near = [r for r in named if r.code.startswith(province)]
            if len(near) == 1:
                return near[0]
        return None

    def within(self, city, texts):
        parts = [r for r in self.districts if r.name_ko.startswith(f"{city.name_ko} ")]
        parts = [r for r in parts if r.province_id == city.province_id]
        everything = squeezed("".join(texts))
        for part in parts:
            if part.name_ko.split()[-1] in everything:
                return part, False
        return (parts[0] if parts else None), True
