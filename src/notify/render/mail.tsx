/** @jsxImportSource hono/jsx */
/**
 * Notices as a letter: subject, HTML and the same facts as text. Pure. Tables and inline styles, because that is what
 * mail programs agree on; no images and nothing loaded from elsewhere. hono/jsx escapes every text and attribute.
 */
import type { FC } from 'hono/jsx'
import type { Notice } from '../../domain/notice.ts'
import { capital, plural } from '../../domain/words.ts'
import { essence } from './clauses.ts'
import { Part } from './mail-part.tsx'
import { STYLE, style } from './mail-style.ts'
import { inLetter, plainLetter } from './mail-text.ts'
import { type Outline, outline } from './outline.ts'
import { isolate } from './text.ts'

/** A letter ready to be sent. `subject` is one line without controls, at most `SUBJECT_MAX` characters. */
export interface Mail {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** Mail programs show some 70; a name of a project may follow. */
export const SUBJECT_MAX = 150
const PROJECT_MAX = 50
/** Gmail cuts a letter off at 102 KB: what is beyond these is counted, not named. */
const PARTS_MAX = 40
const LINES_MAX = 100

/** Who is on the way out of the list first: what needs a decision, then news, then what is over. */
const ORDER = { act: 0, look: 1, news: 2, over: 3 } as const

/** The letter for a notice. Its parts are ordered so that what needs a decision stands first. */
export function renderMail(notice: Notice): Mail {
  const all = outlinesOf(notice).toSorted((a, b) => ORDER[a.tone] - ORDER[b.tone])
  const outlines = withinBounds(all)
  const headline = withProject(headlineOf(notice), all)
  const omitted = notice.kind === 'letter' ? (notice.omittedParts ?? 0) : 0
  const unshown = all.length - outlines.length + omitted
  const more = unshown > 0 ? `… and ${plural(unshown, 'more message')} not shown here` : ''
  const html = (<Letter headline={capital(headline)} outlines={outlines} more={more} />).toString()
  return {
    subject: inLetter(/^Goatherd[ :]/.test(headline) ? headline : `Goatherd: ${headline}`, SUBJECT_MAX),
    html: `<!doctype html>${html}`,
    text: [outlines.length === 1 ? '' : capital(headline), plainLetter(outlines), more, `---\n${IMPRINT}\n`]
      .filter((block) => block !== '')
      .join('\n\n'),
  }
}

function outlinesOf(notice: Notice): Outline[] {
  return notice.kind === 'letter' ? notice.parts.map(outline) : [outline(notice)]
}

function headlineOf(notice: Notice): string {
  if (notice.kind === 'payment' || notice.kind === 'answer') return outline(notice).title
  return essence(notice.kind === 'letter' ? notice.parts : [notice])
}

/** As many parts and lines as a letter should hold; the counts of the sections say what is missing. */
function withinBounds(outlines: readonly Outline[]): Outline[] {
  let room = LINES_MAX
  return outlines.slice(0, PARTS_MAX).map((part) => ({
    ...part,
    sections: part.sections.map((section) => {
      const lines = section.lines.slice(0, room)
      room -= lines.length
      return { ...section, lines, count: Math.max(section.count, section.lines.length) }
    }),
  }))
}

/** The project is named when the whole letter is about one. */
function withProject(headline: string, outlines: readonly Outline[]): string {
  const [first, ...rest] = outlines.map(({ project }) => project)
  if (first === null || first === undefined || rest.some((project) => project !== first)) return headline
  return `${headline} — ${isolate(inLetter(first, PROJECT_MAX))}`
}

const IMPRINT = 'Sent by Goatherd, which watches trackagoat. It records payments when told to; it never moves money.'

const Letter: FC<{ headline: string; outlines: readonly Outline[]; more: string }> = ({ headline, outlines, more }) => (
  <html lang="en" dir="ltr">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
      <title>{headline}</title>
      <style dangerouslySetInnerHTML={{ __html: STYLE }} />
    </head>
    <body class="page" style={style.page}>
      <div style={style.preheader}>{preheader(outlines)}</div>
      <table
        role="presentation"
        width="100%"
        cellpadding="0"
        cellspacing="0"
        border={0}
        class="page"
        style={style.outer}
      >
        <tr>
          <td align="center" class="gutter" style={style.gutter}>
            <table
              role="presentation"
              width="600"
              cellpadding="0"
              cellspacing="0"
              border={0}
              class="sheet"
              style={style.sheet}
            >
              <tr>
                <td style={style.brand} class="quiet">
                  <span aria-hidden="true">🐐 </span>Goatherd
                </td>
              </tr>
              <tr>
                <td style={style.headline}>
                  <h1 class="ink" style={style.h1}>
                    {headline}
                  </h1>
                </td>
              </tr>
              {outlines.map((part) => (
                <Part outline={part} isAlone={outlines.length === 1} />
              ))}
              <tr>
                <td class="quiet" style={style.imprint}>
                  {more === '' ? null : <p style={style.more}>{more}</p>}
                  {IMPRINT}
                </td>
              </tr>
            </table>
          </td>
        </tr>
      </table>
    </body>
  </html>
)

/** The line mail programs show after the subject: what to do first. */
function preheader(outlines: readonly Outline[]): string {
  const [first] = outlines
  if (!first) return ''
  return inLetter([first.title, ...first.paragraphs].join('. '), 140)
}
