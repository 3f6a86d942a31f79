"""Whatever is typed: a clear message or a 4xx, never a 500, and nothing is stored."""

import pytest
from django.utils.translation import override

from accounts import clock
from accounts.forms import PhoneForm
from accounts.models import Person, PhoneCode, Provider
from accounts.tests.conftest import MINJI

DATE = "There is no such birth date. Please check the first seven digits."
DIGITS = "Please use digits only."
FUTURE = "This birth date is still to come. Please check the digits."
NAME = "Please write the name with letters only, as on your identity card."
PHONE = "Please write a Korean mobile number, such as 010-1234-5678."
REQUIRED = "This field is required."
NUL = "Null characters are not allowed."


def form(**changed):
    answers = {**MINJI, **changed}
    phone = Provider()
    phone.now = clock.now()
    return PhoneForm(answers, provider=phone, address="192.0.2.1")


def long(written, length):
    return f"There must be {length} digits here; you wrote {written}."


@pytest.fixture(autouse=True)
def summer_of_2021(at):
    at("2021-07-12 20:00")
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("front", "back", "born", "sex"),
    [
        ("690301", "2345678", "1969-03-01", "F"),
        ("690301", "1000000", "1969-03-01", "M"),
        ("010101", "3345678", "2001-01-01", "M"),
        ("010101", "4345678", "2001-01-01", "F"),
        ("690301", "5345678", "1969-03-01", "M"),
        ("690301", "6345678", "1969-03-01", "F"),
        ("010101", "7345678", "2001-01-01", "M"),
        ("010101", "8345678", "2001-01-01", "F"),
        ("991231", "9345678", "1899-12-31", "M"),
        ("991231", "0345678", "1899-12-31", "F"),
        ("000229", "3345678", "2000-02-29", "M"),
        ("040229", "3345678", "2004-02-29", "M"),
        ("６９０３０１", "２３４５６７８", "1969-03-01", "F"),
        (" 690301 ", "234 5678", "1969-03-01", "F"),
        ("690301", "2345670", "1969-03-01", "F"),
        ("690301", "2345671", "1969-03-01", "F"),
        ("210712", "3345678", "2021-07-12", "M"),
    ],
)
def test_a_registration_number_is_read(front, back, born, sex):
    answers = form(number_front=front, number_back=back)
    assert answers.errors == {}
    number = answers.cleaned_data["number"]
    assert (number.birth_date.isoformat(), number.sex) == (born, sex)
    assert number.foreign == (back[0] in "5678")
    assert "345678" not in repr(number)


@pytest.mark.parametrize(
    ("front", "back", "errors"),
    [
        ("691301", "2345678", {"number_front": [DATE]}),
        ("690230", "2345678", {"number_front": [DATE]}),
        ("690229", "2345678", {"number_front": [DATE]}),
        ("000229", "1345678", {"number_front": [DATE]}),
        ("000229", "9345678", {"number_front": [DATE]}),
        ("690001", "2345678", {"number_front": [DATE]}),
        ("690300", "2345678", {"number_front": [DATE]}),
        ("210713", "3345678", {"number_front": [FUTURE]}),
        ("990101", "3345678", {"number_front": [FUTURE]}),
        ("69030", "2345678", {"number_front": [long(5, 6)]}),
        ("6903011", "2345678", {"number_front": [long(7, 6)]}),
        ("690301", "234567", {"number_back": [long(6, 7)]}),
        ("690301", "23456789", {"number_back": [long(8, 7)]}),
        ("6903011234567", "2345678", {"number_front": [long(13, 6)]}),
        ("69o3o1", "2345678", {"number_front": [DIGITS]}),
        ("690301", "2*****8", {"number_back": [DIGITS]}),
        ("٦٩٠٣٠١", "2345678", {"number_front": [DIGITS]}),
        ("六九零三零一", "2345678", {"number_front": [DIGITS]}),
        ("", "", {"number_front": [REQUIRED], "number_back": [REQUIRED]}),
        ("690\x00301", "2345678", {"number_front": [NUL]}),
        ("-69030", "2345678", {"number_front": [long(5, 6)]}),
    ],
)
def test_a_registration_number_that_is_none(front, back, errors):
    assert form(number_front=front, number_back=back).errors == errors


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("김민지", "김민지"),
        ("  김  민지 ", "김 민지"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("O'Neil-Smith, Jr.", "O'Neil-Smith, Jr."),
        ("Мария", "Мария"),
        ("王小明", "王小明"),
        ("ㄱ", "ㄱ"),
        ("각", "각"),
    ],
)
def test_a_name_is_kept_as_on_the_card(name, kept):
    answers = form(name=name)
    assert answers.errors == {}
    assert answers.cleaned_data["name"] == kept


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", REQUIRED),
        ("   ", REQUIRED),
        ("가" * 200, "Ensure this value has at most 60 characters (it has 200)."),
        ("민지😀", NAME),
        ("김\x00민지", NUL),
        ("김\u202e민지", NAME),
        ("김\u200f민지", NAME),
        ("\u3164", NAME),
        ("민지1", NAME),
        ("---", NAME),
        ("<script>alert(1)</script>", NAME),
        ("=cmd|' /C calc'!A0", NAME),
        ("\ufffd", NAME),
    ],
)
def test_a_name_that_is_none(name, error):
    assert form(name=name).errors == {"name": [error]}


@pytest.mark.parametrize(
    "phone",
    [
        "01012345678",
        "010-1234-5678",
        "010 1234 5678",
        "010.1234.5678",
        "(010) 1234-5678",
        "+82 10-1234-5678",
        "+821012345678",
        "+82 (0)10 1234 5678",
        "０１０－１２３４－５６７８",
        "010–1234–5678",
        " 01012345678 ",
    ],
)
def test_a_phone_is_read_as_people_write_it(phone):
    answers = form(phone=phone)
    assert answers.errors == {}
    assert answers.cleaned_data["phone"] == "01012345678"


@pytest.mark.parametrize(
    ("phone", "error"),
    [
        ("", REQUIRED),
        ("010-1234-567", PHONE),
        ("011-123-4567", PHONE),
        ("010-1234-56789", PHONE),
        ("02-123-4567", PHONE),
        ("070-1234-5678", PHONE),
        ("1339", PHONE),
        ("112", PHONE),
        ("+1 202 555 0123", PHONE),
        ("+44 7700 900123", PHONE),
        ("010-CALL-NOWX", PHONE),
        ("010-1234-5678;ext=1", PHONE),
        ("+", PHONE),
        ("(((", PHONE),
        ("٠١٠١٢٣٤٥٦٧٨", PHONE),
        ("010\x0012345678", NUL),
        ("1" * 31, "Ensure this value has at most 30 characters (it has 31)."),
    ],
)
def test_a_phone_that_is_none(phone, error):
    assert form(phone=phone).errors == {"phone": [error]}


@pytest.mark.parametrize("consent", ["consent_identifier", "consent_health"])
def test_without_consent_nothing_goes_on(consent):
    assert list(form(**{consent: ""}).errors) == [consent]


BODIES = [
    ("application/x-www-form-urlencoded", b"", 200),
    ("application/x-www-form-urlencoded", b"%ff%fe=%00&name=%ff", 200),
    ("application/x-www-form-urlencoded; charset=utf-16", b"name=x", 400),
    ("application/x-www-form-urlencoded", b"name=" + b"x" * 70_000, 400),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(1001)), 400),
    ("application/json", b'{"name": "x"}', 200),
    ("text/plain", b"hello", 200),
    ("multipart/form-data", b"no boundary", 400),
    ("multipart/form-data; boundary=x", b"--x\r\nbroken", 200),
    ("nonsense", b"\x00\x01", 200),
]


@pytest.mark.parametrize(("content_type", "body", "status"), BODIES)
@pytest.mark.parametrize("path", ["/verify/", "/verify/code/"])
def test_odd_bodies(client, phone_provider, path, content_type, body, status):
    client.post("/verify/", MINJI)
    before = PhoneCode.objects.count()

    answer = client.post(path, body, content_type=content_type)

    assert answer.status_code == status
    if status == 200:
        assert REQUIRED in answer.content.decode()
    assert PhoneCode.objects.count() == before
    assert not Person.objects.exists()


def test_a_refused_form_keeps_nothing_and_hides_the_last_digits(client, phone_provider):
    page = client.post("/verify/", {**MINJI, "phone": "1339"}).content.decode()
    assert PHONE in page
    assert "2345678" not in page
    assert "김민지" in page
    assert not PhoneCode.objects.exists()
