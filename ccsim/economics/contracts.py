"""What an outsourcer bills for a group: the contract's clauses, one after the other, on what was delivered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ccsim.economics.clauses import (
    THOUSAND,
    Cap,
    CostPlus,
    Delivered,
    Fee,
    MinimumFee,
    NightFactor,
    PerContact,
    PerHour,
    PerLeg,
    PerMinute,
    PerResolved,
    PerSeat,
    SlaPenalty,
    Technology,
    Tiered,
)
from ccsim.economics.entry import BUYER, SUPPLIER, Category, Entry, micro
from ccsim.economics.labour import month_ticks
from ccsim.scenario.contract import Contract
from ccsim.scenario.groups import Group

__all__ = ["Delivered", "assist_payer", "contract_entries"]


def assist_payer(group: Group) -> str:
    """Who pays the assist licence: the employer, except that a supplier on fixed fees has it provided by the buyer."""
    return SUPPLIER if group.contract is not None and group.contract.cost_plus > 0 else BUYER


def contract_entries(
    name: str, group: Group, delivered: Delivered, measured: Mapping[str, float | None]
) -> Iterator[Entry]:
    """The buyer's entries: fees, night, minimum, cap and penalties, and the buyer's own staff who steer the supplier.

    `measured` is what penalties go by, by the name of the KPI; None where it was not observed. A clause that the
    contract lacks makes no entry. Source: docs/costs.md#contracts.
    """
    contract = group.contract
    if contract is None:
        return
    bill_micro = fees_micro = 0
    for clause in fees(contract, month_ticks(group.labour)):
        for fee in clause.entries(name, delivered):
            bill_micro += fee.amount_micro
            fees_micro += 0 if isinstance(clause, Technology) else fee.amount_micro
            yield fee
    for settled in _settled(name, contract, delivered, bill_micro, fees_micro):
        bill_micro += settled.amount_micro
        yield settled
    agreed, left = bill_micro, 1.0
    for promise in contract.penalties:
        penalty = SlaPenalty(promise.measure, promise.bound, promise.share)
        entry = penalty.entry(name, agreed, left, measured.get(promise.measure))
        left -= min(left, promise.share) if entry.quantity else 0.0
        bill_micro += entry.amount_micro
        yield entry
    if contract.management > 0:
        price = micro(1000 * contract.management)
        yield Entry(
            BUYER, Category.CONTRACT_MANAGEMENT, name, "bill", bill_micro, THOUSAND, "thousand of the bill", price
        )


def fees(contract: Contract, seat_month_ticks: int) -> list[Fee]:
    """The contract's fees as clauses, in the order in which they are billed."""
    least = contract.minimum.seats if contract.minimum else 0.0
    found: list[tuple[float, Fee]] = [
        (contract.per_seat, PerSeat(contract.per_seat, seat_month_ticks, least)),
        (contract.per_hour, PerHour(contract.per_hour)),
        (contract.per_leg, PerLeg(contract.per_leg)),
        (contract.per_contact, PerContact(contract.per_contact)),
        (contract.per_minute, PerMinute(contract.per_minute)),
        (contract.per_resolved, PerResolved(contract.per_resolved)),
        (contract.technology, Technology(contract.technology)),
        (contract.cost_plus, CostPlus(contract.cost_plus)),
    ]
    listed = [clause for price, clause in found if price > 0]
    if contract.tiers is not None:
        listed.append(Tiered(tuple(contract.tiers.steps), contract.tiers.counted == "contacts"))
    return listed


def _settled(name: str, contract: Contract, delivered: Delivered, bill_micro: int, fees_micro: int) -> Iterator[Entry]:
    """Night, minimum and cap, each on the bill as it stands then."""
    if contract.night is not None:
        night = NightFactor(contract.night.factor).entry(name, fees_micro, delivered)
        bill_micro += night.amount_micro
        yield night
    if contract.minimum is not None and contract.minimum.fee > 0:
        least = MinimumFee(contract.minimum.fee).entry(name, bill_micro, delivered.days)
        bill_micro += least.amount_micro
        yield least
    if contract.cap is not None:
        yield Cap(contract.cap).entry(name, bill_micro, delivered.days)
