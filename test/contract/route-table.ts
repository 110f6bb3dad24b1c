/**
 * Every row of contract section 2: method, path, scope, and one request that goes well. The table is written down, not
 * derived from the emulator, so that a route that goes missing is missed.
 */
import type { Route, Sent } from './route-row.ts'
import { MONEY_ROUTES } from './route-table-money.ts'
import { NUMBER_ROUTES } from './route-table-numbers.ts'
import { ORGANIZATION_ROUTES } from './route-table-organization.ts'
import { TRACKING_ROUTES } from './route-table-tracking.ts'

export const ROUTES: readonly Route[] = [...TRACKING_ROUTES, ...NUMBER_ROUTES, ...MONEY_ROUTES, ...ORGANIZATION_ROUTES]

/** Rows of section 2 that the OpenAPI document does not have, and why. */
export const NOT_DESCRIBED = { '/admin/*': 'no single route is documented; section 2.9 says only that it exists' }

/** Operations of the OpenAPI document that no row of section 2 has, and why they were added: none. */
export const ADDED: Readonly<Record<string, string>> = {}

/** `GET /creators`, with the form where there are several. */
export function nameOf({ method, path, form }: Route): string {
  return `${method} ${path}${form === undefined ? '' : ` (${form})`}`
}

/** For `it.each`: the name and the route of those that are wanted. */
export function casesOf(wanted: (route: Route) => boolean): [string, Route][] {
  return ROUTES.filter(wanted).map((route) => [nameOf(route), route])
}

/** The path with its ids and its query. */
export function urlOf({ path }: Pick<Route, 'path'>, { ids = {}, query = {} }: Sent): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? `no ${name}`))
  const search = new URLSearchParams(query).toString()
  return search === '' ? filled : `${filled}?${search}`
}
