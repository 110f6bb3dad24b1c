/**
 * One operation on the reference page: a line that opens.
 * @module
 */
import { html } from 'hono/html'
import type { Html } from '../html.ts'
import { fieldList, prose, whole } from './fields.ts'
import { type Code, type Described, ownRefusals, type Refusal, type Success } from './operations.ts'
import { curlFor, pathFor } from './request.ts'
import { NONE, type Samples } from './samples.ts'
import type { JsonSchema, Shapes } from './shape.ts'

export type Surroundings = { shapes: Shapes; samples: Samples; origin: string; shared: readonly Refusal[] }

/** The id stands inside, so that a link to it opens the line, without a script too. */
export function operationItem(operation: Described, around: Surroundings): Html {
  const { id, method, path, summary, source, scope, notes } = operation
  return html`<details class="op" data-op="${id}">
<summary><h3>${verb(method)} <code class="path">${pathParts(path)}</code> <span class="does">${summary}</span></h3>
<span class="badges"><span class="badge ${source}">${source}</span> <span class="badge scope">${scope}</span></span></summary>
<div class="detail" id="${id}">
${notes === '' ? '' : html`<p class="notes">${prose(notes)}</p>`}
${parameters(operation, around)}
${body(operation, around)}
${request(operation, around)}
${method === 'get' ? tryIt(operation, around) : ''}
${answers(operation, around)}
${refusals(operation, around)}
</div></details>`
}

export function verb(method: string): Html {
  return html`<span class="verb ${method}">${method.toUpperCase()}</span>`
}

/** May be broken before a slash, not within a word. */
function pathParts(path: string): Html[] {
  return path.split(/(?=\/)/).map((part) => html`<wbr>${part}`)
}

function parameters({ parameters, takesKey }: Described, { shapes }: Surroundings): Html | '' {
  if (parameters.length === 0 && !takesKey) return ''
  const fields = parameters.map(({ name, in: place, isRequired, schema, description }) => {
    const shape = shapes.read(schema)
    const type = `${shape.type}, in the ${place}`
    return { ...shape, name, isRequired, type, description: description || shape.description }
  })
  return html`<section><h4>Parameters</h4>${fields.length === 0 ? '' : fieldList(fields, 'request')}
${takesKey ? html`<p class="takes">Takes <a href="#idempotency"><code>Idempotency-Key</code></a>.</p>` : ''}</section>`
}

function body({ body, isBodyRequired }: Described, { shapes }: Surroundings): Html | '' {
  if (body === null) return ''
  const shape = shapes.read(body)
  return html`<section><h4>Body${isBodyRequired ? '' : html` <span class="may">may be absent</span>`}</h4>
${shape.alternatives.length === 0 ? '' : html`<p class="type">${shape.type}</p>`}${whole(shape, 'request')}</section>`
}

function answers({ successes }: Described, { shapes }: Surroundings): Html | '' {
  if (successes.length === 0) return ''
  return html`<section><h4>Answers</h4>${successes.map((success, index) => answer(success, shapes, index === 0))}</section>`
}

function answer({ statuses, description, schema, isCsvToo }: Success, shapes: Shapes, isOpen: boolean): Html {
  const data = schema?.properties?.data
  const meta = schema?.properties?.meta
  const line = html`<p class="status"><b class="good">${statuses.join(' or ')}</b> ${prose(description)}${
    isCsvToo ? html` Also as <code>text/csv</code>, without the envelope.` : ''
  }</p>`
  if (schema === undefined) return line
  const metaShape = meta === undefined ? undefined : shapes.read(meta)
  return html`${line}${data === undefined ? named('the whole answer', schema, shapes, isOpen) : named('data', data, shapes, isOpen)}${
    meta === undefined || metaShape === undefined || metaShape.fields.length === 0
      ? ''
      : named('meta', meta, shapes, false)
  }`
}

/** What is in `data` or `meta`. */
function named(name: string, schema: JsonSchema, shapes: Shapes, isOpen: boolean): Html {
  const shape = shapes.read(schema)
  const line = html`<code class="name">${name}</code> <span class="type">${shape.type}</span>`
  if (shape.fields.length === 0 && shape.alternatives.length === 0) return html`<p class="line">${line}</p>`
  return html`<details class="inside outer" ${isOpen ? 'open' : ''}><summary>${line}</summary>${whole(shape, 'answer')}</details>`
}

function refusals(operation: Described, { shared }: Surroundings): Html {
  return html`<section><h4>Refusals</h4>${refusalList(ownRefusals(operation, shared))}
<p>And <a href="#refusals">what every route may refuse with</a>: ${shared.map(({ status }) => status).join(', ')}.</p></section>`
}

export function refusalList(refusals: readonly Refusal[]): Html | '' {
  if (refusals.length === 0) return ''
  return html`<ul class="refusals">${refusals.map(
    ({ status, description, codes }) =>
      html`<li><b class="bad">${status}</b> ${codes.map(codeOf)}<span class="means">${prose(description)}</span></li>`,
  )}</ul>`
}

function codeOf({ name, more }: Code): Html {
  const beside = Object.keys(more?.properties ?? {})
  return beside.length === 0
    ? html`<code>${name}</code> `
    : html`<code>${name}</code> <small>with ${beside.map((field) => html`<code>${field}</code> `)}</small>`
}

function request(operation: Described, { origin, shapes, samples }: Surroundings): Html {
  const command = curlFor(operation, origin, shapes, samples)
  return html`<section class="request"><h4>curl</h4><div class="copied"><pre class="curl">${command}</pre>${copyButton(`Copy the command for ${operation.summary}`)}</div>${
    command.includes(NONE)
      ? html`<p class="limits">The organisation has nothing of this kind yet; the id is made up. Create one and load this page again.</p>`
      : ''
  }</section>`
}

/** Copies `text`, else what stands before it. Shown where a script runs. */
export function copyButton(label: string, text?: string): Html {
  const what = text === undefined ? '' : html` data-copy="${text}"`
  return html`<button type="button" class="copy scripted"${what} aria-label="${label}">Copy</button>`
}

function tryIt(operation: Described, { shapes, samples }: Surroundings): Html {
  const path = pathFor(operation, shapes, samples)
  return html`<section class="scripted"><h4>Try it</h4>
<form class="try" aria-label="Try ${operation.path}"><span class="verb get" aria-hidden="true">GET</span>
<input name="path" aria-label="Path and query" value="${path}" autocomplete="off" autocapitalize="off" spellcheck="false">
<button>Send</button></form>
<p class="outcome" role="status"></p><pre class="answer" tabindex="0" role="region" aria-label="Answer of ${operation.path}" hidden></pre></section>`
}
