/* Fields that search as one types get the name of their label, which the stock ones lack. */
(() => {
  function name(select) {
    if (select.labels.length) return select.labels[0].textContent.replace(/:\s*$/, "");
    return select.getAttribute("aria-label") || "Choose";
  }

  function label(within) {
    for (const select of within.querySelectorAll("select.admin-autocomplete")) {
      const field = select.nextElementSibling?.querySelector(".select2-search__field");
      if (field) field.setAttribute("aria-label", name(select));
      const box = select.nextElementSibling?.querySelector(".select2-selection--single");
      if (box && select.labels.length) {
        const shown = box.firstElementChild;
        select.labels[0].id = `${select.id}_label`;
        shown.setAttribute("aria-labelledby", select.labels[0].id);
        box.setAttribute("aria-labelledby", `${select.labels[0].id} ${shown.id}`);
      }
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
