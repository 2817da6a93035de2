"""The commands: one function each, whose signature is the command. Load, tell, answer; saving is the caller's.

Each takes the desk of its region first; `desk.act` says who, when and how. Each returns what the caller is told at once
(keys that were minted, quantities in base measure), as plain values.
"""

from domain.commands.belonging import (
    change_role,
    end_membership,
    forget_member,
    give_jurisdiction,
    join_party,
    leave_party,
    resume_member,
    suspend_member,
)
from domain.commands.casework import close_case, open_case
from domain.commands.correcting import (
    correct_dispatch,
    correct_harvest,
    correct_movement,
    correct_receipt,
    correct_sale,
    correct_transformation,
)
from domain.commands.growing import record_harvest
from domain.commands.handing import accept_handover, offer_handover, reject_handover
from domain.commands.keeping import count_stock, destroy_stock, hold_stock, release_stock, resolve_overdraft
from domain.commands.labelling import bind_labels, issue_labels, reprint_labels, void_labels
from domain.commands.packing import pack_unit, unpack_unit
from domain.commands.receiving import receive_goods, receive_purchase, refuse_purchase
from domain.commands.registering import register_party, register_product, register_site
from domain.commands.selling import return_sale, sell_retail, sell_wholesale
from domain.commands.shipping import arrive_shipment, dispatch_shipment, hand_over_shipment
from domain.commands.standing import end_acting, grant_acting, resume_party, suspend_party, verify_party
from domain.commands.transforming import transform_lots

__all__ = [
    "accept_handover",
    "arrive_shipment",
    "bind_labels",
    "change_role",
    "close_case",
    "correct_dispatch",
    "correct_harvest",
    "correct_movement",
    "correct_receipt",
    "correct_sale",
    "correct_transformation",
    "count_stock",
    "destroy_stock",
    "dispatch_shipment",
    "end_acting",
    "end_membership",
    "forget_member",
    "give_jurisdiction",
    "grant_acting",
    "hand_over_shipment",
    "hold_stock",
    "issue_labels",
    "join_party",
    "leave_party",
    "offer_handover",
    "open_case",
    "pack_unit",
    "receive_goods",
    "receive_purchase",
    "record_harvest",
    "refuse_purchase",
    "register_party",
    "register_product",
    "register_site",
    "reject_handover",
    "release_stock",
    "reprint_labels",
    "resolve_overdraft",
    "resume_member",
    "resume_party",
    "return_sale",
    "sell_retail",
    "sell_wholesale",
    "suspend_member",
    "suspend_party",
    "transform_lots",
    "unpack_unit",
    "verify_party",
    "void_labels",
]
