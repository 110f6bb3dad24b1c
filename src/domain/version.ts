/** The version in answers and in the User-Agent. A test holds it against package.json. */
export const VERSION = '0.1.0'

/** How Goatherd names itself in requests; Resend, among others, refuses callers without a name. */
export const USER_AGENT = `goatherd/${VERSION}`
