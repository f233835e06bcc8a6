"""A check as the report sees it, without a simulation: one claim of every status, and every kind of break-even."""

from __future__ import annotations

from ccsim.claims.audit import audit
from ccsim.claims.figures import figures
from ccsim.claims.judgement import BreakEven, Check, ClaimJudged, Influence, ReadingJudged, Status
from ccsim.claims.measuring import Measured
from ccsim.claims.plan import QUICK, Circular
from ccsim.claims.registry import Claim, shipped
from ccsim.claims.verdicts import Draws, probability, share_of
from ccsim.experiment.priors import Prior

CLAIMS = shipped().claims
NAN = float("nan")
EVENS = (
    BreakEven("ai", "handling.hands_on_per_reply", 13.0, 9.0, 19.0, 4.5, 1.0, 500.0),
    BreakEven("ai", "groups.agents.concurrency", 5.0, 3.0, 10.0, 8.0, 50.0, 400.0),
    BreakEven("ai", "groups.agents.shrinkage", 0.25, 0.15, 0.35, None, 0.005, 210.0),
    BreakEven("ai", "groups.agents.assist.resolution_gain", 0.01, -0.01, 0.03, -0.2, -0.3, 210.0),
)


def reading(name: str, number: int, status: Status, draws: Draws, *evens: BreakEven) -> ReadingJudged:
    claim = CLAIMS[name]
    band = claim.band_of(claim.tests[number])
    low, high = band
    middle = low if high == float("inf") else high if low == -float("inf") else (low + high) / 2
    return ReadingJudged(
        number,
        claim.tests[number],
        status,
        band,
        base=Measured(0.8 * middle, 0.7 * middle, 0.9 * middle),
        draws=draws,
        probability=probability(draws),
        over_ignorance=(0.4 * middle, 0.8 * middle, 1.3 * middle),
        merchants=share_of(Draws(3, 4, 1)),
        over_merchants=(0.5 * middle, 0.8 * middle, 1.1 * middle),
        influences=(Influence("handling.hands_on_per_reply", -0.8), Influence("bot.ask_human", 0.4)),
        conditional_on=("groups.agents.labour.attrition",) if evens else (),
        break_evens=evens,
    )


def circular(name: str, prior: bool) -> ReadingJudged:
    claim = CLAIMS[name]
    path = str(claim.tests[0].measure)
    own = Prior(path, 0.3, 0.55, 1.0, ("contactbabel",), "independent", "", "f.yaml", 1) if prior else None
    return ReadingJudged(
        0, claim.tests[0], "circular", claim.band, circular=Circular("traditional", path, own, 0.55)
    )  # fmt: skip


def shown(name: str, number: int) -> ReadingJudged:
    """A reading that is simulated and not judged."""
    claim = CLAIMS[name]
    return ReadingJudged(
        number, claim.tests[number], "shown", claim.band_of(claim.tests[number]),
        base=Measured(0.08, 0.07, 0.09), over_ignorance=(0.01, 0.06, 0.2),
    )  # fmt: skip


def judged(name: str, status: Status, *readings: ReadingJudged) -> ClaimJudged:
    claim: Claim = CLAIMS[name]
    found = audit(figures().ranges)
    return ClaimJudged(name, claim, status, readings, tuple(found[one] for one in (*claim.decided_by, *claim.findings)))


def holding() -> ClaimJudged:
    """A claim that the audit finds nothing against."""
    claim = CLAIMS["automation_labour"].model_copy(update={"tests": [], "decided_by": ["D05"], "findings": []})
    return ClaimJudged("automation_labour", claim, "arithmetic_holds", (), (audit(figures().ranges)["D05"],))


def check(quick: bool = True, with_author_sources: bool = True, seed: int = 1) -> Check:
    supported = reading("throughput_ai", 2, "supported", Draws(72, 0, 0))
    human = reading("throughput_ai", 0, "contradicted", Draws(0, 70, 2))
    dearer = reading("cost_ai", 0, "contradicted", Draws(0, 72, 0), *EVENS)
    open_one = reading("transfers", 0, "undetermined", Draws(40, 25, 7))
    nothing = ReadingJudged(
        0, CLAIMS["bot_dearer"].tests[0], "undetermined", CLAIMS["bot_dearer"].band,
        base=Measured(NAN, NAN, NAN), draws=Draws(0, 0, 8), probability=probability(Draws(0, 0, 8)),
        over_ignorance=(NAN, NAN, NAN),
    )  # fmt: skip
    claims = (
        judged("throughput_ai", "supported", human, supported),
        judged("cost_ai", "contradicted", dearer),
        judged("transfers", "undetermined", open_one),
        judged("bot_dearer", "undetermined", nothing),
        judged(
            "outsource_below_500", "undetermined", reading("outsource_below_500", 0, "undetermined", Draws(9, 9, 0))
        ),
        judged(
            "surge_seats",
            "undetermined",
            circular("surge_seats", prior=False),
            reading("surge_seats", 2, "undetermined", Draws(20, 45, 5)),
            shown("surge_seats", 3),
        ),
        judged("attrition_traditional", "circular", circular("attrition_traditional", prior=True)),
        judged("attrition_shops", "circular", circular("attrition_shops", prior=False)),
        judged("brand_return", "arithmetic_fails"),
        holding(),
        judged("throughput_bot", "untestable"),
    )
    commands = {"ai": ["configs/ai_outsourcer.yaml", "--set", "run.days=1"]}
    return Check(claims, QUICK, quick, seed, with_author_sources, commands, 7, 12.0, {})
