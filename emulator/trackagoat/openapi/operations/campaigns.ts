/**
 * Contract 2.5.
 * @module
 */
import { campaignBody, campaignItemBody, campaignPatch, campaignsQuery } from '../../campaigns.ts'
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
    notes: 'Fields other than `name` are inferred from PATCH.',
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
    notes: 'At least one field.',
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
    notes: 'A hard delete of it and its memberships; its members stay (inferred). The answer is chosen.',
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
      'Of the same project only (chosen). A campaign that would contain itself is refused; the codes of 409 and the answer are chosen.',
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
    source: 'documented',
    notes: 'The body is inferred from POST; the answer is chosen.',
    body: campaignItemBody,
    answers: { 200: one(campaignItem, 'It is not in the campaign any more.') },
    mayBeEmpty: true,
  },
]
