// Keys go to the editor as soon as it is there; nobody has to click on it first.
addEventListener("DOMContentLoaded", () => {
  new MutationObserver((_, watching) => {
    if (document.body.classList.contains("-first-byte")) {
      watching.disconnect();
      document.querySelector("textarea").focus();
    }
  }).observe(document.body, { attributes: true });
});
