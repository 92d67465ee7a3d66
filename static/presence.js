/* A form of a guide that stays open says so every minute, and shows who else has the guide open. */
(() => {
  const notice = document.getElementById("others-here");
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!notice || !token) return;

  const timer = setInterval(async () => {
    if (document.hidden) return; // whoever looks elsewhere for long has gone
    const headers = { "X-CSRFToken": token.value };
    const answer = await fetch(notice.dataset.renew, { method: "POST", headers }).catch(() => null);
    if (!answer) return;
    if (!answer.ok || answer.redirected) {
      clearInterval(timer); // signed out, or the guide is gone
      return;
    }
    const words = await answer.text();
    if (words !== notice.textContent) notice.textContent = words;
    notice.hidden = !words;
  }, 60_000);
})();
