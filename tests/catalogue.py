"""The shipped catalogue as a fixture, and an invented policy text that breaks like a converted one."""

import pytest

from governance.services.catalogue import record_seeding, seed_governance
from improvements.services.catalogue import seed_causes
from kpi.services.catalogue import seed_indicators
from processes.services.catalogue import seed_processes
from tests.people import LONG_AGO


@pytest.fixture
def catalogue(db):
    """Everything that ships, as `load_catalogue` leaves it, but for the work calendar."""
    tally = (
        seed_governance(at=LONG_AGO)
        + seed_processes(at=LONG_AGO)
        + seed_indicators(at=LONG_AGO)
        + seed_causes(at=LONG_AGO)
    )
    record_seeding(tally, at=LONG_AGO)


POLICY = """

青禾云服务有限公司

过程框架管理制度\x20\x20
(QHYF-ITSS-0001)

编制人: 甘一

编制时间: 2024.03.05

审核人: 乙二

编制时间: 2024.03.06

批准人： 丙三

审批时间: 2024.03.07

## 文件编制和变更履历

版本\t编制/更改\t\t发布\t\t实施\t\t更改记录
\t作者\t日期\t审核\t日期\t批准\t日期\t
V1.0\t甘一\t2024.3.5\t乙二\t2024.3.6\t丙三\t2024.3.7\t首次发布

## 目录

文件编制和变更履历 .....\t2
1. 目的 .....\t3
2. 术语 .....\t3
2.1. 用语 .....\t3
3. 指标 .....\t4

## 1. 目的

这一条的第一句被转换工具从中间断\x20\x20
开，应当接成一句；

第二句有3个数字，例如2024.5.1不是条款。

## 2. 术语

术语\t定义
设备\t可以维护的东西

部件\t设备的一部分

### **2. 1. 用语**

- 第一点；
- 第二点。

# **3. 指标**

指标名 称\t目标值
完成次数\t≥1"""


def policy_bytes(*changes: tuple[str, str], text: str = POLICY) -> bytes:
    """The invented policy with pieces replaced."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()
