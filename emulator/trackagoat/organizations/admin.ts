/**
 * /admin/*, for the platform's own staff (contract 1.2, 2.9). Nobody here is one of them, so no key gets the scope `admin`
 * and no route below /admin answers anything else. The code is chosen.
 * @module
 */
import { Hono } from 'hono'
import { type ApiEnv, ApiError } from '../wire/http.ts'

/** 403: the owner of the key must be a platform admin too. */
export function platformAdminsOnly(): ApiError {
  return new ApiError(403, 'platform_admin_required', "The scope 'admin' is for platform admins only")
}

/** Whether a path, with or without its prefix, is one of staff. */
export function isAdminPath(path: string): boolean {
  return /^(?:\/api\/v1)?\/admin(?:\/|$)/.test(path)
}

export function adminRoutes(): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.all('/admin/*', () => {
    throw platformAdminsOnly()
  })
  return routes
}
