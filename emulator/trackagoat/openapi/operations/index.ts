/**
 * Every operation of the emulated API. A test holds that these are exactly the routes there are.
 * @module
 */
import type { Operation } from '../operation.ts'
import { creatorOperations } from './creators.ts'

export const OPERATIONS: readonly Operation[] = [...creatorOperations]
