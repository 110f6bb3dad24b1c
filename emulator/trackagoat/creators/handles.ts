/**
 * TikTok handles: their form (contract 2.3) and who has one.
 * @module
 */
import * as z from 'zod'
import { isBanned } from '../seed/names.ts'
import { conflict } from '../wire/http.ts'
import type { World } from '../world.ts'

/** 1 to 30 letters, digits, dots, underscores and hyphens; a leading `@` is taken off. */
export const handleField = z
  .string()
  .regex(/^@?[A-Za-z0-9._-]{1,30}$/, 'must be 1 to 30 letters, digits, dots, underscores or hyphens')
  .meta({ description: 'A leading `@` is taken off.', example: 'charlidamelio' })
  .transform((handle) => handle.replace(/^@/, ''))

/** Handles are unique among the active creators of a project, whatever their case. Answers the holder's row number. */
export function activeHolderOf(world: World, project: number, handle: string): number | undefined {
  const sql = 'SELECT seq FROM creators WHERE project = ? AND handle_key = ? AND is_active = 1'
  return world.store.get<{ seq: number }>(sql, project, handle.toLowerCase())?.seq
}

/** The creator of this handle that was removed last. */
export function removedHolderOf(world: World, project: number, handle: string): number | undefined {
  const sql = `SELECT seq FROM creators WHERE project = ? AND handle_key = ? AND is_active = 0
    ORDER BY deactivated_ms DESC LIMIT 1`
  return world.store.get<{ seq: number }>(sql, project, handle.toLowerCase())?.seq
}

/** 409 for a handle that is banned on the whole platform. */
export function requireNotBanned(handle: string): void {
  if (isBanned(handle)) throw conflict('creator_banned', 'This creator is banned')
}
