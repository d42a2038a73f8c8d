// The frame: menus that close, messages that can be sent away, the side panel.
(() => {
  const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open], .c-steps details[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    closest(event, "[data-close]")?.closest("[data-message]")?.remove();
    if (closest(event, "[data-print]")) window.print();
    const copy = closest(event, "[data-copy]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => copy.classList.add("is-copied"));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = document.querySelector("details[data-menu][open], .c-steps details[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      }
    }
  });

  // What runs through time opens at its latest end.
  for (const frame of document.querySelectorAll("[data-to-end]")) frame.scrollLeft = frame.scrollWidth;

  // Good news goes by itself; what went wrong stays until it was read.
  for (const message of document.querySelectorAll(".c-message--success, .c-message--info")) {
    setTimeout(() => message.matches(":hover, :focus-within") || message.remove(), 9000);
  }

  const panel = document.getElementById("panel");
  document.addEventListener("click", (event) => {
    const link = closest(event, "a[data-panel]");
    if (!link || !panel || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    panel.querySelector("[data-panel-link]").href = link.href;
    document.getElementById("panel-body").replaceChildren();
    panel.showModal();
    window.htmx.ajax("GET", link.href, {
      target: "#panel-body",
      swap: "innerHTML",
      // Any page can be looked at: only what it is about is taken over, not its frame.
      select: "#content > :not(.c-crumbs)",
    });
  });
  panel?.addEventListener("click", (event) => {
    if (event.target === panel || closest(event, "[data-panel-close]")) panel.close();
  });
})();
