"""Text from outside, made safe to show: a server's words must never drive the terminal or forge a line."""

import re

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI, ECMA-48 section 5.4
    r"|(?:\x1b[P\]X^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]?"
)
_UNSAFE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # C0, DEL and C1, except what is white space
    r"\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # hidden marks, bidi
    r"\ud800-\udfff\U000e0000-\U000e007f]"
)


def plain(text: str, limit: int = 200) -> str:
    """`text` on one line, at most `limit` characters, without escape sequences, controls or bidi overrides.

    Runs of white space become one space; what is cut ends in an ellipsis. The result may still hold
    characters that a markup parser would read: show it as text, never as markup.
    """
    text = _UNSAFE.sub("", _ESCAPES.sub("", text))
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip(" ,;:.") + "…"
