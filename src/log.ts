/** One structured line per event: ids and reasons, never bodies, keys or tokens. */
export function log(event: string, fields: Record<string, string | number | boolean | null> = {}): void {
  console.log(JSON.stringify({ event, ...fields }))
}
