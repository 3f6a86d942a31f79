import pytest

from clinics.importers.romanisation import place


@pytest.mark.parametrize(
    ("korean", "latin"),
    [
        ("종로구", "Jongno-gu"),
        ("강남구", "Gangnam-gu"),
        ("북구", "Buk-gu"),
        ("덕양구", "Deogyang-gu"),
        ("철원군", "Cheorwon-gun"),
        ("울릉군", "Ulleung-gun"),
        ("신안군", "Sinan-gun"),
        ("완주군", "Wanju-gun"),
        ("목포시", "Mokpo-si"),
        ("합천군", "Hapcheon-gun"),
        ("영등포구", "Yeongdeungpo-gu"),
        ("곡성군", "Gokseong-gun"),
        ("속리군", "Songni-gun"),
        ("전라군", "Jeolla-gun"),
        ("수원시 장안구", "Jangan-gu, Suwon-si"),
        ("세종특별자치시", "Sejongteukbyeoljachi-si"),
        ("A동", ""),
    ],
)
def test_places_have_latin_names(korean, latin):
    assert place(korean) == latin
