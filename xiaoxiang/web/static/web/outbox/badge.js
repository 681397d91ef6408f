// badge.js: 待上传 N on every page of a steward, the same number as in the store, in every tab at once.
const outbox = window.outbox;
const listeners = [];
const channel = window.BroadcastChannel && new BroadcastChannel(`xiaoxiang-${outbox.person}`);
const DAY = 86400000;
const SIGNS = { wait: "▲", ok: "✓", go: "→", late: "!", rest: "–" };

outbox.said = JSON.parse(document.getElementById("outbox-words").textContent);

// {n} and the like are filled in.
function word(name, filling = {}) {
  return Object.entries(filling).reduce((text, [key, value]) => text.replace(`{${key}}`, value), outbox.said[name] || name);
}

function pill(element, tone, text) {
  element.className = `pill ${tone}`;
  const sign = document.createElement("span");
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = SIGNS[tone];
  element.replaceChildren(sign, ` ${text}`);
}

// Calls that come while one is under way become one more after it: what is drawn last is what is true.
function latest(work) {
  let running = Promise.resolve(), isWaiting = false;
  return () => {
    if (isWaiting) return running;
    isWaiting = true;
    running = running.then(() => {
      isWaiting = false;
      return work();
    }).catch(() => {});
    return running;
  };
}

const draw = latest(async () => {
  const { outbox: waiting, attention, oldest } = await outbox.counts();
  for (const badge of document.querySelectorAll("[data-outbox-badge]")) {
    pill(badge, waiting ? "wait" : "ok", word("badge", { n: waiting }));
    badge.dataset.count = waiting;
    badge.hidden = false;
  }
  for (const badge of document.querySelectorAll("[data-outbox-attention]")) {
    pill(badge, "late", word("attention", { n: attention }));
    badge.hidden = !attention;
  }
  const isLate = oldest !== null && Math.abs(Date.now() - oldest) > DAY;
  for (const banner of document.querySelectorAll("[data-outbox-late]")) banner.hidden = !isLate;
});

function hear(told) {
  if (told.state) outbox.shared = told.state;
  listeners.forEach((listener) => listener());
  draw();
}

function tell(told) {
  if (channel) channel.postMessage(told);
  hear(told);
}

if (channel) channel.onmessage = (event) => hear(event.data);

Object.assign(outbox, {
  word, pill, tell, latest,
  on: (listener) => listeners.push(listener),
  changed: (row) => {
    tell({ changed: true });
    return row;
  },
});
