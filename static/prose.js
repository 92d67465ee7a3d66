/* A preview beside each field of longer prose: the server says what readers will see. */
(() => {
  const SIGNED_OUT = "No preview: you are signed out, or the site does not answer. Your words are still here.";

  function add(field) {
    const button = document.createElement("button");
    const shown = document.createElement("div");
    const box = document.createElement("div");
    button.type = "button";
    button.className = "button";
    button.textContent = "Preview";
    button.setAttribute("aria-describedby", field.id);
    shown.className = "prose-shown";
    shown.setAttribute("role", "status");
    box.className = "prose-preview";
    box.append(button, shown);
    field.after(box);
    button.addEventListener("click", () => show(field, shown));
  }

  async function show(field, shown) {
    const body = new FormData();
    body.set("text", field.value);
    body.set("csrfmiddlewaretoken", field.form.elements.csrfmiddlewaretoken.value);
    let answer = null;
    try {
      answer = await fetch(field.dataset.prose, { method: "POST", body });
    } catch {
      // Said below.
    }
    const heading = document.createElement("p");
    heading.className = "quiet";
    if (answer && answer.ok && !answer.redirected) {
      heading.textContent = "Readers will see:";
      const words = document.createElement("div");
      words.innerHTML = await answer.text();
      shown.replaceChildren(heading, words);
    } else {
      heading.textContent = SIGNED_OUT;
      shown.replaceChildren(heading);
    }
  }

  document.querySelectorAll("textarea[data-prose]").forEach(add);
})();
