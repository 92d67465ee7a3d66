/* Fields that search as one types: their inputs get the name of the field, which the stock ones lack. */
(() => {
  function name(select) {
    if (select.labels.length) return select.labels[0].textContent.replace(/:\s*$/, "");
    const cell = select.closest("td");
    const head = cell && cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
    return head ? head.textContent.trim() : "Choose";
  }

  function label(within) {
    for (const select of within.querySelectorAll("select.admin-autocomplete")) {
      const field = select.nextElementSibling?.querySelector(".select2-search__field");
      if (field) field.setAttribute("aria-label", name(select));
    }
  }

  // This runs after the scripts of the page, whose fields are therefore there when jQuery calls back.
  const $ = window.django?.jQuery;
  $?.(() => {
    label(document);
    document.addEventListener("formset:added", (event) => setTimeout(() => label(event.target)));
    $(document).on("select2:open", (event) => {
      const field = document.querySelector(".select2-container--open .select2-dropdown .select2-search__field");
      if (field) field.setAttribute("aria-label", name(event.target));
    });
  });
})();
