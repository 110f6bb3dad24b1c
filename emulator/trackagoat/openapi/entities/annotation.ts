/**
 * Annotations in answers. The fields are chosen; the vendor's pages name none (contract 2.7).
 * @module
 */
import * as z from 'zod'
import { day, id, instant, text } from './basics.ts'

export const annotation = z
  .object({
    id,
    project_id: id,
    date: day,
    label: z.string().meta({ example: 'Price change' }),
    description: text,
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Annotation', description: 'A remark on a day, shown beside the series of a project.' })
