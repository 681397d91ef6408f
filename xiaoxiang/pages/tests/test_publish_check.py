"""What may not be public is found however it is written, and ordinary words pass."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoxiang.door.refusal import Refused
from xiaoxiang.pages.publish_check import Sort, findings, is_fit, refuse_unfit

HOSTILE = {
    Sort.IDENTITY: [
        "身份证350922195001010025",
        "３５０９２２１９５００１０１００２５",
        "350922 19500101 002X",
        "350922-19500101-002x 有事找他",
        "三五零九二二一九五零零一零一零零二五",
        "老证号 350922500101002",
        "卡号6222 0212 3456 7890 123",
        "身份证尾号是0025",
        "350922\u200b195001010025",
    ],
    Sort.PHONE: [
        "打我电话13800138000",
        "１３８－００１３－８０００",
        "138 0013 8000",
        "138.0013.8000",
        "+86 138 0013 8000",
        "一三八零零一三八零零零",
        "幺三八零零幺三八零零零",
        "138OO138OOO",
        "l38 0013 8000 不对，是138 00l3 8000",
        "①③⑧⑩ 先看后面 13800138000",
        "0593-3882345",
        "（0593）3882345",
        "座机3882345",
        "微信：13800138000加我",
        "1380\u200b0138000",
        "١٣٨٠٠١٣٨٠٠٠",
    ],
    Sort.DOOR: [
        "后街巷12号的老王",
        "盐仓弄１２号",
        "后街巷十二号",
        "六一四路12-3号",
        "3号楼",
        "三号樓",
        "2单元",
        "3栋502",
        "502室",
        "五零二室",
        "5楼502",
        "住3-2-501",
        "门牌12号",
        "12号院旁边",
    ],
    Sort.ILLNESS: [
        "他有糖尿病",
        "得了癌症",
        "精神病人",
        "HIV",
        "hiv 阳性",
        "在做透析",
        "老伴中风了",
        "查出乙肝",
        "抑郁",
    ],
    Sort.GROUP: [
        "失独老人",
        "失獨",
        "失独家庭由他照看",
        "孤寡老人",
        "低保户",
        "特困户",
        "社区矫正人员",
        "计生特殊家庭",
        "重残",
    ],
}
INNOCENT = [
    "热心公益，熟悉片区，白天晚上都有空。",
    "会议定于2026年11月25日（周三）19:30在社区二楼会议室召开。",
    "11月12号上午，街道12号召开动员会。",
    "国办函〔2026〕12号文件",
    "编号 26-0417-3082，打12345也行",
    "有火打119，有人受伤打120",
    "全年走访1200户，劝导1,200次，花了1500000元",
    "丧失独立生活能力的老人",
    "文兴社区 350922001003",
    "社区举办高血压防治讲座，预防糖尿病",
    "急救培训：心肺复苏、止血包扎",
    "一室一厅的办公室在教室旁边",
    "第一会议室，第3单元课程",
    "后街巷、盐仓弄两条巷各一位",
    "管理办法第 3 版，2026-09-29 至 2026-10-12",
    "他当了三十八年教师，教过一千二百个学生",
    "十二位居民到场，问了八个问题",
    "一、二、三、四、五、六、七、八条都念了一遍",
    "路灯 3 盏，井盖 2 个",
    "每天 6:00-11:00、11:00-17:00、17:00-22:00 三个时段",
    "",
]


@pytest.mark.parametrize(("sort", "text"), [(sort, text) for sort, texts in HOSTILE.items() for text in texts])
def test_it_is_found_however_it_is_written(sort: Sort, text: str):
    assert sort in {finding.sort for finding in findings(text)}


@pytest.mark.parametrize("text", INNOCENT)
def test_ordinary_words_pass(text: str):
    assert [str(finding) for finding in findings(text)] == []


def test_the_finding_is_said_in_words_with_what_was_written():
    [found] = findings("有事打138-0013-8000")
    assert str(found) == "“138-0013-8000”像个人电话，公开的话里不写"


def test_each_thing_is_said_once_and_in_the_order_of_the_text():
    sorts = [finding.sort for finding in findings("后街巷12号的失独老人，电话13800138000，有糖尿病")]
    assert sorts == [Sort.DOOR, Sort.GROUP, Sort.PHONE, Sort.ILLNESS]


def test_a_public_place_may_have_a_door_number_and_nothing_else():
    assert findings("后街巷12号", allowed={Sort.DOOR}) == []
    assert [f.sort for f in findings("后街巷12号，13800138000", allowed={Sort.DOOR})] == [Sort.PHONE]


def test_words_on_their_way_to_the_public_are_stopped_beside_their_field():
    with pytest.raises(Refused) as refused:
        refuse_unfit({"words": "打13800138000", "place": "后街巷12号", "reason": None}, allowed={"place": {Sort.DOOR}})
    assert refused.value.status == 422
    assert list(refused.value.fields) == ["words"]
    assert "像个人电话" in str(refused.value.fields["words"])
    refuse_unfit({"words": "热心公益"})


def test_fit_is_what_has_no_finding():
    assert is_fit("热心公益")
    assert not is_fit("失独")


@given(st.text(max_size=200))
def test_any_text_at_all_has_an_answer(text: str):
    for finding in findings(text):
        assert str(finding)


@pytest.mark.parametrize("piece", ["1", "一", "1 ", "巷1", "失", "1-1-", "身份证 ", "1O", "微信 "])
def test_a_long_text_is_read_in_time(piece: str):
    began = time.process_time()
    findings(piece * 20_000)
    assert time.process_time() - began < 2
