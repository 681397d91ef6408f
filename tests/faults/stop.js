// Lets the page stand still for ever at a chosen write, so that it can be killed exactly there.
(() => {
  const still = (where) => {
    if (globalThis.__stopAt !== where) return;
    globalThis.__told(JSON.stringify(["stopped", where]));
    for (;;);
  };
  for (const deed of ["add", "put", "delete"]) {
    const real = IDBObjectStore.prototype[deed];
    IDBObjectStore.prototype[deed] = function (...given) {
      const request = real.apply(this, given);
      still(`before ${deed} ${this.name}`);
      this.transaction.addEventListener("complete", () => still(`after ${deed} ${this.name}`));
      return request;
    };
  }
})();
