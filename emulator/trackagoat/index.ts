/**
 * trackagoat's API: the whole surface on one page.
 * @module
 */
import { Hono } from 'hono'
import { annotationRoutes } from './analytics/annotations.ts'
import { distributionRoutes } from './analytics/distributions.ts'
import { analyticsRoutes } from './analytics/index.ts'
import { leaderboardRoutes } from './analytics/leaderboards.ts'
import { campaignRoutes } from './campaigns/campaigns.ts'
import { creatorAddingRoutes } from './creators/creator-adding.ts'
import { creatorRoutes } from './creators/creators.ts'
import { bulkCreatorRoutes } from './creators/creators-bulk.ts'
import { goalComplianceRoutes } from './goals/goal-compliance.ts'
import { goalRoutes } from './goals/goals.ts'
import { AnswerCheck, checkAnswers, type Problem } from './openapi/answer-check.ts'
import { openApiDocument, openApiRoutes } from './openapi/index.ts'
import { OPERATIONS } from './openapi/operations/index.ts'
import { schemaRoutes } from './openapi/schema.ts'
import { organizationRoutes } from './organizations/index.ts'
import { accrualRoutes } from './payouts/accruals.ts'
import { assignmentRoutes } from './payouts/assignments.ts'
import { paymentRoutes } from './payouts/payments.ts'
import { payoutMethodRoutes } from './payouts/payout-methods.ts'
import { payoutStructureRoutes } from './payouts/payout-structures.ts'
import { receiptRoutes } from './payouts/receipts.ts'
import { projectRoutes } from './projects.ts'
import { removedRoutes } from './removed.ts'
import { videoAddingRoutes } from './videos/video-adding.ts'
import { videoRoutes } from './videos/videos.ts'
import { type ApiEnv, ApiError, envelope, notFound, sendJson } from './wire/http.ts'
import { authenticate, limitRate, requireScope } from './wire/keys.ts'
import type { World } from './world.ts'

/**
 * The routes below /api/v1. With `report`, every answer is held against the OpenAPI document; one that is not in it is told
 * to `report` and becomes a 500.
 */
export function createTrackagoat(world: World, report?: (problem: Problem) => void): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()

  if (report !== undefined) app.use(checkAnswers(new AnswerCheck(openApiDocument(), OPERATIONS), report))
  app.use(authenticate(world), limitRate(world), requireScope())
  app.use(async function settle(_c, next) {
    world.settle()
    await next()
  })

  app.route('/', openApiRoutes())
  app.route('/', schemaRoutes(world))
  app.route('/', removedRoutes(world))
  app.route('/', projectRoutes(world))
  app.route('/', organizationRoutes(world))
  app.route('/', creatorRoutes(world))
  app.route('/', creatorAddingRoutes(world))
  app.route('/', bulkCreatorRoutes(world))
  app.route('/', videoRoutes(world))
  app.route('/', videoAddingRoutes(world))
  app.route('/', campaignRoutes(world))
  app.route('/', goalRoutes(world))
  app.route('/', goalComplianceRoutes(world))
  app.route('/', annotationRoutes(world))
  app.route('/', leaderboardRoutes(world))
  app.route('/', distributionRoutes(world))
  app.route('/', analyticsRoutes(world))
  app.route('/', payoutMethodRoutes(world))
  app.route('/', payoutStructureRoutes(world))
  app.route('/', assignmentRoutes(world))
  app.route('/', accrualRoutes(world))
  app.route('/', paymentRoutes(world))
  app.route('/', receiptRoutes(world))

  app.all('*', () => {
    throw notFound('Route')
  })

  app.onError((error, c) => {
    if (error instanceof ApiError) {
      return sendJson(c, error.status, envelope(world.options, null, error.message, error.meta), error.headers)
    }
    console.error(error)
    return sendJson(c, 500, envelope(world.options, null, 'Internal server error', { code: 'internal_error' }))
  })
  return app
}
