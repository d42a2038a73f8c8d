"""The policy's text, with the traces that conversion leaves (G54), and files that are no policy."""

from datetime import date

import pytest

from governance.forms.policy_text import CannotReadPolicy, read_policy
from tests.catalogue import POLICY, policy_bytes


def test_read_policy_takes_cover_versions_clauses_and_terms():
    policy = read_policy(policy_bytes())

    assert (policy.company, policy.title, policy.number) == (
        "青禾云服务有限公司",
        "过程框架管理制度",
        "QHYF-ITSS-0001",
    )
    assert [(row.label, row.name, row.date_label, row.date_text) for row in policy.signers] == [
        ("编制人", "甘一", "编制时间", "2024.03.05"),
        ("审核人", "乙二", "编制时间", "2024.03.06"),
        ("批准人", "丙三", "审批时间", "2024.03.07"),
    ]
    assert policy.versions[0].reviewed_on == date(2024, 3, 6)
    assert policy.versions[0].change_note == "首次发布"
    assert [(row.number, row.title) for row in policy.clauses] == [
        ("1", "目的"),
        ("2", "术语"),
        ("2.1", "用语"),
        ("3", "指标"),
    ]
    assert [row.name for row in policy.terms] == ["设备", "部件"]


def test_broken_sentences_are_joined_and_tables_stay_rows():
    clauses = {row.number: row.body for row in read_policy(policy_bytes()).clauses}

    assert clauses["1"].splitlines()[0] == "这一条的第一句被转换工具从中间断开，应当接成一句；"
    assert clauses["1"].splitlines()[1].startswith("第二句")
    assert clauses["2.1"] == "- 第一点；\n- 第二点。"
    assert clauses["3"] == "指标名称\t目标值\n完成次数\t≥1"


@pytest.mark.parametrize(
    "changes",
    [
        [("## 1. 目的", "## １．目的")],
        [("## 1. 目的", "1. 目的")],
        [("### **2. 1. 用语**", "2.1 用语")],
        [("(QHYF-ITSS-0001)", "（QHYF - ITSS - 0001）")],
        [("编制人: 甘一", "**编制人：甘一**")],
        [
            (
                "V1.0\t甘一\t2024.3.5\t乙二\t2024.3.6\t丙三\t2024.3.7\t首次发布",
                "V1.0 甘一 2024.3.5 乙二 2024.3.6 丙三 2024.3.7 首次发布",
            )
        ],
        [
            ("1. 目的 .....\t3", "1. 目的 3"),
            ("2. 术语 .....\t3", "2. 术语 3"),
            ("2.1. 用语 .....\t3", "2.1. 用语 3"),
        ],
        [
            ("1. 目的 .....\t3", "1. 目的"),
            ("2. 术语 .....\t3", "2. 术语"),
            ("2.1. 用语 .....\t3", "2.1. 用语"),
        ],
        [("第二句有3个", "1. 第二句有3个")],
    ],
    ids=[
        "full width",
        "no mark",
        "plain sub-clause",
        "number torn",
        "bold label",
        "row without tabs",
        "contents without leaders",
        "contents without pages",
        "list in a clause",
    ],
)
def test_read_policy_does_not_mind_how_it_was_converted(changes):
    policy = read_policy(policy_bytes(*changes))

    assert policy.number == "QHYF-ITSS-0001"
    assert [row.number for row in policy.clauses] == ["1", "2", "2.1", "3"]


def test_read_policy_takes_gb18030_and_windows_line_ends():
    content = POLICY.replace("\n", "\r\n").encode("gb18030")

    assert len(read_policy(content).clauses) == 4


def test_the_same_text_has_the_same_hash():
    assert read_policy(policy_bytes()).sha256 == read_policy(policy_bytes()).sha256


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ([("(QHYF-ITSS-0001)", "")], "审批时间: 2024.03.07"),
        ([("编制人: 甘一", "主编: 甘一")], "主编: 甘一"),
        ([("审批时间: 2024.03.07", "审批时间: 三月七日")], "审批时间: 三月七日"),
        ([("批准人： 丙三\n\n审批时间: 2024.03.07", "")], "编制时间: 2024.03.06"),
        (
            [("V1.0\t甘一\t2024.3.5", "V1.0\t甘一")],
            "V1.0\t甘一\t乙二\t2024.3.6\t丙三\t2024.3.7\t首次发布",
        ),
        (
            [("2024.3.7\t首次", "2024.13.7\t首次")],
            "V1.0\t甘一\t2024.3.5\t乙二\t2024.3.6\t丙三\t2024.13.7\t首次发布",
        ),
        ([("# **3. 指标**", "# **4. 指标**")], "# **4. 指标**"),
        ([("### **2. 1. 用语**", "2.2. 用语")], "2.2. 用语"),
        ([("# **3. 指标**", "")], "3. 指标 .....\t4"),
        (
            [("设备\t可以维护的东西\n\n部件\t设备的一部分", "没有表格"), ("术语\t定义", "")],
            "## 2. 术语",
        ),
    ],
    ids=[
        "no number",
        "unknown label",
        "no date",
        "third signer missing",
        "short version row",
        "thirteenth month",
        "jump in clauses",
        "unmarked jump",
        "clause of the contents missing",
        "no terms",
    ],
)
def test_a_file_that_is_not_understood_is_refused_with_the_line_that_stopped_it(changes, line):
    content = policy_bytes(*changes)

    with pytest.raises(CannotReadPolicy) as refusal:
        read_policy(content)

    assert refusal.value.text == line.strip()
    lines = content.decode().splitlines()
    assert lines[refusal.value.line - 1].strip() == line.strip()
    assert str(refusal.value.line) in str(refusal.value)
    assert refusal.value.text[:40] in str(refusal.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n  \n",
        b"\x00\x01\x02 binary",
        b"\xff\xfe\xff\xff\x80",
        "只是一封信\n没有别的".encode(),
        b"a,b\n" * 30,
    ],
    ids=["empty", "blank", "zero bytes", "no text", "letter", "table"],
)
def test_something_else_is_refused(content):
    with pytest.raises(CannotReadPolicy):
        read_policy(content)


def test_the_company_policy_is_read_whole(shared):
    policy = read_policy((shared / "policy" / "YNTD-ITSS-0600.txt").read_bytes())

    assert policy.number == "YNTD-ITSS-0600"
    assert " ".join(row.number for row in policy.clauses) == (
        "1 2 3 4 5 5.1 5.2 5.3 6 6.1 6.2 6.3 6.4 6.4.1 6.4.2 6.4.3 6.4.4 7"
    )
    assert [row.name for row in policy.terms] == [
        "过程管理",
        "核心过程",
        "支撑过程",
        "过程资产",
        "过程指标",
    ]
    assert len(policy.signers) == 3
    assert policy.versions[-1].label == "V1.0"
    assert all(row.body for row in policy.clauses if row.number not in {"5", "6", "6.4"})
