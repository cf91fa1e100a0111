// Enhancements only: every page works without this file.
import { initAll } from "../govuk-frontend/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

const DRAFTS = "throughcare-draft:";

/** Keep what is typed in a note on this device until the form is sent, and warn before it is lost. */
function keepDraft(textarea) {
  const key = DRAFTS + textarea.dataset.autosave;
  const original = textarea.value;
  let sending = false;
  const draft = localStorage.getItem(key);
  if (draft && !original) {
    textarea.value = draft;
    textarea.dispatchEvent(new Event("input"));
    const note = document.createElement("p");
    note.className = "govuk-hint tc-autosave";
    note.setAttribute("role", "status");
    note.textContent = textarea.dataset.autosaveRestored;
    textarea.insertAdjacentElement("afterend", note);
  }
  textarea.addEventListener("input", () => {
    if (textarea.value) localStorage.setItem(key, textarea.value);
    else localStorage.removeItem(key);
  });
  textarea.form?.addEventListener("submit", () => {
    sending = true;
    localStorage.removeItem(key);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && textarea.value !== original) event.preventDefault();
  });
}

/** A shared computer keeps no drafts after its user has signed out. */
function forgetDraftsOnSignOut() {
  document.querySelector('form[action*="sign-out"]')?.addEventListener("submit", () => {
    Object.keys(localStorage)
      .filter((key) => key.startsWith(DRAFTS))
      .forEach((key) => localStorage.removeItem(key));
  });
}

document.querySelectorAll("textarea[data-autosave]").forEach(keepDraft);
document.querySelectorAll("select[data-submit]").forEach((select) => {
  select.addEventListener("change", () => select.form.requestSubmit());
});
forgetDraftsOnSignOut();
