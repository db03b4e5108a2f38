// Nothing here is needed: every page works without it. It saves data, taps and mistakes.
(() => {
  "use strict";
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  each("[data-focus]", (element) => element.focus());

  // One press is one request; the server answers the same either way.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  addEventListener("pageshow", () => each("[data-sent]", (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
  }));

  each("[data-print]", (button) => { button.hidden = false; button.addEventListener("click", () => print()); });

  // Uploads in pieces of 512 kB, taken up again where the network dropped them.
  const pieceSize = 512 * 1024;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  const send = async (file, form, tell) => {
    const token = form.elements._token.value;
    const head = { "X-Form-Token": token };
    const begin = await fetch(form.dataset.upload, {
      method: "POST", headers: { ...head, "X-Upload-Length": String(file.size) } });
    const place = begin.headers.get("Location");
    if (!place) throw new Error("refused");
    if (!begin.ok) return location.assign(place);
    let offset = 0;
    let failures = 0;
    while (true) {
      try {
        const answer = await fetch(place, {
          method: "PATCH",
          headers: { ...head, "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) },
          body: file.slice(offset, offset + pieceSize) });
        const next = answer.headers.get("Location");
        if (next) { tell(100); return location.assign(next); }
        const reached = answer.headers.get("Upload-Offset");
        if (reached === null) throw new Error("refused");
        offset = Number(reached);
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures > 8) throw error;
        await pause(Math.min(15000, 400 * 2 ** failures));
        const state = await fetch(place, { method: "HEAD" }).catch(() => null);
        const reached = state && state.headers.get("Upload-Offset");
        if (reached) offset = Number(reached);
      }
      tell(Math.round((100 * offset) / file.size));
    }
  };

  each("form[data-upload]", (form) => {
    const input = form.querySelector("input[type=file]");
    const box = form.querySelector("[data-progress]");
    if (!input || !box) return;
    form.addEventListener("submit", (event) => {
      const file = input.files[0];
      if (!file) return;
      event.preventDefault();
      const bar = box.querySelector("progress");
      const words = box.querySelector("output");
      box.hidden = false;
      let told = -1;
      send(file, form, (percent) => {
        bar.value = percent;
        if (percent >= told + 10 || percent === 100) {
          told = percent;
          words.textContent = words.dataset.words.replace("{percent}", String(percent));
        }
      }).catch(() => {
        // The plain form still works: let it carry the file in one go.
        delete form.dataset.sent;
        form.removeAttribute("data-upload");
        form.submit();
      });
    });
  });

  // The desk by keyboard: j and k move, Enter opens, / searches, ? shows the keys.
  if (!document.body.classList.contains("desk")) return;
  const rows = Array.from(document.querySelectorAll("tbody tr a[data-row]"));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    const at = rows.indexOf(document.activeElement);
    if (event.key === "j" && rows.length) rows[Math.min(rows.length - 1, at + 1)].focus();
    else if (event.key === "k" && rows.length) rows[Math.max(0, at - 1)].focus();
    else if (event.key === "/") {
      const search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
    } else if (event.key === "?") {
      const keys = document.querySelector("details[data-keys]");
      if (keys) { keys.open = !keys.open; keys.querySelector("summary").focus(); }
    }
  });
})();
