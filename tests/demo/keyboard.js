// Notes what Tab comes to: started before the first press, read after the last.
() => {
  const look = (one) => {
    const s = getComputedStyle(one);
    return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow].join(" ");
  };
  const radios = new Set();
  const isStop = (one) => {
    if (one.matches(":disabled, [type=hidden]")) return false;
    if (!one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) return false;
    // Seen by nobody: for password managers, and for what Enter presses first.
    if (one.tabIndex < 0 && getComputedStyle(one).clipPath !== "none") return false;
    if (!one.matches("[type=radio]")) return true;
    const group = [...document.getElementsByName(one.name)].filter((x) => x.form === one.form);
    const chosen = group.find((x) => x.checked) ?? group[0];
    if (radios.has(group[0]) || one !== chosen) return false;
    radios.add(group[0]);
    return true;
  };
  document.activeElement?.blur();
  const every = "a[href], button, input, select, textarea, summary, [tabindex]";
  const stops = [...document.querySelectorAll(every)].filter(isStop);
  const name = (one) =>
    `${one.localName} ${(one.innerText || one.getAttribute("aria-label") || one.id || one.outerHTML).slice(0, 60)}`;
  const before = new Map(stops.map((one) => [one, look(one)]));
  const seen = [];

  // null is the end of the page: the browser's own bar would come next.
  const note = (one) => {
    if (one === null || one === document.body) {
      if (seen.at(-1) !== null) seen.push(null);
      return;
    }
    if (one.localName === "iframe") return; // what is in it is its sender's
    const box = one.getBoundingClientRect();
    const s = getComputedStyle(one);
    const isOutlined = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0;
    seen.push({
      number: stops.indexOf(one),
      name: name(one),
      isShown: (isOutlined || s.boxShadow !== "none") && look(one) !== before.get(one),
      isSeen: box.width > 2 && box.height > 2 && box.right > 0 && box.bottom + scrollY > 0 && s.clipPath === "none",
      isSkip: one.matches(".skip"),
      isMain: one.closest("main") !== null,
      isBeside: one.closest(".file-side") !== null,
      top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left + scrollX, right: box.right + scrollX,
    });
  };
  document.addEventListener("focusin", (event) => note(event.target));
  window.addEventListener("blur", () => note(document.activeElement));
  window.keyboard = seen;
  return stops.map(name);
}
