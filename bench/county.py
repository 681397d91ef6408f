"""A county of any size, made by the database itself: skewed as life is, mostly closed, with its journal in proportion."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection

from xiaoxiang.matters.models import MatterKind
from xiaoxiang.people.models import Body, Person, Role, RoleHeld
from xiaoxiang.places.models import County, Level, Place
from xiaoxiang.regulation import parameters
from xiaoxiang.regulation.models import Regulation

LONG_AGO = datetime(2010, 1, 1, tzinfo=UTC)
CODE = 350922
COMMUNITIES, ALLEYS = 10, 19


def found() -> dict[str, Any]:
    """The places and the few people that the requests need."""
    county = County.objects.create(
        id=CODE, name="古田县", residents=74479, telephone="0593-3880000", founded_at=LONG_AGO
    )
    whole = Place.objects.create(county=county, level=Level.COUNTY, name="古田县", code="350922000000")
    Regulation.objects.create(
        county=county, number=1, in_force_on=LONG_AGO.date(), parameters=parameters.defaults(), reason="初版", published_at=LONG_AGO
    )  # fmt: skip
    east = grown(whole, Level.SUBDISTRICT, "城东街道", "350922001000")
    kinds = [
        MatterKind.objects.create(
            county=county, code=f"k{n}", name=f"事项{n}", english=f"kind {n}", group="环境", position=n
        )
        for n in range(12)
    ]
    alleys = []
    for c in range(COMMUNITIES):
        community = grown(east, Level.COMMUNITY, f"第{c}社区居委会", f"350922001{c + 1:03}")
        grid = grown(community, Level.GRID, "第一网格", f"350922001{c + 1:03}001")
        alleys += [grown(grid, Level.ALLEY, f"{c}号{a}巷", f"350922001{c + 1:03}001{a:03}") for a in range(ALLEYS)]
    first = alleys[0].community
    steward = person("王秀英", alleys[0], Role.STEWARD)
    worker = person("陈晓燕", first, Role.COMMUNITY_WORKER)
    other = person("高志远", alleys[-1].community, Role.COMMUNITY_WORKER)
    Body.objects.create(county=county, name="县市政所", telephone="0593-3881111")
    return {
        "county": county,
        "alley": alleys[-1],
        "read": alleys[0],
        "kind": kinds[0],
        "worker": worker,
        "other": other,
        "steward": steward,
    }


def grown(parent: Place, level: Level, name: str, code: str) -> Place:
    place = parent.below(level, name=name, code=code)
    place.save()
    return place


def person(name: str, place: Place, role: Role) -> Person:
    made = Person.objects.create(name=name, sort_key=name, **Person.columns_of(place))
    RoleHeld.objects.create(county_id=CODE, person=made, role=role, place=place, since=LONG_AGO)
    return made


CONTENT = '{"given": {}, "names": {"by": "陈晓燕", "thing": "下水道堵塞（门牌 12 附近）", "result": "下水道堵塞（门牌 12 附近）"}}'
MATTERS = """
WITH alley AS (
    SELECT id, community_id, subdistrict_id, row_number() OVER (ORDER BY code) - 1 AS n FROM places_place WHERE level = 'alley'
), kind AS (
    SELECT id, name, row_number() OVER (ORDER BY position) - 1 AS n FROM matters_matterkind
), drawn AS (
    SELECT g, CASE WHEN g %% 33 = 0 THEN 0 WHEN g %% 10 < 3 THEN g %% 19 ELSE g %% 190 END AS a, g %% 12 AS k,
           now() - (g::float / %(rows)s) * interval '10 years' AS at, g %% 33 = 7 AS is_open
    FROM generate_series(%(first)s, %(last)s) AS g
)
INSERT INTO matters_matter (id, county_id, subdistrict_id, community_id, alley_id, number, kind_id, title, words, landmark,
    channel, happened_at, noted_at, route, state, holder, due_at, promise, climbed, is_ended, is_withheld, ended_at, answer,
    me_too, pictures, promised_pictures, rule_number, version)
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(g %% 4096), 3, '0') || '8'
        || lpad(to_hex(g), 15, '0'))::uuid,
    %(county)s, alley.subdistrict_id, alley.community_id, alley.id, 'B' || g, kind.id, kind.name,
    repeat('下雨天积水很深，老人走过去要绕一大圈。', 3), '门牌 12 附近', 'plaque', at, at, 'reported_to_community',
    CASE WHEN is_open THEN 'accepted' ELSE 'closed' END, CASE WHEN is_open THEN 'community' ELSE 'nobody' END,
    CASE WHEN is_open THEN at + interval '5 days' END, '应在 11 月 25 日 17:30 前办好', 0, NOT is_open, false,
    CASE WHEN is_open THEN NULL ELSE at + interval '3 days' END, '', 0, 0, 0, 1, 4
FROM drawn JOIN alley ON alley.n = a JOIN kind ON kind.n = k
"""

STEPS = """
INSERT INTO matters_step (id, county_id, matter_id, verb, at, happened_at, by_name, came_from, came_to, reason, body_name,
    rule_number)
SELECT gen_random_uuid(), m.county_id, m.id, v.verb, m.noted_at + v.n * interval '1 hour', m.noted_at, '文兴社区', '', v.verb,
    '', '', 1
FROM matters_matter m CROSS JOIN (VALUES ('note', 0), ('report', 1), ('accept', 2), ('dispatch', 3)) AS v(verb, n)
WHERE m.number LIKE 'B%%'
"""

JOURNAL = """
WITH line AS (
    SELECT gen_random_uuid() AS id, s.matter_id, m.community_id, s.at, row_number() OVER (PARTITION BY m.community_id) AS height
    FROM matters_step s JOIN matters_matter m ON m.id = s.matter_id
), entry AS (
    INSERT INTO door_entry (id, county_id, chain_id, height, head, line, at, action, thing_id)
    SELECT id, %(county)s, community_id, height, sha256(id::text::bytea), repeat('x', 420), at, 'matter.accept', matter_id
    FROM line
), content AS (
    INSERT INTO door_content (id, county_id, salt, body) SELECT id, %(county)s, '\\x00'::bytea, %(content)s FROM line
), tip AS (
    INSERT INTO door_tip (county_id, chain_id, height, head)
    SELECT %(county)s, community_id, max(height), sha256('x'::bytea) FROM line GROUP BY community_id
)
INSERT INTO door_claim (county_id, op_id, digest, at, result_id) SELECT %(county)s, id, sha256('x'::bytea), at, matter_id FROM line
"""


def fill(rows: int) -> None:
    """`rows` matters over ten years with their steps, journal lines and request ids; then a vacuum."""
    with connection.cursor() as cursor:
        cursor.execute(MATTERS, {"rows": rows, "first": 1, "last": rows, "county": CODE})
        cursor.execute(STEPS)
        cursor.execute(JOURNAL, {"county": CODE, "content": CONTENT})
        cursor.execute("VACUUM ANALYZE")
