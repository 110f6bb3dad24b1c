/**
 * What makes the box and the buttons quick: they are sent without loading the page anew, so nothing typed is lost.
 * Runs in the browser, so it is a string. Without it the same forms work, each with a new page.
 * @module
 */

/** Wants the live script (pages/live.ts) beside it, which draws what has come of it. */
export const SEND_SCRIPT = `
(() => {
  const status = document.getElementById('sending');
  const text = document.getElementById('text');
  const box = document.querySelector('[data-stick]');
  let under = 0;
  for (const here of document.querySelectorAll('.sidebar [aria-current]')) here.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  async function send(form, submitter) {
    const body = new URLSearchParams(new FormData(form, submitter));
    under += 1;
    if (status && form.id !== 'switch') status.textContent = 'Waiting for the Worker…';
    let failed = '';
    try {
      const answer = await fetch(form.action, { method: 'POST', headers: { accept: 'application/json' }, body });
      if (!answer.ok) failed = (await answer.json().catch(() => ({}))).error || 'The emulator refused (' + answer.status + ').';
    } catch { failed = 'The emulator does not answer.'; }
    under -= 1;
    if (status && (under === 0 || failed)) status.textContent = failed;
    document.dispatchEvent(new Event('look'));
    setTimeout(() => document.dispatchEvent(new Event('look')), 600);
    return failed === '';
  }
  document.getElementById('say')?.addEventListener('submit', async (event) => {
    event.preventDefault();
    const typed = text.value;
    if (typed.trim() === '') return;
    const sent = send(event.target, event.submitter);
    text.value = '';
    text.focus();
    if (box) box.scrollTop = box.scrollHeight;
    if (!(await sent) && text.value === '') text.value = typed;
  });
  document.getElementById('press')?.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = event.submitter;
    const dialog = button?.closest('dialog');
    const shown = dialog ? document.querySelector('[commandfor="' + CSS.escape(dialog.id) + '"]') : button;
    dialog?.close();
    shown?.setAttribute('aria-busy', 'true');
    await send(event.target, button);
    shown?.removeAttribute('aria-busy');
  });
  document.getElementById('switch')?.addEventListener('submit', (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
  // Browsers that do not know command="show-modal" yet.
  if (!('commandForElement' in HTMLButtonElement.prototype)) {
    document.addEventListener('click', (event) => {
      const button = event.target.closest('button[commandfor]');
      if (button) document.getElementById(button.getAttribute('commandfor'))?.showModal();
    });
  }
})();
`
