/** Ids of trackagoat. */

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether a text has the form of an id: all of this vendor's are UUIDs (contract 1.1). */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}
