/** A long text as quotations that are shown in full: renderers cut each quotation at some length and number of lines. */

/** Of one quotation, in characters as Slack counts them. */
const PART_LENGTH = 1_200
const PART_LINES = 12
/** More than this does not fit into one message. */
const MAX_PARTS = 7
const MAX_LENGTH = 7_500

/** The text in as many quotations as it takes; null when it is too long to be shown in one answer. */
export function wholeQuotes(label: string, text: string): { label: string; text: string }[] | null {
  const parts: string[] = []
  let lines: string[] = []
  let length = 0
  const flush = () => {
    if (lines.length > 0) parts.push(lines.join('\n'))
    lines = []
    length = 0
  }
  for (const line of text.split(/\r\n?|\n/).flatMap(piecesOf)) {
    const size = sizeOf(line) + 1
    if (lines.length >= PART_LINES || length + size > PART_LENGTH) flush()
    lines.push(line)
    length += size
  }
  flush()
  const shown = parts.filter((part) => part.trim() !== '')
  if (shown.length > MAX_PARTS || sizeOf(text) > MAX_LENGTH) return null
  return shown.map((part, index) => ({
    label: shown.length === 1 ? label : `${label}, part ${index + 1} of ${shown.length}`,
    text: part,
  }))
}

/** Three characters are escaped: `&` counts 5, `<` and `>` count 4. */
function sizeOf(text: string): number {
  let size = text.length
  for (const mark of text.matchAll(/[&<>]/g)) size += mark[0] === '&' ? 4 : 3
  return size
}

/** A line in pieces that fit into a quotation, whatever stands in it; no character is torn. */
function piecesOf(line: string): string[] {
  if (sizeOf(line) < PART_LENGTH) return [line]
  const pieces: string[] = []
  let piece = ''
  let size = 0
  for (const character of line) {
    const more = sizeOf(character)
    if (size + more >= PART_LENGTH) {
      pieces.push(piece)
      piece = ''
      size = 0
    }
    piece += character
    size += more
  }
  return [...pieces, piece]
}
