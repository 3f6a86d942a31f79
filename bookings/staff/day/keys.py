"""Which keys were pressed, where the keyboard wrote Hangul.

A hand scanner presses keys. On a computer that is set to Hangul, ``QR`` arrives as ``ㅂㄱ`` or,
with a vowel behind it, as a syllable. The layout is 두벌식, which every computer in Korea has.
"""

import unicodedata

#: Letters of the keyboard in the order of the jamo below; capitals are pressed with Shift.
KEYS = dict(
    zip(
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        "qwertyuiopasdfghjklzxcvbnmQWERTOP",
        strict=True,
    )
)
#: Jamo that two keys make together.
PAIRS = {
    "ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ",
    "ㅢ": "ㅡㅣ", "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
#: The jamo of a syllable's three places, as Unicode orders them.
FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
MIDDLE = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
LAST = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]


def typed(text):
    """The letters on the keys that wrote a text; what is no Hangul stays."""
    jamo = "".join(map(apart, unicodedata.normalize("NFC", text)))
    single = "".join(PAIRS.get(one, one) for one in jamo)
    return "".join(KEYS.get(one, one) for one in single)


def apart(letter):
    place = ord(letter) - ord("가")
    if not 0 <= place < 19 * 21 * 28:
        return letter
    first, rest = divmod(place, 21 * 28)
    middle, last = divmod(rest, 28)
    return FIRST[first] + MIDDLE[middle] + LAST[last]
