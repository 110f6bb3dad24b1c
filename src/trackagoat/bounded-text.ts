/** Reading a body without trusting its length. */

/**
 * The body as text, or null when it is longer than `maxBytes`; then the rest is not read.
 * A declared length is checked before a byte is read, and only an undeclared one is read piece by piece.
 * Throws what the stream throws when the connection is cut.
 */
export async function boundedText(response: Response, maxBytes: number): Promise<string | null> {
  const declared = response.headers.get('content-length')
  if (declared !== null && response.headers.get('content-encoding') === null) {
    if (Number(declared) > maxBytes) {
      await response.body?.cancel()
      return null
    }
    return response.text()
  }
  if (!response.body) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.byteLength
    if (size > maxBytes) {
      await reader.cancel()
      return null
    }
    text += decoder.decode(value, { stream: true })
  }
}
