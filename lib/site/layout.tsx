import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Site } from './facts.ts'

/** Scripts, styles and pictures of the site itself and nothing else: no page asks the network, whatever a text says. */
const POLICY =
  "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' file:; form-action 'none'; " +
  "base-uri 'none'"

interface PageProps {
  site: Site
  title: string
  /** Path of the site's top from here: `.`, `../..`. */
  top: string
  /** The entry of the navigation that leads here. */
  current?: string
  children: ComponentChildren
}

/** A page as the text of its file. */
export const renderPage = (props: PageProps): string =>
  whole(`<!doctype html>\n${renderToString(<Page {...props} />)}\n`)

/** One text in place of the thousands that it was joined of, which V8 keeps as they are: a third of the memory. */
const whole = (text: string): string => Buffer.from(text).toString()

function Page({ site, title, top, current, children }: PageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="stylesheet" href={`${top}/assets/site.css`} />
        <script src={`${top}/assets/site.js`} />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <header class="top">
          <strong>
            <a href={`${top}/index.html`}>{site.title}</a>
          </strong>
          <nav aria-label="Site">
            {site.pages.map(({ path, name }) => (
              <a href={`${top}/${path}`} aria-current={current === path ? 'page' : undefined}>
                {name}
              </a>
            ))}
          </nav>
          <button type="button" id="theme" hidden>
            Dark
          </button>
        </header>
        <main id="main">{children}</main>
        <footer>
          <p>
            Made by hubloom {site.version} from the fleet’s files. Prices: {site.prices.source}, {site.prices.dated};
            your region and contract may differ.
          </p>
        </footer>
      </body>
    </html>
  )
}

/** A part of a page under a heading that can be linked to. */
export const Section = ({ id, title, children }: { id: string; title: string; children: ComponentChildren }) => (
  <section aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    {children}
  </section>
)

interface TableProps {
  caption: string
  head: readonly string[]
  /** Numbers of the columns that hold figures. */
  figures?: readonly number[]
  rows: readonly (readonly ComponentChildren[])[]
  foot?: readonly ComponentChildren[]
}

/** Rows under a head; the first cell of each names it. Wider than the screen, it is moved within its own box. */
export function Table({ caption, head, figures = [], rows, foot }: TableProps) {
  const kind = (i: number) => (figures.includes(i) ? 'n' : undefined)
  const row = (cells: readonly ComponentChildren[]) => (
    <tr>
      {cells.map((cell, i) =>
        i === 0 ? (
          <th scope="row" class={kind(i)}>
            {cell}
          </th>
        ) : (
          <td class={kind(i)} data-name={head[i]}>
            {cell}
          </td>
        ),
      )}
    </tr>
  )
  return (
    <div class="wide" tabIndex={0} role="group" aria-label={caption}>
      <table class="rows">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((each, i) => (
              <th scope="col" class={kind(i)}>
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{rows.map(row)}</tbody>
        {foot && <tfoot>{row(foot)}</tfoot>}
      </table>
    </div>
  )
}

/** What something is, in pairs of a name and a value; pairs without a value are left out. */
export const Facts = ({
  of,
  kind = 'facts',
}: {
  of: readonly (readonly [string, ComponentChildren])[]
  kind?: string
}) => (
  <dl class={kind}>
    {of
      .filter(([, value]) => value !== undefined && value !== '' && value !== false)
      .map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
)

/** A figure with what has to be known of it below: what it leaves out, or whose price it is. */
export const Figure = ({ of, notes }: { of: string; notes: readonly (string | undefined)[] }) => (
  <>
    {of}
    {notes.map((note) => note !== undefined && <small class="soft">{note}</small>)}
  </>
)

/** A link to a page elsewhere; an address that is none of the web's stays text. */
export const Outside = ({ url, children }: { url: string | undefined; children: ComponentChildren }) =>
  url !== undefined && /^(https?:\/\/|mailto:)/i.test(url) ? (
    <a href={url} rel="noreferrer">
      {children}
    </a>
  ) : (
    <>{children}</>
  )

/** A text with what stands in backticks as code. */
export const Words = ({ of }: { of: string }) => (
  <>{of.split('`').map((part, i) => (i % 2 === 1 ? <code>{part}</code> : <>{part}</>))}</>
)

/** A path of a file, which a narrow column may break after each folder. */
export const Path = ({ of }: { of: string }) => (
  <>
    {of.split(/(?<=\/)/).map((part, i) => (
      <>
        {i > 0 && <wbr />}
        {part}
      </>
    ))}
  </>
)

/** So many names stand beside each other; the others are behind a click. */
const AT_ONCE = 8

/** Names with commas between; of many, the first ones, and how many more there are. */
export function Names({ of }: { of: readonly string[] }) {
  if (of.length <= AT_ONCE + 1) return <>{of.join(', ')}</>
  return (
    <details>
      <summary>
        {of.slice(0, AT_ONCE).join(', ')} and {of.length - AT_ONCE} more
      </summary>
      {of.slice(AT_ONCE).join(', ')}
    </details>
  )
}

/** Things in a row with commas between. */
export const Row = ({ of }: { of: readonly ComponentChildren[] }) => (
  <>{of.map((each, i) => (i === 0 ? <>{each}</> : <>, {each}</>))}</>
)
