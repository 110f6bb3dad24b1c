/**
 * Every operation of the emulated API. A test holds that these are exactly the routes there are.
 * @module
 */
import type { Operation } from '../operation.ts'
import { aggregateOperations } from './aggregate.ts'
import { analyticsOperations } from './analytics.ts'
import { campaignOperations } from './campaigns.ts'
import { creatorOperations } from './creators.ts'
import { discoveryOperations } from './discovery.ts'
import { goalOperations } from './goals.ts'
import { organizationOperations } from './organizations.ts'
import { payoutAccrualOperations } from './payout-accruals.ts'
import { payoutMethodOperations } from './payout-methods.ts'
import { payoutPaymentOperations } from './payout-payments.ts'
import { payoutStructureOperations } from './payout-structures.ts'
import { projectOperations } from './projects.ts'
import { removedOperations } from './removed.ts'
import { videoOperations } from './videos.ts'

export const OPERATIONS: readonly Operation[] = [
  ...creatorOperations,
  ...campaignOperations,
  ...goalOperations,
  ...organizationOperations,
  ...projectOperations,
  ...removedOperations,
  ...videoOperations,
  ...aggregateOperations,
  ...analyticsOperations,
  ...discoveryOperations,
  ...payoutAccrualOperations,
  ...payoutMethodOperations,
  ...payoutPaymentOperations,
  ...payoutStructureOperations,
]
