"""Signs that PDFs print by their names, such as “[thumbs up sign]”: the text font has no picture of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

OF_THE_FONT = frozenset(
    "‖‗†‡•‣…‰‱′″‵‼‽‾⁄⁇⁈⁉⁊⁺⁻⁼₊₋₌₡₣₤₦₧₩₫€₮₱₲₴₵₸₹₺₽℅№℗℞℠™℮←↑→↓↔↕↖↗↘↙↨⇐⇑⇒⇓⇧∀∂∃∆∏∑−∕∙"
    "√∞∟∩∫∶∷≈≠≡≤≥⌂⌃⌐⌘⌜⌝⌞⌟⌠⌡⌥⌦⌫■□▪▫▬▲△▴▵▶▷▸▹►▼▽▾▿◀◁◂◃◄◆◉◊○◌●◘◙◦☐☑☕☺☻☼☿♀♁♂♠♣♥♦♪♫✓✔"
    "✗✘❒❛❜❝❞❟❠❤⸘⹒🄍🄎🄏🄯🅪🅫🅬🅭🅮🅯💩🔒🝈🤖"
)
"""The signs that the packaged text font has."""
_KINDS = ("So", "Sm", "Sc", "Sk", "Po")
_NO_CHARACTERS = ("Co", "Cn")
"""What is of private use, or is not assigned."""
_SPACES = {0x2028: " ", 0x2029: " "}
_MODIFIERS = "\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
"""What changes the look of a sign before it: joiners, variants, key caps, skin tones, and tags of flags."""


def name_signs(text: str) -> str:
    """Return a text with the names of signs in their place; what only changes how such a sign looks goes with it.

    Separators of lines and paragraphs, which no font has, become spaces.
    """
    if text.isascii():
        return text
    text = text.translate(_SPACES)
    names = _names(text)
    return re.sub(f"([{_any_of(names)}])[{_MODIFIERS}]*", lambda found: names[found[1]], text) if names else text


def named_signs(text: str) -> Iterator[re.Match[str]]:
    """Yield where signs stand in a text that are printed by name, those together that stand side by side."""
    if names := _names(text):
        yield from re.finditer(f"(?:[0-9#*]\ufe0f?(?=\u20e3))?(?:[{_any_of(names)}][{_MODIFIERS}]*)+", text)


def is_sign(sign: str) -> bool:
    """Say whether a character is of no script; letters of any script, with their marks and stops, are not."""
    kind = unicodedata.category(sign)
    is_of_script = sign < "\u2000" or "\u2e80" <= sign < "\ufff9"
    return kind in _NO_CHARACTERS or (not is_of_script and (kind in _KINDS or "\u20d0" <= sign <= "\u20ff"))


def _names(text: str) -> Mapping[str, str]:
    if text.isascii():
        return {}
    return {sign: name for sign in set(text) if (name := _name(sign))}


@lru_cache(maxsize=4096)
def _name(sign: str) -> str:
    """Return what is printed in place of a sign, nothing for what is printed as it is."""
    if sign in OF_THE_FONT or not is_sign(sign):
        return ""
    return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]"


def _any_of(signs: Mapping[str, str]) -> str:
    return re.escape("".join(signs))
