/**
 * Contract 2.2; the inbox is with the videos.
 * @module
 */
import { projectBody, projectPatch } from '../../organizations/projects.ts'
import { plainListQuery } from '../../wire/paging.ts'
import { project } from '../entities/project.ts'
import { type Operation, one, pageOrWhole } from '../operation.ts'

export const projectOperations: Operation[] = [
  {
    id: 'listProjects',
    method: 'get',
    path: '/projects',
    tag: 'Projects',
    summary: 'List projects',
    source: 'documented',
    notes: 'That the list has pages is chosen (option `undocumented_paging`).',
    query: plainListQuery,
    answers: { 200: pageOrWhole(project, 'Projects of the organization.') },
  },
  {
    id: 'createProject',
    method: 'post',
    path: '/organizations/{id}/projects',
    tag: 'Projects',
    summary: 'Create a project',
    source: 'inferred',
    notes:
      'The body and 402 are inferred. Chosen: names have 1 to 200 characters, and two projects may have the same one.',
    body: projectBody,
    takesKey: true,
    answers: { 201: one(project, 'The new project.') },
    refusals: { 402: ['limit_reached'] },
  },
  {
    id: 'updateProject',
    method: 'patch',
    path: '/organizations/{id}/projects/{pid}',
    tag: 'Projects',
    summary: 'Change a project',
    source: 'inferred',
    notes: 'At least one field. The body is inferred, the length of `name` chosen.',
    body: projectPatch,
    answers: { 200: one(project, 'The project as it is now.') },
  },
]
