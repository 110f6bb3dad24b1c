/**
 * What the reference page does in the browser: filter, copy, try. Runs there, so it is a string.
 * @module
 */
import { READ_KEY } from './request.ts'

/** Of a longer answer the rest is not shown. */
const SHOWN_CHARACTERS = 20_000

export const REFERENCE_SCRIPT = `
(() => {
  document.documentElement.classList.add('scripts');
  const open = () => {
    const detail = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const line = detail && detail.closest('details.op');
    if (!line) return;
    line.open = true;
    line.scrollIntoView();
  };
  addEventListener('hashchange', open);
  // A second click on the same link changes no hash.
  document.querySelector('.side').addEventListener('click', (event) => { if (event.target.closest('a')) setTimeout(open); });
  open();

  const lines = [...document.querySelectorAll('details.op')].map((line) => ({
    line,
    tag: line.closest('section.tag'),
    link: document.querySelector('[data-for="' + CSS.escape(line.dataset.op) + '"]'),
    head: (line.dataset.op + ' ' + line.querySelector('summary').textContent + ' ' +
      line.closest('section.tag').querySelector('h2').textContent).toLowerCase(),
    names: [...line.querySelectorAll('code')].map((code) => code.textContent).join(' ').toLowerCase(),
  }));
  const box = document.getElementById('filter');
  function filter() {
    const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const fits = (text) => words.every((word) => text.includes(word));
    let found = new Set(lines.filter(({ head }) => fits(head)));
    // What no route is called may be the name of a field.
    const inFields = found.size === 0;
    if (inFields) found = new Set(lines.filter(({ head, names }) => fits(head + ' ' + names)));
    for (const entry of lines) {
      entry.line.hidden = !found.has(entry);
      entry.link.hidden = entry.line.hidden;
    }
    for (const tag of document.querySelectorAll('section.tag')) {
      tag.hidden = !lines.some((entry) => entry.tag === tag && found.has(entry));
      document.querySelector('[data-tag="' + tag.id + '"]').hidden = tag.hidden;
    }
    document.querySelector('.nothing').hidden = found.size > 0;
    document.getElementById('found').textContent = words.length === 0 ? ''
      : found.size + ' of ' + lines.length + ' routes' + (inFields && found.size > 0 ? ', by their fields' : '');
  }
  box.addEventListener('input', filter);
  // The browser brings back what was typed before a reload.
  if (box.value) filter();

  for (const button of document.querySelectorAll('button.copy')) {
    button.addEventListener('click', async () => {
      let said = 'Copied';
      try { await navigator.clipboard.writeText(button.dataset.copy || button.previousElementSibling.textContent); } catch { said = 'Not allowed'; }
      button.textContent = said;
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    });
  }

  const number = (count) => count.toLocaleString('en');
  function pretty(text, type) {
    if (!type.includes('json')) return text;
    try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
  }
  for (const form of document.querySelectorAll('form.try')) {
    const outcome = form.parentElement.querySelector('.outcome');
    const shown = form.parentElement.querySelector('.answer');
    const say = (text, bad) => { outcome.textContent = text; outcome.classList.toggle('bad', bad); };
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      let url;
      try { url = new URL(form.elements.path.value.trim(), location.origin); } catch { url = null; }
      shown.hidden = true;
      // The key goes nowhere else.
      if (!url || url.origin !== location.origin || !url.pathname.startsWith('/api/v1/')) {
        say('A path below /api/v1/ is needed.', true);
        return;
      }
      form.setAttribute('aria-busy', 'true');
      say('Asking…', false);
      const from = performance.now();
      try {
        const answer = await fetch(url, { headers: { authorization: 'Bearer ${READ_KEY}' }, redirect: 'manual', cache: 'no-store' });
        const text = await answer.text();
        const ms = Math.round(performance.now() - from);
        const whole = pretty(text, answer.headers.get('content-type') || '');
        const cut = whole.length - ${SHOWN_CHARACTERS};
        shown.textContent = cut > 0 ? whole.slice(0, ${SHOWN_CHARACTERS}) + '\\n… ' + number(cut) + ' more characters' : whole;
        shown.hidden = whole === '';
        shown.scrollTop = 0;
        say((answer.status || 'A redirect, not followed') + ' ' + answer.statusText + ' · ' + ms + ' ms · ' + number(text.length) + ' characters', !answer.ok);
      } catch { say('The emulator does not answer, or a fault broke the connection.', true); }
      form.removeAttribute('aria-busy');
    });
  }
})();
`
