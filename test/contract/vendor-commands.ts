/**
 * The commands that the vendor's pages print, each as it stands there: here those of «API overview», «Agent guide» and
 * «Data model», in vendor-creators.ts and vendor-mcp.ts those of the two pages that have most. The readable text of the
 * pages lost indentation and, in places, the end of a command.
 */

/** The pages, by the titles they have in the vendor's navigation. */
export type Page = 'API overview' | 'Creators' | 'Agent guide' | 'Data model' | 'MCP & tooling'

export type VendorCommand = {
  readonly page: Page
  /** What the page says comes back; also the name of the test. */
  readonly says: string
  /** What runs: a shell command or a request line (`GET /api/v1/…`), which curl sends. */
  readonly printed: string
  /** Each placeholder in it, and what fills it. Those that begin with `$` are variables of the shell. */
  readonly placeholders: Readonly<Record<string, string>>
  /** Only where the readable text breaks off: all that is left of the command, and where the rest of `printed` is from. */
  readonly cut?: { readonly left: string; readonly completedFrom: string }
}

const KEY = { 'tga_<key>': 'a key' }

export const OTHER_PAGES = {
  openapi: {
    page: 'API overview',
    says: 'the OpenAPI document',
    printed: 'GET /api/v1/openapi.json',
    placeholders: {},
  },
  secondPage: {
    page: 'API overview',
    says: 'the page behind a cursor, until meta.hasMore is false',
    printed: 'GET /api/v1/creators?limit=50&cursor=<value>',
    placeholders: { '<value>': 'meta.nextCursor of the page before' },
  },
  dateRange: {
    page: 'API overview',
    says: 'analytics of the days asked for, both ends included',
    printed: 'GET /api/v1/analytics?entity=creator&entity_id=<uuid>&metric=views&from=2026-01-01&to=2026-03-31',
    placeholders: { '<uuid>': 'a creator' },
  },
  idempotentCreator: {
    page: 'API overview',
    says: 'the same key within 24 hours brings the cached response and adds nothing',
    printed: `curl -X POST \\
  -H "Authorization: Bearer tga_<key>" \\
  -H "Idempotency-Key: 550e8400-e29b-41d4-a716-446655440000" \\
  -H "Content-Type: application/json" \\
  -d '{"tiktok_handle": "charlidamelio"}' \\
  "https://www.trackagoat.com/api/v1/projects/<id>/creators"`,
    placeholders: { ...KEY, '<id>': 'a project' },
  },
  schema: {
    page: 'Agent guide',
    says: 'the schema: the key works, and what entities there are',
    printed: `curl -H "Authorization: Bearer tga_<key>" \\
  https://www.trackagoat.com/api/v1/schema`,
    placeholders: KEY,
  },
  projects: {
    page: 'Agent guide',
    says: 'the projects, by whose ids creators, videos and campaigns are filtered',
    printed: `curl -H "Authorization: Bearer tga_<key>" \\
  https://www.trackagoat.com/api/v1/projects`,
    placeholders: KEY,
  },
  campaigns: {
    page: 'Agent guide',
    says: 'the campaigns of a project, each with its description',
    printed: 'GET /api/v1/campaigns?project_id=<id>',
    placeholders: { '<id>': 'a project' },
  },
  campaignStatsOfDays: {
    page: 'Agent guide',
    says: 'statistics of a campaign; section 6.1: removed, 410',
    printed: 'GET /api/v1/campaigns/<id>/stats?from=<start>&to=<end>',
    placeholders: { '<id>': 'a campaign', '<start>': 'a date', '<end>': 'a later date' },
  },
  creators: {
    page: 'Agent guide',
    says: 'the creators of a project, to be sorted by likes or followers',
    printed: 'GET /api/v1/creators?project_id=<id>',
    placeholders: { '<id>': 'a project' },
  },
  creatorStats: {
    page: 'Agent guide',
    says: 'posting frequency of a creator; section 6.1: removed, 410',
    printed: 'GET /api/v1/creators/<id>/stats',
    placeholders: { '<id>': 'a creator' },
  },
  campaignStats: {
    page: 'Agent guide',
    says: 'top videos of a campaign; section 6.1: removed, 410',
    printed: 'GET /api/v1/campaigns/<id>/stats',
    placeholders: { '<id>': 'a campaign' },
  },
  videos: {
    page: 'Agent guide',
    says: 'all videos of a creator, each with its description',
    printed: 'GET /api/v1/videos?creator_id=<id>',
    placeholders: { '<id>': 'a creator' },
  },
  creatorStatsOfDays: {
    page: 'Agent guide',
    says: 'trends of a creator; section 6.1: removed, 410',
    printed: 'GET /api/v1/creators/<id>/stats?from=<start>&to=<end>',
    placeholders: { '<id>': 'a creator', '<start>': 'a date', '<end>': 'a later date' },
  },
  unpaidAccruals: {
    page: 'Data model',
    says: 'the unpaid accruals of a creator',
    printed: 'GET /api/v1/payout-accruals?creator_id=<id>&status=earned',
    placeholders: { '<id>': 'a creator' },
  },
} as const satisfies Record<string, VendorCommand>
