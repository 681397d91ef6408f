// Makes the n-th write that concerns the outbox fail, at the call or at the commit, as a full disk does.
(() => {
  Object.assign(globalThis, { __fullAt: 0, __writes: 0, __atCommit: false });
  for (const deed of ["add", "put", "delete"]) {
    const real = IDBObjectStore.prototype[deed];
    IDBObjectStore.prototype[deed] = function (...given) {
      const { transaction } = this;
      if (!globalThis.__fullAt || !transaction.objectStoreNames.contains("outbox")) return real.apply(this, given);
      if (++globalThis.__writes !== globalThis.__fullAt) return real.apply(this, given);
      if (!globalThis.__atCommit) throw new DOMException("no room", "QuotaExceededError");
      const request = real.apply(this, given);
      request.addEventListener("success", () => transaction.abort());
      return request;
    };
  }
})();
