// htmx under our rules: a lost session leads to the door, a failure says so, nothing fails silently.
(() => {
  const say = (sentence) => {
    const template = document.getElementById("message-failure");
    const list = document.getElementById("messages");
    if (!template || !list) return;
    const item = template.content.firstElementChild.cloneNode(true);
    item.querySelector("p").textContent = sentence;
    list.append(item);
  };
  const words = () => document.getElementById("message-failure")?.dataset ?? {};

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    const landed = xhr.responseURL ? new URL(xhr.responseURL) : null;
    if (landed && landed.pathname.endsWith("/sign-in/") && !location.pathname.endsWith("/sign-in/")) {
      event.detail.shouldSwap = false;
      landed.searchParams.set("next", location.pathname + location.search);
      location.assign(landed);
      return;
    }
    // A form with errors and a refused act answer with a fragment that belongs into the page.
    if (xhr.status === 422 || xhr.status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    if (status === 403 || status === 401) say(words().forbidden);
    else if (status === 404) say(words().gone);
    else say(words().fault);
  });
  document.addEventListener("htmx:sendError", () => say(words().offline));
  document.addEventListener("htmx:timeout", () => say(words().offline));

  window.governance = Object.assign(window.governance ?? {}, { say });
})();
