/** @jsxImportSource hono/jsx */
/** One notice of a letter: a card with its state in words, its sentences, figures and lists. */
import type { FC } from 'hono/jsx'
import { style, TONE } from './mail-style.ts'
import { foot, inLetter, leftOut, sentences } from './mail-text.ts'
import type { Line, Outline, Section } from './outline.ts'

/** `isAlone`: the headline of the letter has already said the title. */
export const Part: FC<{ outline: Outline; isAlone: boolean }> = ({ outline, isAlone }) => {
  const { word, colour } = TONE[outline.tone]
  return (
    <tr>
      <td style={style.gap}>
        <table
          role="presentation"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          border={0}
          class="card"
          style={style.card}
        >
          <tr>
            <td style={style.bar(colour)}>&nbsp;</td>
          </tr>
          <tr>
            <td style={style.inside}>
              <p class={outline.tone} style={style.state(colour)}>
                {outline.isReminder ? `Reminder: ${word.toLowerCase()}` : word}
              </p>
              {isAlone ? null : <Title outline={outline} />}
              {sentences(outline).map((text) => (
                <p class="ink" style={style.text}>
                  <bdi>{text}</bdi>
                </p>
              ))}
              <Figures outline={outline} />
              {outline.sections.map((section) => (
                <List section={section} />
              ))}
              <p class="quiet" style={style.small}>
                {foot(outline)}
              </p>
            </td>
          </tr>
        </table>
      </td>
    </tr>
  )
}

const Title: FC<{ outline: Outline }> = ({ outline }) => (
  <h2 class="ink" style={style.h2}>
    {outline.title}
    {outline.project === null ? null : (
      <span class="quiet" style={style.project}>
        {' — '}
        <bdi>{inLetter(outline.project)}</bdi>
      </span>
    )}
  </h2>
)

const Figures: FC<{ outline: Outline }> = ({ outline }) =>
  outline.figures.length === 0 ? null : (
    <table width="100%" cellpadding="0" cellspacing="0" border={0} style={style.list}>
      {outline.figures.map(({ label, value }) => (
        <tr class="line" style={style.row}>
          <th scope="row" class="quiet" style={style.key}>
            {label}
          </th>
          <td class="ink" style={style.value}>
            {value}
          </td>
        </tr>
      ))}
    </table>
  )

const List: FC<{ section: Section }> = ({ section }) => {
  const left = leftOut(section)
  return (
    <>
      {section.heading === null ? null : (
        <h3 class="ink" style={style.h3}>
          {section.heading}
        </h3>
      )}
      {section.lines.length === 0 ? null : (
        <table width="100%" cellpadding="0" cellspacing="0" border={0} style={style.list}>
          {section.lines.map((line) => (
            <Row line={line} />
          ))}
        </table>
      )}
      {left === null ? null : (
        <p class="quiet" style={style.small}>
          {left}
        </p>
      )}
    </>
  )
}

const Row: FC<{ line: Line }> = ({ line: { name, alias, facts } }) => (
  <tr class="line" style={style.row}>
    <th scope="row" class="ink" style={style.who}>
      <bdi>{inLetter(name)}</bdi>
      {alias === null ? null : (
        <span class="quiet" style={style.alias}>
          <bdi>{inLetter(alias)}</bdi>
        </span>
      )}
    </th>
    <td class="ink what" style={style.what}>
      {facts.map((fact, index) => (
        <span style={index === 0 ? style.firstFact : style.fact}>
          <bdi>{inLetter(fact)}</bdi>
        </span>
      ))}
    </td>
  </tr>
)
