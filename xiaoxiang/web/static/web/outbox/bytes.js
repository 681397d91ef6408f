// bytes.js: ids, digests and encodings. It begins window.outbox, to which every file of this folder adds its part.
// Plain http on a LAN has neither crypto.subtle nor randomUUID: there ids are made here, digests in sha256.js.
const utf8 = (words) => new TextEncoder().encode(words);
const words = (bytes) => new TextDecoder().decode(bytes);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const subtle = window.crypto && window.crypto.subtle;

async function sha256(bytes) {
  return hex(subtle ? new Uint8Array(await subtle.digest("SHA-256", bytes)) : window.outbox.counted(bytes));
}

function uuid() {
  if (window.crypto.randomUUID) return window.crypto.randomUUID();
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// Base64 in pieces: a photo is too long for one call.
function base64(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
const unbase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

// Whose page this is, as the server wrote it; `app` names the release.
const told = document.querySelector("meta[name=outbox]").dataset;

window.outbox = { person: told.person, app: told.app, utf8, words, subtle, sha256, uuid, base64, unbase64 };
