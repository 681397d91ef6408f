"""Sharing out seats by weight, with floors and caps, in exact arithmetic: Sainte-Laguë and Hamilton (seed 10).

Ties are decided by the larger weight, then by the order in which the claims are given. Neither method rounds anywhere.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody brings who is to get seats: a weight above nought, the fewest and the most seats."""

    weight: int
    floor: int
    cap: int


@dataclass(frozen=True, slots=True)
class Step:
    """One comparison that was decided: the next seat of Sainte-Laguë, or one remainder of Hamilton's order."""

    number: int
    """From 1."""
    to: int
    """The index of the claim."""
    numerator: int
    denominator: int
    is_given: bool
    level_with: tuple[int, ...] = ()
    """The claims that had the very same number and came after."""

    @property
    def value(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who got how many, and every step that led there: seats = base + what the steps gave."""

    base: tuple[int, ...]
    """Before the first step: the floors (Sainte-Laguë), the whole part of each share (Hamilton)."""
    steps: tuple[Step, ...]

    @property
    def seats(self) -> tuple[int, ...]:
        given = list(self.base)
        for step in self.steps:
            given[step.to] += step.is_given
        return tuple(given)


class Impossible(ValueError):  # noqa: N818 - it is an answer: so many at least, so many at most
    """No sharing out keeps to all floors and caps. `least` and `most` are what could be shared out."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(f"between {least} and {most}")
        self.least, self.most = least, most


def sainte_lague(claims: Sequence[Claim], total: int) -> Outcome:
    """Seat by seat to the largest weight ÷ (2 × seats held + 1), from the floors up, until a cap takes one out.

    A claim with more weight never gets fewer, and one more seat in all takes none from anybody. Raises Impossible.
    """
    _require(claims, total)
    seats = [claim.floor for claim in claims]
    waiting: list[tuple[Fraction, int, int]] = []

    def wait(index: int) -> None:
        claim = claims[index]
        if seats[index] < claim.cap:
            heapq.heappush(waiting, (-Fraction(claim.weight, 2 * seats[index] + 1), -claim.weight, index))

    for index in range(len(claims)):
        wait(index)
    steps: list[Step] = []
    for number in range(1, total - sum(seats) + 1):
        best, _weight, to = heapq.heappop(waiting)
        level = tuple(sorted(index for quotient, _w, index in waiting if quotient == best))
        steps.append(Step(number, to, claims[to].weight, 2 * seats[to] + 1, True, level))
        seats[to] += 1
        wait(to)
    return Outcome(tuple(claim.floor for claim in claims), tuple(steps))


def hamilton(claims: Sequence[Claim], total: int) -> Outcome:
    """To each the whole part of its fair share, what is left to the largest remainders.

    A share is per_share × weight, held between floor and cap. Claims held at either have no remainder and no step. It
    can take a seat away when the total grows (the Alabama paradox). Raises Impossible.
    """
    _require(claims, total)
    each = per_share(claims, total)
    shares = [min(max(each * claim.weight, Fraction(claim.floor)), Fraction(claim.cap)) for claim in claims]
    base = [int(share) for share in shares]
    free = [i for i, claim in enumerate(claims) if claim.floor < each * claim.weight < claim.cap]
    rest = {i: shares[i] - base[i] for i in free}
    left = total - sum(base)
    order = sorted(free, key=lambda i: (-rest[i], -claims[i].weight, i))
    steps = [
        Step(
            number,
            to,
            rest[to].numerator,
            rest[to].denominator,
            number <= left,
            tuple(other for other in order[number:] if rest[other] == rest[to]),
        )
        for number, to in enumerate(order, 1)
    ]
    return Outcome(tuple(base), tuple(steps))


def per_share(claims: Sequence[Claim], total: int) -> Fraction:
    """How many seats one unit of weight is worth, so that the shares held between floor and cap add up to the total."""
    at = Fraction(0)
    for end in _turns(claims):
        if _held(claims, end) >= total:
            free = [c for c in claims if c.floor < c.weight * end and at * c.weight < c.cap]
            kept = _held(claims, at) - sum(at * c.weight for c in free)
            return (total - kept) / sum(c.weight for c in free) if free else end
        at = end
    return at


def _turns(claims: Sequence[Claim]) -> Iterator[Fraction]:
    """Where a claim leaves its floor or reaches its cap, in order."""
    bounds = {Fraction(bound, c.weight) for c in claims for bound in (c.floor, c.cap)}
    return iter(sorted(bounds))


def _held(claims: Sequence[Claim], each: Fraction) -> Fraction:
    shares = (min(max(each * c.weight, Fraction(c.floor)), Fraction(c.cap)) for c in claims)
    return sum(shares, Fraction(0))


def _require(claims: Sequence[Claim], total: int) -> None:
    if any(claim.weight < 1 or claim.floor < 0 for claim in claims):
        raise ValueError("a claim has a weight above nought and a floor of nought or more")
    least, most = sum(c.floor for c in claims), sum(c.cap for c in claims)
    if any(claim.floor > claim.cap for claim in claims) or not least <= total <= most:
        raise Impossible(least, most)
