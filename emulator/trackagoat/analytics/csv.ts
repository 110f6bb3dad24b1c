/**
 * Series as CSV: flat, told apart by the column `series_kind` (contract 2.7). The other columns are chosen.
 * @module
 */
import type { Series } from './metrics.ts'

const HEAD = ['series_kind', 'entity', 'entity_id', 'entity_label', 'metric', 'date', 'value', 'partial']

/** The main rows first, then those compared with, then the breakdown. */
export function csvOf(metric: string, parts: { main: Series[]; compare: Series[]; breakdown: Series[] }): string {
  const rows = Object.entries(parts).flatMap(([kind, list]) =>
    list.flatMap(({ entity_ref: { entity, id, label }, points }) =>
      points.map(({ date, value, partial }) => [kind, entity, id, label, metric, date, value ?? '', partial]),
    ),
  )
  return [HEAD, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

function cell(value: string | number | boolean): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
