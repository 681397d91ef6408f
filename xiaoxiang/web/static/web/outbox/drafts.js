// drafts.js: what is being written is kept at each field and when the page goes away, photos too, and comes back.
const outbox = window.outbox;
const { asked } = outbox;
const SOON = 250;

const idOf = (form) => `draft:${form.dataset.outbox}|${location.pathname}`;
const filesOf = (form) => [...form.querySelectorAll("input[type=file]")].flatMap((field) => [...field.files]);
const marked = (files) => files.map((file) => [file.name, file.size, file.lastModified].join()).join("|");

async function photosOf(files) {
  return Promise.all(files.map(async (file) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    return { sha256: await outbox.sha256(bytes), size: bytes.length, bytes, name: file.name, type: file.type };
  }));
}

// Draft rows are small; the bytes of photos are written only when the photos changed, in the same transaction.
async function keep(form, kept) {
  const id = idOf(form);
  const fields = outbox.fieldsOf(form);
  const files = filesOf(form);
  const isSame = marked(files) === kept.mark;
  if (!isSame) kept.photos = await photosOf(files);
  if (JSON.stringify(fields) === kept.begun && !files.length) return drop(id);
  const photos = kept.photos.map(({ bytes, ...photo }) => photo);
  const inside = { fields, photos, seen: form.seen ? form.seen.value : "", was: kept.was, view: outbox.viewOf(form) };
  const row = { id, action: form.dataset.outbox, verb: outbox.verb(), path: location.pathname, at: Date.now(), replaces: kept.replaces || "", ...(await outbox.close(inside)) };
  const closed = isSame ? [] : await Promise.all(kept.photos.map(async ({ bytes, sha256, size }) => ({ owner: id, sha256, size, ...(await outbox.closed(bytes)) })));
  if (kept.isOver) return undefined;
  await outbox.write(["drafts", "blobs"], async (at) => {
    at.drafts.put(row);
    if (isSame) return;
    for (const key of await asked(at.blobs.index("owner").getAllKeys(id))) at.blobs.delete(key);
    for (const photo of closed) at.blobs.put(photo);
  });
  kept.mark = marked(files);
  return outbox.changed();
}

async function drop(id) {
  await outbox.write(["drafts", "blobs"], (at) => outbox.forgotten(at, id));
  outbox.changed();
}

// Fills the form again. What an edit saw before stays what the draft saw, so that a change by others is noticed.
async function restored(form, kept) {
  const id = idOf(form);
  const row = await outbox.get("drafts", id);
  const inside = row && (await outbox.open(row));
  if (!inside) return false;
  outbox.fill(form, inside.fields);
  if (form.seen && inside.seen) form.seen.value = inside.seen;
  Object.assign(kept, { was: inside.was || kept.was, replaces: row.replaces });
  const box = new DataTransfer();
  for (const photo of inside.photos) {
    const blob = await outbox.get("blobs", [id, photo.sha256]);
    const bytes = blob && (await outbox.readable(blob));
    if (bytes) box.items.add(new File([bytes], photo.name, { type: photo.type }));
  }
  const field = form.querySelector("input[type=file]");
  if (field && box.files.length) field.files = box.files;
  return true;
}

// What needs a look becomes a draft of its form again; sent anew it takes the place of the first.
async function redraft(row) {
  const { view } = row.inside;
  const id = `draft:${row.action}|${view.path}`;
  const photos = (await outbox.all("blobs")).filter((blob) => blob.owner === row.op_id);
  const inside = {
    fields: view.fields, view,
    photos: photos.map(({ sha256, size, name = "", type = "image/jpeg" }) => ({ sha256, size, name, type })),
  };
  const draft = { id, action: row.action, verb: row.verb, path: view.path, at: Date.now(), replaces: row.op_id, ...(await outbox.close(inside)) };
  await outbox.write(["drafts", "blobs"], (at) => {
    at.drafts.put(draft);
    for (const photo of photos) at.blobs.put({ ...photo, owner: id });
  });
}

// Binds the drafts of a form; `kept` is what its submission needs to know.
async function follow(form) {
  const was = outbox.defaults(form);
  const fresh = () => ({ mark: "", photos: [], begun: JSON.stringify(was), was, replaces: "", isOver: false });
  const bound = { kept: fresh() };
  bound.isBack = await restored(form, bound.kept);
  let timer = 0;
  let busy = Promise.resolve();
  const now = () => {
    clearTimeout(timer);
    timer = 0;
    busy = busy.then(() => bound.kept.isOver || keep(form, bound.kept)).catch(() => {});
  };
  for (const event of ["input", "change"]) form.addEventListener(event, () => {
    clearTimeout(timer);
    timer = setTimeout(now, event === "change" ? 0 : SOON);
  });
  const leaving = () => timer && now();
  document.addEventListener("visibilitychange", leaving);
  window.addEventListener("pagehide", leaving);
  bound.settled = () => {
    clearTimeout(timer);
    timer = 0;
    return busy;
  };
  bound.again = () => {
    bound.kept = fresh();
    now();
  };
  return bound;
}

Object.assign(outbox, { draftId: idOf, followDraft: follow, redraft, photosOf, filesOf });
