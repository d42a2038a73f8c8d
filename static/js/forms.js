// Forms: asked before what cannot be undone, sent once, submitted with Ctrl+Enter, filtered as one chooses.
(() => {
  const confirmed = new WeakSet();

  const ask = (sentence, then) => {
    const dialog = document.getElementById("confirm");
    if (!dialog) return then();
    document.getElementById("confirm-text").textContent = sentence;
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => dialog.returnValue === "yes" && then(), { once: true });
    return dialog.showModal();
  };

  // A form of the page that says so is not left with words in it that nobody has saved.
  const isTyped = (box) => box.matches("textarea, input:not([type=hidden])") && box.value !== box.defaultValue;
  const unsaved = (sent) => [...document.querySelectorAll("form[data-keep]")]
    .find((form) => form !== sent && [...form.elements].some(isTyped));

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    const asked = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    const sentence = [unsaved(form)?.dataset.keep, asked].filter(Boolean).join(" ");
    if (sentence && !confirmed.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(sentence, () => {
        confirmed.add(form);
        form.requestSubmit(event.submitter);
      });
      return;
    }
    confirmed.delete(form);
    if (form.method !== "post" || "many" in form.dataset || event.defaultPrevented) return;
    // After the browser has read the fields: a disabled button would not be sent with them.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button[type=submit]")) {
        button.disabled = true;
        if (button === event.submitter) button.setAttribute("aria-busy", "true");
      }
    });
  }, true);

  // A page that comes back from the browser's cache must be usable again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
    for (const button of document.querySelectorAll("button[type=submit]:disabled")) button.disabled = false;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
  });

  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-autosubmit]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=date], input[type=week], input[type=month]")) form.requestSubmit();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-reveal]");
    if (!button) return;
    const input = document.getElementById(button.dataset.reveal);
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });

  document.querySelector("[data-errors]")?.focus();
})();
