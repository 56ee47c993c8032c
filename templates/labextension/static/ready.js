// The start page and the desks run as soon as they are opened in JupyterLab or Notebook 7, so that their controls are there without
// a click. Nothing else ever runs by itself: a notebook counts only if its code is, to the letter, what came with the package. The
// one cell that differs from campaign to campaign may hold nothing but names with texts. An edited copy waits for Run All.
// Written by hand, in the form in which JupyterLab loads extensions, so that nobody needs node to build it.
(() => {
  // SHA-256 of the code cells, joined by a zero; tests/workspace/test_opened_ready.py holds them to the notebooks.
  const OURS = {
    "desks/brief": "c477ca63c028da789b9ee55cbbc6c2eb0d982127aac17dbaf8bbf9b96ec7cceb",
    "desks/comments": "8dae5048ba9ac6ce45e90d1ce23729f1b28081223a0ed6d3ff3581dc025b4f9a",
    "desks/labelling": "be1d59573b794a959763169dfd17c2227f5dee27d9f5a05d916b531f3373fd36",
    "desks/mapping": "f4b812683260d47ee7c571e15a7b2a77b814809cdcfd99c205c6a3dd6f8ae5b9",
    "desks/results": "ad495e72803cd1a86b38b25568b005a1f49517ad065dfc62ec041bd2d6e7a037",
    "desks/selection": "c466e0428b0448f0f6113341d4f95a673350a70b30f7778f98f5bf975e5a8dc9",
    "start": "381a40e4579cb73d421506813198c9aceaa73751ab5955103ceb204e2a9c8736",
  };
  const GIVEN = /^# Parameters\n(?:[a-z_]+ = "[^"\\\n]*"\n?)+$/;
  let shared = {};

  const digest = async (text) => {
    const raw = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return [...new Uint8Array(raw)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const isOurs = async (model) => {
    const code = [...model.cells].filter((cell) => cell.type === "code").map((cell) => cell.sharedModel.getSource());
    return Object.values(OURS).includes(await digest(code.filter((source) => !GIVEN.test(source)).join("\0")));
  };
  const actions = async () => {
    const [newest] = Object.values(shared["@jupyterlab/notebook"] ?? {});
    return newest ? (await newest.get())().NotebookActions : null;
  };

  const seen = new WeakSet();
  const look = async (panel) => {
    if (!panel?.context?.ready || !panel.sessionContext || !panel.content?.widgets || seen.has(panel)) return;
    seen.add(panel);
    try {
      await panel.context.ready;
      if (!globalThis.crypto?.subtle || !(await isOurs(panel.context.model))) return;
      panel.node.setAttribute("data-xhs-ours", "");
      await panel.sessionContext.ready;
      await panel.sessionContext.session?.kernel?.info;
      const run = await actions();
      if (run && !panel.isDisposed) await run.runAll(panel.content, panel.sessionContext);
    } catch (error) {
      console.warn("xhs-workbench: press Run All", error); // the notebook itself says so too
    }
  };

  // In our controls the keys are the controls': JupyterLab would take arrow keys for its cells, also from a list or a slider.
  const CONTROLS = ".xhs-desk, .xhs-explore, .xhs-form, .xhs-mapping";
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element && target.closest(CONTROLS)) target.setAttribute("data-lm-suppress-shortcuts", "true");
  });

  // Of folded code nothing is left above the controls, not even a bar; View ▸ Expand All Code shows it.
  const FOLDED = "[data-xhs-ours] .jp-CodeCell .jp-InputPlaceholder { display: none; }";

  // A kernel that reads files answers no button of its own: Stop on a desk's progress is the kernel's interrupt.
  const stop = (app, { target }) => {
    if (!(target instanceof Element) || !target.closest(".xhs-stop")) return;
    app.shell?.currentWidget?.sessionContext?.session?.kernel?.interrupt();
  };

  const plugin = {
    id: "xhs-workbench:ready",
    autoStart: true,
    activate: (app) => {
      document.documentElement.dataset.xhsReady = "";
      document.head.append(Object.assign(document.createElement("style"), { textContent: FOLDED }));
      document.addEventListener("click", (event) => stop(app, event));
      app.shell?.currentChanged?.connect((_, change) => look(change?.newValue ?? app.shell.currentWidget));
      app.restored?.then(() => look(app.shell?.currentWidget));
    },
  };
  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["xhs-workbench"] = {
    init: (scope) => { shared = scope; },
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
