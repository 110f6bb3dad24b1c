/**
 * Campaigns and their items (contract 2.5).
 * @module
 */

import { Hono } from 'hono'
import * as z from 'zod'
import { creatorById } from '../creators/creator-rows.ts'
import { projectSeq, requireProject } from '../projects.ts'
import { videoById } from '../videos/video-rows.ts'
import { requireRoom } from '../wire/count-limits.ts'
import { type ApiContext, type ApiEnv, answer, answerDelete, conflict, found, notFound } from '../wire/http.ts'
import { answerPost } from '../wire/idempotency.ts'
import { badBody, fitBody, instant, nameField, pathId, readBody, readPatch, readQuery, uuid } from '../wire/input.ts'
import { answerList, listQuery } from '../wire/paging.ts'
import type { World } from '../world.ts'
import {
  CAMPAIGN_COLUMNS,
  type CampaignRow,
  campaignById,
  campaignOnWire,
  ITEM_COLUMNS,
  ITEM_TYPES,
  type ItemType,
  itemsOf,
  membersOf,
  SELECT_CAMPAIGNS,
} from './campaign-rows.ts'

export const campaignsQuery = listQuery({ project_id: uuid.optional() })

const writable = {
  name: nameField,
  readme: z.string().nullable().optional(),
  target_views: z.int().min(0).nullable().optional(),
  target_at: instant.nullable().optional(),
}
export const campaignBody = z.object(writable)
export const campaignPatch = z.object({ ...writable, name: nameField.optional() })

export const campaignItemBody = z.object({
  item_type: z.enum(ITEM_TYPES, `must be one of ${ITEM_TYPES.join(', ')}`),
  item_id: uuid,
})

function requireCampaign(c: ApiContext, world: World): CampaignRow {
  return found(campaignById(world, pathId(c)), 'Campaign')
}

export function campaignRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const show = (id: string) => {
    const row = campaignById(world, id)
    return row === undefined ? null : campaignOnWire(world, row)
  }

  routes.get('/campaigns', (c) => {
    const asked = readQuery(c, world, campaignsQuery)
    return answerList<CampaignRow>(c, world, asked, {
      name: 'campaigns',
      select: SELECT_CAMPAIGNS,
      filters: [
        { sql: 't.deleted_ms IS ?', value: null },
        asked.project_id !== undefined && { sql: 't.project = ?', value: projectSeq(world, asked.project_id) },
      ],
      toWire: (row) => campaignOnWire(world, row),
    })
  })

  routes.post('/projects/:id/campaigns', (c) =>
    answerPost(c, world, (body) => {
      const project = requireProject(world, pathId(c))
      const wanted = fitBody(campaignBody, body())
      requireRoom(world, 'max_campaigns_per_project', project.seq)
      const { seq, id } = world.identity('campaign')
      world.store.inserter('campaigns', CAMPAIGN_COLUMNS)(
        seq,
        id,
        project.seq,
        wanted.name,
        null,
        wanted.readme ?? null,
        '{}',
        wanted.target_views ?? null,
        wanted.target_at ?? null,
        world.nowMs(),
        null,
      )
      return { status: 201, data: show(id) }
    }),
  )

  routes.patch('/campaigns/:id', async (c) => {
    const row = requireCampaign(c, world)
    const patch = await readPatch(c, campaignPatch)
    world.store.run(
      'UPDATE campaigns SET name = ?, readme = ?, target_views = ?, target_ms = ? WHERE seq = ?',
      patch.name ?? row.name,
      patch.readme === undefined ? row.readme : patch.readme,
      patch.target_views === undefined ? row.target_views : patch.target_views,
      patch.target_at === undefined ? row.target_ms : patch.target_at,
      row.seq,
    )
    return answer(c, world, show(row.id))
  })

  routes.delete('/campaigns/:id', (c) => {
    const row = requireCampaign(c, world)
    world.store.transaction(() => {
      world.store.run('UPDATE campaigns SET deleted_ms = ? WHERE seq = ?', world.nowMs(), row.seq)
      world.store.run('DELETE FROM campaign_items WHERE campaign = ?', row.seq)
      world.store.run("DELETE FROM campaign_items WHERE item_type = 'campaign' AND item = ?", row.seq)
    })
    return answerDelete(c, world, { id: row.id, deleted: true })
  })

  routes.post('/campaigns/:id/items', (c) =>
    answerPost(c, world, (body) => {
      const campaign = requireCampaign(c, world)
      const { item_type, item_id } = fitBody(campaignItemBody, body())
      const item = requireItem(world, campaign, item_type, item_id)
      if (itemsOf(world, campaign.seq).some((known) => known.item_type === item_type && known.item === item)) {
        throw conflict('already_member', `The ${item_type} is in the campaign already`)
      }
      if (item_type === 'campaign' && membersOf(world, item).campaigns.has(campaign.seq)) {
        throw conflict('circular_campaign', 'A campaign cannot contain itself, directly or through others')
      }
      requireRoom(world, 'max_campaign_items_per_campaign', campaign.seq)
      world.store.inserter('campaign_items', ITEM_COLUMNS)(campaign.seq, item_type, item, world.nowMs())
      return { status: 201, data: { campaign_id: campaign.id, item_type, item_id } }
    }),
  )

  routes.delete('/campaigns/:id/items', async (c) => {
    const campaign = requireCampaign(c, world)
    const { item_type, item_id } = await readBody(c, campaignItemBody)
    const item = rowOf(world, item_type, item_id)?.seq ?? 0
    const sql = 'DELETE FROM campaign_items WHERE campaign = ? AND item_type = ? AND item = ?'
    if (world.store.run(sql, campaign.seq, item_type, item) === 0) throw notFound('Campaign item')
    return answerDelete(c, world, { campaign_id: campaign.id, item_type, item_id })
  })

  return routes
}

function rowOf(world: World, type: ItemType, id: string): { seq: number; project: number } | undefined {
  if (type === 'creator') return creatorById(world, id)
  return type === 'video' ? videoById(world, id) : campaignById(world, id)
}

function requireItem(world: World, campaign: CampaignRow, type: ItemType, id: string): number {
  const row = found(rowOf(world, type, id), 'Item')
  if (row.project !== campaign.project) throw badBody('item_id', `the ${type} belongs to another project`)
  return row.seq
}
