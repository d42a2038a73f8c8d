"""The cast of the demo: an invented company whose people hold every role the policy knows."""

from dataclasses import dataclass

from governance.states import Role, Sphere

COMPANY = "云杉数维科技有限公司"
COMPANY_CODE = "YSSW"
# Printed after the first start; accounts with it exist only where the demo was asked for.
PASSWORD = "demo-2026-Governance"  # noqa: S105 -- the demo's password is meant to be known


@dataclass(frozen=True)
class Character:
    """One invented person: login, name, department, roles, and what a newcomer sees with this account."""

    login: str
    name: str
    department: str = ""
    roles: tuple[str, ...] = ()
    sphere: str = Sphere.BUSINESS
    rank: int = 100
    see: str = ""
    see_en: str = ""


SPECIALIST = (Role.PROCESS_SPECIALIST,)
HEAD = (Role.DEPARTMENT_HEAD,)

ADMINISTRATORS = (
    Character(
        "wei",
        "魏守正",
        sphere=Sphere.SYS_ADMIN,
        see="人员与系统状态",
        see_en="accounts and system status",
    ),
    Character("yan", "严安", sphere=Sphere.SEC_ADMIN, see="角色授权", see_en="roles"),
    Character("shi", "施明镜", sphere=Sphere.AUDITOR, see="审计记录", see_en="audit trail"),
)

BUSINESS = (
    Character(
        "gu",
        "顾清和",
        "operations",
        (Role.PROCESS_MANAGER,),
        rank=20,
        see="签发月度报告、设置",
        see_en="issues the monthly report, settings",
    ),
    Character(
        "shen",
        "沈一诺",
        "operations",
        (Role.PMO,),
        rank=30,
        see="周数据看板、受理与退回、编制月报",
        see_en="the board of the week, acceptance, drafting the report",
    ),
    Character("xu", "许知微", "operations", (Role.PMO,), rank=30, see="同上", see_en="as above"),
    Character(
        "lin",
        "林小满",
        "service_desk",
        SPECIALIST,
        see="本周待填（服务级别管理）",
        see_en="this week's form (service level management)",
    ),
    Character("he", "何青禾", "service_desk", SPECIALIST, see="服务台管理", see_en="service desk"),
    Character(
        "zhou",
        "周乐章",
        "operations",
        SPECIALIST,
        see="事件、问题管理",
        see_en="incidents, problems",
    ),
    Character(
        "tang",
        "唐晓舟",
        "operations",
        SPECIALIST,
        see="配置、容量管理",
        see_en="configuration, capacity",
    ),
    Character(
        "luo",
        "罗远帆",
        "operations",
        SPECIALIST,
        see="可用性与连续性",
        see_en="availability and continuity",
    ),
    Character(
        "qin",
        "秦朗",
        "development",
        SPECIALIST,
        see="变更管理：数字来自工单，无需填报",
        see_en="changes: figures come from tickets, nothing is typed",
    ),
    Character("shao", "邵一鸣", "development", SPECIALIST, see="发布管理", see_en="releases"),
    Character(
        "bai", "白芷", "quality", SPECIALIST, see="信息安全管理", see_en="information security"
    ),
    Character(
        "yu",
        "于海棠",
        "hr",
        SPECIALIST,
        see="过程专员，尚未分派过程",
        see_en="a specialist without an assignment yet",
    ),
    Character(
        "song",
        "宋长林",
        "",
        (Role.COMMITTEE,),
        rank=1,
        see="委员会主任",
        see_en="chair of the committee",
    ),
    Character(
        "jiang",
        "江映雪",
        "quality",
        (Role.COMMITTEE, Role.DEPARTMENT_HEAD),
        rank=10,
        see="委员兼质量部负责人",
        see_en="committee member, head of quality",
    ),
    Character(
        "ye",
        "叶承安",
        "development",
        (Role.COMMITTEE, Role.DEPARTMENT_HEAD),
        rank=11,
        see="委员兼研发部负责人",
        see_en="committee member, head of R&D",
    ),
    Character(
        "lu", "陆行舟", "operations", HEAD, rank=12, see="运维部负责人", see_en="head of O&M"
    ),
    Character(
        "cheng",
        "程念慈",
        "service_desk",
        HEAD,
        rank=13,
        see="服务台负责人",
        see_en="head of the service desk",
    ),
    Character("wen", "温若兰", "hr", HEAD, rank=14, see="人力部负责人", see_en="head of HR"),
    Character(
        "miao",
        "苗雨",
        "quality",
        SPECIALIST,
        see="信息安全管理（B 角）",
        see_en="security (deputy)",
    ),
    Character(
        "gao",
        "高远",
        "development",
        see="普通员工：框架与制度",
        see_en="employee: framework and norms",
    ),
)


@dataclass(frozen=True)
class Post:
    """Who reports which process for which department, possibly for a project, and who stands in (A/B 角)."""

    process: str
    department: str
    person: str
    deputy: str
    project: str = ""

    @property
    def key(self) -> str:
        """How the script names it: slm, or service_reporting@METRO."""
        return f"{self.process}@{self.project}" if self.project else self.process


POSTS = (
    Post("slm", "service_desk", "lin", "he"),
    Post("service_desk", "service_desk", "he", "lin"),
    Post("incident", "operations", "zhou", "tang"),
    Post("problem", "operations", "zhou", "luo"),
    Post("configuration", "operations", "tang", "luo"),
    Post("change", "development", "qin", "shao"),
    Post("release", "development", "shao", "qin"),
    Post("capacity", "operations", "tang", "zhou"),
    Post("availability_continuity", "operations", "luo", "zhou"),
    Post("information_security", "quality", "bai", "miao"),
)
