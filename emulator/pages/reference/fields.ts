/**
 * Fields, types and limits as HTML.
 * @module
 */
import { html } from 'hono/html'
import type { Html } from '../html.ts'
import type { Field, Shape } from './shape.ts'

/** Text in which `…` marks code. */
export function prose(text: string): Html[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))
}

/** What of a field is worth a mark: in a request that it must be there, in an answer that it may be absent. */
export type Reading = 'request' | 'answer'

/** A list of fields, each with what is inside it. */
export function fieldList(fields: readonly Field[], reading: Reading): Html {
  return html`<ul class="fields">${fields.map((field) => html`<li>${fieldRow(field, reading)}</li>`)}</ul>`
}

function fieldRow(field: Field, reading: Reading): Html {
  const { name, isRequired } = field
  const mark =
    reading === 'request'
      ? isRequired
        ? html` <span class="must">required</span>`
        : ''
      : isRequired
        ? ''
        : html` <span class="may">may be absent</span>`
  return html`<div class="what"><code class="name">${name}</code>${mark} <span class="type">${field.type}</span></div>
<div class="about">${about(field)}${inside(field, reading)}</div>`
}

/** Limits, values and description. */
export function about({ limits, values, description }: Shape): Html {
  const [first, ...others] = values
  return html`${description === '' ? '' : html`<p>${prose(description)}</p>`}${
    limits.length === 0 ? '' : html`<p class="limits">${limits.join(', ')}</p>`
  }${
    first === undefined
      ? ''
      : html`<p class="values">${others.length === 0 ? 'always' : 'one of'} ${values.map((value) => html`<code>${value}</code> `)}</p>`
  }`
}

/** Fields and alternatives of a shape that is not looked at first; closed. */
function inside({ fields, alternatives, type }: Shape, reading: Reading): Html | '' {
  if (fields.length > 0) {
    return html`<details class="inside"><summary>${fields.length} fields of ${nounOf(type)}</summary>${fieldList(fields, reading)}</details>`
  }
  return alternatives.length === 0 ? '' : choices(alternatives, reading)
}

/** A shape with its fields open: a body, or `data`. */
export function whole(shape: Shape, reading: Reading): Html {
  if (shape.alternatives.length > 0) return html`${about(shape)}${choices(shape.alternatives, reading)}`
  return html`${about(shape)}${shape.fields.length === 0 ? '' : fieldList(shape.fields, reading)}`
}

function choices(alternatives: readonly Shape[], reading: Reading): Html {
  return html`<ol class="choices">${alternatives.map(
    (shape) =>
      html`<li>${shape.type === 'object' ? '' : html`<p class="type">${shape.type}</p>`}${whole(shape, reading)}</li>`,
  )}</ol>`
}

/** `array of Creator or null` holds fields of `Creator`. */
function nounOf(type: string): string {
  const noun = type.replaceAll(/array of | or null/g, '')
  return noun.startsWith('object') ? 'the object' : noun
}
