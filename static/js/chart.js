// Draws every [data-chart] figure from the JSON beside it; colours come from tokens.css, ECharts only when needed.
(() => {
  const source = document.currentScript.dataset.echarts;
  const TONES = { ink: "--c-ink", ok: "--c-ok", warn: "--c-warn-fill", danger: "--c-danger", muted: "--c-muted", teal: "--c-teal" };
  const drawn = new Map();
  let loading = null;

  const library = () => {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = () => resolve(window.echarts);
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  };

  // light-dark() is resolved by the browser only on a real property, so a probe element is asked.
  const palette = (host) => {
    const probe = document.createElement("i");
    host.append(probe);
    const read = (name) => {
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color;
    };
    const found = Object.fromEntries(Object.entries(TONES).map(([tone, name]) => [tone, read(name)]));
    Object.assign(found, { text: read("--c-text"), line: read("--c-line"), surface: read("--c-surface") });
    probe.remove();
    return found;
  };

  const rule = (line, colour, type) => ({
    yAxis: line.value,
    label: { formatter: line.name, position: line.place ?? "insideEndTop", color: colour, fontSize: 11 },
    lineStyle: { color: colour, type, width: 1 },
  });

  const series = (data, colours) => data.series.map((row, place) => {
    const colour = colours[row.tone] ?? colours.ink;
    const rules = place ? [] : [
      ...(data.target ? [rule({ ...data.target, place: "insideStartTop" }, colours.warn, "dashed")] : []),
      ...data.limits.map((line) => rule(line, colours.muted, line.name === "CL" ? "solid" : "dotted")),
    ];
    const marks = place ? [] : data.marks.map((mark) => ({
      name: mark.text,
      coord: [mark.at, data.series.map((each) => each.values[data.labels.indexOf(mark.at)]).find((value) => value != null) ?? data.target?.value ?? 0],
      symbol: "circle",
      symbolSize: 12,
      itemStyle: { color: "transparent", borderWidth: 2, borderColor: colours[mark.tone] ?? colours.danger },
      label: { show: true, position: "top", distance: 6, padding: [1, 4], borderRadius: 2, backgroundColor: colours.surface, formatter: mark.text, color: colours.text, fontSize: 11 },
    }));
    return {
      name: row.name,
      type: row.kind === "rule" ? "line" : row.kind,
      step: row.kind === "rule" ? "middle" : false,
      data: row.values,
      color: colour,
      connectNulls: false,
      symbol: row.kind === "rule" ? "none" : "circle",
      symbolSize: 5,
      showAllSymbol: data.labels.length < 40,
      barMaxWidth: 22,
      lineStyle: row.kind === "rule" ? { width: 1, type: "dashed" } : { width: 1.75 },
      markLine: { silent: true, symbol: "none", data: rules },
      markPoint: { data: marks },
    };
  });

  const options = (data, colours, font) => {
    const write = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: data.decimals, maximumFractionDigits: data.decimals });
    const axis = { axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false }, axisLabel: { color: colours.muted, fontSize: 11 } };
    const known = [...data.series.flatMap((row) => row.values), data.target?.value, ...data.limits.map((line) => line.value)].filter((value) => value != null);
    const bars = data.series.some((row) => row.kind === "bar");
    return {
      animation: false,
      textStyle: { fontFamily: font },
      grid: { left: 8, right: 26, top: data.series.length > 1 ? 34 : 18, bottom: 4, containLabel: true },
      legend: { show: data.series.length > 1, top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: colours.text } },
      // richText, because a tooltip made of HTML would need inline styles, which the page forbids.
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true,
        backgroundColor: colours.surface, borderColor: colours.line, textStyle: { color: colours.text, fontSize: 12 },
        valueFormatter: (value) => (value == null ? "–" : `${write.format(value)} ${data.unit}`),
      },
      xAxis: { type: "category", data: data.labels, boundaryGap: bars, ...axis, axisLabel: { ...axis.axisLabel, showMaxLabel: true, alignMinLabel: bars ? null : "left", alignMaxLabel: bars ? null : "right" } },
      yAxis: {
        type: "value", scale: !bars, minInterval: data.decimals ? 0 : 1, ...axis, axisLine: { show: false },
        min: bars ? undefined : (range) => Math.min(range.min, ...known) - (Math.max(...known) - Math.min(...known) || 1) * 0.1,
        max: bars ? undefined : (range) => Math.max(range.max, ...known) + (Math.max(...known) - Math.min(...known) || 1) * 0.08,
        splitLine: { lineStyle: { color: colours.line } },
        axisLabel: { ...axis.axisLabel, showMinLabel: bars, showMaxLabel: bars, formatter: (value) => write.format(value) },
      },
      series: series(data, colours),
    };
  };

  const draw = async (figure) => {
    const echarts = await library();
    const place = figure.querySelector(".c-chart__plot");
    const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    drawn.get(place)?.dispose();
    const chart = echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(options(data, palette(place), getComputedStyle(document.body).fontFamily));
    // A point opens the numbers behind it; for the keyboard the table beside has the same links.
    chart.on("click", (point) => { if (data.links?.[point.dataIndex]) location.assign(data.links[point.dataIndex]); });
    drawn.set(place, chart);
  };

  const resized = new ResizeObserver((entries) => entries.forEach((entry) => drawn.get(entry.target)?.resize()));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      seen.unobserve(entry.target);
      draw(entry.target).then(() => resized.observe(entry.target.querySelector(".c-chart__plot")));
    }
  }, { rootMargin: "200px" });

  const look = (root) => root.querySelectorAll?.("[data-chart]").forEach((figure) => seen.observe(figure));
  look(document);
  document.addEventListener("htmx:load", (event) => look(event.target));
  document.addEventListener("themechange", () => drawn.forEach((_chart, place) => draw(place.closest("[data-chart]"))));
  window.addEventListener("beforeprint", () => document.querySelectorAll("[data-chart]").forEach((figure) => drawn.has(figure.querySelector(".c-chart__plot")) || draw(figure)));
})();
