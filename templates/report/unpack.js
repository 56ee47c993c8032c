// Data stands in the page by columns, repeated values once: here it becomes rows again.
const asRows = (held) => {
  if (held === null || typeof held !== "object") return held;
  if (Array.isArray(held)) return held.map(asRows);
  const rows = (columns, made) => columns[0].map((_, row) => made(columns.map((column) => column[row])));
  if ("§a" in held) return Array(held["§l"]).fill(held["§a"]);
  if ("§d" in held) return held["§i"].map((at) => held["§d"][at]);
  if ("§b" in held) { const before = asRows(held["§b"]); return held["§e"].map((number, at) => before[at] + number); }
  if ("§k" in held) return rows(held["§c"].map(asRows), (cells) => Object.fromEntries(cells.map((cell, at) => [held["§k"][at], cell])));
  if ("§t" in held) return rows(held["§t"].map(asRows), (cells) => cells);
  if ("§n" in held) { const all = asRows(held["§v"]); let at = 0; return asRows(held["§n"]).map((many) => all.slice(at, at += many)); }
  return Object.fromEntries(("§o" in held ? held["§o"] : Object.entries(held)).map(([key, value]) => [key, asRows(value)]));
};
