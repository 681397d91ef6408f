// diag.js: how this phone keeps things, in the same facts that the staff see.
const outbox = window.outbox;
const MARK = "diag";

const megabytes = (bytes) => (bytes === null ? "" : `${Math.round(bytes / 1048576)} MB`);

// What an earlier visit wrote is still there; what is written now can be read.
async function written() {
  const [before] = await outbox.meta(MARK);
  const mark = Date.now();
  await outbox.note(MARK, mark);
  const [after] = await outbox.meta(MARK);
  if (after !== mark) return "bad";
  return before ? "survived" : "written";
}

outbox.facts = async () => {
  const { persisted, usage, quota, worker } = await outbox.mode();
  const [store, high, offset, synced, told] = await outbox.meta("store", "high", "offset", "synced", "contact");
  const { outbox: waiting, attention, drafts, blobs } = await outbox.counts();
  const keys = await outbox.all("keys");
  const facts = {
    worker: outbox.word(worker ? "yes" : "no"), store: outbox.word(await written()), persisted: outbox.word(persisted ? "yes" : "no"),
    quota: quota ? `${megabytes(usage)} / ${megabytes(quota)}` : "", is_full: quota && usage / quota > 0.8 ? outbox.word("full") : "",
    offset: offset === undefined ? "" : outbox.word("seconds", { n: Math.round(offset / 1000) }),
    contact: outbox.when(told), synced: synced ? outbox.when(synced) : outbox.word("never"),
    waiting, attention, drafts, photos: blobs, high, app: outbox.app, id: store,
    locked: outbox.word(!outbox.subtle ? "open" : keys.some((row) => !row.key) ? "sealed" : "held_key"),
  };
  for (const [name, value] of Object.entries(facts)) {
    const place = document.querySelector(`[data-fact="${name}"]`);
    if (place) place.textContent = value;
  }
  const ask = document.querySelector("[data-persist]");
  ask.hidden = persisted || !(navigator.storage && navigator.storage.persist);
  ask.onclick = async () => {
    await navigator.storage.persist();
    await outbox.facts();
  };
};
