// form.js: a form with data-outbox is kept on this phone and sent by itself. Whatever fails here, the form stays as it
// is with its text, offers a copy, and can still be posted plainly.
const outbox = window.outbox;
const LEFT_OUT = ["csrfmiddlewaretoken", "op_id", "seen", "happened_at", "kept_photos"];

const named = (form) => [...form.elements].filter((field) =>
  field.name && !["file", "submit"].includes(field.type) && !LEFT_OUT.includes(field.name));
const isTicked = (field) => field.type === "radio" || field.type === "checkbox";

// Of several boxes to tick a list, of anything else one text; what is not ticked is not there.
function collected(form, valueOf) {
  const found = {};
  for (const field of named(form)) {
    const value = valueOf(field);
    if (value === null) continue;
    if (field.type === "checkbox" && field.value !== "true") (found[field.name] = found[field.name] || []).push(value);
    else found[field.name] = value;
  }
  return found;
}

const fieldsOf = (form) => collected(form, (field) => (isTicked(field) && !field.checked ? null : field.value));
const defaults = (form) => collected(form, (field) => {
  if (isTicked(field)) return field.defaultChecked ? field.value : null;
  if (!field.options) return field.defaultValue;
  const options = [...field.options];
  return (options.find((option) => option.defaultSelected) || options[0] || { value: "" }).value;
});

function fill(form, values) {
  for (const field of named(form)) {
    if (isTicked(field)) field.checked = [values[field.name]].flat().includes(field.value);
    else if (field.type !== "hidden" && field.name in values) field.value = values[field.name];
  }
}

const isSame = (one, other) => JSON.stringify(one ?? "") === JSON.stringify(other ?? "");

// What travels: the fields that say something; of an edit those that changed, with what they were.
function given(form, was) {
  const all = Object.entries(fieldsOf(form)).filter(([name]) => name !== form.dataset.thingField);
  if (!("edits" in form.dataset)) return { given: Object.fromEntries(all.filter(([, value]) => value !== "")), was: {} };
  const changed = all.filter(([name, value]) => !isSame(value, was[name]));
  return { given: Object.fromEntries(changed), was: Object.fromEntries(changed.map(([name]) => [name, was[name] ?? ""])) };
}

const read = (element) => (element ? element.innerText.trim().split("\n").pop() : "");
const verb = () => document.title.replace(/^[^·]*：/, "").split(" · ")[0];
const questionOf = (field) => (field.closest("fieldset") || field.closest(".field")).querySelector("legend, .label, b").firstChild.textContent.trim();

// What was answered, as people read it.
function lines(form) {
  return named(form).filter((field) => field.type !== "hidden" && field.value && (!isTicked(field) || field.checked))
    .map((field) => `${questionOf(field)}：${isTicked(field) ? read(field.closest("label")) : field.value}`);
}

// What a person sees of it in the boxes, and what fills the form again.
function viewOf(form) {
  const { thingField, undo = "" } = form.dataset;
  const where = thingField && form.querySelector(`[name="${thingField}"]:checked`);
  return {
    title: read(form.querySelector(".tile :checked + .tile-face")) || verb(),
    where: read(where && where.closest("label")) || read(document.querySelector("main h1 ~ .soft")),
    lines: lines(form), path: location.pathname, fields: fieldsOf(form), undo,
  };
}

async function opOf(form, op_id, kept) {
  const { outbox: action, thingField, thing } = form.dataset;
  const changes = given(form, kept.was);
  const seen = form.seen && form.seen.value;
  const photos = await outbox.photosOf(outbox.filesOf(form));
  return {
    op_id, action, verb: verb(), thing: thing || (thingField && form.elements[thingField].value) || "",
    given: changes.given, base: seen ? { version: Number(seen), was: changes.was } : undefined,
    photos: photos.map(({ sha256, size, bytes }) => ({ sha256, size, bytes })),
    at: Date.now(), view: viewOf(form), draft: outbox.draftId(form), replaces: kept.replaces || "",
  };
}

function notice(form, tone, name, ...buttons) {
  const old = form.parentNode.querySelector("[data-outbox-notice]");
  if (old) old.remove();
  const box = document.createElement("div");
  box.className = `notice tight ${tone}`;
  box.dataset.outboxNotice = name;
  box.setAttribute("role", "status");
  const row = document.createElement("div");
  row.className = "row";
  row.append(...buttons.map(([label, act]) => outbox.button(label, () => act(box))));
  box.append(outbox.paragraph(outbox.word(name)), row);
  form.before(box);
  return box;
}

// Nothing was kept: the text stays, and there are three ways on; the next tap posts plainly.
function stays(form, op_id) {
  form.dataset.plain = "";
  form.op_id.value = op_id;
  notice(form, "late", "not_kept",
    ["copy", () => outbox.copied(viewOf(form))], ["export", () => outbox.saveText(viewOf(form))]).scrollIntoView();
}

async function plainly(form) {
  try {
    await outbox.ping(4000);
  } catch (wrong) {
    if (["none", "portal"].includes(wrong.kind)) return stays(form, form.op_id.value);
  }
  return form.submit();
}

function bind(form) {
  // A form that the server refused goes the way it came, with the photos that are there already.
  if (form.querySelector("[data-errors], [name=kept_photos]")) return;
  let op_id = outbox.uuid();
  let draft = null;
  let isBusy = false;
  if (outbox.worker()) form.op_id.value = op_id;
  if (form.happened_at) form.happened_at.value = "";
  for (const field of named(form)) {
    if (isTicked(field) && new URLSearchParams(location.search).get(field.name) === field.value) field.defaultChecked = true;
  }

  async function keptAndLeft() {
    await outbox.ready;
    if (!draft || "plain" in form.dataset) return plainly(form);
    await draft.settled();
    try {
      const op = await opOf(form, op_id, draft.kept);
      if ("edits" in form.dataset && !Object.keys(op.given).length) return notice(form, "wait", "unchanged");
      await outbox.save(op);
      draft.kept.isOver = true;
    } catch {
      return stays(form, op_id);
    }
    return outbox.landed(op_id, () => {
      form.reset();
      op_id = outbox.uuid();
      draft.again();
    });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    keptAndLeft().finally(() => (isBusy = false));
  });

  outbox.ready.then(async (isBlind) => {
    if (isBlind) return;
    draft = await outbox.followDraft(form);
    if (!draft.isBack) return;
    notice(form, "", "restored", ["drop", (box) => {
      box.remove();
      form.reset();
      draft.again();
    }]);
  });
}

Object.assign(outbox, { fieldsOf, defaults, fill, viewOf, verb, bind });
