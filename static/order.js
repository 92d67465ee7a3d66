/* Lists whose rows are dragged: where the server refuses the new order, say so instead of leaving it to the console. */
(() => {
  const send = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await send(...asked);
    if (!answer.ok && answer.url.includes("adminsortable2_update")) {
      const note = document.createElement("p");
      note.className = "errornote";
      note.setAttribute("role", "alert");
      const again = document.createElement("a");
      again.href = window.location.href;
      again.textContent = "Show the order as it is now";
      note.append(await answer.clone().text(), " ", again);
      document.querySelector("#changelist").before(note);
    }
    return answer;
  };
})();
