/**
 * Contract 2.5.
 * @module
 */
import { campaignBody, campaignItemBody, campaignPatch, campaignsQuery } from '../../campaigns/campaigns.ts'
import { deleted } from '../entities/basics.ts'
import { campaign, campaignItem } from '../entities/campaign.ts'
import { type Operation, one, page } from '../operation.ts'

export const campaignOperations: Operation[] = [
  {
    id: 'listCampaigns',
    method: 'get',
    path: '/campaigns',
    tag: 'Campaigns',
    summary: 'List campaigns',
    source: 'documented',
    notes: 'Documented: `project_id` and the fields.',
    query: campaignsQuery,
    answers: { 200: page(campaign, 'Campaigns of the organization or of one project.') },
  },
  {
    id: 'createCampaign',
    method: 'post',
    path: '/projects/{id}/campaigns',
    tag: 'Campaigns',
    summary: 'Create a campaign',
    source: 'documented',
    notes: 'Documented: `name`. Inferred: the other fields, as for PATCH, and 402.',
    body: campaignBody,
    takesKey: true,
    answers: { 201: one(campaign, 'The new campaign.') },
    refusals: { 402: ['limit_reached'] },
  },
  {
    id: 'updateCampaign',
    method: 'patch',
    path: '/campaigns/{id}',
    tag: 'Campaigns',
    summary: 'Change a campaign',
    source: 'documented',
    notes: 'At least one field. Documented: the fields and their limits.',
    body: campaignPatch,
    answers: { 200: one(campaign, 'The campaign as it is now.') },
  },
  {
    id: 'deleteCampaign',
    method: 'delete',
    path: '/campaigns/{id}',
    tag: 'Campaigns',
    summary: 'Delete a campaign',
    source: 'documented',
    notes: 'Documented: its memberships go too. Inferred: its members stay. The answer is chosen.',
    answers: { 200: one(deleted, 'It is gone.') },
    mayBeEmpty: true,
  },
  {
    id: 'addCampaignItem',
    method: 'post',
    path: '/campaigns/{id}/items',
    tag: 'Campaigns',
    summary: 'Put something into a campaign',
    source: 'documented',
    notes:
      'Documented: a campaign that would contain itself, directly or through others, is refused. Inferred: 402. Chosen: 201 and what it says, 409 `circular_campaign` and `already_member`, 404 for what is no item, 400 for one of another project.',
    body: campaignItemBody,
    takesKey: true,
    answers: { 201: one(campaignItem, 'It is in the campaign.') },
    refusals: { 402: ['limit_reached'], 409: ['already_member', 'circular_campaign'] },
  },
  {
    id: 'removeCampaignItem',
    method: 'delete',
    path: '/campaigns/{id}/items',
    tag: 'Campaigns',
    summary: 'Take something out of a campaign',
    source: 'inferred',
    notes: 'Inferred: the body, as for POST. The answer is chosen.',
    body: campaignItemBody,
    answers: { 200: one(campaignItem, 'It is not in the campaign any more.') },
    mayBeEmpty: true,
  },
]
