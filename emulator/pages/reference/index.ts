/**
 * `/reference`: what the emulated API takes and answers, for people; and its OpenAPI document, for tools that have no key yet.
 * @module
 */
import { Hono } from 'hono'
import { openApiDocument, servedFrom } from '../../trackagoat/openapi/index.ts'
import type { World } from '../../trackagoat/world.ts'
import { respondPage } from '../html.ts'
import { referencePage } from './page.ts'
import { samplesOf } from './samples.ts'
import { REFERENCE_SCRIPT } from './script.ts'
import { REFERENCE_CSS } from './style.ts'

/** Routes below `/reference`. */
export function createReference(world: World): Hono {
  const reference = new Hono()
  reference.get('/', (c) => {
    const document = openApiDocument()
    return respondPage(c, {
      title: `${document.info.title} · Goatherd emulator`,
      css: REFERENCE_CSS,
      script: REFERENCE_SCRIPT,
      body: referencePage(document, samplesOf(world), new URL(c.req.url).origin),
    })
  })
  reference.get('/openapi.json', (c) => c.json(servedFrom(openApiDocument(), c.req.url)))
  return reference
}
