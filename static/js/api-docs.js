// Draws the documentation of the API from the OpenAPI document; “Try it out” asks as the person who is signed in.
(() => {
  const host = document.getElementById("api-docs");
  if (!host || !window.SwaggerUIBundle) return;
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  const heading = host.dataset.heading;
  host.replaceChildren();

  // The viewer's own layout brings a second main landmark and a title of its own; the page has both already.
  const layout = ({ React }) => ({
    components: {
      ReferenceLayout: ({ getComponent }) => {
        const part = (name, connected) => React.createElement(getComponent(name, connected));
        return React.createElement(
          "div",
          { className: "swagger-ui" },
          part("SvgAssets"),
          part("errors", true),
          React.createElement("h2", { className: "visually-hidden" }, heading),
          part("operations", true),
          part("Models", true),
        );
      },
    },
  });

  window.SwaggerUIBundle({
    url: host.dataset.schema,
    domNode: host,
    presets: [window.SwaggerUIBundle.presets.apis],
    plugins: [layout],
    layout: "ReferenceLayout",
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    onComplete: () => host.setAttribute("data-drawn", ""),
    requestInterceptor: (request) => {
      if (new URL(request.url, location.href).origin === location.origin) {
        Object.assign(request.headers, headers, { "Accept-Language": document.documentElement.lang });
      }
      return request;
    },
  });
})();
