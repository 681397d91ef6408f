"""Invented names: of people, of alleys, of bodies. Nothing here is taken from a register or a map."""

from random import Random

SURNAMES = "陈林黄张吴李郑王刘苏蔡杨许谢郭余邱曾赖江叶徐魏阮丁游卓彭钟范"
FIRST = "秀玉丽建国志明文美春金桂雪素淑永德庆瑞荣宝长天水木火土月小晓雅振世家有兴振学"
SECOND = "英珍华平生强忠良芳兰琴清凤莲香娥妹花云霞萍发财旺祥康福寿昌盛贵仁义礼智信安宁峰钦铭树松柏川泉"

TOWN = (
    "后街 盐仓 石阶 油坊 米行 井边 榕荫 学前 登科 府前 仓前 仓后 桥头 渡口 打铁 竹篾 纸坊 染坊 豆腐 糖坊 茶亭 水门 东门 西门"
    " 南门 北门 鼓楼 书院 社口 厝边 大厝 祠前 旗杆 牌坊 照壁 月池 莲池 龙井 双井 七星 半月 九曲 花园 橘园 桃园 柳荫 松柏 梧桐"
    " 桂花 荔枝 龙眼 菇行 银耳 布行 药铺 当铺 轿店 灯笼 箍桶 弹棉 磨坊 酒库 酱园 鱼市 柴行 炭市 车站 邮电 粮站 供销 文教 工人"
    " 电影 体育 医院 林业 水利 农械"
)
OLD_TOWN = TOWN.split()
SUFFIXES = ("巷", "弄", "里", "坊", "路")
FIRST_ALLEYS = ("后街巷", "盐仓弄")
"""The first two of the community that stands first on every page."""

GRID_NUMBERS = "一二三四五六七八九"

BODIES = (
    ("县城市管理局（演示）", "department", "01"),
    ("县住房和城乡建设局（演示）", "department", "02"),
    ("县市政园林所路灯班（演示）", "department", "03"),
    ("县市政园林所排水班（演示）", "department", "04"),
    ("县环卫所（演示）", "department", "05"),
    ("县消防救援大队（演示）", "department", "06"),
    ("交警中队（演示）", "department", "07"),
    ("派出所（演示）", "department", "08"),
    ("县市场监督管理局（演示）", "department", "09"),
    ("供电所（演示）", "utility", "10"),
    ("自来水公司（演示）", "utility", "11"),
    ("燃气公司（演示）", "utility", "12"),
    ("广电和通信公司（演示）", "utility", "13"),
    ("安居物业（演示）", "property", "14"),
)
BODY_FOR = {
    "lamp": 2, "road": 1, "drain": 3, "garbage": 4, "bin": 4, "fire_lane": 5, "charging": 5, "wires": 9, "gas": 11,
    "manhole": 3, "falling": 13, "house": 1, "pipe": 10, "ads": 0, "noise": 7, "parking": 6, "clutter": 0, "other": 13,
    "quarrel": 7,
}  # fmt: skip
"""Which of them can do something about a kind of matter."""


def phone(number: int) -> str:
    """A mobile number that nobody has: the range 154 is not given out."""
    return f"1540000{number:04}"


def landline(number: str) -> str:
    """A number of the town that nobody has: none begins with 9."""
    return f"05939000{int(number):03}"


class Register:
    """Draws names that nobody in this county bears yet."""

    def __init__(self, rng: Random, taken: set[str]) -> None:
        self.rng = rng
        self.taken = taken

    def person(self) -> str:
        while True:
            given = self.rng.choice(FIRST) + (self.rng.choice(SECOND) if self.rng.random() < 0.93 else "")
            name = self.rng.choice(SURNAMES) + given
            if name not in self.taken and len(set(given)) == len(given):
                self.taken.add(name)
                return name


def alleys(rng: Random, count: int) -> list[str]:
    """So many different names for the whole county, the well-known two first."""
    drawn = [name + suffix for name in OLD_TOWN for suffix in SUFFIXES if (name, suffix) not in (("水利", "路"),)]
    drawn = [name for name in drawn if name not in FIRST_ALLEYS]
    rng.shuffle(drawn)
    # Lanes and alleys are what an old town has most of; roads and blocks come in between.
    drawn.sort(key=lambda name: SUFFIXES.index(name[-1]) + 3 * rng.random())
    return [*FIRST_ALLEYS, *drawn[: count - len(FIRST_ALLEYS)]]


def shares(rng: Random, total: int, parts: int, least: float, most: float) -> list[int]:
    """Whole numbers that add up to the total, none far from the others."""
    weights = [rng.uniform(least, most) for _ in range(parts)]
    exact = [total * weight / sum(weights) for weight in weights]
    whole = [int(number) for number in exact]
    by_rest = sorted(range(parts), key=lambda i: exact[i] - whole[i], reverse=True)
    for i in by_rest[: total - sum(whole)]:
        whole[i] += 1
    return whole
