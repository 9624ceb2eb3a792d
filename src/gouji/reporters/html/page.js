"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const main = one("main"), text = one("#text"), tables = one("#tables"), told = one("#told"), help = one("#help");
  const cards = all(".card"), form = one(".filters");
  const phone = matchMedia("(max-width: 640px)");
  let chosen = null, step = -1;
  document.documentElement.classList.add("js");

  const view = (name) => {
    if (!phone.matches && name !== "overview") name = "list";
    main.dataset.view = name;
    all("[data-view]", one("header")).forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.view === name)));
  };
  const wide = () => all("header [data-view]").forEach((b) => {
    b.hidden = !phone.matches && (b.dataset.view === "text" || b.dataset.view === "tables");
    if (b.dataset.view === "list") b.textContent = phone.matches ? "问题" : "问题与出处";
  });

  // Marks cut into pieces by others carry every id in data-m.
  const pieces = (id) => all(`[data-m~="${id}"]`).filter((e) => !e.closest(".facing"));
  const pane = (element) => (tables.contains(element) ? tables : text);
  const inside = (element, box) => {
    const a = element.getBoundingClientRect();
    return a.height > 0 && [box, element.closest(".grid")].filter(Boolean).every((outer) => {
      const b = outer.getBoundingClientRect();
      return a.top >= b.top && a.bottom <= b.bottom;
    });
  };
  // A head of many lines would fill its table's window: only its last lines stay in sight.
  const settle = (element) => {
    const head = one("thead", element.closest("section.table") || element);
    if (head) head.style.top = `${Math.min(0, 120 - head.offsetHeight)}px`;
  };
  const bring = (element) => {
    const closed = element.closest("details");
    if (closed) closed.open = true;
    if (phone.matches) view(pane(element) === tables ? "tables" : "text");
    else if (main.dataset.view === "overview") view("list");
    if (tables.contains(element)) settle(element);
    element.scrollIntoView({ block: "center", inline: "nearest" });
  };
  const clear = () => {
    all(".on").forEach((e) => e.classList.remove("on", "to"));
    all(".facing").forEach((e) => e.remove());
    all(".places a.here").forEach((e) => e.classList.remove("here"));
    told.hidden = true;
  };

  // A copy of the paragraph, or of the head and the rows, of places that cannot be seen beside the first one.
  const copyOf = (elements) => {
    const blocks = new Map();
    elements.forEach((e) => {
      const row = e.closest("tr"), block = row ? row.closest("section.table") : e.closest("p, h2, h3, h4, h5, h6");
      blocks.set(block, [...(blocks.get(block) || []), row]);
    });
    return [...blocks].map(([block, rows]) => {
      const copy = document.createElement("div");
      if (rows[0]) {
        const title = document.createElement("p"), grid = document.createElement("div"), table = document.createElement("table");
        title.className = "about";
        title.textContent = one("h3", block).textContent;
        grid.className = "grid";
        const heads = all("thead tr", block).filter((row) => all("th", row).filter((c) => c.textContent).length > 1);
        [...heads.slice(-2), ...new Set(rows)].slice(0, 14).forEach((row) => table.append(row.cloneNode(true)));
        grid.append(table);
        copy.append(title, grid);
      } else copy.append(block.cloneNode(true));
      all("[id]", copy).forEach((e) => e.removeAttribute("id"));
      return copy;
    });
  };
  const face = (box, elements) => {
    const unseen = elements.filter((e) => !inside(e, pane(e)));
    if (!unseen.length || phone.matches) return;
    const facing = document.createElement("aside");
    facing.className = "facing";
    facing.setAttribute("aria-label", "对照");
    facing.append(...copyOf(unseen.slice(0, 12)));
    box.prepend(facing);
    one(".on", facing)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  const show = (claims, evidence) => {
    const from = claims.flatMap(pieces), to = evidence.flatMap(pieces);
    from.forEach((e) => e.classList.add("on", "to"));
    to.forEach((e) => e.classList.add("on"));
    const first = from[0] || to[0];
    if (!first) return;
    const elsewhere = to.find((e) => pane(e) !== pane(first));
    if (elsewhere && !phone.matches) bring(elsewhere);
    bring(first);
    face(pane(first) === text ? tables : text, [...to, ...from.slice(1)].filter((e) => e !== elsewhere));
    // The copy pushes the pane down: bring the place beneath it back.
    if (elsewhere && !phone.matches) bring(elsewhere);
  };

  const placesOf = (card) => all("[data-go]", card);
  const choose = (card, jump = true) => {
    clear();
    if (chosen) { chosen.classList.remove("chosen"); chosen.removeAttribute("aria-current"); }
    chosen = card;
    step = -1;
    main.classList.toggle("picked", Boolean(card));
    if (!card) return;
    card.classList.add("chosen");
    card.setAttribute("aria-current", "true");
    const claims = all(".claim > [data-go]", card).map((a) => a.dataset.go);
    const evidence = all(".evidence > [data-go]", card).map((a) => a.dataset.go);
    if (jump) show([...new Set(claims)], [...new Set(evidence)].filter((m) => !claims.includes(m)));
    card.scrollIntoView({ block: "nearest" });
    if (phone.matches) one("#findings").scrollTop = 0;
    try { history.replaceState(null, "", `#${card.id}`); } catch { /* a page opened from an archive has no history */ }
  };
  const go = (link) => {
    all(".places a.here").forEach((e) => e.classList.remove("here"));
    link.classList.add("here");
    const target = pieces(link.dataset.go)[0];
    if (target) bring(target);
  };

  const shownCards = () => cards.filter((c) => !c.hidden);
  const move = (by) => {
    const list = shownCards();
    if (!list.length) return;
    const at = list.indexOf(chosen);
    const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + by))];
    choose(next);
    next.focus({ preventScroll: true });
  };
  const filter = () => {
    const words = form.words.value.trim().toLowerCase(), levels = all("[name=severity]:checked", form).map((e) => e.value);
    const every = all("[name=severity]", form).length === 0;
    cards.forEach((card) => {
      card.hidden = !((every || levels.includes(card.dataset.severity))
        && (!form.kind || !form.kind.value || form.kind.value === card.dataset.kind)
        && (!form.section || !form.section.value || form.section.value === card.dataset.section)
        && (!words || card.textContent.toLowerCase().includes(words)));
    });
    const left = shownCards().length;
    one("output", form).textContent = left === cards.length ? `${left} 处` : `${left} / ${cards.length} 处`;
    if (chosen && chosen.hidden) choose(null);
  };

  const figure = (element) => {
    if (chosen) choose(null); else clear();
    const id = element.dataset.m.split(" ")[0], against = (element.dataset.a || "").split(" ").filter(Boolean);
    show([id], against);
    told.textContent = element.title + (against.length ? "（对照处已标出）" : "");
    told.hidden = false;
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-view], [data-help], [data-go], [data-table], a[data-m], .f[data-m], .pick, .shares a, .charts a, .card");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (target.matches("button[data-view]")) view(target.dataset.view);
    else if (target.matches("[data-help]")) help.showModal();
    else if (target.matches("[data-go]")) {
      event.preventDefault();
      const card = target.closest(".card");
      if (card !== chosen) choose(card, false);
      if (!all(".on").length) choose(card);
      go(target);
    } else if (target.matches("[data-table]")) {
      event.preventDefault();
      bring(one(`#${target.dataset.table}`));
    } else if (target.matches("a[data-m]")) {
      event.preventDefault();
      const card = one(target.getAttribute("href"));
      if (card.hidden) { form.reset(); filter(); }
      if (target.matches(".claim")) choose(card); else if (target.matches(".f")) figure(target); else choose(card);
    } else if (target.matches(".f[data-m]")) figure(target);
    else if (target.matches(".shares a, .charts a")) {
      event.preventDefault();
      const place = one(target.getAttribute("href"));
      if (place) { view("list"); if (place.matches(".card")) choose(place); else bring(place); }
    } else if (target.matches(".pick, .card") && !String(getSelection())) {
      event.preventDefault();
      choose(target.closest(".card"));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.key === "Escape") { if (event.target.matches("input, select")) event.target.blur(); choose(null); return; }
    if (event.target.matches("input, select, textarea")) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "Enter" && chosen && !event.target.matches("a, button, summary")) {
      const places = placesOf(chosen);
      step = (step + 1) % places.length;
      go(places[step]);
    } else if (event.key === "/" && form) { view("list"); form.words.focus(); }
    else if (event.key === "?") help.showModal();
    else return;
    event.preventDefault();
  });
  if (form) {
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.reset();
  }
  addEventListener("beforeprint", () => { clear(); all(".card details").forEach((e) => { e.open = true; }); });
  addEventListener("hashchange", () => fromHash());
  phone.addEventListener("change", () => { wide(); view("list"); });
  const fromHash = () => {
    const wanted = /^#F\d+$/.test(location.hash) && one(location.hash);
    if (wanted && wanted !== chosen) choose(wanted);
  };
  wide();
  view("list");
  fromHash();
})();
