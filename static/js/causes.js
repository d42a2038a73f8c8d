// Causes by keyboard: arrows go from cause to cause, a letter opens an act, Alt and an arrow moves up or down.
(() => {
  const EDITOR = "#cause-editor";
  const ACTS = { w: "why", s: "sibling", e: "edit", c: "judge", m: "move", Delete: "remove" };
  const FIELDS = "input:not([type=hidden]), select, textarea, button[type=submit]";

  const rows = () => [...document.querySelectorAll("[data-cause]")];
  const inEditor = (element) => element instanceof Element && element.closest(EDITOR);

  // Where work goes on: the first field of the open act, else the cause that is open.
  const settle = () => {
    const form = document.querySelector("[data-focus]");
    const refused = form?.querySelector("[data-errors]");
    const place = refused ?? form?.querySelector(FIELDS) ?? document.querySelector("[data-cause][aria-current]");
    place?.focus({ preventScroll: true });
    place?.scrollIntoView({ block: "nearest" });
  };

  const ask = (verb, path, values = {}) => window.htmx.ajax(verb, path, {
    target: EDITOR, select: EDITOR, swap: "outerHTML show:none", values,
  });

  const parent = (row) => row.closest("li").parentElement.closest("li")?.querySelector("[data-cause]");
  const child = (row) => row.closest("li").querySelector(":scope > ul [data-cause]");
  const beside = (row, step) => rows()[rows().indexOf(row) + step];
  const MOVES = {
    ArrowUp: (row) => beside(row, -1),
    ArrowDown: (row) => beside(row, 1),
    ArrowLeft: parent,
    ArrowRight: child,
  };

  const act = (row, name) => {
    const place = new URL(row.href);
    // A bone takes a new cause and nothing else.
    if (!row.dataset.shift && name !== "why") return;
    place.searchParams.set("do", name);
    ask("GET", place.pathname + place.search);
  };

  const onRow = (event, row) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.altKey) {
      if (!row.dataset.shift || !["ArrowUp", "ArrowDown"].includes(key)) return;
      event.preventDefault();
      ask("POST", row.dataset.shift, { way: key === "ArrowUp" ? "up" : "down" });
    } else if (MOVES[key]) {
      event.preventDefault();
      MOVES[key](row)?.focus();
    } else if (ACTS[key]) {
      event.preventDefault();
      act(row, ACTS[key]);
    }
  };

  document.addEventListener("keydown", (event) => {
    if (!inEditor(event.target)) return;
    if (event.key === "Escape") {
      const open = document.querySelector("[data-cause][aria-current]");
      if (!open || event.target === open) return;
      event.preventDefault();
      const place = new URL(open.href);
      place.searchParams.delete("do");
      ask("GET", place.pathname + place.search);
      return;
    }
    const row = event.target.closest("[data-cause]");
    if (row) onRow(event, row);
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.matches?.(EDITOR) || event.detail.elt?.matches?.(EDITOR)) settle();
  });
  if (new URLSearchParams(location.search).has("at")) settle();
})();
