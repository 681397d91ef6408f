"""The publish check: what may not stand in words that everybody will read (DI4, N12).

A pure function from a text to its findings in words. It finds what people type on purpose or by habit: digits in full
width, in Chinese numerals, with strokes and blanks between them. It cannot know names: those are a matter of consent.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door.refusal import Refused


class Sort(Enum):
    """What sort of thing was found."""

    IDENTITY = "identity"
    PHONE = "phone"
    DOOR = "door"
    ILLNESS = "illness"
    GROUP = "group"

    @property
    def sentence(self) -> str | Promise:
        return SENTENCES[self]


SENTENCES: dict[Sort, str | Promise] = {
    Sort.IDENTITY: gettext_lazy("“%(found)s”像证件或银行卡号，公开的话里不写"),
    Sort.PHONE: gettext_lazy("“%(found)s”像个人电话，公开的话里不写"),
    Sort.DOOR: gettext_lazy("“%(found)s”像门牌，写到哪条巷就行"),
    Sort.ILLNESS: gettext_lazy("“%(found)s”是病名，公开的话里不写"),
    Sort.GROUP: gettext_lazy("“%(found)s”会让人认出是谁家，换个说法"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that has to go before the words are public."""

    sort: Sort
    found: str
    """As it was written, so that the writer finds it again."""

    def __str__(self) -> str:
        return str(self.sort.sentence) % {"found": self.found}


GAP = r"[ \t·.\-_~*()|/]{0,2}"
"""What is put between digits: a blank, a stroke, a dot."""
NUMERAL = "[一二三四五六七八九十百〇零两]"
NUMBER = rf"(?:\d{{1,4}}|{NUMERAL}{{1,4}})"
DIGIT_WORDS = str.maketrans("〇零一二三四五六七八九幺两", "0012345678912")
LOOKS_ALIKE = str.maketrans("OoIl", "0011")
LONG_FORMS = str.maketrans("號樓單電話棟獨證癥結養貧", "号楼单电话栋独证症结养贫")
SPOKEN = re.compile(rf"[〇零一二三四五六七八九幺两](?:{GAP}[〇零一二三四五六七八九幺两]){{6,24}}")
"""Seven numerals in a row are a number that was spelled out."""
STREET = "(?:巷|弄|路|街(?!道)|里|坊|胡同|村|大道|门牌|家住|住在)"

PATTERNS: dict[Sort, tuple[re.Pattern[str], ...]] = {
    Sort.IDENTITY: (
        re.compile(rf"(?<!\d)[1-9](?:{GAP}\d){{14,18}}(?:{GAP}[Xx])?(?!\d)"),
        re.compile(r"身份证[^\d。；\n]{0,8}\d{4,}[Xx]?"),
    ),
    Sort.PHONE: (
        re.compile(rf"(?<!\d)(?:\+?86{GAP})?1[3-9](?:{GAP}\d){{9}}(?!\d)"),
        re.compile(rf"(?<!\d)0\d{{2,3}}{GAP}[2-9](?:{GAP}\d){{6,7}}(?!\d)"),
        re.compile(r"(?:电话|手机|座机|微信|联系|拨打|致电|QQ)[^\d。；\n]{0,6}[2-9]\d{6,11}(?!\d)"),
    ),
    Sort.DOOR: (
        re.compile(rf"{STREET}(?:的|号|第|附|左边|右边)?{GAP}{NUMBER}(?:[-之]{NUMBER})?号(?!文|线|公告|令)"),
        re.compile(rf"{NUMBER}号(?:楼|院|房|门|店|铺|宅|屋)"),
        re.compile(rf"(?<!第){NUMBER}单元|\d{{1,3}}[栋幢座]|(?<![一\d]){NUMERAL}[栋幢](?={NUMBER})"),
        re.compile(rf"(?<!\d)\d{{3,4}}[室房](?![屋产])|{NUMERAL}{{3,4}}室|\d{{1,2}}[楼层]{GAP}\d{{3,4}}(?!\d)"),
        re.compile(r"(?<![\d-])\d{1,2}-\d{1,2}-\d{3,4}(?![\d-])"),
    ),
    Sort.ILLNESS: (
        re.compile(
            r"(?<!防)(?<!预防)(?<!防治)(?<!筛查)(?<!抗)"
            r"(?:癌|肿瘤|白血病|糖尿病|高血压|冠心病|心脏病|心梗|脑梗|脑溢血|中风|偏瘫|瘫痪|精神病|精神分裂|精神障碍|抑郁|躁郁"
            r"|自闭症|老年痴呆|痴呆|阿尔茨海默|帕金森|艾滋|(?i:hiv)|梅毒|性病|[乙丙]肝|肝炎|肝硬化|肺结核|尿毒症|透析|癫痫|哮喘|红斑狼疮"
            r"|新冠|化疗|放疗|流产|不孕|智力残疾)"
            r"(?!.{0,6}(?:防治|预防|知识|讲座|义诊|科普|宣传|筛查|疫苗|日活动|服务队))"
        ),
    ),
    Sort.GROUP: (
        re.compile(
            r"(?<![丧消迷流错得])失独(?![立自])|独生子女死亡|计划?生(?:育)?特殊家庭|计生特扶|孤寡|低保[户家对人]|吃低保|五保|特困[户人家供]|贫困户"
            r"|重残|重度残疾|失能老|空巢老|社区矫正|戒毒|吸毒|刑满|前科|坐过牢|上访户|重点人员|邪教人员|隔离人员"
        ),
    ),
}


def findings(text: str, *, allowed: Iterable[Sort] = ()) -> list[Finding]:
    """What has to go from a text before it is public, in the order it stands there; each thing once.

    `allowed` leaves out sorts: the place of a public meeting may well have a door number. Linear in the text's length.
    """
    shown, plain = _readable(text)
    left_out = frozenset(allowed)
    hits: list[tuple[int, int, Sort]] = []
    for sort, patterns in PATTERNS.items():
        if sort in left_out:
            continue
        for pattern in patterns:
            hits += [(hit.start(), hit.end(), sort) for hit in pattern.finditer(plain)]
    found: list[Finding] = []
    covered = 0
    for start, end, sort in sorted(hits, key=lambda h: (h[0], -h[1])):
        if start >= covered:
            found.append(Finding(sort, shown[start:end].strip()))
            covered = end
    return found


def refuse_unfit(texts: Mapping[str, str | None], *, allowed: Mapping[str, Iterable[Sort]] | None = None) -> None:
    """Stop words that are about to be public. Raises Refused('badly_filled') with a sentence for each field."""
    wrong: dict[str, Any] = {}
    for name, text in texts.items():
        found = findings(text or "", allowed=(allowed or {}).get(name, ()))
        if found:
            wrong[name] = _("；").join(str(finding) for finding in found[:3])
    if wrong:
        raise Refused("badly_filled", _("这些话谁都能看到，有几处要改一改。"), fields=wrong)


def is_fit(text: str) -> bool:
    """Whether words may be shown to everybody as they are."""
    return not findings(text)


def _readable(text: str) -> tuple[str, str]:
    """The text as people see it, and the same letter by letter with digits, strokes and long forms made plain."""
    kept = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Mn", "Me"))
    shown = unicodedata.normalize("NFKC", kept)
    plain = "".join(_plain(letter) for letter in shown).translate(LONG_FORMS)
    plain = SPOKEN.sub(lambda hit: hit[0].translate(DIGIT_WORDS), plain)
    return shown, _ALIKE.sub(lambda hit: hit[0].translate(LOOKS_ALIKE), plain)


_ALIKE = re.compile(rf"\d(?:{GAP}[\dOoIl]){{8,24}}")


def _plain(letter: str) -> str:
    if letter.isdigit():
        return str(unicodedata.digit(letter))
    return "-" if unicodedata.category(letter) == "Pd" else " " if letter.isspace() and letter != "\n" else letter
