// elder.js: who has set WeChat to its care mode gets large print here without asking.
// It stands in <head> so that the first paint is large; a choice made here once is not overruled.
(() => {
  const chosen = /(?:^|; )elder=/.test(document.cookie);
  if (chosen) return;
  const enlarge = (answer) => {
    if (answer && (answer.isCareMode === true || answer.isCareMode === "true" || answer.isCareMode === "1")) {
      document.documentElement.classList.add("elder");
      document.cookie = "elder=1; path=/; max-age=31536000; samesite=lax" + (location.protocol === "https:" ? "; secure" : "");
    }
  };
  const ask = () => window.WeixinJSBridge.invoke("getUserConfig", {}, enlarge);
  if (window.WeixinJSBridge) ask();
  else document.addEventListener("WeixinJSBridgeReady", ask, { once: true });
})();
