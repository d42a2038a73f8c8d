// Security keys: hands the page's question to the library that talks to the browser, and says when it fails.
(() => {
  const form = document.querySelector("form[data-passkey]");
  const forms = window.allauth?.webauthn?.forms;
  if (!form || !forms) return;
  const ids = { credential: form.querySelector("[name=credential]").id, data: "passkey-data" };
  if (form.dataset.passkey === "add") {
    forms.addForm({ ids: { ...ids, add: "passkey-button", name: form.querySelector("[name=name]").id } });
  } else {
    forms.authenticateForm({ ids: { ...ids, authenticate: "passkey-button" } });
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.querySelector("[data-passkey-error]")?.removeAttribute("hidden");
  });
})();
