/** Tables in Markdown, so that a run's output can be put into the docs as it is. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map(String))]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
