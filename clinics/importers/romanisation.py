"""Korean names of places in Latin letters, by the Revised Romanisation of 2000."""

import re
from itertools import pairwise

INITIALS = [
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p",
    "h",
]  # fmt: skip
VOWELS = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we",
    "wi", "yu", "eu", "ui", "i",
]  # fmt: skip
#: Final consonants before a consonant or at the end, and before a vowel.
FINALS = [
    ("", ""), ("k", "g"), ("k", "kk"), ("k", "ks"), ("n", "n"), ("n", "nj"), ("n", "nh"),
    ("t", "d"), ("l", "r"), ("k", "lg"), ("m", "lm"), ("l", "lb"), ("l", "ls"), ("l", "lt"),
    ("p", "lp"), ("l", "rh"), ("m", "m"), ("p", "b"), ("p", "ps"), ("t", "s"), ("t", "ss"),
    ("ng", "ng"), ("t", "j"), ("t", "ch"), ("k", "k"), ("t", "t"), ("p", "p"), ("t", "h"),
]  # fmt: skip
#: What two neighbours become where they meet inside a word: 종로 is Jongno.
MEETING = {
    ("k", "n"): ("ng", "n"), ("k", "m"): ("ng", "m"), ("k", "r"): ("ng", "n"),
    ("t", "n"): ("n", "n"), ("t", "m"): ("n", "m"), ("t", "r"): ("n", "n"),
    ("p", "n"): ("m", "n"), ("p", "m"): ("m", "m"), ("p", "r"): ("m", "n"),
    ("n", "r"): ("l", "l"), ("l", "n"): ("l", "l"), ("l", "r"): ("l", "l"),
    ("m", "r"): ("m", "n"), ("ng", "r"): ("ng", "n"),
}  # fmt: skip
UNITS = {"시": "si", "군": "gun", "구": "gu"}


def place(name):
    """``수원시 장안구`` as ``Jangan-gu, Suwon-si``; nothing for what is not Korean."""
    if not re.fullmatch("[가-힣 ]+", name):
        return ""
    return ", ".join(unit(part) for part in reversed(name.split()))


def unit(name):
    if name[-1] in UNITS:
        return f"{word(name[:-1])}-{UNITS[name[-1]]}"
    return word(name)


def word(name):
    sounds = [divmod(ord(syllable) - ord("가"), 588) for syllable in name]
    syllables = [[INITIALS[first], VOWELS[rest // 28], FINALS[rest % 28]] for first, rest in sounds]
    for here, after in pairwise(syllables):
        if not after[0] and here[2][1] != "ng":
            here[2] = here[2][1]
            continue
        here[2], after[0] = MEETING.get((here[2][0], after[0]), (here[2][0], after[0]))
    syllables[-1][2] = syllables[-1][2][0]
    return "".join(map("".join, syllables)).capitalize()
