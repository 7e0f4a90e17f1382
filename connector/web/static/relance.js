// Keys for who works without a mouse; every page does its work without this file too.
// An element with data-key is pressed by that key: in the row that is looked at, else anywhere beside the rows.
// A slash goes to the search, wherever one is.
"use strict";
(() => {
  const rows = [...document.querySelectorAll("table[data-rows] tbody tr")];
  let at = -1;
  let isPressed = false;

  const leave = () => {
    rows[at]?.classList.remove("at");
    at = -1;
  };

  const goTo = (place) => {
    leave();
    at = Math.min(Math.max(place, 0), rows.length - 1);
    rows[at].classList.add("at");
  };

  const lookAt = (place) => {
    goTo(place);
    rows[at].querySelector("[data-key]")?.focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };

  // Back from a message that was opened here: its row is looked at, or the one that took its place.
  const named = rows.findIndex((row) => row.id !== "" && `#${row.id}` === window.location.hash);
  if (named !== -1) lookAt(named);

  // Whoever goes to a row by tab or mouse looks at it too; who goes elsewhere looks at none.
  document.addEventListener("focusin", (event) => {
    const place = rows.indexOf(event.target.closest("tr"));
    if (place !== -1) goTo(place);
    else leave();
  });

  const elementFor = (key) => {
    const wanted = `[data-key="${CSS.escape(key)}"]`;
    if (rows.length > 0) return rows[at]?.querySelector(wanted) ?? null;
    return document.querySelector(wanted);
  };

  document.addEventListener("keydown", (event) => {
    // A key that is held down says one thing, and not the same to the next message.
    if (event.repeat || isPressed || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const find = document.getElementById("find");
    if (event.key === "/" && find !== null) {
      event.preventDefault();
      find.focus();
      find.select();
      return;
    }
    if (rows.length > 0 && (event.key === "j" || event.key === "k")) {
      lookAt(at + (event.key === "j" ? 1 : -1));
      return;
    }
    const element = elementFor(event.key);
    if (element !== null) {
      isPressed = element.type !== "checkbox";
      element.click();
    }
  });

  // A page that has just come is not read yet: a second click was meant for what stood there before. And the
  // second click of a double one, or a form that is on its way, says nothing that was not said.
  const UNREAD = 700;
  const sent = new WeakSet();
  // Whoever does not see that a button is deaf is told.
  const deafen = (isDeaf, buttons = document.querySelectorAll("button[data-once]")) => {
    for (const button of buttons) button.ariaDisabled = isDeaf ? "true" : null;
  };
  const read = () => {
    document.body.dataset.read = "";
    deafen(false);
  };
  const comes = () => {
    delete document.body.dataset.read;
    deafen(true);
    requestAnimationFrame(() => setTimeout(read, UNREAD));
  };
  comes();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-once]");
    if (button === null) return;
    if (event.detail > 1 || !("read" in document.body.dataset) || sent.has(button.form)) {
      event.preventDefault();
      isPressed = sent.has(button.form);
    } else {
      sent.add(button.form);
      deafen(true, button.form.querySelectorAll("button[data-once]"));
    }
  });

  // A text that is written is looked at after each pause; its buttons do the same without this file.
  const PAUSE = 600;
  for (const form of document.querySelectorAll("form[data-check]")) {
    const place = document.getElementById(form.dataset.shows);
    let waiting = 0;
    let asked = 0;

    const look = async () => {
      const mine = ++asked;
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.dataset.check, { method: "POST", body }).catch(() => null);
      if (answer === null || !answer.ok || mine !== asked) return;
      const open = new Set([...place.querySelectorAll("details[open]")].map((one) => one.id));
      place.innerHTML = await answer.text();
      for (const one of place.querySelectorAll("details")) one.open = open.has(one.id);
      const wrong = new Set([...place.querySelectorAll("[data-field]")].map((one) => one.dataset.field));
      for (const field of form.querySelectorAll("[name]")) {
        if (wrong.has(field.name)) field.setAttribute("aria-invalid", "true");
        else field.removeAttribute("aria-invalid");
      }
      for (const button of form.querySelectorAll("button[data-look]")) form.requestSubmit(button);
    };

    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, PAUSE);
    });
  }

  // Ticks every row of the page, or none.
  const every = document.querySelector("input[data-every]");
  const ticks = [...document.querySelectorAll('table[data-rows] tbody input[type="checkbox"]')];
  if (every !== null) {
    every.closest("label").hidden = false;
    every.addEventListener("change", () => {
      for (const tick of ticks) tick.checked = every.checked;
    });
  }

  // What is under way is looked at again until it has ended; without this file the page asks by itself.
  const LOOK = 1500;
  const watched = document.querySelector("[data-watch]");
  const watch = async () => {
    const answer = await fetch(window.location.href).catch(() => null);
    const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
    const now = page.querySelector("[data-watch]");
    if (answer?.ok && now === null) {
      window.location.reload();
      return;
    }
    if (now !== null) watched.replaceChildren(...now.childNodes);
    setTimeout(watch, LOOK);
  };
  if (watched !== null) setTimeout(watch, LOOK);

  // Back again by the browser's own button: the page is as it was left.
  window.addEventListener("pageshow", (event) => {
    isPressed = false;
    if (!event.persisted) return;
    for (const button of document.querySelectorAll("button[data-once]")) sent.delete(button.form);
    comes();
  });
})();
