/**
 * Keeps a page up to date without flicker: asks every two seconds, touches only what has changed, and leaves open what a
 * person has opened. Runs in the browser, so it is a string.
 *
 * The answer is `{revision, parts: {id: html}}`. Children of a part are matched by `id` and compared by `data-v`.
 * @module
 */

const LIVE_INTERVAL_MS = 2000

/** The script for a page that is fed by `url`. */
export function liveScript(url: string, revision: number): string {
  // JSON in a script: "<" must not end the element.
  const safe = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c')
  return `
(() => {
  let revision = ${safe(revision)};
  const url = ${safe(url)};
  const status = document.getElementById('live-status');
  const states = (node) => new Map([...node.querySelectorAll('details[data-k]')].map((d) => [d.dataset.k, d.open]));
  const restore = (node, known) => {
    for (const d of node.querySelectorAll('details[data-k]')) if (known.has(d.dataset.k)) d.open = known.get(d.dataset.k);
  };
  function merge(part, markup) {
    const next = document.createElement('template');
    next.innerHTML = markup;
    const known = new Map([...part.children].filter((n) => n.id).map((n) => [n.id, n]));
    let place = part.firstElementChild;
    for (const fresh of [...next.content.children]) {
      const old = known.get(fresh.id);
      known.delete(fresh.id);
      if (old && old.dataset.v === fresh.dataset.v) {
        if (old === place) place = place.nextElementSibling; else part.insertBefore(old, place);
        continue;
      }
      if (old) {
        restore(fresh, states(old));
        const focused = old.contains(document.activeElement) && document.activeElement.dataset.k;
        if (old === place) place = place.nextElementSibling;
        old.replaceWith(fresh);
        if (focused) fresh.querySelector('summary[data-k="' + CSS.escape(focused) + '"]')?.focus();
        if (fresh.nextElementSibling !== place) part.insertBefore(fresh, place);
      } else part.insertBefore(fresh, place);
      fresh.classList.add('fresh');
    }
    while (place) { const gone = place; place = place.nextElementSibling; gone.remove(); }
  }
  async function tick() {
    try {
      if (!document.hidden) {
        const answer = await fetch(url + (url.includes('?') ? '&' : '?') + 'since=' + revision);
        if (answer.status === 200) {
          const { revision: now, parts } = await answer.json();
          const box = document.querySelector('[data-stick]');
          const atEnd = box && box.scrollHeight - box.scrollTop - box.clientHeight < 80;
          for (const [id, markup] of Object.entries(parts)) {
            const part = document.getElementById(id);
            if (part) merge(part, markup);
          }
          revision = now;
          if (atEnd) box.scrollTop = box.scrollHeight;
        }
        if (status) status.textContent = '';
      }
    } catch {
      if (status) status.textContent = 'The emulator does not answer. Trying again…';
    }
    setTimeout(tick, ${LIVE_INTERVAL_MS});
  }
  const box = document.querySelector('[data-stick]');
  if (box) box.scrollTop = box.scrollHeight;
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView({ block: 'center' });
  setTimeout(tick, ${LIVE_INTERVAL_MS});
})();
`
}
