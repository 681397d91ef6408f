"""What is asked: one function for each class of request."""

import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.requests import Visitor
from tests.signed_in import desk_of
from xiaoxiang.door.actor import a_resident
from xiaoxiang.matters import actions
from xiaoxiang.matters.models import Matter
from xiaoxiang.places.models import Place

Ask = Callable[[int], tuple[int, bytes, int]]
WORDS = "下雨天积水很深，老人走过去要绕一大圈，已经三天了。"


def note(stage: dict[str, Any], n: int = 0) -> Matter:
    """The create, as the door does it."""
    alley: Place = stage["alley"]
    by = a_resident(alley.county_id)
    return actions.note(
        by, alley, kind=stage["kind"], words=WORDS, landmark=f"门牌 {n} 附近", raiser_phone="13800138000"
    )


def known(stage: dict[str, Any]) -> set[UUID]:
    """The ids that every create shares."""
    alley: Place = stage["alley"]
    return {alley.pk, *(i for i in alley.place_ids), stage["kind"].pk}


def signed_in(stage: dict[str, Any], who: str = "worker") -> dict[str, str]:
    """A session cookie of the community worker, as signing in leaves it."""
    kept: dict[str, Any] = stage.setdefault("cookies", {})
    if who not in kept:
        kept[who] = {name: cookie.value for name, cookie in desk_of(stage[who]).cookies.items()}
    return dict(kept[who])


def all_of(stage: dict[str, Any], port: int) -> Iterator[tuple[str, Ask]]:
    """Every class with its name."""
    plaque = stage["alley"].plaque
    resident, worker, other = Visitor(port), Visitor(port, signed_in(stage)), Visitor(port, signed_in(stage, "other"))
    report = f"/a/{plaque}/report/{stage['kind'].code}/"
    waiting = iter([note(stage).pk for _ in range(2000)])

    neighbours = [Visitor(port, source=f"127.0.1.{k + 1}") for k in range(100)]
    other.csrf("/desk/register/")
    for neighbour in neighbours:
        neighbour.csrf(report)

    def create_form(n: int) -> tuple[int, bytes, int]:
        # An address may report so often an hour: every tenth time it is another neighbour's.
        return neighbours[n // 10].form(
            report, report, {"words": WORDS, "landmark": f"门牌 {n} 附近", "raiser_phone": "13800138000"}
        )

    def create_json(n: int) -> tuple[int, bytes, int]:
        given = {"kind": str(stage["kind"].pk), "words": WORDS, "landmark": f"门牌 {n} 附近"}
        return resident.json("/api/act/matter.note", {"thing": str(stage["alley"].pk), "given": given})

    def change(n: int) -> tuple[int, bytes, int]:
        return other.json(
            "/api/act/matter.decline", {"thing": str(next(waiting)), "given": {"reason": "归物业", "where": "物业"}}
        )

    def change_form(n: int) -> tuple[int, bytes, int]:
        matter = next(waiting)
        path = f"/desk/matters/{matter}/decline/"
        return other.form(path, path, {"reason": "归物业管", "where": "小区物业"})

    def batch(n: int) -> tuple[int, bytes, int]:
        op = {
            "action": "matter.note",
            "thing": str(stage["alley"].pk),
            "given": {"kind": str(stage["kind"].pk), "words": WORDS},
        }
        return resident.json("/api/batch", {"ops": [{**op, "op_id": fresh()} for _ in range(100)]})

    some = Matter.objects.filter(alley=stage["read"], number__startswith="B", is_withheld=False).order_by("id")[5].pk
    yield "an empty answer", lambda n: resident.ask("GET", "/health")
    yield "alley page", lambda n: resident.ask("GET", f"/a/{stage['read'].plaque}/")
    yield "create by form", create_form
    yield "create by json", create_json
    yield "matter page", lambda n: resident.ask("GET", f"/matters/{some}/")
    yield "matter desk page", lambda n: worker.ask("GET", f"/desk/matters/{some}/")
    yield "community inbox of 25", lambda n: worker.ask("GET", "/desk/")
    yield "change of state by json", change
    yield "change of state by form", change_form
    yield "batch of 100 facts", batch


def fresh() -> str:
    return str(UUID(bytes=secrets.token_bytes(16), version=4))


def count_queries(stage: dict[str, Any], told: Callable[[str, int], None]) -> None:
    """How many statements each class sends, counted in this process with the same views."""
    worker = Client(headers={"host": "127.0.0.1"})
    worker.cookies.load(signed_in(stage))
    resident = Client(headers={"host": "127.0.0.1"})
    plaque = stage["alley"].plaque
    some = Matter.objects.filter(alley=stage["read"], number__startswith="B").order_by("id")[5].pk
    other = Client(headers={"host": "127.0.0.1"})
    other.cookies.load(signed_in(stage, "other"))
    body = json.dumps({"thing": str(stage["alley"].pk), "given": {"kind": str(stage["kind"].pk)}})
    form = {"words": WORDS, "landmark": "巷口", "raiser_phone": "13800138000"}
    report = f"/a/{plaque}/report/{stage['kind'].code}/"
    ready = [note(stage).pk for _ in range(2)]
    asked: dict[str, Callable[[], Any]] = {
        "alley page": lambda: resident.get(f"/a/{stage['read'].plaque}/"),
        "create by form": lambda: resident.post(report, {**form, "op_id": fresh()}),
        "create by json": lambda: resident.post("/api/act/matter.note", body, content_type="application/json"),
        "matter page": lambda: resident.get(f"/matters/{some}/"),
        "matter desk page": lambda: worker.get(f"/desk/matters/{some}/"),
        "community inbox of 25": lambda: worker.get("/desk/"),
        "change of state by json": lambda: other.post(
            "/api/act/matter.decline",
            json.dumps({"thing": str(ready.pop()), "given": {"reason": "归物业", "where": "物业"}}),
            content_type="application/json",
        ),
    }
    for name, ask in asked.items():
        ask()
        with CaptureQueriesContext(connection) as captured:
            answer = ask()
        if answer.status_code >= 400:
            raise RuntimeError(f"{name}: {answer.status_code} {answer.content[:500]!r}")
        told(name, len([q for q in captured.captured_queries if q["sql"].split()[0] not in ("BEGIN", "COMMIT")]))
