// The creator explorer. Two hosts: anywidget in JupyterLab (`render({model, el})`), where `live` is set and Python answers
// requests, and the report, where `mountAll` finds its places and a small stand-in takes the model's part.
// Whatever comes from files goes in by textContent or as a number; nothing is parsed as markup.

const make = (tag, attributes = {}, ...inside) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) element.setAttribute(name, value);
  element.append(...inside.filter((item) => item !== null && item !== ""));
  return element;
};
const draw = (tag, attributes = {}, text = "") => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
};
const known = (value) => value !== null && value !== undefined;

// The points of the parts, each 100 × part × weight / Σ weights, added up; a missing part gives nothing. Scores that differ
// only behind the ninth decimal are a tie, so that the rounding of floats decides nothing here or in Python; ties go by id.
export const rank = (rows, weights) => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scored = rows.map((row) => {
    let score = 0;
    if (total > 0) weights.forEach((weight, i) => { score += (100 * (row.parts[i] ?? 0) * weight) / total; });
    return { row, score, key: Math.round(score * 1e9) };
  });
  const byId = (a, b) => (a.row.id < b.row.id ? -1 : a.row.id > b.row.id ? 1 : 0);
  return scored.sort((a, b) => b.key - a.key || byId(a, b));
};

// A cell that begins as a formula does is quoted as text; a plain number is left a number.
export const quoted = (value) => {
  const text = String(value ?? "");
  const harmless = /^[=+\-@\t\r\n\0＝＋－＠]/.test(text) && !/^-?[0-9]+(\.[0-9]+)?%?$/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
};
const save = (name, type, text) => {
  const address = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
};
const inYaml = (value) => (Array.isArray(value) ? `[${value.map(inYaml).join(", ")}]` : typeof value === "number" ? String(value) : JSON.stringify(value));

// ---- small multiples of a card -------------------------------------------------------------------------------------
const WIDE = 280, HIGH = 112, LEFT = 40, RIGHT = 8, TOP = 10, BOTTOM = 20;
const short = (value, zh) => {
  const units = zh ? [[1e8, "亿"], [1e4, "万"]] : [[1e6, "M"], [1e3, "K"]];
  for (const [size, unit] of units) if (Math.abs(value) >= size) return `${+(value / size).toPrecision(3)}${unit}`;
  return String(+value.toPrecision(3));
};
const between = (low, high, from, to) => (value) => (high > low ? from + ((value - low) / (high - low)) * (to - from) : (from + to) / 2);
const framed = (label, high = HIGH) => draw("svg", { viewBox: `0 0 ${WIDE} ${high}`, role: "img", "aria-label": label, class: "xhs-small" });
const small = (title, note, ...inside) => make("figure", { class: "xhs-multiple" }, make("figcaption", {}, make("b", {}, title), note ? make("small", {}, note) : ""), ...inside);

const overTime = (notes, pick, { label, show, log, line, lineLabel }) => {
  const points = notes.map((note) => ({ day: Date.parse(note[0]), value: pick(note), paid: note[3] })).filter((p) => known(p.value) && Number.isFinite(p.day));
  if (points.length < 2) return null;
  const scaled = log ? (v) => Math.log(Math.max(v, 1)) : (v) => v;
  const values = points.map((p) => scaled(p.value)).concat(known(line) ? [scaled(line)] : []);
  const [low, high] = [log ? Math.min(...values) : 0, Math.max(...values)];
  const days = points.map((p) => p.day);
  const x = between(Math.min(...days), Math.max(...days), LEFT, WIDE - RIGHT), y = between(low, high, HIGH - BOTTOM, TOP);
  const svg = framed(label);
  for (const edge of [low, high]) {
    svg.append(draw("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(edge), y2: y(edge), class: "grid" }));
    svg.append(draw("text", { x: LEFT - 5, y: y(edge) + 3.5, "text-anchor": "end" }, show(log ? Math.exp(edge) : edge)));
  }
  if (known(line)) svg.append(draw("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(scaled(line)), y2: y(scaled(line)), class: "usual" }, ""));
  for (const p of points) {
    const dot = draw("circle", { cx: x(p.day), cy: y(scaled(p.value)), r: 3.4, class: p.paid ? "dot paid" : "dot" });
    dot.append(draw("title", {}, `${new Date(p.day).toISOString().slice(0, 10)} · ${show(p.value)}`));
    svg.append(dot);
  }
  const [first, last] = [Math.min(...days), Math.max(...days)].map((day) => new Date(day).toISOString().slice(5, 10));
  svg.append(draw("text", { x: LEFT, y: HIGH - 5 }, first), draw("text", { x: WIDE - RIGHT, y: HIGH - 5, "text-anchor": "end" }, last));
  return small(label, known(line) ? lineLabel : "", svg);
};

const priceBand = (price, words, zh) => {
  if (!price || !known(price.value)) return null;
  const cny = (value) => `¥${short(value, zh)}`;
  if (!known(price.low) || !known(price.high)) return small(words.price_against_peers, words.too_few_peers, make("p", { class: "big" }, cny(price.value)));
  const all = [price.value, price.low, price.mid, price.high].filter((v) => v > 0).map(Math.log);
  const x = between(Math.min(...all) - 0.15, Math.max(...all) + 0.15, 8, WIDE - 8), at = (value) => x(Math.log(value));
  const svg = framed(`${words.price_against_peers}: ${cny(price.value)}, ${cny(price.low)}–${cny(price.high)}`, 78);
  svg.append(draw("line", { x1: 8, x2: WIDE - 8, y1: 40, y2: 40, class: "grid" }));
  svg.append(draw("rect", { x: at(price.low), y: 32, width: Math.max(at(price.high) - at(price.low), 1), height: 16, class: "band" }));
  svg.append(draw("line", { x1: at(price.mid), x2: at(price.mid), y1: 29, y2: 51, class: "middle" }));
  svg.append(draw("circle", { cx: at(price.value), cy: 40, r: 5.5, class: "dot" }));
  const side = at(price.value) > WIDE * 0.8 ? "end" : at(price.value) < WIDE * 0.2 ? "start" : "middle";
  svg.append(draw("text", { x: at(price.value), y: 20, "text-anchor": side, class: "strong" }, cny(price.value)));
  svg.append(draw("text", { x: at(price.low), y: 66, "text-anchor": at(price.low) < 40 ? "start" : "middle" }, cny(price.low)));
  svg.append(draw("text", { x: at(price.high), y: 66, "text-anchor": at(price.high) > WIDE - 40 ? "end" : "middle" }, cny(price.high)));
  return small(words.price_against_peers, price.note, svg);
};

const audienceBars = (bars, words) => {
  if (!bars || !bars.length) return small(words.audience, words.no_portrait);
  const rows = bars.map((bar) => {
    const fill = make("i", { class: bar.target ? "target" : "" });
    fill.style.width = `${100 * bar.share}%`;
    return make("div", {}, make("span", {}, bar.label), make("span", { class: "track" }, fill), make("span", { class: "num" }, `${(100 * bar.share).toFixed(0)}%`));
  });
  return small(words.audience, words.target_in_red, make("div", { class: "xhs-bars" }, ...rows));
};

const partBars = (entry, parts, weights, words) => {
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const rows = parts.map((part, i) => {
    const share = entry.row.parts[i], fill = make("i", { class: `p${i}` });
    fill.style.width = `${100 * (share ?? 0)}%`;
    const points = known(share) ? `${((100 * share * weights[i]) / total).toFixed(1)}` : words.unknown;
    return make("div", {}, make("span", {}, part.label), make("span", { class: "track" }, fill), make("span", { class: "num" }, points));
  });
  return small(words.points, words.points_add_up, make("div", { class: "xhs-bars" }, ...rows));
};

// Words that all cards share are written once, in `labels`. JupyterLab may show one state twice, so unpack once.
const unpack = (card, labels) => {
  if (!card || card.unpacked) return;
  card.unpacked = true;
  card.audience = card.audience.map(([label, share, target]) => ({ label: labels[label], share, target: Boolean(target) }));
  card.facts = card.facts.map(([label, text]) => [labels[label], text]);
  if (card.price) card.price.note = labels[card.price.note];
};

// ---- the explorer --------------------------------------------------------------------------------------------------
const render = ({ model, el }) => {
  const state = model.get("state"), words = state.words, zh = state.language === "zh", live = Boolean(model.get("live"));
  const start = state.parts.map((part) => part.weight);
  for (const { card } of state.rows) unpack(card, state.labels);
  const byId = new Map(state.rows.map((row) => [row.id, row]));
  let weights = [...start], shown = state.first, order = null, answered = 0, asked = 0;
  let picked = new Set(state.rows.filter((row) => row.picked).map((row) => row.id));
  const wish = new Map(state.wishes.map(([id, side]) => [id, side]));
  el.classList.add("xhs", "xhs-explorer");
  if (live) {
    el.classList.add("xhs-lab");
    // JupyterLab would take arrow keys for its cells; it asks the focused element itself.
    el.addEventListener("focusin", ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", "true"));
  }

  // Weights.
  const controls = make("div", { class: "xhs-weights", role: "group", "aria-label": words.weights });
  const sliders = state.parts.map((part, i) => {
    const value = make("output", {}, String(part.weight));
    const slider = make("input", { type: "range", min: "0", max: String(Math.max(100, part.weight)), step: "1", "data-part": part.name });
    slider.value = part.weight;
    slider.addEventListener("input", () => { weights[i] = Number(slider.value); value.textContent = slider.value; show(); });
    controls.append(make("label", {}, make("span", {}, make("i", { class: `swatch p${i}`, "aria-hidden": "true" }), part.label), value, slider));
    return { slider, value };
  });
  const printed = make("p", { class: "xhs-weightline" });

  // Filters.
  const find = make("input", { type: "search", placeholder: words.search, "aria-label": words.search });
  const chooser = (label, values) => {
    const list = make("select", { "aria-label": label }, make("option", { value: "" }, label));
    for (const value of [...new Set(values.filter(Boolean))]) list.append(make("option", { value }, value));
    return list;
  };
  const tier = chooser(words.all_tiers, state.rows.map((row) => row.tier));
  const filters = state.filters.map((filter) => {
    if (filter.kind === "choice") {
      const list = chooser(filter.label, state.rows.map((row) => row.facts[filter.key]));
      return { field: list, box: list, keeps: (row) => !list.value || row.facts[filter.key] === list.value, clear: () => { list.value = ""; } };
    }
    if (filter.kind === "none") {
      const tick = make("input", { type: "checkbox" });
      return { field: tick, box: make("label", { class: "tick" }, tick, filter.label), keeps: (row) => !tick.checked || !row.facts[filter.key], clear: () => { tick.checked = false; } };
    }
    const number = make("input", { type: "number", min: "0", step: "any", inputmode: "decimal" });
    const most = filter.kind === "most";
    return {
      field: number, box: make("label", { class: "number" }, filter.label, number), clear: () => { number.value = ""; },
      keeps: (row) => number.value === "" || (known(row.facts[filter.key]) && (most ? row.facts[filter.key] <= Number(number.value) : row.facts[filter.key] >= Number(number.value))),
    };
  });
  const button = (text, action, attributes = {}) => {
    const made = make("button", { type: "button", ...attributes }, text);
    made.addEventListener("click", action);
    return made;
  };
  const clear = () => {
    weights = [...start];
    sliders.forEach(({ slider, value }, i) => { slider.value = start[i]; value.textContent = String(start[i]); });
    find.value = tier.value = "";
    filters.forEach((filter) => filter.clear());
    order = null;
    show();
  };
  const count = make("span", { class: "xhs-count", "aria-live": "polite" });
  const bar = make("div", { class: "xhs-bar", role: "group", "aria-label": words.filters }, find, tier, ...filters.map((filter) => filter.box));
  const back = button(words.undo, () => steps.undo(), { class: "xhs-undo", "aria-keyshortcuts": "Control+Z" });
  const again = button(words.redo, () => steps.redo(), { class: "xhs-redo", "aria-keyshortcuts": "Control+Shift+Z" });
  const actions = make("div", { class: "xhs-bar xhs-actions" }, ...(live ? [back, again] : []),
    button(words.reset, clear, { class: "xhs-reset" }), button(words.download, () => save("creators.csv", "text/csv;charset=utf-8", asCsv()), { class: "xhs-save" }),
    ...(model.get("keeps") ? [] : [button(words.save_wishes, () => save("selection.yaml", "application/yaml;charset=utf-8", asYaml()), { class: "xhs-yaml" })]), count);

  // Budget and quotas: only where Python answers.
  const plan = live && state.plan ? planControls() : null;

  // Table.
  const head = make("tr"), body = make("tbody");
  const titles = [[words.rank, true, "place"], [words.creator, false, "name"], [words.score, true, "score"], ...state.columns.map((column, i) => [column.label, column.numeric, i])];
  titles.forEach(([label, numeric, key]) => {
    const cell = make("th", { scope: "col", class: numeric ? "num" : null });
    cell.append(button(label, () => { order = order && order.key === key ? (order.down === numeric ? { key, down: !numeric } : null) : { key, down: numeric }; show(); }));
    head.append(cell);
  });
  const frame = make("div", { class: "xhs-scroll", tabindex: "0", role: "region", "aria-label": words.ranking }, make("table", { class: "xhs-table" }, make("thead", {}, head), body));
  const more = button(words.show_all, () => { shown = Infinity; show(); }, { class: "xhs-more" });
  const nothing = make("p", { class: "xhs-note xhs-empty", role: "status" });
  const summary = make("div", { class: "xhs-summary", "aria-live": "polite" });
  const reply = make("div", { class: "xhs-reply" });
  const card = make("dialog", { class: "xhs-card", "aria-label": words.creator });
  card.addEventListener("click", (event) => { if (event.target === card) card.close(); });
  el.append(controls, printed, bar, actions, plan ? plan.box : "", summary, frame, nothing, more, reply, card);

  const wanted = () => {
    const text = find.value.trim().toLowerCase();
    return (row) => (!tier.value || row.tier === tier.value) && (!text || row.name.toLowerCase().includes(text)) && filters.every((filter) => filter.keeps(row));
  };
  const valueOf = (entry, key) => (key === "place" ? -entry.place : key === "name" ? entry.row.name : key === "score" ? entry.score : entry.row.cells[key].v);
  const chosen = () => {
    const found = rank(state.rows, weights).map((entry, i) => ({ ...entry, place: i + 1 })).filter(({ row }) => wanted()(row));
    if (!order) return found;
    const sign = order.key === "place" ? -1 : 1;
    return found.sort((a, b) => {
      const [x, y] = [valueOf(a, order.key), valueOf(b, order.key)];
      if (!known(x) || !known(y)) return Number(!known(x)) - Number(!known(y));
      const step = typeof x === "number" ? x - y : String(x).localeCompare(String(y));
      return sign * (order.down ? -step : step) || a.place - b.place;
    });
  };

  const line = (entry, total) => {
    const { row, score, place } = entry;
    const open = button("", () => openCard(row.id), { class: "xhs-open", "aria-haspopup": "dialog" });
    open.append(make("bdi", {}, row.name));
    const tag = wish.get(row.id);
    const who = make("td", { class: "who" }, open, make("small", {}, row.tier, tag ? make("em", {}, ` · ${tag === "in" ? words.must_in : words.must_out}`) : ""));
    const parts = make("span", { class: "parts", "aria-hidden": "true" });
    weights.forEach((weight, i) => {
      const piece = make("i", { class: `p${i}` });
      piece.style.width = `${(100 * weight * (row.parts[i] ?? 0)) / total}%`;
      parts.append(piece);
    });
    const cells = row.cells.map((cell, i) => make("td", { class: state.columns[i].numeric ? "num" : null }, cell.t));
    return make("tr", { "data-id": row.id, "data-score": String(score), class: picked.has(row.id) ? "picked" : null },
      make("td", { class: "num" }, String(place)), who, make("td", { class: "num score" }, make("b", {}, score.toFixed(1)), parts), ...cells);
  };

  const show = () => {
    const found = chosen(), total = weights.reduce((sum, weight) => sum + weight, 0);
    body.replaceChildren(...found.slice(0, shown).map((entry) => line(entry, total || 1)));
    [...head.cells].forEach((cell, i) => {
      if (order && order.key === titles[i][2]) cell.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
    count.textContent = `${found.length} ${words.of} ${state.total}`;
    frame.hidden = !found.length;
    nothing.textContent = !state.rows.length ? words.no_rows : !found.length ? words.no_match : total ? "" : words.no_weight;
    nothing.hidden = !nothing.textContent;
    more.hidden = found.length <= shown;
    printed.textContent = `${words.weights}: ${state.parts.map((part, i) => `${part.label} ${weights[i]}`).join(" · ")}`;
    model.set("weights", Object.fromEntries(state.parts.map((part, i) => [part.name, weights[i]])));
    model.save_changes();
    if (plan) plan.stale();
  };

  // Creator card.
  const openCard = (id) => {
    const list = chosen(), at = list.findIndex((entry) => entry.row.id === id);
    if (at < 0) return;
    const entry = list[at], row = entry.row, data = row.card;
    const step = (by) => button(by < 0 ? words.previous : words.next, () => openCard(list[at + by].row.id), { disabled: list[at + by] ? null : "" });
    const toggle = (side, text) => button(text, () => {
      if (wish.get(id) === side) wish.delete(id); else wish.set(id, side);
      show();
      openCard(id);
    }, { "aria-pressed": String(wish.get(id) === side) });
    const title = make("h3", {}, make("bdi", {}, row.name));
    const top = make("header", {}, make("div", {}, title, make("p", { class: "xhs-note" }, `${row.tier} · ${words.rank} ${entry.place} ${words.of} ${state.total} · ${words.score} ${entry.score.toFixed(1)}`)), button("×", () => card.close(), { class: "xhs-close", "aria-label": words.close }));
    const facts = make("dl", { class: "xhs-facts" });
    state.columns.forEach((column, i) => facts.append(make("div", {}, make("dt", {}, column.label), make("dd", {}, row.cells[i].t))));
    for (const [label, text] of data ? data.facts : []) facts.append(make("div", {}, make("dt", {}, label), make("dd", {}, text)));
    const multiples = make("div", { class: "xhs-multiples" }, partBars(entry, state.parts, weights, words));
    if (data) {
      const percent = (value) => `${(100 * value).toFixed(0)}%`;
      const plots = [
        overTime(data.notes, (note) => note[1], { label: words.own_notes, show: (v) => short(v, zh), log: true, line: data.expected, lineLabel: words.line_expected }),
        overTime(data.notes, (note) => note[2], { label: words.save_share, show: percent, log: false, line: data.peers_save_share, lineLabel: words.line_peers }),
        priceBand(data.price, words, zh), audienceBars(data.audience, words),
      ];
      multiples.append(...plots.filter(Boolean));
      if (data.notes.length < 2) multiples.append(small(words.own_notes, words.too_few_notes));
    }
    const asks = make("ul", { class: "xhs-asks" });
    for (const [label, said, ask] of data ? data.asks : []) asks.append(make("li", {}, make("b", {}, label), make("p", {}, said), make("p", { class: "fix" }, ask)));
    card.replaceChildren(top, data && data.why ? make("p", { class: "why" }, data.why) : "", facts, multiples,
      asks.children.length ? make("section", {}, make("h4", {}, words.to_ask), asks) : "", data && data.source ? make("p", { class: "xhs-note" }, `${words.source}: ${data.source}`) : "",
      make("footer", { class: "xhs-bar" }, step(-1), step(1), toggle("in", words.must_in), toggle("out", words.must_out)));
    if (!card.open) card.showModal();
    card.scrollTop = 0;
  };

  // Out: a CSV without live formulas, and the wishes as parameters.
  const asCsv = () => {
    const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
    const header = [words.rank, "creator_id", words.creator, words.tier, words.score, ...state.parts.map((part) => part.label), ...state.columns.map((column) => column.label)];
    const lines = chosen().map(({ row, score, place }) => [place, row.id, row.name, row.tier, score.toFixed(4),
      ...row.parts.map((part, i) => (known(part) ? ((100 * part * weights[i]) / total).toFixed(4) : "")), ...row.cells.map((cell) => cell.v)]);
    return `\ufeff${[header, ...lines].map((cells) => cells.map(quoted).join(",")).join("\r\n")}\r\n`;
  };
  const ids = (side) => [...wish].filter(([, one]) => one === side).map(([id]) => id).sort();
  const asYaml = () => {
    const said = plan ? plan.read() : state.plan ? { quotas: Object.fromEntries(state.plan.quotas.map((q) => [q.tier, [q.least, q.most]])), budget: state.plan.budget, max_share: state.plan.max_share } : null;
    const lines = [words.yaml_head, `weights: {${state.parts.map((part, i) => `${part.name}: ${weights[i]}`).join(", ")}}`];
    if (said) lines.push(`quotas: {${Object.entries(said.quotas).map(([name, pair]) => `${name}: ${inYaml(pair)}`).join(", ")}}`, `max_share_per_creator: ${said.max_share}`);
    lines.push(`must_in: ${inYaml(ids("in"))}`, `must_out: ${inYaml(ids("out"))}`);
    if (said) lines.push(`# brief.yaml: budget.creators_cny: ${said.budget}`);
    return `${lines.join("\n")}\n`;
  };

  // Live: ask Python, show what it answers.
  function planControls() {
    const number = (value, attributes) => { const field = make("input", { type: "number", min: "0", ...attributes }); field.value = value; return field; };
    const budget = number(Number(state.plan.budget.toFixed(2)), { step: "any", "data-plan": "budget" });
    const share = number(Math.round(100 * state.plan.max_share), { max: "100", "data-plan": "max_share" });
    const quotas = state.plan.quotas.map((quota) => ({ ...quota, low: number(quota.least, { "data-plan": `${quota.tier}-least`, "aria-label": `${quota.label}, ${words.least}` }), high: number(quota.most, { "data-plan": `${quota.tier}-most`, "aria-label": `${quota.label}, ${words.most}` }) }));
    const only = make("input", { type: "checkbox", "data-plan": "only" });
    const status = make("span", { class: "xhs-count", role: "status" });
    const wishes = () => ({ weights: Object.fromEntries(state.parts.map((part, i) => [part.name, weights[i]])), ...read(), must_in: ids("in"), must_out: ids("out") });
    const go = button(words.recompute, () => {
      asked += 1;
      status.textContent = words.computing;
      model.set("request", { n: asked, ...wishes(), among: only.checked ? chosen().map(({ row }) => row.id) : null });
      model.save_changes();
    }, { class: "xhs-go" });
    let saves = 0;
    const keep = model.get("keeps") ? button(words.keep_wishes, () => {
      saves += 1;
      kept.className = "xhs-count";
      kept.textContent = words.keeping;
      model.set("wish", { n: saves, ...wishes() });
      model.save_changes();
    }, { class: "xhs-keep" }) : "";
    const kept = make("p", { class: "xhs-count", role: "status" });
    const showKept = () => {
      const said = model.get("kept");
      if (!said || said.n !== saves) return;
      kept.className = said.ok ? "xhs-note" : "xhs-error";
      kept.textContent = said.text;
      kept.dataset.answered = String(said.n);
    };
    model.on("change:kept", showKept);
    const read = () => ({ budget: Number(budget.value), max_share: Number(share.value) / 100, quotas: Object.fromEntries(quotas.map((quota) => [quota.tier, [Number(quota.low.value), Number(quota.high.value)]])) });
    const rows = quotas.map((quota) => make("label", { class: "number" }, quota.label, quota.low, "–", quota.high));
    const box = make("div", { class: "xhs-bar xhs-plan", role: "group", "aria-label": words.plan }, make("label", { class: "number" }, words.budget, budget), ...rows, make("label", { class: "number" }, words.max_share, share), make("label", { class: "tick" }, only, words.only_shown), go, keep, status, kept);
    box.addEventListener("input", () => plan.stale());
    const fields = () => Object.fromEntries([...box.querySelectorAll("input")].map((field) => [field.dataset.plan, field.type === "checkbox" ? field.checked : field.value]));
    const fill = (said) => { for (const field of box.querySelectorAll("input")) if (field.dataset.plan in said) setField(field, said[field.dataset.plan]); };
    return { box, read, fields, fill, end: () => model.off("change:kept", showKept), stale: () => { if (answered) status.textContent = words.stale; }, done: () => { status.textContent = ""; } };
  }
  const tableOf = ({ title, columns, rows, note }) => {
    const heads = columns.map((column) => make("th", { scope: "col", class: column.numeric ? "num" : null }, column.label));
    const lines = rows.map((cells) => make("tr", {}, ...cells.map((cell, i) => make("td", { class: columns[i].numeric ? "num" : null }, cell))));
    const inside = rows.length ? make("div", { class: "xhs-scroll", tabindex: "0" }, make("table", { class: "xhs-table" }, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...lines))) : make("p", { class: "xhs-note" }, words.no_rows);
    return make("figure", {}, make("figcaption", {}, make("h3", {}, title), note ? make("p", { class: "xhs-note" }, note) : ""), inside);
  };
  const showAnswer = () => {
    const answer = model.get("answer");
    if (!answer || !answer.n || answer.n !== asked) return;
    answered = answer.n;
    if (answer.error) {
      plan.done();
      summary.replaceChildren(make("p", { class: "xhs-error", role: "alert" }, answer.error));
      reply.replaceChildren();
      reply.dataset.answered = String(answer.n);
      return;
    }
    picked = new Set(answer.picked.filter((id) => byId.has(id)));
    show();
    plan.done();
    const figures = make("div", { class: "xhs-figures" }, ...answer.figures.map((figure) => make("div", { class: "xhs-figure" }, make("p", { class: "label" }, figure.label), make("p", { class: "value" }, figure.value), figure.note ? make("p", { class: "note" }, figure.note) : "")));
    const findings = make("ul", { class: "xhs-findings" }, ...answer.findings.map((finding) => make("li", {}, make("span", { class: `xhs-level ${finding.level.toLowerCase()}` }, finding.word), make("div", {}, make("p", {}, finding.text), finding.fix ? make("p", { class: "fix" }, finding.fix) : ""))));
    summary.replaceChildren(figures);
    reply.replaceChildren(...answer.tables.map(tableOf), findings);
    reply.dataset.answered = String(answer.n);
  };

  // Live: what was done is one state after the other, so that a step can be taken back; Python keeps the last for the next time.
  const setField = (field, value) => { if (field.type === "checkbox") field.checked = value === true; else if (["string", "number"].includes(typeof value)) field.value = value; };
  const asItIs = () => ({ weights: [...weights], find: find.value, tier: tier.value, filters: filters.map(({ field }) => (field.type === "checkbox" ? field.checked : field.value)), wishes: [...wish], order, plan: plan ? plan.fields() : {} });
  const restore = (said) => {
    const numbers = said.weights;
    if (Array.isArray(numbers) && numbers.length === weights.length && numbers.every((n) => Number.isFinite(n) && n >= 0)) {
      weights = [...numbers];
      sliders.forEach(({ slider, value }, i) => { slider.value = weights[i]; value.textContent = String(weights[i]); });
    }
    setField(find, said.find);
    setField(tier, said.tier);
    if (Array.isArray(said.filters) && said.filters.length === filters.length) filters.forEach(({ field }, i) => setField(field, said.filters[i]));
    if (Array.isArray(said.wishes)) {
      wish.clear();
      for (const [id, side] of said.wishes) if (byId.has(id) && ["in", "out"].includes(side)) wish.set(id, side);
    }
    order = said.order && titles.some(([, , key]) => key === said.order.key) ? said.order : null;
    if (plan && said.plan) plan.fill(said.plan);
    show();
  };
  const steps = (() => {
    const past = [], later = [];
    let now = JSON.stringify(asItIs()), place = null;
    const offer = () => { back.disabled = !past.length; again.disabled = !later.length; model.set("left", JSON.parse(now)); model.save_changes(); };
    const go = (from, to) => {
      if (!from.length) return;
      to.push(now);
      now = from.pop();
      place = null;
      restore(JSON.parse(now));
      offer();
    };
    // Moves of one slider, or keys in one field, are one step.
    const note = (where) => {
      const next = JSON.stringify(asItIs());
      if (next === now) return;
      if (!where || where !== place) past.push(now);
      later.length = 0;
      now = next;
      place = where;
      offer();
    };
    return { note, undo: () => go(past, later), redo: () => go(later, past), forget: () => { back.disabled = again.disabled = true; } };
  })();
  if (live) {
    steps.forget();
    el.addEventListener("change", (event) => steps.note(event.target));
    el.addEventListener("click", () => steps.note(null));
    el.addEventListener("keydown", (event) => {
      const typing = event.target.matches("input:not([type=range], [type=checkbox]), textarea");
      if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
      if (event.shiftKey) steps.redo(); else steps.undo();
      event.preventDefault();
      event.stopPropagation();
    });
  }

  find.addEventListener("input", show);
  tier.addEventListener("change", show);
  filters.forEach((filter) => filter.field.addEventListener("input", show));
  model.on("change:answer", showAnswer);
  show();
  const left = live ? model.get("left") : null;
  if (left && left.weights) { restore(left); steps.note(null); }
  return () => { model.off("change:answer", showAnswer); plan?.end(); };
};

const mountAll = () => {
  for (const place of document.querySelectorAll("[data-xhs-explorer]")) {
    if (place.dataset.mounted) continue;
    place.dataset.mounted = "yes";
    const values = { state: asRows(JSON.parse(place.querySelector("script").textContent)), live: false }; // unpack.js stands before this text
    const model = { get: (name) => values[name], set: (name, value) => { values[name] = value; }, save_changes: () => {}, on: () => {}, off: () => {} };
    const el = document.createElement("div");
    place.append(el);
    render({ model, el });
  }
};
mountAll();

export default { render };
