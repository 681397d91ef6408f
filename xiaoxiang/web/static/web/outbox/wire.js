// wire.js: speaking with the server. Whatever is not its own JSON counts as not said, whatever the status is.
const outbox = window.outbox;
const SECONDS = 1000;

// kind: none (no route), portal (somebody else answered), wait (the server's trouble), stop (401, 403), old (426),
// body (this batch does not fit).
class Unsaid extends Error {
  constructor(kind, more = {}) {
    super(kind);
    Object.assign(this, { kind, ...more });
  }
}

let token = "";

async function heard(address, options, patience) {
  const cut = new AbortController();
  const timer = setTimeout(() => cut.abort(), patience);
  try {
    const answer = await fetch(address, {
      credentials: "same-origin", redirect: "manual", cache: "no-store", signal: cut.signal, ...options,
    });
    return [answer, answer.type === "opaqueredirect" ? "" : await answer.text()];
  } catch {
    throw new Unsaid("none");
  } finally {
    clearTimeout(timer);
  }
}

function seconds(header) {
  if (!header) return 0;
  return Number(header) || Math.max(0, (Date.parse(header) - Date.now()) / SECONDS) || 0;
}

async function asked(address, options = {}, patience = 30 * SECONDS) {
  const [answer, text] = await heard(address, options, patience);
  const { status } = answer;
  let said = null;
  try { said = JSON.parse(text); } catch { said = null; }
  const isOurs = Boolean(said) && typeof said === "object";
  if (status === 200 && isOurs) return said;
  const { code = "", sentence = "" } = said || {};
  const more = { status, code, sentence, said };
  if ([408, 423, 425, 429].includes(status) || status >= 500) throw new Unsaid("wait", { ...more, after: seconds(answer.headers.get("Retry-After")) });
  if (!code) throw new Unsaid("portal", more);
  if (status === 401 || status === 403) throw new Unsaid("stop", more);
  throw new Unsaid(status === 426 ? "old" : "body", more);
}

function post(address, body, type = "application/json", patience = undefined) {
  const isBytes = typeof body === "string" || body instanceof Uint8Array;
  const headers = { "Content-Type": type, "X-CSRFToken": token };
  return asked(address, { method: "POST", headers, body: isBytes ? body : JSON.stringify(body) }, patience);
}

// Is the network real, who is signed in, how far is this clock from the server's.
async function ping(patience = 8 * SECONDS) {
  const nonce = outbox.uuid();
  const began = Date.now();
  const said = await asked(`/sync/ping?nonce=${nonce}`, {}, patience);
  if (said.nonce !== nonce || typeof said.now !== "number") throw new Unsaid("portal");
  const ended = Date.now();
  token = said.csrf || "";
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token || field.value;
  if (said.you !== outbox.person) {
    await outbox.note("is_locked", true);
    throw new Unsaid(said.you ? "other" : "locked");
  }
  const offset = Math.round(said.now - (began + ended) / 2);
  await outbox.write("meta", (at) => {
    for (const [name, value] of [["offset", offset], ["offset_at", ended], ["contact", ended], ["is_locked", false]]) at.meta.put(value, name);
  });
  return said;
}

Object.assign(outbox, { Unsaid, ping, post, fetchJson: asked });
