// Enhancements only: every page works without this file.
import { initAll } from "../govuk-frontend/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
// What a choice reveals is shown by the style sheet alone: aria-expanded is not allowed on a radio button.
document.querySelectorAll("[data-aria-controls]").forEach((input) => input.removeAttribute("data-aria-controls"));
initAll();

const DRAFTS = "throughcare-draft:";
const SENT = "throughcare-draft-sent";

/** Keep what is typed in a note on this device until it has been saved, and warn before it is lost. */
function keepDraft(textarea) {
  const key = DRAFTS + textarea.dataset.autosave;
  const original = textarea.value;
  let sending = false;
  const draft = localStorage.getItem(key);
  if (draft && !original) {
    textarea.value = draft;
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
    sessionStorage.setItem(SENT, key);
  });
  window.addEventListener("beforeunload", (event) => {
    const kept = textarea.form?.classList.contains("tc-form--kept");
    if (!sending && !kept && textarea.value !== original) event.preventDefault();
  });
}

/** Send all of a form to be kept as it is typed, a moment after the last stroke; the server keeps it until it is saved. */
function keepForm(form) {
  const status = form.querySelector("[data-draft-status]");
  let timer;
  let sending = false;
  const keep = async () => {
    if (sending) return;
    const answer = await fetch(form.dataset.draft, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
    const kept = answer?.status === 204;
    form.classList.toggle("tc-form--kept", kept);
    const clock = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    if (status) status.textContent = kept ? `${status.dataset.kept} ${clock}` : status.dataset.failed;
  };
  const soon = () => {
    form.classList.remove("tc-form--kept");
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => {
    sending = true;
    clearTimeout(timer);
  });
  form.querySelector("[data-draft-button]")?.remove();
}

/** A draft goes when the page after sending says that it was saved. */
function forgetSavedDraft() {
  const key = sessionStorage.getItem(SENT);
  if (key && document.querySelector(".tc-message--success")) localStorage.removeItem(key);
  sessionStorage.removeItem(SENT);
}

/** The page of a job under way shows its progress without moving the reader's place. */
function refreshProgress(element) {
  setTimeout(async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok) return refreshProgress(element);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("progress");
    if (!fresh) return location.reload();
    const text = element.querySelector(".tc-progress__text");
    const bar = element.querySelector(".tc-progress__bar");
    text.textContent = fresh.querySelector(".tc-progress__text").textContent;
    bar.replaceWith(document.importNode(fresh.querySelector(".tc-progress__bar"), true));
    return refreshProgress(element);
  }, 1000 * Number(element.dataset.refresh));
}

/** A shared computer keeps no drafts after its user has signed out. */
function forgetDraftsOnSignOut() {
  document.querySelector('form[action*="sign-out"]')?.addEventListener("submit", () => {
    Object.keys(localStorage)
      .filter((key) => key.startsWith(DRAFTS))
      .forEach((key) => localStorage.removeItem(key));
  });
}

/** A "Why?" panel that is opened asks for its explanation once and shows it in place. */
function explainOnRequest(panel) {
  const ask = async () => {
    if (!panel.open) return;
    panel.removeEventListener("toggle", ask);
    const answer = await fetch(panel.dataset.explanation).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector(`details[data-rule-set="${panel.dataset.wanted}"] .tc-why__body`);
    if (found) panel.querySelector(".tc-why__body").replaceChildren(...document.importNode(found, true).childNodes);
  };
  panel.addEventListener("toggle", ask);
}

/** What takes long to count is fetched after the page is shown: a part of the page behind the link, in the link's place. */
async function fillIn(place) {
  place.setAttribute("aria-busy", "true");
  const answer = await fetch(place.dataset.fill).catch(() => null);
  place.setAttribute("aria-busy", "false");
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector(`main ${place.dataset.part}`);
  if (found) place.replaceChildren(document.importNode(found, true));
}

forgetSavedDraft();
document.querySelectorAll("details[data-explanation]").forEach(explainOnRequest);
document.querySelectorAll("textarea[data-autosave]").forEach(keepDraft);
document.querySelectorAll("form[data-draft]").forEach(keepForm);
document.querySelectorAll("select[data-submit]").forEach((select) => {
  select.addEventListener("change", () => select.form.requestSubmit());
});
forgetDraftsOnSignOut();
document.querySelectorAll("[data-refresh]").forEach(refreshProgress);
document.querySelectorAll("[data-fill]").forEach(fillIn);
