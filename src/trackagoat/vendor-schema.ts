/** `GET /schema`: what there is in trackagoat and what fields it has (contract 2.1, 6.5, 8.11). For orientation; nothing depends on it. */
import type { UpstreamError } from '../domain/errors.ts'
import { ok, type Result } from '../domain/result.ts'
import { badShape, isRecord, type Raw } from './rows.ts'
import type { Reader } from './transport.ts'

/** A kind of thing. How fields are described is not documented, so it is passed on as it came. Free text is data. */
export interface VendorEntity {
  readonly name: string
  readonly description: string | null
  readonly fields: Raw
}

/** All kinds, in the vendor's order. Also the cheapest way to learn whether the key works. */
export async function getSchema(reader: Reader): Promise<Result<VendorEntity[], UpstreamError>> {
  const answer = await reader.get('/schema')
  if (!answer.ok) return answer
  const { data } = answer.value
  if (!isRecord(data) || !isRecord(data.entities)) return badShape('a schema without entities')
  const entities: VendorEntity[] = []
  for (const [name, entity] of Object.entries(data.entities)) {
    if (!isRecord(entity) || !isRecord(entity.fields)) return badShape('an entity without fields')
    const description = typeof entity.description === 'string' ? entity.description : null
    entities.push({ name, description, fields: entity.fields })
  }
  return ok(entities)
}
