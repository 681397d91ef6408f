"""How names are sorted and found: by pinyin, whole or by initials, because the database knows code points only."""

SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "任": "ren", "华": "hua",
    "朴": "piao", "盖": "ge", "翟": "zhai", "尉": "yu", "燕": "yan", "重": "chong", "万": "wan", "繁": "po",
}  # fmt: skip
"""Characters read otherwise when they are a surname."""


def sort_key(name: str) -> str:
    """wangxiuying wxy for 王秀英."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its dictionary takes 58 MB, which most processes never need

    spoken = [part.lower() for part in lazy_pinyin(name, style=Style.NORMAL) if part.strip()]
    if name[:1] in SURNAMES:
        spoken[0] = SURNAMES[name[0]]
    return f"{''.join(spoken)} {''.join(part[:1] for part in spoken)}"[:200]
