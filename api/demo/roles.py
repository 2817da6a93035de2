"""Whom a visitor may play: one person of each kind that lives off the platform."""

from __future__ import annotations

from typing import Final

from api.demo.cast import Cast
from api.demo.plan import DemoRole, Plan, person_of
from domain.region import COMMONS

PROVINCE: Final = "44"


def cast_roles(plan: Plan, cast: Cast) -> None:
    """A wampee grower of Yunan and the chain behind, an inspector of the province, the operator's administrator."""
    stall = cast.stalls["jiangnan"][0]
    for name, party, region, role, jurisdiction, label in (
        ("grower", cast.growers["wampee"][0].party, "yunfu", "grower", "", "郁南黄皮农户"),
        ("packhouse", cast.packhouses["wampee"][0].party, COMMONS, "packer", "", "郁南黄皮包装场"),
        ("carrier", cast.carriers["yunfu"][0], COMMONS, "carrier", "", "云浮冷链司机"),
        ("market", stall.party, COMMONS, "market", "", "广州江南市场档口"),
        ("inspector", cast.authorities["yunfu"], COMMONS, "inspector", PROVINCE, "省内检查员"),
        ("administrator", cast.administrator, COMMONS, "administrator", PROVINCE, "平台管理员"),
    ):
        plan.roles.append(DemoRole(name, person_of(party), party, region, role, jurisdiction, label))
