/* Marks a comment as done without leaving the form below it, so that no unsaved word is lost. */
(() => {
  const count = document.querySelector(".remarks-count");

  async function mark(event) {
    const form = event.target.closest(".remark:not(.done) form");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!answer || !answer.ok || answer.url.includes("/login/")) {
      button.disabled = false;
      button.textContent = "Not marked. Try again";
      return;
    }
    const done = document.createElement("p");
    done.className = "quiet";
    done.setAttribute("role", "status");
    done.textContent = "Done";
    form.closest(".remark").classList.add("done");
    form.replaceWith(done);
    count.textContent = String(Number(count.textContent) - 1);
  }

  document.addEventListener("submit", mark);
})();
