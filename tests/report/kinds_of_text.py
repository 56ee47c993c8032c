"""Axe on a page of thousands of cells: every rule on all of it, and contrast on two texts of each kind that looks alike.

Axe takes 17 ms for the contrast of one text, so 2,000 cells of one colour on one ground cost more than all its other rules together.
"""

from axe_playwright_python.base import AXE_SCRIPT

MARK = "data-one-of-its-kind"
MARK_KINDS = """(mark) => {
  // What axe reads of a text, and of everything that stands behind it: two texts of one kind have one contrast.
  const own = ["color", "fontSize", "fontWeight", "textShadow", "webkitTextFillColor", "webkitTextStroke"];
  const behind = ["backgroundColor", "backgroundImage", "backgroundClip", "opacity", "filter", "mixBlendMode", "position",
    "zIndex", "transform", "float", "clip", "clipPath", "display"];
  const known = new Map();
  const ground = (one) => {
    if (!one) return "";
    if (!known.has(one)) {
      const style = getComputedStyle(one);
      const placed = style.position === "static" ? "" : style.inset;
      const drawn_over = [style.marginTop, style.marginLeft].filter((margin) => margin.startsWith("-")).join();
      const before = ["::before", "::after"].map((part) => getComputedStyle(one, part).backgroundColor).join();
      const says = [...behind.map((name) => style[name]), placed, drawn_over, before].join("|");
      const above = ground(one.parentElement);
      known.set(one, above.endsWith("\\n" + says) ? above : above + "\\n" + says);
    }
    return known.get(one);
  };
  document.querySelectorAll(`[${mark}]`).forEach((one) => one.removeAttribute(mark));
  // A page is looked at closed and then open: what stood there before and looks as it did was judged.
  const judged = document.documentElement.judged ??= { kinds: new Set(), alone: new Map() };
  const first = new Map(), last = new Map(), alone = [];
  let texts = 0;
  for (const one of document.querySelectorAll("body *")) {
    if (!one.checkVisibility()) continue;
    // Texts that axe judges otherwise than by their own nodes are judged one by one.
    const odd = one.closest("svg, dialog, [disabled], [aria-disabled]") || /^(INPUT|SELECT|TEXTAREA|BUTTON|LABEL|OPTION)$/.test(one.tagName);
    if (!odd && ![...one.childNodes].some((part) => part.nodeType === Node.TEXT_NODE && part.textContent.trim())) continue;
    const style = getComputedStyle(one);
    const kind = own.map((name) => style[name]).join("|") + ground(one);
    if (odd) {
      if (judged.alone.get(one) !== kind) alone.push(one);
      judged.alone.set(one, kind);
      continue;
    }
    texts += 1;
    if (!first.has(kind)) first.set(kind, one);
    last.set(kind, one);
  }
  for (const of_kinds of [first, last])
    for (const [kind, one] of of_kinds) if (!judged.kinds.has(kind)) one.setAttribute(mark, "");
  alone.forEach((one) => one.setAttribute(mark, ""));
  for (const kind of first.keys()) judged.kinds.add(kind);
  return { texts, kinds: first.size };
}"""
ONE_OF_EACH = f"axe.configure({{ rules: [{{ id: 'color-contrast', selector: '[{MARK}]' }}] }})"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
"""Told in full is what is wrong; to list the thousands of places that are right takes as long as to find them."""


def inject(page):
    """Bring axe into an opened page, once; it then judges contrast on what `violations` has marked."""
    page.evaluate(f"{AXE_SCRIPT};{ONE_OF_EACH};undefined")


def violations(page):
    """Return what axe finds on a page as it stands: rule -> the first places."""
    page.evaluate(MARK_KINDS, MARK)
    found = page.evaluate("(options) => axe.run(document, options)", RULES)["violations"]
    return {one["id"]: [node["html"][:120] for node in one["nodes"][:4]] for one in found}
