/** The commands that the vendor's page «Creators» prints, each as it stands there. */
import type { VendorCommand } from './vendor-commands.ts'

const KEY = { 'tga_<key>': 'a key' }
const PROJECT = { '<projectId>': 'a project' }
const CREATOR = { '<uuid>': 'a creator' }
const TWO_CREATORS = { '<uuid1>': 'a creator', '<uuid2>': 'another one of the same project' }

export const CREATORS_PAGE = {
  listCreators: {
    page: 'Creators',
    says: 'the creators of a project, with the fields of the table',
    printed: `curl -H "Authorization: Bearer tga_<key>" \\
  "https://www.trackagoat.com/api/v1/creators?project_id=<uuid>"`,
    placeholders: { ...KEY, '<uuid>': 'a project' },
  },
  addCreator: {
    page: 'Creators',
    says: 'a creator is added, listed and scraped; one that was removed is re-activated with 200, not 201',
    printed: `curl -X POST \\
  -H "Authorization: Bearer tga_<key>" \\
  -H "Content-Type: application/json" \\
  -H "Idempotency-Key: $(uuidgen)" \\
  -d '{"tiktok_handle": "charlidamelio", "tracking_mode": "auto"}' \\
  "https://www.trackagoat.com/api/v1/projects/<projectId>/creators"`,
    placeholders: { ...KEY, ...PROJECT },
  },
  addCreators: {
    page: 'Creators',
    says: 'several creators are added in one call, each with its tracking mode',
    printed: `curl -X POST \\
  -H "Authorization: Bearer tga_<key>" \\
  -H "Content-Type: application/json" \\
  -H "Idempotency-Key: $(uuidgen)" \\
  -d '{"creators": [{"tiktok_handle": "charlidamelio"}, {"tiktok_handle": "khaby.lame", "tracking_mode": "selective"}]}' \\
  "https://www.trackagoat.com/api/v1/projects/<projectId>/creators"`,
    placeholders: { ...KEY, ...PROJECT },
  },
  changeCreator: {
    page: 'Creators',
    says: 'notes and tracking mode of a creator are changed, nothing else is',
    printed: `curl -X PATCH \\
  -H "Authorization: Bearer tga_<key>" \\
  -H "Content-Type: application/json" \\
  -d '{"readme": "Focus on cooking content. Posts Tues/Thurs.", "tracking_mode": "selective"}' \\
  https://www.trackagoat.com/api/v1/creators/<uuid>`,
    placeholders: { ...KEY, ...CREATOR },
  },
  removeCreator: {
    page: 'Creators',
    says: 'a soft delete: is_active turns false, history and data stay',
    printed: `curl -X DELETE \\
  -H "Authorization: Bearer tga_<key>" \\
  https://www.trackagoat.com/api/v1/creators/<uuid>`,
    placeholders: { ...KEY, ...CREATOR },
  },
  scrapeCreator: {
    page: 'Creators',
    says: "a manual scrape happens and counts against the organisation's daily quota",
    printed: `curl -X POST \\
  -H "Authorization: Bearer tga_<key>" \\
  -H "Content-Type: application/json" \\
  -d '{"job_type": "discover_videos"}' \\
  https://www.trackagoat.com/api/v1/creators/<uuid>/scrape`,
    placeholders: { ...KEY, ...CREATOR },
  },
  reenableCreators: {
    page: 'Creators',
    says: 'disabled creators are enabled again and counted; a second time within 24 hours they are not',
    printed: `curl -X POST \\
  -H "Authorization: Bearer tga_<key>" \\
  -H "Content-Type: application/json" \\
  -d '{"creator_ids": ["<uuid1>", "<uuid2>"]}' \\
  "https://www.trackagoat.com/api/v1/projects/<projectId>/creators/bulk-reenable"`,
    placeholders: { ...KEY, ...PROJECT, ...TWO_CREATORS },
  },
  removeCreators: {
    page: 'Creators',
    says: 'several creators are removed in one call, softly',
    printed: `curl -X POST \\
  -H "Authorization: Bearer tga_<key>" \\
  -H "Content-Type: application/json" \\
  -d '{"creator_ids": ["<uuid1>", "<uuid2>"]}' \\
  "https://www.trackagoat.com/api/v1/projects/<projectId>/creators/bulk-remove"`,
    placeholders: { ...KEY, ...PROJECT, ...TWO_CREATORS },
  },
  viewsByDay: {
    page: 'Creators',
    says: 'views of a creator: daily new, last 30 days',
    printed: `curl -H "Authorization: Bearer tga_<key>" \\
  "https://www.trackagoat.com/api/v1/analytics?entity=creator&entity_id=<uuid>&metric=views&mode=new&granularity=day"`,
    placeholders: { ...KEY, ...CREATOR },
  },
  engagementRate: {
    page: 'Creators',
    says: 'the engagement rate, derived',
    printed: `curl -H "Authorization: Bearer tga_<key>" \\
  "https://www.trackagoat.com/api/v1/analytics?entity=creator&entity_id=<uuid>&metric=engagement_rate_by_views&mode=rate"`,
    placeholders: { ...KEY, ...CREATOR },
  },
  priorPeriod: {
    page: 'Creators',
    says: 'a comparison with the prior period',
    printed: `curl -H "Authorization: Bearer tga_<key>" \\
  "https://www.trackagoat.com/api/v1/analytics?entity=creator&entity_id=<uuid>&metric=views&compare=prior_period"`,
    placeholders: { ...KEY, ...CREATOR },
  },
  overlay: {
    page: 'Creators',
    says: 'creators side by side',
    printed: `curl -H "Authorization: Bearer tga_<key>" \\
  "https://www.trackagoat.com/api/v1/analytics?entity=creator&entity_ids=<uuid1>,<uuid2>&metric=views&granularity=week"`,
    placeholders: { ...KEY, ...TWO_CREATORS },
  },
  removedStats: {
    page: 'Creators',
    says: 'removed, 410 Gone as of v1.2',
    printed: 'GET /api/v1/creators/{id}/stats',
    placeholders: { '{id}': 'a creator' },
  },
  insteadOfStats: {
    page: 'Creators',
    says: "what replaces the removed route; it needs the metric that the page's line leaves out (chosen)",
    printed: 'GET /api/v1/analytics?entity=creator&entity_id={id}',
    placeholders: { '{id}': 'a creator, followed by &metric=views the second time' },
  },
} as const satisfies Record<string, VendorCommand>
