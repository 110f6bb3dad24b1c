/**
 * Looks of the letter. Inline styles are the light look, which programs without `<style>` show too; the sheet below adds
 * the dark look and narrow screens. Colours have at least 4.5:1 against their ground (WCAG AA) in both.
 */

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

export const style = {
  page: `margin:0;padding:0;background-color:#f3f4f1;font-family:${FONT};`,
  preheader: 'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all;',
  outer: 'background-color:#f3f4f1;',
  gutter: 'padding:24px 12px 32px;',
  sheet: 'width:100%;max-width:600px;border-collapse:separate;',
  brand: `padding:0 4px 10px;font:600 14px/20px ${FONT};color:#5b6157;text-align:left;`,
  headline: 'padding:0 4px 16px;text-align:left;',
  h1: `margin:0;font:700 22px/29px ${FONT};color:#1b1f1a;overflow-wrap:anywhere;`,
  imprint: `padding:8px 4px 0;font:400 13px/19px ${FONT};color:#5b6157;text-align:left;`,
  more: 'margin:0 0 8px;',
  gap: 'padding:0 0 14px;text-align:left;',
  card: 'width:100%;border-collapse:separate;background-color:#ffffff;border:1px solid #dfe2db;border-radius:10px;',
  bar: (colour: string) =>
    `height:4px;line-height:4px;font-size:0;background-color:${colour};border-radius:9px 9px 0 0;`,
  inside: 'padding:16px 18px 14px;',
  state: (colour: string) =>
    `margin:0 0 4px;font:700 12px/16px ${FONT};letter-spacing:0.04em;text-transform:uppercase;color:${colour};`,
  h2: `margin:0 0 8px;font:700 17px/24px ${FONT};color:#1b1f1a;overflow-wrap:anywhere;`,
  project: 'font-weight:400;color:#5b6157;',
  text: `margin:0 0 8px;font:400 15px/22px ${FONT};color:#1b1f1a;overflow-wrap:anywhere;`,
  small: `margin:10px 0 0;font:400 12px/18px ${FONT};color:#5b6157;overflow-wrap:anywhere;`,
  h3: `margin:14px 0 2px;font:700 14px/20px ${FONT};color:#1b1f1a;`,
  list: 'width:100%;border-collapse:collapse;',
  row: 'border-top:1px solid #e7e9e3;',
  who: `padding:8px 10px 8px 0;vertical-align:top;font:600 15px/21px ${FONT};color:#1b1f1a;text-align:left;overflow-wrap:anywhere;`,
  alias: `display:block;font:400 13px/18px ${FONT};color:#5b6157;`,
  what: `padding:8px 0;vertical-align:top;font:400 14px/21px ${FONT};color:#1b1f1a;text-align:right;overflow-wrap:anywhere;`,
  firstFact: 'display:block;font-weight:600;',
  fact: 'display:block;',
  key: `padding:6px 12px 6px 0;font:400 14px/20px ${FONT};color:#5b6157;text-align:left;vertical-align:top;`,
  value: `padding:6px 0;font:600 15px/20px ${FONT};color:#1b1f1a;text-align:right;`,
} as const

/** Bar and state word of a card. The word carries the meaning; colour only helps. */
export const TONE = {
  act: { word: 'Needs action', colour: '#b3261e' },
  look: { word: 'Worth a look', colour: '#8f5200' },
  over: { word: 'Resolved', colour: '#1c6e37' },
  news: { word: 'News', colour: '#3f5f9e' },
} as const

/** For `<style>`: no data ever gets in here. */
export const STYLE = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background-color:#151713!important}
.card{background-color:#20231e!important;border-color:#3a3f36!important}
.ink{color:#f1f3ee!important}
.quiet{color:#aab2a3!important}
.line{border-color:#3a3f36!important}
.act{color:#ff9a90!important}.look{color:#f2b661!important}.over{color:#7fd49a!important}.news{color:#a9c3f5!important}
}
@media (max-width:480px){
.gutter{padding:16px 8px 24px!important}
}
`
