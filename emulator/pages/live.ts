/**
 * Keeps a page up to date without flicker: asks every other second, touches only what has changed, and leaves open what a
 * person has opened. Runs in the browser, so it is a string.
 *
 * The answer is `{revision, parts: {id: html}}`. Children of a part are matched by `id` and compared by `data-v`. What has
 * the focus and a `data-k` keeps it when it is drawn anew. Nothing changes while a dialog is open. A `look` event on the
 * document makes it ask at once.
 *
 * A screen reader hears one line for each part that came or changed, in `#live-news`: what `data-say` has. The whole of an
 * edited message would be too much, and which word of it is new is not to be heard.
 * @module
 */

const LIVE_INTERVAL_MS = 2000
/** Of many changes at once, the last ones are told. */
const LINES_SPOKEN = 3

/** The script for a page that is fed by `url`. */
export function liveScript(url: string, revision: number, everyMs = LIVE_INTERVAL_MS): string {
  // JSON in a script: "<" must not end the element.
  const safe = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c')
  return `
(() => {
  let revision = ${safe(revision)};
  const url = ${safe(url)};
  const status = document.getElementById('live-status');
  const news = document.getElementById('live-news');
  let lines = [];
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
        const focused = old.contains(document.activeElement);
        const key = focused && document.activeElement.dataset.k;
        if (old === place) place = place.nextElementSibling;
        old.replaceWith(fresh);
        if (focused) {
          const same = ':is(summary,button)[data-k="' + CSS.escape(key || '') + '"]';
          // Whoever pressed a button that is gone stays at its message and need not start from the top.
          (fresh.matches(same) ? fresh : fresh.querySelector(same) || fresh).focus({ preventScroll: true });
        }
        if (fresh.nextElementSibling !== place) part.insertBefore(fresh, place);
      } else part.insertBefore(fresh, place);
      fresh.classList.add('fresh');
      if (fresh.dataset.say) lines.push((old ? 'Changed: ' : 'New: ') + fresh.dataset.say);
    }
    while (place) {
      const gone = place;
      place = place.nextElementSibling;
      if (gone.contains(document.activeElement)) part.closest('[tabindex]')?.focus({ preventScroll: true });
      gone.remove();
    }
  }
  async function look() {
    try {
      if (!document.hidden && !document.querySelector('dialog[open]')) {
        const answer = await fetch(url + (url.includes('?') ? '&' : '?') + 'since=' + revision);
        if (answer.status === 200) {
          const { revision: now, parts } = await answer.json();
          if (document.querySelector('dialog[open]')) return;
          const box = document.querySelector('[data-stick]');
          const atEnd = box && box.scrollHeight - box.scrollTop - box.clientHeight < 80;
          for (const [id, markup] of Object.entries(parts)) {
            const part = document.getElementById(id);
            if (part) merge(part, markup);
          }
          revision = now;
          if (news && lines.length > 0) news.textContent = lines.slice(-${LINES_SPOKEN}).join('. ');
          lines = [];
          if (atEnd) box.scrollTop = box.scrollHeight;
        }
        if (status) status.textContent = '';
      }
    } catch {
      if (status) status.textContent = 'The emulator does not answer. Trying again…';
    }
  }
  // One look after the other, so that an old answer never overwrites a new one.
  let looking = Promise.resolve();
  const lookNext = () => (looking = looking.then(look));
  async function tick() {
    await lookNext();
    setTimeout(tick, ${everyMs});
  }
  document.addEventListener('look', lookNext);
  const box = document.querySelector('[data-stick]');
  if (box) box.scrollTop = box.scrollHeight;
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView({ block: 'center' });
  setTimeout(tick, ${everyMs});
})();
`
}
