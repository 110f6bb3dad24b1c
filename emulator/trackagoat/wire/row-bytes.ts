/**
 * Many rows as one answer. A single character beyond Latin-1 makes the text it stands in twice as wide and three times as
 * slow to encode, and every page has one; so each row is a text of its own.
 * @module
 */

const encoder = new TextEncoder()
const COMMA = 0x2c

/** Kept from page to page; as large as the largest page needed. */
let room = new Uint8Array(128 * 1024)

/** The bytes of `before`, of the rows as JSON with commas in between, and of `after`. */
export function rowBytes(before: string, rows: readonly unknown[], after: string): Uint8Array<ArrayBuffer> {
  let end = write(before, 0)
  for (const [index, row] of rows.entries()) {
    if (index > 0) room[end++] = COMMA
    end = write(JSON.stringify(row), end)
  }
  end = write(after, end)
  return room.slice(0, end)
}

/** Writes a text and says where the next begins, with a byte to spare for a comma. */
function write(text: string, at: number): number {
  // At most three bytes for each unit of the text.
  const most = at + text.length * 3 + 1
  if (most > room.length) {
    const larger = new Uint8Array(2 * most)
    larger.set(room)
    room = larger
  }
  const { read, written } = encoder.encodeInto(text, room.subarray(at))
  // What does not fit is left out without a word.
  if (read !== text.length) throw new Error('A row does not fit into the room it was given')
  return at + written
}
