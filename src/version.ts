/** The version in answers and in the User-Agent. A test holds it against package.json. */
export const VERSION = '0.1.0'
