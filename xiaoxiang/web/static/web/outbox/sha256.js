// sha256.js: the digest where crypto.subtle is missing, that is on plain http in a LAN (FIPS 180-4).
// The constants are the first 32 bits of the fractions of the roots of the first primes.
const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
const fraction = (root) => ((root % 1) * 2 ** 32) | 0;
const ROUNDS = primes.map((prime) => fraction(Math.cbrt(prime)));
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const turned = (x, by) => (x >>> by) | (x << (32 - by));

function counted(bytes) {
  const padded = new DataView(new ArrayBuffer(((bytes.length + 72) >> 6) << 6));
  bytes.forEach((byte, at) => padded.setUint8(at, byte));
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(padded.byteLength - 8, Math.floor(bytes.length / 2 ** 29));
  padded.setUint32(padded.byteLength - 4, bytes.length << 3);
  const sum = [...START];
  const w = new Int32Array(64);
  for (let block = 0; block < padded.byteLength; block += 64) {
    let [a, b, c, d, e, f, g, h] = sum;
    for (let at = 0; at < 64; at++) {
      const [early, late] = [w[at - 15], w[at - 2]];
      w[at] = at < 16
        ? padded.getInt32(block + at * 4)
        : w[at - 16] + w[at - 7] + (turned(early, 7) ^ turned(early, 18) ^ (early >>> 3))
          + (turned(late, 17) ^ turned(late, 19) ^ (late >>> 10));
      const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[at] + w[at]) | 0;
      const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, at) => (sum[at] = (sum[at] + value) | 0));
  }
  const out = new DataView(new ArrayBuffer(32));
  sum.forEach((value, at) => out.setInt32(at * 4, value));
  return new Uint8Array(out.buffer);
}

window.outbox.counted = counted;
