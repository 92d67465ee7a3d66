/* Rows that are dragged are moved by keyboard too, by two buttons in each; without this script, by a number. */
(() => {
  const status = document.createElement("div");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  function add(row, place, name, after) {
    const box = document.createElement("span");
    box.className = "moves";
    for (const [way, sign] of [["up", "▲"], ["down", "▼"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.title = `Move ${way}`;
      button.setAttribute("aria-label", `Move ${way}: ${name}`);
      button.addEventListener("click", () => {
        const rows = [...row.parentElement.querySelectorAll(row.matches(".has_original") ? ":scope > tr.has_original" : ":scope > tr")];
        const other = rows[rows.indexOf(row) + (way === "up" ? -1 : 1)];
        if (!other) {
          status.textContent = `${name} is the ${way === "up" ? "first" : "last"} already.`;
          return;
        }
        if (way === "up") other.before(row);
        else other.after(row);
        button.focus();
        const now = [...row.parentElement.children].filter((one) => rows.includes(one));
        status.textContent = `${name}: moved to place ${now.indexOf(row) + 1} of ${now.length}.`;
        after(now);
      });
      box.append(button);
    }
    place.append(box);
  }

  // A list: each move is saved at once, one after the other, as a drag is.

  const config = document.getElementById("admin_sortable2_config");
  let saving = Promise.resolve();

  function saveList(rows) {
    rows.forEach((row, index) => {
      row.querySelector(".handle").setAttribute("order", index + 1);
      const number = row.querySelector(".field-number");
      if (number) number.textContent = index + 1;
    });
    const updatedItems = rows.map((row, index) => [row.querySelector(".handle").getAttribute("pk"), index + 1]);
    const token = document.querySelector("#changelist-form input[name=csrfmiddlewaretoken]").value;
    const send = () => fetch(JSON.parse(config.textContent).update_url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ updatedItems }),
    });
    saving = saving.then(send, send);
  }

  if (config) {
    for (const handle of document.querySelectorAll("#result_list .handle")) {
      const row = handle.closest("tr");
      const link = row.querySelector("th a, td a");
      add(row, handle.parentElement, link ? link.textContent.trim() : "row", saveList);
    }
  }

  // Points of a section: saved with the form.

  function number(rows) {
    rows.forEach((row, index) => {
      const field = row.querySelector("input._reorder_");
      field.value = index + 1;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  for (const head of document.querySelectorAll("fieldset.sortable th.original")) {
    const named = document.createElement("span");
    named.className = "visually-hidden";
    named.textContent = "Point";
    head.append(named);
  }
  for (const row of document.querySelectorAll("fieldset.sortable tr.has_original")) {
    const named = row.querySelector(".field-lead input")?.value || row.querySelector("textarea")?.value || "row";
    const place = row.querySelector("td.field-position");
    if (place) add(row, place, named.slice(0, 60), number);
  }
})();
