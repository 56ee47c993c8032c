// The labelling desk: one comment at a time, a key each. Labels go to Python after every key, which saves them.
function el(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function render({ model, el: root }) {
  const { comments, classes, words } = model.get("state");
  const given = { ...model.get("labels") };
  let at = comments.findIndex((text) => !(text in given));
  if (at < 0) at = comments.length;
  const past = [];
  const box = el("div", "", { class: "xhs-label-desk", tabindex: "0", role: "group", "aria-label": words.title });
  // JupyterLab would take 1, 2 and 3 for headings; it asks the focused element itself.
  box.addEventListener("focusin", ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", "true"));
  const count = el("p", "", { class: "xhs-label-count", role: "status", "aria-live": "polite" });
  const comment = el("blockquote", "", { class: "xhs-label-comment", lang: "zh" });
  const keys = el("div", "", { class: "xhs-label-keys" });
  const said = el("p", "", { class: "xhs-label-said", role: "status" });
  for (const { key, name, label } of classes) {
    const button = el("button", `${key}  ${label}`, { type: "button", "data-class": name });
    button.addEventListener("click", () => give(name));
    keys.append(button);
  }
  const takeBack = el("button", `U  ${words.undo}`, { type: "button", class: "xhs-undo" });
  takeBack.addEventListener("click", () => undo());
  const back = el("button", `←  ${words.back}`, { type: "button" });
  back.addEventListener("click", () => step(-1));
  keys.append(back, takeBack);
  box.append(count, comment, keys, said, el("p", words.hint, { class: "xhs-label-hint" }));
  root.append(box);

  function show() {
    const n = comments.filter((text) => text in given).length;
    count.textContent = `${n} / ${comments.length}`;
    comment.textContent = at < comments.length ? comments[at] : comments.length ? words.done : words.empty;
    const now = comments[at] in given ? given[comments[at]] : "";
    takeBack.disabled = !past.length;
    for (const button of keys.querySelectorAll("[data-class]")) {
      button.setAttribute("aria-pressed", String(button.dataset.class === now));
      button.disabled = at >= comments.length;
    }
  }
  function step(by) {
    at = Math.min(Math.max(at + by, 0), comments.length);
    show();
  }
  function give(name) {
    if (at >= comments.length) return;
    past.push([at, given[comments[at]]]);
    given[comments[at]] = name;
    keep();
    step(1);
  }
  function undo() {
    if (!past.length) return;
    const [place, before] = past.pop();
    if (before === undefined) delete given[comments[place]];
    else given[comments[place]] = before;
    at = place;
    keep();
    show();
  }
  function keep() {
    model.set("labels", { ...given });
    model.save_changes();
  }
  box.addEventListener("keydown", (event) => {
    const named = classes.find(({ key }) => key === event.key);
    if (named) give(named.name);
    else if (event.key === "ArrowLeft" || event.key === "Backspace") step(-1);
    else if (event.key === "ArrowRight") step(1);
    else if (event.key.toLowerCase() === "u" || ((event.ctrlKey || event.metaKey) && event.key === "z")) undo();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  model.on("change:said", () => {
    said.textContent = model.get("said");
  });
  show();
}

export default { render };
