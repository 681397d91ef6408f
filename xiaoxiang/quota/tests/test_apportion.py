"""Sharing out: what must hold for every county, what is known from books, and a second method that must agree."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from xiaoxiang.quota.apportion import Claim, Impossible, Outcome, hamilton, per_share, sainte_lague

unhurried = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def counties(draw: st.DrawFn) -> tuple[list[Claim], int]:
    """Some communities and a total that can be shared out among them."""
    claims = []
    for _ in range(draw(st.integers(1, 12))):
        floor = draw(st.integers(0, 6))
        claims.append(Claim(draw(st.integers(1, 60)), floor, floor + draw(st.integers(0, 30))))
    total = draw(st.integers(sum(c.floor for c in claims), sum(c.cap for c in claims)))
    return claims, total


def by_one_list(claims: list[Claim], total: int) -> list[int]:
    """The naive way: write down every quotient there can be, sort them once, take as many as there are seats."""
    seats = [c.floor for c in claims]
    quotients = [
        (-Fraction(c.weight, 2 * held + 1), -c.weight, i)
        for i, c in enumerate(claims)
        for held in range(c.floor, c.cap)
    ]
    for _quotient, _weight, i in sorted(quotients)[: total - sum(seats)]:
        seats[i] += 1
    return seats


def by_halving(claims: list[Claim], total: int) -> tuple[Fraction, Fraction]:
    """The naive way to a fair share: shut it in between two numbers until they lie very near each other."""
    low, high = Fraction(0), Fraction(100)
    for _ in range(60):
        middle = (low + high) / 2
        reached = sum(min(max(middle * c.weight, Fraction(c.floor)), Fraction(c.cap)) for c in claims)
        low, high = (middle, high) if reached < total else (low, middle)
    return low, high


@given(counties())
@unhurried
def test_every_seat_is_given_and_every_floor_and_cap_is_kept(county: tuple[list[Claim], int]):
    claims, total = county
    for method in (sainte_lague, hamilton):
        seats = method(claims, total).seats
        assert sum(seats) == total
        assert all(c.floor <= n <= c.cap for c, n in zip(claims, seats, strict=True))


@given(counties())
@unhurried
def test_sainte_lague_is_the_same_as_sorting_every_quotient_once(county: tuple[list[Claim], int]):
    claims, total = county
    assert list(sainte_lague(claims, total).seats) == by_one_list(claims, total)


@given(counties())
@unhurried
def test_no_quotient_that_lost_is_larger_than_one_that_won(county: tuple[list[Claim], int]):
    claims, total = county
    seats = sainte_lague(claims, total).seats
    pairs = list(zip(claims, seats, strict=True))
    won = [Fraction(c.weight, 2 * n - 1) for c, n in pairs if n > c.floor]
    lost = [Fraction(c.weight, 2 * n + 1) for c, n in pairs if n < c.cap]
    assert not won or not lost or min(won) >= max(lost)


@given(counties())
@unhurried
def test_one_more_seat_in_all_takes_none_from_anybody(county: tuple[list[Claim], int]):
    claims, total = county
    assume(total < sum(c.cap for c in claims))
    before, after = sainte_lague(claims, total).seats, sainte_lague(claims, total + 1).seats
    assert all(b <= a for b, a in zip(before, after, strict=True))


@given(counties(), st.data())
@unhurried
def test_who_gains_weight_never_loses_a_seat_and_nobody_else_gains_one(
    county: tuple[list[Claim], int], data: st.DataObject
):
    claims, total = county
    one = data.draw(st.integers(0, len(claims) - 1))
    grown = Claim(claims[one].weight + data.draw(st.integers(1, 30)), claims[one].floor, claims[one].cap)
    before = sainte_lague(claims, total).seats
    after = sainte_lague([*claims[:one], grown, *claims[one + 1 :]], total).seats
    assert after[one] >= before[one]
    assert all(a <= b for i, (a, b) in enumerate(zip(after, before, strict=True)) if i != one)


@given(counties())
@unhurried
def test_the_heavier_never_gets_fewer_than_the_lighter_with_the_same_bounds(county: tuple[list[Claim], int]):
    claims, total = county
    for method in (sainte_lague, hamilton):
        seats = method(claims, total).seats
        for c, n in zip(claims, seats, strict=True):
            for d, m in zip(claims, seats, strict=True):
                assert not (c.weight > d.weight and (c.floor, c.cap) == (d.floor, d.cap) and n < m)


@given(counties())
@unhurried
def test_the_fair_share_is_the_one_that_halving_finds(county: tuple[list[Claim], int]):
    claims, total = county
    each = per_share(claims, total)
    shares = [min(max(each * c.weight, Fraction(c.floor)), Fraction(c.cap)) for c in claims]
    assert sum(shares) == total
    low, high = by_halving(claims, total)
    bounds = zip(claims, shares, strict=True)
    assert all(low * c.weight - 1 < s < high * c.weight + 1 or s in (c.floor, c.cap) for c, s in bounds)


@given(counties())
@unhurried
def test_hamilton_stays_within_one_of_the_fair_share(county: tuple[list[Claim], int]):
    claims, total = county
    each = per_share(claims, total)
    for c, n in zip(claims, hamilton(claims, total).seats, strict=True):
        share = min(max(each * c.weight, Fraction(c.floor)), Fraction(c.cap))
        assert share - 1 < n < share + 1


@given(counties())
@unhurried
def test_told_again_the_steps_lead_to_the_same_seats(county: tuple[list[Claim], int]):
    claims, total = county
    told = sainte_lague(claims, total)
    held = [c.floor for c in claims]
    for number, step in enumerate(told.steps, 1):
        assert (step.number, step.numerator, step.denominator) == (
            number,
            claims[step.to].weight,
            2 * held[step.to] + 1,
        )
        rivals = [Fraction(c.weight, 2 * h + 1) for c, h in zip(claims, held, strict=True) if h < c.cap]
        assert step.value == max(rivals)
        held[step.to] += 1
    assert tuple(held) == told.seats


def free(*weights: int) -> list[Claim]:
    return [Claim(weight, 0, 1000) for weight in weights]


def test_the_examples_of_the_books():
    assert sainte_lague(free(53, 24, 23), 7).seats == (3, 2, 2)
    assert sainte_lague(free(100, 80, 30, 20), 8).seats == (3, 3, 1, 1)


def test_hamilton_shows_the_alabama_paradox_and_sainte_lague_does_not():
    """Weights 6, 6 and 2: of ten seats the small one gets two, of eleven only one."""
    assert hamilton(free(6, 6, 2), 10).seats == (4, 4, 2)
    assert hamilton(free(6, 6, 2), 11).seats == (5, 5, 1)
    assert sainte_lague(free(6, 6, 2), 10).seats == (5, 4, 1)
    assert sainte_lague(free(6, 6, 2), 11).seats == (5, 5, 1)
    assert sainte_lague(free(6, 6, 2), 12).seats == (5, 5, 2)


def test_level_quotients_go_to_the_heavier_and_then_to_the_one_listed_first():
    told = sainte_lague(free(3, 9, 9), 2)
    assert [(s.to, s.level_with) for s in told.steps] == [(1, (2,)), (2, ())]
    third = sainte_lague(free(3, 9, 9), 5).steps[2]
    assert (third.value, third.to, third.level_with) == (3, 1, (0, 2))


def test_level_remainders_are_decided_the_same_way_and_told():
    told = hamilton(free(2, 2, 4), 5)
    assert told.base == (1, 1, 2)
    assert [(s.to, s.value, s.is_given, s.level_with) for s in told.steps] == [
        (2, Fraction(1, 2), True, ()),
        (0, Fraction(1, 4), False, (1,)),
        (1, Fraction(1, 4), False, ()),
    ]


def test_who_is_held_at_a_floor_or_a_cap_has_no_remainder():
    told = hamilton([Claim(1, 3, 9), Claim(50, 0, 4), Claim(7, 0, 90), Claim(7, 0, 90)], 12)
    assert told.base == (3, 4, 2, 2)
    assert [(s.to, s.value) for s in told.steps] == [(2, Fraction(1, 2)), (3, Fraction(1, 2))]
    assert told.seats == (3, 4, 3, 2)


@pytest.mark.parametrize("method", [sainte_lague, hamilton])
@pytest.mark.parametrize(("total", "claims"), [(4, [Claim(1, 2, 3)] * 2 + [Claim(1, 1, 1)]), (8, [Claim(1, 2, 3)] * 2)])
def test_below_the_floors_or_above_the_caps_nothing_is_shared_out(method, total: int, claims: list[Claim]):
    with pytest.raises(Impossible) as refused:
        method(claims, total)
    assert (refused.value.least, refused.value.most) in {(5, 7), (4, 6)}


def test_a_floor_above_its_cap_is_impossible_and_a_weight_of_nought_is_an_error():
    with pytest.raises(Impossible):
        sainte_lague([Claim(1, 3, 2)], 3)
    with pytest.raises(ValueError, match="weight"):
        sainte_lague([Claim(0, 0, 2)], 1)


def test_nothing_to_share_out_is_shared_out():
    assert sainte_lague([], 0) == hamilton([], 0) == Outcome((), ())
