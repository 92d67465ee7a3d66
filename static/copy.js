// Copies the job description: as rich text with plain text beside it, as plain text, or as Markdown.
// Without this script, or where the browser has no clipboard to offer, the downloads do the same.
(() => {
  const buttons = document.querySelector(".copy-buttons");
  const status = document.querySelector(".copy-status");
  const article = document.getElementById("job-description");
  if (!buttons || !navigator.clipboard || !window.ClipboardItem) return;

  const held = (id) => document.getElementById(id).content.textContent;
  const forms = {
    rich: () => ({ "text/html": richText(), "text/plain": held("as-text") }),
    text: () => ({ "text/plain": held("as-text") }),
    markdown: () => ({ "text/plain": held("as-markdown") }),
  };

  function richText() {
    const copy = article.cloneNode(true);
    copy.querySelectorAll("[id]").forEach((element) => element.removeAttribute("id"));
    return copy.innerHTML.replace(/\s+/g, " ").trim();
  }

  async function copy(button) {
    const parts = Object.entries(forms[button.dataset.copy]());
    const blobs = parts.map(([type, text]) => [type, new Blob([text], { type })]);
    // Emptied first, so that a second "Copied" is announced too.
    status.textContent = "";
    try {
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
      status.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(article);
      status.textContent = "Your browser refused to copy. The text is selected: copy it by keyboard, or download it.";
    }
  }

  buttons.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button) copy(button);
  });
  buttons.hidden = false;
})();
