// Draws the documentation of the API from the OpenAPI document; “Try it out” asks as the person who is signed in.
(() => {
  const host = document.getElementById("api-docs");
  if (!host || !window.SwaggerUIBundle) return;
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  host.replaceChildren();
  window.SwaggerUIBundle({
    url: host.dataset.schema,
    domNode: host,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    requestInterceptor: (request) => {
      if (new URL(request.url, location.href).origin === location.origin) {
        Object.assign(request.headers, headers, { "Accept-Language": document.documentElement.lang });
      }
      return request;
    },
  });
})();
