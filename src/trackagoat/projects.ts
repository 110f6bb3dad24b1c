/** Projects (contract 2.2, 3.1). There is no route to one by id. */
import type * as z from 'zod'
import { List, type ListOptions } from './lists.ts'
import { rowReader } from './rows.ts'
import { projectRow } from './schemas.ts'
import type { Reader } from './transport.ts'

/** A project. */
export type Project = z.infer<typeof projectRow>

/** The organisation's projects. */
export function listProjects(reader: Reader, { maxPages }: ListOptions = {}): List<Project> {
  return new List(reader, {
    path: '/projects',
    query: {},
    mayComeWhole: true,
    maxPages,
    read: rowReader(projectRow, 'a project'),
  })
}
