/**
 * The reference page: every operation of the emulated API, from its OpenAPI document.
 * @module
 */
import { html } from 'hono/html'
import type { Document } from '../../trackagoat/openapi/document.ts'
import { type Html, topBar } from '../html.ts'
import { prose, whole } from './fields.ts'
import { copyButton, operationItem, refusalList, type Surroundings, verb } from './operation.ts'
import { type Described, operationsOf, sharedRefusals } from './operations.ts'
import { READ_KEY, WRITE_KEY } from './request.ts'
import type { Samples } from './samples.ts'
import { type JsonSchema, Shapes } from './shape.ts'

const SOURCES = {
  documented: 'the vendor’s pages describe it',
  inferred: 'they name it, its shape follows',
  chosen: 'they name it at most',
} as const

/** The body of the page. `origin` is where the emulator was asked. */
export function referencePage(document: Document, samples: Samples, origin: string): Html {
  const shapes = new Shapes((document.components?.schemas ?? {}) as Record<string, JsonSchema>)
  const operations = operationsOf(document, shapes)
  const shared = sharedRefusals(operations)
  const around = { shapes, samples, origin, shared }
  const tags = [...new Set(operations.map(({ tag }) => tag))].map((name) => ({
    name,
    id: `tag-${name.toLowerCase().replaceAll(' ', '-')}`,
    description: document.tags?.find((tag) => tag.name === name)?.description ?? '',
    operations: operations.filter(({ tag }) => tag === name),
  }))
  return html`${topBar('reference')}
<div class="reference">
${navigation(tags)}
<main id="main" tabindex="-1">
<h1>${document.info.title}</h1>
${(document.info.description ?? '').split('\n').map((line) => html`<p class="lead">${prose(line)}</p>`)}
${facts(origin, samples)}
${legend(operations)}
${tags.map((tag) => section(tag, around))}
<p class="nothing" hidden>No route has these words.</p>
${everywhere(operations, around)}
</main></div>`
}

type Section = { name: string; id: string; description: string; operations: readonly Described[] }

function navigation(tags: readonly Section[]): Html {
  return html`<nav class="side" aria-label="Routes">
<div class="scripted"><label for="filter">Filter</label>
<input type="search" id="filter" autocomplete="off" spellcheck="false" placeholder="post creators chosen">
<p id="found" class="found" role="status"></p></div>
<ul class="tags">${tags.map(
    ({ name, id, operations }) => html`<li data-tag="${id}"><a href="#${id}">${name}</a>
<ul>${operations.map(
      (operation) =>
        html`<li data-for="${operation.id}"><a href="#${operation.id}">${verb(operation.method)} <span>${operation.summary}</span></a></li>`,
    )}</ul></li>`,
  )}</ul></nav>`
}

function facts(origin: string, { creator }: Samples): Html {
  const base = `${origin}/api/v1`
  return html`<dl class="facts">
<div><dt>Base</dt><dd><code>${base}</code>${copyButton('Copy the base URL', base)}</dd></div>
<div><dt>Key that reads</dt><dd><code>tga_</code> and 64 × <code>0</code>${copyButton('Copy the key that reads', READ_KEY)}</dd></div>
<div><dt>Key that writes too</dt><dd><code>tga_</code> and 64 × <code>1</code>${copyButton('Copy the key that reads and writes', WRITE_KEY)}</dd></div>
<div><dt>For tools</dt><dd><a href="/reference/openapi.json">OpenAPI 3.1 document</a>, here without a key</dd></div>
${
  creator === null
    ? ''
    : html`<div><dt>In the examples</dt><dd><bdi>${creator.name}</bdi> in the project <bdi>${creator.project}</bdi>, and what belongs to them</dd></div>`
}</dl>
<noscript><p class="notes">The filter, the copy buttons and «Try it» need JavaScript; all else works without.</p></noscript>`
}

function legend(operations: readonly Described[]): Html {
  return html`<ul class="legend" aria-label="Where the routes come from">${Object.entries(SOURCES).map(
    ([source, meaning]) => {
      const count = operations.filter((operation) => operation.source === source).length
      return html`<li><b>${count}</b> <span class="badge ${source}">${source}</span> ${meaning}</li>`
    },
  )}</ul>`
}

function section({ name, id, description, operations }: Section, around: Surroundings): Html {
  return html`<section class="tag" id="${id}" aria-labelledby="${id}-name"><h2 id="${id}-name">${name}</h2>
<p class="lead">${prose(description)}</p>
${operations.map((operation) => operationItem(operation, around))}</section>`
}

function everywhere(operations: readonly Described[], { shared, shapes }: Surroundings): Html {
  const withKey = operations.filter(({ takesKey }) => takesKey).length
  return html`<section id="refusals" class="everywhere"><h2>What every route may refuse with</h2>
<p>A refusal is <code>{"data": null, "error": "for people", "meta": {"code": "for programs"}}</code>: go by the status, then by <code>meta.code</code>.</p>
${refusalList(shared)}
<p>A 429 for the minute says in the header <code>Retry-After</code> how many seconds to wait, one for the day in <code>meta.retryAfter</code>.</p>
<h3>What stands beside a code in <code>meta</code></h3>
<dl class="beside">${besides(operations).map(
    ({ names, more }) =>
      html`<div><dt>${[...names].map((name) => html`<code>${name}</code> `)}</dt><dd>${whole(shapes.read(more), 'answer')}</dd></div>`,
  )}</dl></section>
<section id="idempotency" class="everywhere"><h2>Idempotency-Key</h2>
<p>${withKey} routes that create something take the header <code>Idempotency-Key</code>, a text of up to 255 characters; a UUID is recommended.
The same key within 24 hours gets the first answer again, and nothing is done twice.</p></section>`
}

/** What stands beside codes, each kind once with all the codes that have it. */
function besides(operations: readonly Described[]): { names: Set<string>; more: JsonSchema }[] {
  const kinds = new Map<string, { names: Set<string>; more: JsonSchema }>()
  for (const { name, more } of operations.flatMap(({ refusals }) => refusals.flatMap(({ codes }) => codes))) {
    if (more === null) continue
    const kind = kinds.get(JSON.stringify(more)) ?? { names: new Set(), more }
    kind.names.add(name)
    kinds.set(JSON.stringify(more), kind)
  }
  return [...kinds.values()]
}
