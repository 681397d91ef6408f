// worker.js: the service worker of /steward/. It keeps three pages and their assets for one person, and nothing else.
// The view that serves it puts VERSION, ASSETS and PAGES in front.
const OWN = `steward-${VERSION}`;
const PATIENCE = 5000;
const OUTBOX = PAGES[1];

const isKept = (name) => name.startsWith("steward-");
const personOf = (html) => (/<meta name="outbox" data-person="([0-9a-f-]{36})"/.exec(html) || [])[1];

// A page of ours names the person it was made for; a sign-in page or a stranger's network does not.
async function fetched(request) {
  const answer = await fetch(request);
  const person = answer.ok && !answer.redirected && personOf(await answer.clone().text());
  if (person) await met(person);
  return [answer, person];
}

// Another person on this phone: what was kept for the first one goes.
async function met(person) {
  const cache = await caches.open(OWN);
  const before = await cache.match("/steward/#person");
  if (before && (await before.text()) === person) return;
  for (const name of await caches.keys()) {
    if (!isKept(name)) continue;
    const each = await caches.open(name);
    const known = await each.match("/steward/#person");
    if (known && (await known.text()) !== person) for (const page of PAGES) await each.delete(page);
  }
  await cache.put("/steward/#person", new Response(person));
}

async function refreshed(page) {
  const [answer, person] = await fetched(new Request(page, { cache: "no-store", credentials: "same-origin" }));
  if (person) await (await caches.open(OWN)).put(page, answer);
}

async function filled() {
  const cache = await caches.open(OWN);
  for (const page of PAGES) if (!(await cache.match(page))) await refreshed(page);
  // Older ones are kept until everything is here.
  for (const name of await caches.keys()) if (isKept(name) && name !== OWN) await caches.delete(name);
}

async function found(address) {
  const own = await (await caches.open(OWN)).match(address, { ignoreSearch: true });
  if (own) return own;
  for (const name of await caches.keys()) {
    const older = isKept(name) && (await (await caches.open(name)).match(address, { ignoreSearch: true }));
    if (older) return older;
  }
  return undefined;
}

async function fieldPage(event, page) {
  const isAfterSignIn = /\/(pin|bind|demo)\//.test(event.request.referrer);
  const kept = !isAfterSignIn && (await found(page));
  if (!kept) return network(event);
  event.waitUntil(refreshed(page).catch(() => {}));
  return kept;
}

// The network first, but not for ever: then the page that always opens.
async function network(event) {
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const asked = fetch(event.request);
  event.waitUntil(asked.then(async (answer) => {
    const person = answer.ok && personOf(await answer.clone().text());
    if (person) await met(person);
  }).catch(() => {}));
  const answer = await Promise.race([asked.catch(() => undefined), late]);
  return answer || (await found(OUTBOX)) || asked;
}

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(OWN).then((cache) => cache.addAll(ASSETS.map((asset) => new Request(asset, { cache: "reload" })))));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  const { take, keep, forget } = event.data;
  if (take) self.skipWaiting();
  if (keep) event.waitUntil(met(keep).then(filled).catch(() => {}));
  if (forget) event.waitUntil(caches.keys().then(async (names) => {
    for (const name of names.filter(isKept)) for (const page of PAGES) await (await caches.open(name)).delete(page);
  }));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (ASSETS.includes(address.pathname)) event.respondWith(found(address.pathname).then((kept) => kept || fetch(request)));
  else if (request.mode !== "navigate" || !address.pathname.startsWith("/steward/")) return;
  else if (PAGES.includes(address.pathname)) event.respondWith(fieldPage(event, address.pathname));
  else event.respondWith(network(event));
});
