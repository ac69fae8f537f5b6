/**
 * What people see of a hub, on its own pages and on its page of the site: sign-in page and form, as a person reads
 * them. Both are read in Chromium; pages of the hub without their scripts, which change nothing that is read here.
 */
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'

/** The pages of a hub as `shown.py` has them. */
export interface Shown {
  /** None where people are sent elsewhere. */
  signIn: string | null
  forms: { groups: string[]; code: number; page: string | null }[]
}

export interface Seen {
  signIn: unknown
  /** By whom it is seen. */
  forms: Record<string, unknown>
}

/** What a person in these groups sees where there is no form. */
const AT_ONCE = 'the server starts at once'
const NOTHING = 'no server may be started'

/** What the hub itself shows. */
export async function seenOfHub(page: Page, { signIn, forms }: Shown): Promise<Seen> {
  await page.evaluate(READERS)
  const seen: Seen = { signIn: signIn === null ? null : await call(page, 'signInOfHub', signIn), forms: {} }
  for (const { groups, code, page: text } of forms) {
    const without = code === 403 ? NOTHING : AT_ONCE
    seen.forms[groups.join()] = text === null ? without : await call(page, 'formOfHub', text)
  }
  return seen
}

/** What the hub's page of the site shows to the same people. */
export async function seenOfSite(page: Page, path: string, { forms }: Shown): Promise<Seen> {
  await page.goto(pathToFileURL(path).href)
  await page.evaluate(READERS)
  const seen: Seen = { signIn: await call(page, 'signInOfSite'), forms: {} }
  const who = page.getByLabel('As seen by')
  const names = (await who.count()) > 0 ? await who.locator('option').evaluateAll(VALUES) : []
  for (const { groups } of forms) {
    const name = groups.length > 0 ? `group ${groups[0]}` : ''
    // a group that changes nothing in the form is not among them
    if (names.length > 0) await who.selectOption(names.includes(name) ? name : '')
    seen.forms[groups.join()] = await call(page, 'formOfSite')
  }
  return seen
}

const VALUES = (options: unknown): string[] => (options as { value: string }[]).map(({ value }) => value)

const call = (page: Page, name: string, ...words: string[]): Promise<unknown> =>
  page.evaluate(`${name}(${words.map((word) => JSON.stringify(word)).join()})`)

const READERS = `
var words = (node) => (node?.textContent ?? '').replace(/\\s+/g, ' ').trim()
var texts = (node) => {
  const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT)
  const found = []
  while (walk.nextNode()) found.push(words(walk.currentNode))
  return found.filter(Boolean).join(' ')
}
var parsed = (html) => new DOMParser().parseFromString(html, 'text/html')
var shown = (nodes) => [...nodes].filter((each) => !each.closest('[hidden]'))
// what browsers check nothing of is as good as none
var pattern = (field) => {
  try { new RegExp(field.getAttribute('pattern') ?? '(', 'v') } catch { return null }
  return field.getAttribute('pattern')
}
var other = (label, field) => ({ title: words(label), pattern: pattern(field), help: field.title })
var option = (label, select, options) => ({
  title: words(label), choices: options.map(words), chosen: words(select.selectedOptions[0]),
})

var formOfHub = (html) => {
  const page = parsed(html)
  return {
    heading: words(page.querySelector('h1')),
    button: words(page.querySelector('#spawn_form button[type=submit]')),
    cards: [...page.querySelectorAll('#kubespawner-profiles-list > label')].map((card) => ({
      title: words(card.querySelector('h3')),
      lines: [...card.querySelectorAll('h3 ~ p')].flatMap((each) => each.innerHTML.split(/<br>/)).map(
        (line) => words(parsed(line).body)).filter(Boolean),
      chosen: card.querySelector('input[type=radio]').checked,
      options: [...card.querySelectorAll('.js-options-container')].map((each) => {
        const select = each.querySelector('select')
        const field = each.querySelector('.js-other-input')
        return {
          ...option(each.querySelector('label'), select, [...select.options]),
          other: field && other(each.querySelector('.js-other-input-container label'), field),
        }
      }),
    })),
  }
}
var formOfSite = () => {
  const screen = document.querySelector('[aria-label="Start page"]')
  if (!screen || !screen.querySelector('.at-once').hidden) return ${JSON.stringify(AT_ONCE)}
  if (!screen.querySelector('.nothing').hidden) return ${JSON.stringify(NOTHING)}
  return {
    heading: words(screen.querySelector('h3')),
    button: words(screen.querySelector('.start')),
    cards: shown(screen.querySelectorAll('.card')).map((card) => ({
      title: words(card.querySelector('h4')),
      lines: shown(card.querySelectorAll('h4 ~ p')).map(words),
      chosen: card.querySelector('input[type=radio]').checked,
      options: shown(card.querySelectorAll('.option:not(.other)')).map((each) => {
        const select = each.querySelector('select')
        const options = shown(select.options)
        const box = options.some(({ value }) => value === 'unlisted-choice') ? each.nextElementSibling : null
        if (box && box.hidden === (select.value === 'unlisted-choice')) throw new Error('a field is shown wrongly')
        return {
          ...option(each.querySelector('label'), select, options),
          other: box && other(box.querySelector('label'), box.querySelector('input')),
        }
      }),
    })),
  }
}

var signInOfHub = (html) => {
  const page = parsed(html)
  const main = page.querySelector('#login-main')
  if (!main) return words(page.body)
  for (const each of main.querySelectorAll('script, style, .hidden, button#eye')) each.remove()
  for (const each of main.querySelectorAll('input[type=submit]')) each.replaceWith(each.value)
  return {
    announcement: words(page.querySelector('.announcement')),
    text: texts(main),
    logos: [...main.querySelectorAll('img')].map((each) => each.getAttribute('src')),
    links: [...main.querySelectorAll('a[href^="http"]')].map((each) => each.getAttribute('href')),
  }
}
var signInOfSite = () => {
  const page = document.querySelector('[aria-label="Sign-in page"]')?.cloneNode(true)
  if (!page) return null
  const logos = [...page.querySelectorAll('.logo')]
  for (const each of logos) each.remove()
  return {
    announcement: words(page.querySelector('.notice')),
    text: texts(page.querySelector('.body')),
    logos: logos.map((each) => words(each).replace(/^logo: /, '')),
    links: [...page.querySelectorAll('.body a[href^="http"]')].map((each) => each.getAttribute('href')),
  }
}
`
