/* Words that are not saved yet outlive a stray click, a closed tab and an expired session.

   Whatever an editor has changed in a form, and nothing else, is kept in this browser under the editor's number until
   the server says that it was saved, or the editor signs out. The same form, opened anew, offers it back, together
   with what it was opened with: so the server still sees what others have changed meanwhile. */
(() => {
  const PREFIX = "unsaved-words:";
  const DAYS = 14;
  const SKIPPED = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);

  // The store: one entry a form that was opened. A browser may refuse to keep anything; then only the warning is left.

  function entries() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => [key, read(key)]);
    } catch {
      return [];
    }
  }

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key)) || {};
    } catch {
      return {};
    }
  }

  function write(key, value) {
    try {
      if (value) localStorage.setItem(key, JSON.stringify(value));
      else localStorage.removeItem(key);
    } catch {
      // Full, or forbidden.
    }
  }

  function forgetSaved() {
    const cookie = document.cookie.split("; ").find((one) => one.startsWith("saved_words="));
    const saved = cookie ? cookie.slice("saved_words=".length).split(".") : [];
    const oldest = Date.now() - DAYS * 86400000;
    for (const [key, entry] of entries()) {
      if (saved.includes(entry.id) || !(entry.at > oldest)) write(key, null);
    }
  }

  // One field: what it was sent with, what it holds, and how it is put back.

  function isChanged(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.type === "select-one" && ![...field.options].some((option) => option.defaultSelected)) {
      return field.selectedIndex > 0;
    }
    if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.value !== field.defaultValue;
  }

  function valueOf(field) {
    if (field.type === "checkbox") return field.checked;
    return field.options ? [...field.selectedOptions].map((option) => [option.value, option.text]) : field.value;
  }

  function putInto(field, value) {
    if (!field || field.disabled) return;
    if (field.type === "checkbox") {
      field.checked = value === true;
    } else if (field.options) {
      const chosen = new Set(value.map(([key]) => key));
      for (const [key, text] of value) {
        if (![...field.options].some((option) => option.value === key)) field.add(new Option(text, key));
      }
      for (const option of field.options) option.selected = chosen.has(option.value);
    } else {
      field.value = value;
    }
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // One form: `mark` is its hidden field, which bears the number of this opening and comes back with a refused save.

  function keep(mark) {
    const form = mark.form;
    const refused = mark.defaultValue !== "";
    const id = mark.defaultValue || [...crypto.getRandomValues(new Uint8Array(8))].map((n) => n.toString(16).padStart(2, "0")).join("");
    const user = mark.dataset.keep;
    const key = `${PREFIX}${user}:${id}`;
    const opened = form.elements._opened;
    const before = refused ? read(key) : {};
    let isLeaving = false;
    mark.value = id;

    function address() {
      const url = new URL(form.action);
      for (const name of ["_changelist_filters", "_popup"]) url.searchParams.delete(name);
      return url.pathname + url.search;
    }

    // A row of points is known by its key, since others may add, move and delete rows meanwhile.
    function placeOf(field) {
      const parts = /^(.+)-(\d+)-([^-]+)$/.exec(field.name);
      if (!parts || !form.elements[`${parts[1]}-TOTAL_FORMS`]) return { name: field.name };
      const row = form.elements[`${parts[1]}-${parts[2]}-id`];
      return { prefix: parts[1], number: parts[2], row: row ? row.value : "", name: parts[3] };
    }

    function collect() {
      const found = { fields: {}, rows: {} };
      for (const field of form.elements) {
        if (!field.name || field.disabled || SKIPPED.has(field.type) || field.name.includes("__prefix__")) continue;
        const place = placeOf(field);
        const name = place.prefix ? `${place.prefix}/${place.row || `new-${place.number}`}` : "";
        const earlier = name ? (before.rows || {})[name] : before.fields;
        const stays = refused && (earlier ? place.name in earlier : name !== "" && !place.row);
        if (!stays && !isChanged(field)) continue;
        const into = name ? (found.rows[name] ||= {}) : found.fields;
        into[place.name] = valueOf(field);
      }
      return found;
    }

    const isEmpty = (found) => !Object.keys(found.fields).length && !Object.keys(found.rows).length;

    function note() {
      if (isLeaving) return;
      const found = collect();
      if (isEmpty(found)) write(key, null);
      else write(key, { ...found, id, user, address: address(), at: Date.now(), opened: opened ? opened.value : "" });
    }

    function leave() {
      isLeaving = true;
      setTimeout(() => { isLeaving = false; }, 1000); // where one stays after all
    }

    function putBack(entry) {
      for (const [name, value] of Object.entries(entry.fields)) putInto(form.elements[name], value);
      for (const [name, values] of Object.entries(entry.rows)) {
        const [prefix, row] = name.split("/");
        const number = numberOf(prefix, row);
        for (const [one, value] of Object.entries(values)) putInto(form.elements[`${prefix}-${number}-${one}`], value);
      }
      if (opened && entry.opened) opened.value = entry.opened;
      note();
    }

    function numberOf(prefix, row) {
      const total = form.elements[`${prefix}-TOTAL_FORMS`];
      for (let number = 0; number < Number(total.value); number += 1) {
        if (form.elements[`${prefix}-${number}-id`].value === row) return number;
      }
      document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`)?.click();
      return Number(total.value) - 1;
    }

    function offer(found) {
      const [from, entry] = found;
      const box = document.createElement("div");
      const words = document.createElement("p");
      box.className = "unsaved-offer";
      box.setAttribute("role", "status");
      words.textContent = `You have unsaved words here from ${when(new Date(entry.at))}.`;
      box.append(words, button("Put them back", () => {
        write(from, null);
        putBack(entry);
        words.textContent = "Your words are back. They are not saved yet.";
        box.replaceChildren(words);
        box.tabIndex = -1;
        box.focus();
      }), button("Discard them", () => {
        write(from, null);
        box.remove();
      }));
      form.prepend(box);
    }

    form.addEventListener("submit", () => { note(); leave(); });
    document.getElementById("logout-form")?.addEventListener("submit", leave);
    window.addEventListener("pagehide", note);
    window.addEventListener("beforeunload", (event) => {
      if (isLeaving || (!refused && isEmpty(collect()))) return;
      note();
      event.preventDefault();
    });
    let timer;
    const soon = () => { clearTimeout(timer); timer = setTimeout(note, 400); };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    for (const name of ["formset:added", "formset:removed"]) document.addEventListener(name, soon);
    // The fields that search as one types tell of their choice in jQuery's way alone.
    window.django?.jQuery?.(form).on("change", soon);

    const mine = entries().filter(([, one]) => one.user === user && one.address === address() && one.id !== id);
    if (mine.length && !refused) offer(mine.sort((one, other) => other[1].at - one[1].at)[0]);
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function when(date) {
    const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    const isToday = date.toDateString() === new Date().toDateString();
    return isToday ? time : `${date.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}, ${time}`;
  }

  forgetSaved();
  document.getElementById("logout-form")?.addEventListener("submit", () => {
    for (const [key] of entries()) write(key, null);
  });
  document.querySelectorAll("input[data-keep]").forEach(keep);
})();
