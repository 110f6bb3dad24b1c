/**
 * What the start page says and does.
 * @module
 */
import { html } from 'hono/html'
import { type Html, topBar } from './html.ts'

type Button = { label: string; hint: string; call: string; body: unknown; kind?: string }

const CLOCK: Button[] = [
  {
    label: 'Let an hour pass',
    hint: 'accruals are computed as each :15 passes',
    call: '/emulator/clock',
    body: { advance_seconds: 3600 },
  },
  {
    label: 'Let a day pass',
    hint: 'creators post, scrapes come, periods end',
    call: '/emulator/clock',
    body: { advance_seconds: 86_400 },
  },
]

const ACTS: Button[] = [
  {
    label: 'Record a payment',
    hint: 'someone pays in trackagoat’s own pages',
    call: '/emulator/act',
    body: { do: 'pay' },
  },
  { label: 'Void a payment', hint: 'the newest one', call: '/emulator/act', body: { do: 'void' } },
  {
    label: 'Reject an accrual',
    hint: 'it leaves the earned set unpaid',
    call: '/emulator/act',
    body: { do: 'reject' },
  },
  {
    label: 'Change an amount',
    hint: 'an earned accrual gets another sum',
    call: '/emulator/act',
    body: { do: 'change_amount' },
  },
  { label: 'Add a creator', hint: 'a new handle appears', call: '/emulator/act', body: { do: 'add_creator' } },
  { label: 'Deactivate a creator', hint: 'tracking stops', call: '/emulator/act', body: { do: 'deactivate' } },
  { label: 'Reactivate a creator', hint: 'tracking resumes', call: '/emulator/act', body: { do: 'reactivate' } },
  { label: 'Scrape everyone', hint: 'all creators become fresh', call: '/emulator/act', body: { do: 'scrape_all' } },
]

const FAULTS: Button[] = [
  {
    label: 'trackagoat is down',
    hint: 'every call answers 503',
    call: '/emulator/faults',
    body: [{ match: { path: '/api/v1' }, fault: { kind: 'status', status: 503, headers: {}, body: '' } }],
  },
  {
    label: 'The key is revoked',
    hint: 'every call answers 401',
    call: '/emulator/faults',
    body: [{ match: { path: '/api/v1' }, fault: { kind: 'status', status: 401, headers: {}, body: '' } }],
  },
  {
    label: 'Half an answer',
    hint: 'lists of accruals are cut off',
    call: '/emulator/faults',
    body: [{ match: { path: '/api/v1/payout-accruals' }, fault: { kind: 'cut_body' } }],
  },
  {
    label: 'Slack is down',
    hint: 'every call to its API answers 503',
    call: '/emulator/faults',
    body: [{ match: { path: '/slack/api' }, fault: { kind: 'status', status: 503, headers: {}, body: '' } }],
  },
  { label: 'All is well again', hint: 'no faults', call: '/emulator/faults', body: [] },
]

const CALLS: { call: string; what: string; example: string }[] = [
  {
    call: 'POST /emulator/reset',
    what: 'a new organisation; the same numbers give the same one',
    example: '{"seed": 7, "projects": 2, "creators": 40, "accruals": 300}',
  },
  { call: 'GET, POST /emulator/clock', what: 'reads, sets or advances the time', example: '{"advance_seconds": 3600}' },
  { call: 'POST /emulator/act', what: 'something happens in trackagoat', example: '{"do": "pay"}' },
  {
    call: 'POST /emulator/options',
    what: 'switches limits, and what the vendor’s documents leave open',
    example: '{"requests_per_minute": 100000}',
  },
  {
    call: 'POST /emulator/faults',
    what: 'makes the next calls go wrong',
    example:
      '[{"match": {"method": "GET", "path": "/payout-accruals"}, "times": 1, "fault": {"kind": "latency", "ms": 500}}]',
  },
  {
    call: 'POST /emulator/slack/command',
    what: 'a person types a command',
    example: '{"user_id": "U0REQUEST", "text": "owed"}',
  },
  { call: 'GET /emulator/state', what: 'every entity', example: '' },
  { call: 'GET /emulator/log', what: 'the requests received', example: '' },
]

/** The body of the start page. */
export function homePage(): Html {
  return html`${topBar('home')}
<main id="main" class="home" tabindex="-1">
<h1>Goatherd emulator</h1>
<p class="lead">trackagoat’s API, a Slack workspace and a mailbox on this machine. Nothing here leaves it, and no money moves.</p>
<ul class="places">
<li><a href="/reference"><strong>API reference</strong><span>every route, its fields and refusals; the reading ones can be tried</span></a></li>
<li><a href="/emulator/state"><strong>Data</strong><span>the emulated organisation, as JSON</span></a></li>
<li><a href="/emulator/log"><strong>Request log</strong><span>who called, and what was answered, as JSON</span></a></li>
<li><a href="/slack"><strong>Slack workspace</strong><span>type commands, read messages, press buttons</span></a></li>
<li><a href="/mail"><strong>Mailbox</strong><span>every mail sent by SMTP or Resend’s API</span></a></li>
</ul>
<section aria-labelledby="time"><h2 id="time">Time</h2>
<p>It is <time id="now">…</time> here.</p>
<div class="buttons">${CLOCK.map(button)}</div></section>
<section aria-labelledby="acts"><h2 id="acts">In trackagoat</h2>
<p>As if somebody did it in trackagoat’s own pages. Whoever asks the API next sees it.</p>
<div class="buttons">${ACTS.map(button)}</div></section>
<section aria-labelledby="faults"><h2 id="faults">Trouble</h2>
<p>It lasts until all is well again.</p>
<div class="buttons">${FAULTS.map(button)}</div></section>
<p id="outcome" class="outcome" role="status" aria-live="polite"></p>
<noscript><p class="outcome bad">The buttons need JavaScript; the calls below do the same.</p></noscript>
<section aria-labelledby="calls"><h2 id="calls">Calls</h2>
<p>Each takes and answers JSON, for instance
<code>curl -X POST localhost:8788/emulator/clock -H 'content-type: application/json' -d '{"advance_seconds": 3600}'</code></p>
<dl class="calls">${CALLS.map(
    ({ call, what, example }) =>
      html`<div><dt><code>${call}</code></dt><dd>${what}${example ? html`<br><code class="example">${example}</code>` : ''}</dd></div>`,
  )}</dl>
<p>Keys of the emulated API: <code>tga_</code> and 64 times <code>0</code> (may read), <code>1</code> (may read and write) or
<code>f</code> (revoked). Each may send 60 requests in a minute, as with the vendor, and more gets 429; the option
<code>requests_per_minute</code> lifts that. Any Slack token that starts with <code>xoxb-</code> is good.</p></section>
</main>`
}

function button({ label, hint, call, body }: Button): Html {
  return html`<button type="button" data-call="${call}" data-body="${JSON.stringify(body)}">${label}<small>${hint}</small></button>`
}

/** Sends what a button stands for and says what came of it. */
export const HOME_SCRIPT = `
(() => {
  const outcome = document.getElementById('outcome');
  const now = document.getElementById('now');
  const say = (text, bad) => { outcome.textContent = text; outcome.classList.toggle('bad', Boolean(bad)); };
  async function clock() {
    try {
      const answer = await fetch('/emulator/clock');
      const at = (await answer.json()).now;
      now.textContent = at.slice(0, 16).replace('T', ' ') + ' UTC';
      now.dateTime = at;
    } catch { now.textContent = 'unknown'; }
  }
  const short = (text) => text.length > 300 ? text.slice(0, 300) + '…' : text;
  for (const button of document.querySelectorAll('button[data-call]')) {
    button.addEventListener('click', async () => {
      button.setAttribute('aria-busy', 'true');
      try {
        const answer = await fetch(button.dataset.call, {
          method: 'POST', headers: { 'content-type': 'application/json' }, body: button.dataset.body,
        });
        const text = await answer.text();
        const label = button.firstChild.textContent;
        say(answer.ok ? label + ': done. ' + short(text) : label + ': refused (' + answer.status + '). ' + short(text), !answer.ok);
      } catch { say('The emulator does not answer.', true); }
      button.removeAttribute('aria-busy');
      clock();
    });
  }
  clock();
  setInterval(() => { if (!document.hidden) clock(); }, 5000);
})();
`

export const HOME_CSS = `
.home{max-width:900px;margin:0 auto;padding:20px 20px 60px}
.home:focus{outline:none}
h1{font-size:26px;margin:8px 0 4px}
h2{font-size:18px;margin:28px 0 6px}
.lead{color:var(--muted);margin:0 0 18px}
.places{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:12px}
.places a{display:block;height:100%;border:1px solid var(--line);border-radius:10px;padding:12px 14px;text-decoration:none;color:var(--fg);background:var(--tint)}
.places a:hover{border-color:var(--accent)}
.places strong{display:block;color:var(--accent)}
.places span{font-size:13.5px;color:var(--muted)}
.buttons{display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:10px}
button{display:flex;flex-direction:column;font:inherit;font-weight:600;text-align:start;border:1px solid var(--muted);border-radius:8px;padding:8px 12px;background:var(--bg);color:var(--fg);cursor:pointer}
button:hover{background:var(--soft);border-color:var(--accent)}
button[aria-busy]{opacity:.6}
button small{display:block;font-weight:400;font-size:12.5px;color:var(--muted)}
.outcome{min-height:1.5em;margin:14px 0 0;padding:6px 10px;position:sticky;bottom:0;background:var(--bg)}
.outcome:empty{display:none}
.outcome:not(:empty){border-inline-start:4px solid var(--good)}
.outcome.bad{border-color:var(--bad)}
code{background:var(--code-bg);border-radius:4px;padding:1px 4px;font-size:.88em}
.calls{margin:10px 0;border-top:1px solid var(--line)}
.calls>div{display:grid;grid-template-columns:230px minmax(0,1fr);gap:4px 14px;padding:8px 0;border-bottom:1px solid var(--line)}
.calls dd{margin:0}
.example{display:inline-block;margin-top:3px;color:var(--muted)}
@media (max-width:640px){.calls>div{grid-template-columns:1fr}}
`
