// What the page does by itself: draw the charts, sort and filter the tables. No server, no eval: Vega runs its interpreter.
const data = (place) => asRows(JSON.parse(place.querySelector("script").textContent));
const nothing = { load: () => Promise.reject(new Error("offline")), sanitize: () => Promise.reject(new Error("offline")) };

const draw = async (place) => {
  const spec = data(place);
  const box = document.createElement("div");
  box.style.width = "100%";
  place.append(box);
  const made = await vegaEmbed(box, spec, { actions: false, logLevel: 1, renderer: "svg", ast: true, loader: nothing, tooltip: { theme: "light" } });
  place.dataset.drawn = "yes";
  place.xhsView = made.view;
};

const textOf = (row) => row.textContent.toLowerCase();
const enhance = (box, words) => {
  const table = box.querySelector("table");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const first = Number(box.dataset.first);
  let all = rows.length <= first + 3;
  const bar = document.createElement("div");
  bar.className = "xhs-bar";
  const find = document.createElement("input");
  find.type = "search";
  find.placeholder = words.filter;
  find.setAttribute("aria-label", words.filter);
  const count = document.createElement("span");
  count.className = "xhs-count";
  const more = document.createElement("button");
  more.type = "button";
  more.className = "xhs-more";
  const show = () => {
    const wanted = find.value.trim().toLowerCase();
    const found = [...body.rows].filter((row) => {
      const hit = !wanted || textOf(row).includes(wanted);
      row.hidden = !hit;
      return hit;
    });
    if (!all && !wanted) found.slice(first).forEach((row) => { row.hidden = true; });
    count.textContent = `${wanted || all ? found.length : Math.min(first, found.length)} ${words.of} ${rows.length} ${words.rows}`;
    more.textContent = all ? words.show_fewer : words.show_all;
    more.hidden = rows.length <= first + 3 || Boolean(wanted);
  };
  const value = (row, i) => row.cells[i].dataset.sort;
  [...table.tHead.rows[0].cells].forEach((head, i) => {
    const button = document.createElement("button");
    button.type = "button";
    while (head.firstChild && !(head.firstChild.classList && head.firstChild.classList.contains("xhs-footnote"))) button.append(head.firstChild);
    head.prepend(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "descending" || (!head.hasAttribute("aria-sort") && !head.classList.contains("num"));
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "ascending" : "descending");
      const numeric = head.classList.contains("num");
      const order = [...body.rows].sort((a, b) => {
        const [x, y] = [value(a, i), value(b, i)];
        if (x === undefined || y === undefined) return (x === undefined) - (y === undefined);
        const step = numeric ? Number(x) - Number(y) : x.localeCompare(y);
        return down ? step : -step;
      });
      body.append(...order);
      show();
    });
  });
  if (rows.length > 5) { bar.append(find, count); box.querySelector("figcaption").after(bar); }
  more.addEventListener("click", () => { all = !all; show(); });
  box.append(more);
  find.addEventListener("input", show);
  show();
  window.addEventListener("beforeprint", () => {
    all = rows.length <= 40; // paper is no place for hundreds of rows: the spreadsheet beside the page has them all
    bar.classList.toggle("cut", !all);
    show();
  });
};

const words = JSON.parse(document.getElementById("xhs-words").textContent);
document.querySelectorAll("[data-xhs-table]").forEach((box) => enhance(box, words));

// On a phone a row stands as a card: each cell says of which column it is, and nothing scrolls sideways.
const phone = matchMedia("(max-width: 640px)");
const stack = () => document.querySelectorAll(".xhs-scroll > table:not(.xhs-explorer *)").forEach((table) => {
  const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.replace("†", "").trim());
  table.classList.toggle("stacked", phone.matches && heads.length > 2);
  if (table.classList.contains("stacked")) table.querySelectorAll("tbody tr").forEach((row) => [...row.cells].forEach((cell, at) => { cell.dataset.label = heads[at]; cell.classList.toggle("void", !cell.textContent.trim()); }));
});
phone.addEventListener("change", stack);
stack();

// A closed part has no width to draw in: its charts are drawn when it opens.
const hidden = (place) => Boolean(place.closest("details:not([open])"));
const undrawn = (within) => [...within.querySelectorAll("[data-xhs-chart]")].filter((place) => !place.dataset.drawn && !hidden(place));
// A page that nobody looks at has no frames to wait for.
const frame = () => document.hidden || new Promise((go) => { requestAnimationFrame(() => setTimeout(go)); setTimeout(go, 100); });
const drawAll = async (within) => {
  const places = undrawn(within);
  places.forEach((place) => { place.dataset.drawn = "soon"; });
  for (const place of places) {
    await draw(place);
    // Between two charts the page shows the one and answers its reader; the first is on the screen before any other begins.
    for (let frames = place === places[0] ? 3 : 1; frames; frames -= 1) await frame();
  }
};
document.querySelectorAll("details").forEach((part) => part.addEventListener("toggle", () => { if (part.open) drawAll(part); }));

const openAround = (place) => {
  for (let part = place && place.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
};
const follow = () => {
  const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place) return;
  openAround(place.tagName === "DETAILS" ? place.querySelector("summary") : place);
  if (place.tagName === "DETAILS") place.open = true;
  place.scrollIntoView();
};
window.addEventListener("hashchange", follow);

// On paper nothing can be opened. The summary is the exception: it is what stands open.
if (location.hash === "#summary") document.body.classList.add("xhs-summary-only");
const openAll = () => {
  if (!document.body.classList.contains("xhs-summary-only")) document.querySelectorAll("details").forEach((part) => { part.open = true; });
};
window.addEventListener("beforeprint", openAll);
if (location.hash === "#print") openAll();
follow();
drawAll(document).then(() => { document.body.dataset.ready = "yes"; });
