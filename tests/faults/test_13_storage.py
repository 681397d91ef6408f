"""Storage: no room at every write in turn, a store that does not open or breaks off, private windows, eviction.

A seed plays two of the nine; five seeds play all.
"""

from typing import Any

from tests.faults.phone import HERE, Phone
from tests.faults.stage import Stage
from tests.faults.test_03_cut_photos import NOT_SMALLER, noise
from xiaoxiang.edges.sync.models import Item, Store
from xiaoxiang.matters.models import Matter

QUICK = 5
FULL = (HERE / "full.js").read_text()
NEVER_OPENS = """IDBFactory.prototype.open = function () { return new EventTarget() };"""
PRIVATE = """IDBFactory.prototype.open = function () { throw new DOMException("no", "SecurityError") };"""
LETS_GO = """(() => {
  const opened = globalThis.__opened = [];
  const real = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...given) {
    const request = real.apply(this, given);
    request.addEventListener("success", () => opened.push(request.result));
    return request;
  };
})();"""
CROWDED = """if (globalThis.StorageManager) StorageManager.prototype.estimate = async () => ({ usage: 85e6, quota: 100e6 });"""
NOT_KEPT = '[data-outbox-notice="not_kept"]'


def check(stage: Stage, seed: int) -> None:
    for at in range(2):
        CASES[(2 * seed + at) % len(CASES)](stage)


def begun(stage: Stage, *, before: str = "", worker: bool = True, path: str = "/steward/note/") -> Phone:
    phone = stage.phone(before=before, worker=worker)
    phone.open(path)
    phone.ready()
    return phone


def no_room_at_each_write(stage: Stage) -> None:
    """The n-th write fails, for each n until one save goes through: the form stays, with copy and export."""
    phone = begun(stage, before=FULL)
    phone.sync()
    for nth in range(1, 12):
        phone.open("/steward/note/")
        phone.ready()
        words = stage.words()
        phone.fill(words)
        at_commit = stage.random.random() < 0.5
        phone.run("([nth, at]) => { __fullAt = nth; __writes = 0; __atCommit = at }", [nth, at_commit])
        phone.page.locator("form.form .button").last.click()
        phone.until(f"() => Boolean(location.search || document.querySelector('{NOT_KEPT}'))")
        if "saved=" in phone.page.url:
            break
        stays(phone, words)
        assert phone.counts()["outbox"] == 0
        phone.run("() => { __fullAt = 0 }")
        phone.forget_drafts()
    else:
        raise AssertionError("no save went through")
    assert nth > 1, "no write failed"
    phone.ready()
    phone.drain()


def stays(phone: Phone, words: str) -> None:
    """Not kept is said as it is, and nothing typed is lost."""
    notice = phone.page.locator(NOT_KEPT)
    assert notice.get_by_role("button").count() >= 2
    assert phone.page.locator("[name=words]").input_value() == words
    assert "已存本机" not in phone.page.inner_text("main").replace(notice.inner_text(), "")


def no_room_at_all(stage: Stage) -> None:
    """The browser's own quota: the words would fit, the photo does not."""
    phone = stage.phone(before=NOT_SMALLER, worker=False)
    cdp = phone.context.new_cdp_session(phone.page)
    cdp.send("Storage.overrideQuotaForOrigin", {"origin": stage.proxy.url, "quotaSize": 400_000})
    phone.open("/steward/note/")
    phone.ready()
    phone.sync()
    words = stage.words()
    phone.fill(words, photos=[{"name": "1.jpg", "mimeType": "image/jpeg", "buffer": noise()}])
    phone.page.locator("form.form .button").last.click()
    phone.page.locator(NOT_KEPT).wait_for()
    stays(phone, words)
    sends_plainly(stage, phone, words)


def sends_plainly(stage: Stage, phone: Phone, words: str) -> None:
    """What cannot be kept can still be posted, once."""
    phone.page.locator("form.form .button").last.click()
    phone.page.wait_for_url(lambda url: "/note/" not in url)
    assert Matter.objects.filter(alley=stage.town.here, words=words).count() == 1


def does_not_open(stage: Stage) -> None:
    _blind(stage, NEVER_OPENS)


def private_window(stage: Stage) -> None:
    _blind(stage, PRIVATE)


def _blind(stage: Stage, script: str) -> None:
    phone = stage.phone(before=script)
    phone.open("/steward/note/")
    phone.forward(6)
    phone.until("() => outbox.ready")
    assert phone.run("() => outbox.ready") is True, "it believes to have a store"
    words = stage.words()
    phone.fill(words)
    stage.proxy.cut_off()
    phone.page.locator("form.form .button").last.click()
    phone.page.locator(NOT_KEPT).wait_for()
    stays(phone, words)
    stage.proxy.restore()
    sends_plainly(stage, phone, words)
    phone.context.close()
    stage.phones.remove(phone)


def breaks_off(stage: Stage) -> None:
    """iOS: "Connection to Indexed Database server lost". Open again, once; nothing typed is lost."""
    phone = begun(stage, before=LETS_GO)
    phone.sync()
    phone.fill(stage.words())
    phone.run("() => { for (const db of __opened) db.close() }")
    phone.send()
    phone.ready()
    phone.drain()
    assert phone.counts()["receipts"] == 1


def not_persistent(stage: Stage) -> None:
    """The browser does not promise to keep it: told on /diag and to the server."""
    phone = begun(stage, path="/steward/diag/")
    phone.sync()
    phone.until("() => document.querySelector('[data-fact=persisted]').textContent !== ''")
    store = Store.objects.get(pk=phone.run("() => outbox.meta('store')")[0])
    told = phone.page.locator("[data-fact=persisted]").inner_text()
    assert (store.mode["persisted"], told) == (False, "没有")


def crowded(stage: Stage) -> None:
    """From 80 % of the quota on somebody is warned."""
    phone = begun(stage, before=CROWDED, path="/steward/diag/")
    phone.until("() => document.querySelector('[data-fact=quota]').textContent !== ''")
    assert "快满了" in phone.page.inner_text("main")


def evicted(stage: Stage) -> None:
    """Everything is gone with records pending: found at the next contact, and both are told how many at least."""
    phone = begun(stage)
    phone.sync()
    lost = stage.random.randint(1, 4)
    stage.proxy.inject("lost", _told_high_only(), times=10**6, on=lambda e: e.path.startswith("/sync/ops"))
    gone = {phone.save(stage.words()) for _n in range(lost)}
    phone.sync()
    stage.proxy.faults.clear()
    old = phone.run("() => outbox.meta('store')")[0]
    Store.objects.filter(pk=old).update(high=lost, pending=lost)
    cdp = phone.context.new_cdp_session(phone.page)
    cdp.send("Storage.clearDataForOrigin", {"origin": stage.proxy.url, "storageTypes": "indexeddb,cache_storage"})
    phone.events.clear()
    phone.open("/steward/outbox/")
    phone.ready()
    phone.drain()
    new = Store.objects.get(pk=phone.run("() => outbox.meta('store')")[0])
    assert (str(new.pk) != old, new.lost) == (True, lost)
    phone.until(f"() => document.querySelector('[data-part=lost]').textContent.includes('{lost}')")
    assert not Item.objects.filter(pk__in=gone).exists()
    later = phone.save(stage.words())
    phone.drain()
    assert Item.objects.get(pk=later).outcome == "accepted"


def _told_high_only() -> Any:
    from tests.faults.proxy import answer

    return answer(503, b"{}")


def no_worker(stage: Stage) -> None:
    """Without a service worker all works while the page is open, also without a network."""
    phone = begun(stage, worker=False)
    phone.sync()
    stage.proxy.cut_off()
    phone.fill(stage.words())
    op_id = phone.send()
    phone.page.locator(f'[data-op="{op_id}"]').get_by_text("已存本机").wait_for()
    phone.page.locator("[data-part=more]").click()
    phone.fill(stage.words())
    phone.send()
    stage.proxy.restore()
    phone.forward(31)
    phone.until("async () => (await outbox.counts()).outbox === 0")
    assert phone.counts()["receipts"] == 2


CASES = [
    no_room_at_each_write, no_room_at_all, does_not_open, private_window, breaks_off,
    not_persistent, crowded, evicted, no_worker,
]  # fmt: skip


def test_kept_is_only_what_was_committed(played: Any, seed: int) -> None:
    played(check, seed)
