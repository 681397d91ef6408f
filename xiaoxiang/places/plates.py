"""How an alley's name stands in letters on its street plate."""

GENERIC = ("巷", "弄", "街", "路", "里", "坊", "埕", "道", "台", "下", "顶")
"""The last character of a street's name, written as a word of its own: 后街巷 HOUJIE XIANG."""

AS_GENERIC = {"弄": "LONG"}
"""Read otherwise as a kind of street than as a word."""


def plate_pinyin(name: str) -> str:
    """HOUJIE XIANG for 后街巷: capitals without tones, the generic part apart (GB 17733). Names up to 60 characters."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes a tenth of a second to load

    specific, generic = (name[:-1], name[-1]) if len(name) > 1 and name.endswith(GENERIC) else (name, "")
    words = ["".join(lazy_pinyin(specific)).upper(), AS_GENERIC.get(generic) or "".join(lazy_pinyin(generic)).upper()]
    return " ".join(filter(None, words))[:120]
