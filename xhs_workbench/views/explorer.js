// The creator explorer. Hosts: anywidget in JupyterLab (`render({model, el})`) and the report, where `mountAll` finds
// its places and a small stand-in takes the model's part. Text goes in by textContent only.

const make = (tag, attributes = {}, text = "") => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
};

// 100 × Σ weight × part / Σ weight; a missing part gives nothing; ties go by id. views/explorer.py `rank` is the same.
export const rank = (rows, weights) => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scored = rows.map((row) => {
    let points = 0;
    weights.forEach((weight, i) => { points += (row.parts[i] ?? 0) * weight; });
    return { row, score: total > 0 ? (100 * points) / total : 0 };
  });
  const byId = (a, b) => (a.row.id < b.row.id ? -1 : a.row.id > b.row.id ? 1 : 0);
  return scored.sort((a, b) => b.score - a.score || byId(a, b));
};

const quoted = (value) => {
  const text = String(value ?? "");
  const harmless = /^[=+\-@\t\r\n\0＝＋－＠]/.test(text) && !/^-?[0-9.,%]+$/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
};

const render = ({ model, el }) => {
  const state = model.get("state");
  const words = state.words;
  const start = state.parts.map((part) => part.weight);
  let weights = [...start];
  let shown = 20;
  el.classList.add("xhs", "xhs-explorer");

  const controls = make("div", { class: "xhs-weights", role: "group", "aria-label": words.weights });
  const sliders = state.parts.map((part, i) => {
    const label = make("label");
    const caption = make("span", {}, part.label);
    const value = make("output", {}, String(part.weight));
    const slider = make("input", { type: "range", min: "0", max: "100", step: "1", "data-part": part.name });
    slider.value = part.weight;
    slider.addEventListener("input", () => {
      weights[i] = Number(slider.value);
      value.textContent = slider.value;
      draw();
    });
    label.append(caption, slider, value);
    controls.append(label);
    return { slider, value };
  });

  const bar = make("div", { class: "xhs-bar" });
  const find = make("input", { type: "search", placeholder: words.search, "aria-label": words.search });
  const tier = make("select", { "aria-label": words.all_tiers });
  tier.append(make("option", { value: "" }, words.all_tiers));
  for (const name of new Set(state.rows.map((row) => row.tier))) tier.append(make("option", { value: name }, name));
  const reset = make("button", { type: "button" }, words.reset);
  const save = make("button", { type: "button", class: "xhs-save" }, words.download);
  const count = make("span", { class: "xhs-count", "aria-live": "polite" });
  bar.append(find, tier, reset, save, count);

  const frame = make("div", { class: "xhs-scroll" });
  const table = make("table", { class: "xhs-table" });
  const head = make("thead");
  const titles = make("tr");
  titles.append(make("th", { class: "num" }, words.rank), make("th", {}, ""), make("th", { class: "num" }, words.score));
  for (const column of state.columns) titles.append(make("th", column.numeric ? { class: "num" } : {}, column.label));
  head.append(titles);
  const body = make("tbody");
  table.append(head, body);
  frame.append(table);
  const more = make("button", { type: "button", class: "xhs-more" }, words.show_all);
  el.append(controls, bar, frame, more);

  const chosen = () => {
    const wanted = find.value.trim().toLowerCase();
    return rank(state.rows, weights)
      .map((entry, i) => ({ ...entry, place: i + 1 }))
      .filter(({ row }) => (!tier.value || row.tier === tier.value) && (!wanted || row.name.toLowerCase().includes(wanted)));
  };

  const draw = () => {
    const found = chosen();
    body.replaceChildren(
      ...found.slice(0, shown).map(({ row, score, place }) => {
        const line = make("tr", { "data-id": row.id, ...(row.picked ? { class: "picked" } : {}) });
        const who = make("td", { class: "who" });
        const name = make("bdi", {}, row.name);
        who.append(name, make("small", {}, row.tier));
        const points = make("td", { class: "num score" });
        points.append(make("b", {}, score.toFixed(1)));
        const parts = make("span", { class: "parts", "aria-hidden": "true" });
        const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
        weights.forEach((weight, i) => {
          const piece = make("i", { class: `p${i}` });
          piece.style.width = `${(100 * weight * (row.parts[i] ?? 0)) / total}%`;
          parts.append(piece);
        });
        points.append(parts);
        line.append(make("td", { class: "num" }, String(place)), who, points);
        row.cells.forEach((cell, i) => line.append(make("td", state.columns[i].numeric ? { class: "num" } : {}, cell.t)));
        return line;
      }),
    );
    count.textContent = `${found.length} ${words.of} ${state.rows.length}`;
    more.hidden = found.length <= shown;
    model.set("weights", Object.fromEntries(state.parts.map((part, i) => [part.name, weights[i]])));
    model.save_changes();
  };

  find.addEventListener("input", draw);
  tier.addEventListener("change", draw);
  more.addEventListener("click", () => { shown = Infinity; draw(); });
  reset.addEventListener("click", () => {
    weights = [...start];
    sliders.forEach(({ slider, value }, i) => { slider.value = start[i]; value.textContent = String(start[i]); });
    find.value = "";
    tier.value = "";
    draw();
  });
  save.addEventListener("click", () => {
    const header = [words.rank, "creator_id", "creator", words.score, ...state.columns.map((column) => column.label)];
    const lines = chosen().map(({ row, score, place }) => [place, row.id, row.name, score.toFixed(4), ...row.cells.map((cell) => cell.v)]);
    const text = `\ufeff${[header, ...lines].map((line) => line.map(quoted).join(",")).join("\r\n")}`;
    const link = make("a", { href: `data:text/csv;charset=utf-8,${encodeURIComponent(text)}`, download: "creators.csv" });
    link.click();
  });
  draw();
};

const mountAll = () => {
  for (const place of document.querySelectorAll("[data-xhs-explorer]")) {
    const values = { state: JSON.parse(place.querySelector("script").textContent) };
    const model = { get: (name) => values[name], set: (name, value) => { values[name] = value; }, save_changes: () => {}, on: () => {}, off: () => {} };
    const el = document.createElement("div");
    place.append(el);
    render({ model, el });
  }
};
mountAll();

export default { render };
