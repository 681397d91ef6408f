"""A steward's phone: a real browser with its own stores, a witness in every page, and a ledger at the end."""

import contextlib
import json
import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import Error as BrowserError

from tests.browser.conftest import FLAGS, PHONE
from tests.faults.ground import wait_for
from tests.faults.ledgers import SENT, WAITING, DeviceLedger, Kept
from tests.faults.town import PIN
from xiaoxiang.machine import processes
from xiaoxiang.people import devices
from xiaoxiang.people.models import Device, Person

HERE = Path(__file__).parent
WITNESS = HERE / "witness.js"
OUTBOX = "/steward/outbox/"
GIVEN_UP = ("replaced", "seen-here")
BOXES = ("outbox", "attention", "receipts")


class Phone:
    """王's phone, or another's. `profile`: a browser of its own on disk, which can be killed and started again."""

    def __init__(
        self,
        stage: Any,
        person: Person,
        device: Device,
        token: str,
        *,
        profile: bool = False,
        worker: bool = True,
        skew: float = 0,
        zone: str = "Asia/Shanghai",
        before: str = "",
    ) -> None:
        self.stage, self.person, self.device, self.token = stage, person, device, token
        self.folder = Path(tempfile.mkdtemp(prefix="xiaoxiang-phone-")) if profile else None
        self.worker, self.skew, self.zone, self.before = worker, skew, zone, before
        """`skew`: seconds by which its clock is ahead. `worker`: whether it may have a service worker."""
        self.events: list[tuple[Any, ...]] = []
        """What the witness saw, in order, over all pages and lives of this phone."""
        self.trouble: list[str] = []
        self.is_wiped = False
        self.people = {str(person.pk)}
        self.context = self._start()
        self.page = self._page()

    def _start(self) -> BrowserContext:
        ground = self.stage.ground
        chosen: dict[str, Any] = {
            "viewport": PHONE,
            "base_url": self.stage.proxy.url,
            "locale": "zh-CN",
            "timezone_id": self.zone,
            "service_workers": "allow" if self.worker else "block",
        }
        if self.folder is not None:
            ground.playwright  # noqa: B018 - finds the browser
            program = ground.found["XIAOXIANG_CHROMIUM"]
            context = ground.playwright.chromium.launch_persistent_context(
                str(self.folder), executable_path=program, args=FLAGS, **chosen
            )
        else:
            context = ground.browser.new_context(**chosen)
        context.set_default_timeout(30_000)
        context.expose_binding("__told", lambda _source, said: self.events.append(tuple(json.loads(said))))
        context.clock.install(time=time.time() + self.skew)
        context.add_init_script(path=WITNESS)
        if self.before:
            context.add_init_script(self.before)
        context.on("weberror", lambda wrong: self.trouble.append(str(wrong.error)))
        return context

    def _page(self) -> Page:
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def unlock(self, session: str) -> None:
        """As after the PIN was typed."""
        self.session = session
        self._cookies(device=self.token, session=session)

    def lock(self) -> None:
        """The unlocked time is over; the phone stays bound."""
        self.context.clear_cookies(name="session")

    def _cookies(self, **values: str) -> None:
        self.context.add_cookies([{"name": k, "value": v, "url": self.stage.proxy.url} for k, v in values.items()])

    def open(self, path: str = "/steward/") -> Page:
        self.page.goto(path)
        return self.page

    def run(self, script: str, given: Any = None) -> Any:
        return self.page.evaluate(script, given)

    def ready(self) -> None:
        """Until the outbox of this page has its store."""
        self.until("() => Boolean(window.outbox && outbox.counts && outbox.person && outbox.ready)")

    def note(self, words: str, *, photos: Iterable[dict[str, Any]] = (), way: str = "") -> str:
        """Fill the form as a person does; gives the op_id that the screen names as kept."""
        if "/steward/note/" not in self.page.url:
            self.open("/steward/note/")
        self.fill(words, photos=photos, way=way)
        return self.send()

    def fill(self, words: str, *, photos: Iterable[dict[str, Any]] = (), way: str = "") -> None:
        self.page.locator("[name=kind]").first.check(force=True)
        self.page.locator(f'[name=way][value="{way}"]').check(force=True)
        self.page.locator("[name=words]").fill(words)
        if photos := list(photos):
            self.page.locator("[name=photos]").set_input_files(photos)

    def send(self) -> str:
        self.page.locator("form.form .button").last.click()
        self.page.wait_for_url(f"**{OUTBOX}?saved=*")
        return self.page.url.split("saved=")[1][:36]

    def save(
        self, words: str, *, action: str = "matter.note", thing: str | None = None, given: dict[str, Any] | None = None
    ) -> str:
        """Keep an op through the page's own outbox, without walking through the form."""
        if action == "matter.note":
            kind = str(self.stage.ground.cast.clutter.pk)
            given = {"kind": kind, "words": words, "way": "", **(given or {})}
            thing = thing or str(self.stage.town.here.pk)
        return str(self.run(SAVE, {"action": action, "thing": thing, "given": given or {"words": words}}))

    def bind(self, person: Person) -> None:
        """Somebody binds this phone, as at the station."""
        _binding, token = devices.new_binding(person)
        self.page.goto(f"/bind/{token}/")
        self.page.get_by_label("六位数字").fill(PIN)
        self.page.get_by_role("button", name="绑定这部手机").click()
        self.page.wait_for_url("**/steward/")

    def sync(self, *, wait: bool = True) -> None:
        """立即同步. With `wait` until this round is over."""
        self.run("async (wait) => { const done = outbox.sync('hand'); if (wait) await done; }", wait)

    def forward(self, seconds: float) -> None:
        """Let the phone's clock run ahead, its timers with it."""
        self.context.clock.fast_forward(int(seconds * 1000))

    def becomes(self, script: str, seconds: float = 5) -> bool:
        """Whether something becomes true in the page within so many real seconds. The policy of our pages forbids
        the browser's own waiting, which evaluates text."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(BrowserError):  # the page may be on its way to the next
                if self.page.evaluate(script):
                    return True
            self.page.wait_for_timeout(15)
        return False

    def until(self, script: str, seconds: float = 20) -> None:
        """Wait until something is true in the page. Raises TimeoutError."""
        if not self.becomes(script, seconds):
            raise TimeoutError(f"never true: {script}")

    def counts(self) -> dict[str, Any]:
        return dict(self.run("() => outbox.counts()"))

    def rows(self, name: str = "outbox") -> list[dict[str, Any]]:
        return list(self.run(ROWS, name))

    def op(self, op_id: str) -> dict[str, Any]:
        """Where an op stands on this phone: its row, and `box`, the store that holds it."""
        return next((row | {"box": box} for box in BOXES for row in self.rows(box) if row["op_id"] == op_id), {})

    def net(self) -> str:
        """What the sender last met: ok, none, portal, wait, stop, old …"""
        return str(self.run("() => outbox.state().net"))

    def drain(self, rounds: int = 40, *, left: int = 0) -> None:
        """Let time pass until the outbox is empty. Raises TimeoutError, naming what is left."""
        for _round in range(rounds):
            self.sync()
            if self.counts()["outbox"] <= left:
                return
            self.forward(1900)
        raise TimeoutError(f"still waiting after {rounds} rounds: {self.net()} {self.rows()}")

    def forget_drafts(self) -> None:
        """不要了, for whatever was being written."""
        self.run(
            "async () => { for (const {id} of await outbox.all('drafts')) await outbox.write('drafts', at => { at.drafts.delete(id) }) }"
        )

    def offline(self, is_off: bool = True) -> None:
        self.context.set_offline(is_off)

    def crash(self) -> None:
        """SIGKILL to the page's own process; the browser goes on."""
        for pid in self.pids("--type=renderer"):
            processes.tell(pid, signal.SIGKILL)

    def kill(self) -> None:
        """SIGKILL to the whole browser: an empty battery."""
        for pid in self.pids():
            processes.tell(pid, signal.SIGKILL)
        wait_for(lambda: not self.pids(), 10)
        with contextlib.suppress(BrowserError):
            self.context.close()

    def pids(self, kind: str = "") -> list[int]:
        """The processes of this phone's own browser."""
        if self.folder is None:
            raise ValueError("only a phone with a profile has processes of its own")
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                line = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if f"--user-data-dir={self.folder}" in line and kind in line:
                found.append(int(entry.name))
        return found

    def revive(self) -> None:
        """Start the killed browser again, on what is on its disk."""
        if self.folder is not None:
            for lock in self.folder.glob("Singleton*"):
                lock.unlink()
        self.context = self._start()
        self.page = self._page()

    def ledgers(self) -> list[DeviceLedger]:
        """What this phone says at the end: one ledger for each person who has a store on it."""
        self.look()
        page = self.context.new_page() if self.page.is_closed() else self.page
        dump = page.evaluate("() => __dump()")
        shown = badge = None
        if OUTBOX in page.url:
            shown = set(page.evaluate("() => [...document.querySelectorAll('[data-op]')].map(e => e.dataset.op)"))
            badge = self.badge()
        readable = json.dumps(dump, ensure_ascii=False)
        made = []
        for name, stores in dump["stores"].items():
            person = name.removeprefix("xiaoxiang-")
            is_mine = person == str(self.person.pk)
            seen = (shown, badge) if is_mine else (None, None)
            made.append(self._ledger(UUID(person), stores, *seen, readable))
        return made

    def look(self) -> None:
        """Open the page of the outbox, as somebody would who wants to know."""
        try:
            self.page.goto(OUTBOX)
            if OUTBOX in self.page.url:
                self.ready()
                self.until(SHOWS_ALL, 3)
        except (BrowserError, TimeoutError) as wrong:
            self.trouble.append(f"the outbox page: {str(wrong)[:300]}")

    def badge(self) -> int | None:
        """待上传 N."""
        found = self.page.locator("[data-outbox-badge]")
        if not found.count():
            return None
        number = re.search(r"\d+", found.first.inner_text())
        return int(number[0]) if number else 0

    def _ledger(
        self, person: UUID, stores: dict[str, Any], shown: set[str] | None, badge: int | None, readable: str
    ) -> DeviceLedger:
        meta = dict(stores.get("meta", []))
        rows = {box: [row for _key, row in stores.get(box, [])] for box in BOXES}
        digests = {}
        if shown is not None:
            digests = {r["op_id"]: r["sha256"] for box in BOXES for r in self.rows(box) if r["sha256"]}
        given_up = {row["op_id"] for row in rows["receipts"] if row.get("outcome") in GIVEN_UP}
        kept = [
            Kept(row["op_id"], row["seq"], digests.get(row["op_id"], ""), where, row.get("outcome", ""))
            for box, where in zip(BOXES, (WAITING, WAITING, SENT), strict=True)
            for row in rows[box]
            if row["op_id"] not in given_up
        ]
        return DeviceLedger(
            name=f"{self.person.name}'s phone",
            person=person,
            store=str(meta.get("store") or ""),
            kept=kept,
            confirmed=self.confirmed(person),
            digests=digests,
            badge=badge,
            pending=len(rows["outbox"]),
            shown=shown,
            given_up=given_up,
            readable=readable,
            secrets=self.stage.secrets_for(self.person),
            token=self.token,
            is_wiped=self.is_wiped,
            complaints=list(self.broken_promises()) if person == self.person.pk else [],
        )

    def confirmed(self, person: UUID) -> dict[str, int]:
        """Every op of a person that was kept: committed, so that the screen could say so."""
        found = {}
        for kind, *what in self.events:
            if kind == "wrote" and what[0] == f"xiaoxiang-{person}":
                puts = ((op, seq) for box, deed, op, seq, _sha in what[2] if box == "outbox" and deed in ("add", "put"))
                found |= {op: seq for op, seq in puts if op}
        return found

    def broken_promises(self) -> Iterable[str]:
        """What the witness saw that must never be: relaxed writes, words before the commit, leaving without a receipt."""
        kept: set[str] = set()
        seqs: dict[tuple[str, int], str] = {}
        for kind, *what in self.events:
            if kind == "said":
                op_id, state, words = what
                if "已存本机" in words and op_id not in kept:
                    yield f"I1 {op_id} was called 已存本机 before it was committed ({state})"
            if kind != "wrote":
                continue
            name, how, deeds = what
            if how != "strict":
                yield f"I1 {[d[:3] for d in deeds]} were written {how}, not strictly"
            put = {op for box, deed, op, _seq, _sha in deeds if deed != "delete" and op}
            for box, deed, op, seq, _sha in deeds:
                if box == "outbox" and deed in ("add", "put"):
                    kept.add(op)
                    seqs[name, seq] = op
                if box == "outbox" and deed == "delete" and seqs.get((name, seq)) not in put:
                    yield f"I1 {seqs.get((name, seq))} (seq {seq}) left the outbox in a transaction that wrote no receipt"
                if deed == "clear" and not self.is_wiped:
                    yield f"I1 {box} was emptied at once"

    def shows(self) -> list[str]:
        """What its screen shows now, for somebody who looks into a failure."""
        with contextlib.suppress(BrowserError):
            return [f"{page.url}: {page.inner_text('body')[:400]!r}" for page in self.context.pages]
        return ["a dead page"]

    def close(self) -> None:
        with contextlib.suppress(BrowserError):
            self.context.close()
        if self.folder is not None:
            for pid in self.pids():
                os.kill(pid, signal.SIGKILL)
            shutil.rmtree(self.folder, ignore_errors=True)


SAVE = """async ({action, thing, given}) => {
  const op_id = outbox.uuid();
  const view = {title: given.words || action, where: "", lines: [], path: "/steward/note/", fields: given, undo: ""};
  await outbox.save({op_id, action, thing, given, verb: "送出", at: Date.now(), photos: [], view});
  return op_id;
}"""
ROWS = """async (name) => (await outbox.rows(name)).map(({box, iv, inside, ...row}) => ({
  ...row, key: row.key, line: inside?.line ?? null, sha256: inside?.sha256 ?? "", receipt: inside?.receipt ?? null,
  view: inside?.view ?? null,
}))"""
SHOWS_ALL = """async () => {
  const listed = new Set([...document.querySelectorAll("[data-op]")].map(e => e.dataset.op));
  const [waiting, attention] = await Promise.all(["outbox", "attention"].map(name => outbox.all(name)));
  const badge = document.querySelector("[data-outbox-badge]");
  const number = Number((badge?.innerText.match(/\\d+/) ?? [0])[0]);
  return [...waiting, ...attention].every(row => listed.has(row.op_id)) && (!badge || number === waiting.length);
}"""
