/**
 * The one script: light or dark, the search and filters of the fleet, and what moves in a hub's form. Every page can be
 * read without it. It reads texts of the page and writes none of them as HTML.
 */
export const SCRIPT = String.raw`'use strict'
const root = document.documentElement
root.classList.add('js')
const kept = {
  get() { try { return localStorage.getItem('theme') } catch { return null } },
  set(theme) { try { localStorage.setItem('theme', theme) } catch { /* a browser that keeps nothing */ } },
}
if (kept.get() === 'light' || kept.get() === 'dark') root.dataset.theme = kept.get()

function themes(button) {
  const wished = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
  const isDark = () => (root.dataset.theme ?? wished()) === 'dark'
  const tell = () => { button.textContent = isDark() ? 'Light' : 'Dark' }
  button.hidden = false
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark'
    kept.set(root.dataset.theme)
    tell()
  })
  tell()
}

// words are compared without accents and capitals
const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Whether a word begins so; of names, which are one word each, only the whole name. */
function begins(text, start, isWithin) {
  for (let at = text.indexOf(start); at !== -1; at = text.indexOf(start, at + 1))
    if (at === 0 || !isWithin.test(text[at - 1])) return true
  return false
}
const IN_WORD = /[\p{L}\p{N}]/u
const IN_NAME = /\S/
const IN_LABEL = /[^\s.]/

const MONTHS = 'january february march april may june july august september october november december'.split(' ')
const MONTH =
  'jan\\p{L}*|feb\\p{L}*|mar\\p{L}*|apr\\p{L}*|may|june?|july?|' +
  'aug\\p{L}*|sep\\p{L}*|oct\\p{L}*|nov\\p{L}*|dec\\p{L}*'
const DAY = new RegExp('\\d{1,2}\\s+(?:' + MONTH + ')(?![\\p{L}\\p{N}])(?:\\s+\\d{4}(?!\\d))?|\\S+', 'gu')

/** What is asked for, word by word; a day such as 19 January 2027 is one. */
const wordsOf = (text) => (fold(text).match(DAY) ?? []).map((word) => word.replace(/\s+/g, ' '))

/** Each day of an event in both spellings, of the line's own first and last day. */
function daysWithin(line) {
  const [, from, until] = /\((\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)\)$/.exec(line) ?? []
  const days = []
  for (let day = Date.parse(from), end = Date.parse(until); day <= end; day += 86400000) {
    const date = new Date(day)
    days.push(date.getUTCDate() + ' ' + MONTHS[date.getUTCMonth()] + ' ' + date.getUTCFullYear(),
      date.toISOString().slice(0, 10))
  }
  return days.join(', ')
}

// their last word is where an image or a bucket is, or the name of a group
const ADDRESSED = ['environment', 'bucket', 'data', 'organization', 'team', 'group']

/** Of an address, whole parts, and anything that says by its signs that it is one; of an image how its name begins. */
function isAddress(address, word, kind) {
  if (IS_SIGNED.test(word)) return begins(address, word, IN_WORD)
  return address.split(/[^\p{L}\p{N}]+/u).includes(word) ||
    (kind === 'environment' && begins(address.slice(address.lastIndexOf('/') + 1), word, IN_WORD))
}
const IS_SIGNED = /[^\p{L}\p{N}]/u

/** What can be found of hubs beside their cells, each with its line. */
function linesOf(table) {
  return (table.dataset.lines ?? '').split('\n').map((line) => {
    const at = line.indexOf(': ')
    const kind = fold(line.slice(0, at))
    const whole = fold(line.slice(at + 2))
    if (kind === 'event') return { line, kind, text: whole + ', ' + daysWithin(line) }
    if (!ADDRESSED.includes(kind)) return { line, kind, text: whole }
    const last = whole.lastIndexOf(' ') + 1
    return { line, kind, text: whole.slice(0, last), address: whole.slice(last) }
  })
}

/** What a row has: its cells, its host names, and its lines. */
function searched(row, lines) {
  const [link, host] = row.cells[0].children
  const more = (row.dataset.more ?? '').split(' ').filter(Boolean).map((number) => lines[number])
  const path = link.getAttribute('href').replace(/^hubs\/|\.html$/g, '')
  const cells = [...row.cells].slice(1).map((cell) => cell.textContent).filter((text) => text !== 'none')
  return { words: fold([link.textContent, path, ...cells].join(' ')), host: fold(host.textContent), more }
}

// an address is a word as a whole; with a dot, what is asked for is a part of one
const isHost = (host, word) => begins(host, word, word.includes('.') ? IN_LABEL : IN_NAME)

// other words for a kind
const ALSO = { environment: ['image'], organization: ['organisation', 'group'], team: ['group'] }

function has({ kind, text, address }, word) {
  if ([kind, ...(ALSO[kind] ?? [])].some((name) => word === name || word === name + 's')) return true
  if (address && isAddress(address, word, kind)) return true
  if (kind === 'address') return isHost(text, word)
  return begins(text, word, kind === 'admin' || kind === 'contact' ? IN_NAME : IN_WORD)
}

/**
 * The lines that have words asked for; nothing where a word is not found at all. Left out are lines that have fewer of
 * the words than another one that has the same.
 */
function foundIn({ words, host, more }, asked) {
  const found = more.map((each) => ({ line: each.line, has: asked.filter((word) => has(each, word)) }))
    .filter((each) => each.has.length > 0)
  for (const word of asked)
    if (!begins(words, word, IN_WORD) && !isHost(host, word) && !found.some((each) => each.has.includes(word)))
      return undefined
  const isWithin = (a, b) => a.has.length < b.has.length && a.has.every((word) => b.has.includes(word))
  return [...new Set(found.filter((each) => !found.some((other) => isWithin(each, other))).map(({ line }) => line))]
}

/** So many lines are told of a hub; of more, how many. */
const TOLD = 4

function tellWhy(row, lines) {
  const head = row.cells[0]
  head.querySelectorAll('.why').forEach((each) => each.remove())
  const told = lines.length > TOLD + 1
    ? [...lines.slice(0, TOLD), 'and ' + (lines.length - TOLD) + ' more lines'] : lines
  for (const line of told) {
    const why = document.createElement('small')
    why.className = 'why'
    why.textContent = line
    head.append(why)
  }
}

function finding(form) {
  const rows = [...document.querySelectorAll('table.hubs tbody tr')]
  const told = document.getElementById('found')
  const fields = [...form.elements].filter((field) => field.name)
  const lines = linesOf(document.querySelector('table.hubs'))
  const texts = rows.map((row) => searched(row, lines))
  const columns = rows.map((row) => {
    const [community, cloud, profile, purpose, problems] =
      [...row.cells].slice(1).map((cell) => cell.textContent.trim())
    return { community, cloud, profile, purpose, problems: problems === 'none' ? 'none' : 'some' }
  })
  const show = () => {
    const asked = Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]))
    const words = wordsOf(asked.search)
    let shown = 0
    rows.forEach((row, i) => {
      const fits = Object.entries(columns[i]).every(([name, value]) =>
        !asked[name] || value === asked[name] || (name === 'profile' && value.split(' + ').includes(asked[name])))
      const lines = fits ? foundIn(texts[i], words) : undefined
      tellWhy(row, lines ?? [])
      row.hidden = lines === undefined
      if (lines !== undefined) shown++
    })
    told.textContent = shown === rows.length ? 'All ' + shown + ' hubs' : shown + ' of ' + rows.length + ' hubs'
    document.getElementById('nothing').hidden = shown > 0
    const kept = new URLSearchParams(Object.entries(asked).filter(([, value]) => value))
    history.replaceState(null, '', kept.size > 0 ? '#' + kept : location.pathname + location.search)
  }
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    const field = fields.find((each) => each.name === name)
    if (field) field.value = value
  }
  form.addEventListener('input', show)
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('reset', () => setTimeout(show))
  show()
}

function spawning(form) {
  const cards = [...form.querySelectorAll('.card')]
  const asked = (card) => [...card.querySelectorAll('.option:not(.other)')]
  const field = (select) => {
    const other = select.closest('.option').nextElementSibling
    if (other?.classList.contains('other')) other.hidden = select.value !== 'unlisted-choice'
  }
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('change', ({ target }) => {
    const card = target.closest('.card')
    if (card && target.type !== 'radio') card.querySelector('input[type=radio]').checked = true
    if (target.tagName === 'SELECT') field(target)
  })
  const as = form.parentElement.querySelector('.as')
  if (!as) return
  const who = as.querySelector('select')
  const gifts = JSON.parse(as.dataset.given ?? '[]')
  const limited = [...form.querySelectorAll('[data-for]')]

  // whether a card is offered to somebody who is given a size, or none; it asks for a given one no more
  const offered = (card, given) => {
    const size = asked(card).find((each) => each.dataset.option === 'size')
    for (const each of card.querySelectorAll('[data-option=size]'))
      each.hidden = given !== undefined || (each.dataset.for !== undefined && each.hidden)
    if (given !== undefined && !(size
      ? [...size.querySelectorAll('option')].some((each) => each.value === given && !each.hidden)
      : card.dataset.size === given)) return false
    return asked(card).every((each) => each.hidden || each.querySelector('option:not([hidden])'))
  }
  const show = () => {
    const together = who.value === '*'
    const group = who.value.startsWith('group ') ? who.value.slice(6) : undefined
    // each of these lists has to name one of a person's groups
    const fits = (lists) => together || lists.every((groups) => groups.includes(group))
    for (const each of limited) {
      each.hidden = !fits(JSON.parse(each.dataset.for))
      if (each.tagName === 'OPTION') each.disabled = each.hidden
    }
    const given = gifts.findLast(({ groups }) => groups.includes(group))?.size
    for (const each of as.querySelectorAll('[data-size]'))
      each.hidden = each.dataset.size !== given
    for (const card of cards) card.hidden = card.hidden && card.dataset.for ? true : !offered(card, given)
    const seen = cards.filter((card) => !card.hidden)
    // a form in which nothing is left to choose is not shown where groups are given sizes
    const atOnce = gifts.length > 0 && seen.length === 1 && asked(seen[0]).every((each) => each.hidden)
    form.querySelector('.nothing').hidden = seen.length > 0
    form.querySelector('.at-once').hidden = !atOnce
    form.querySelector('.start').hidden = atOnce || seen.length === 0
    for (const input of form.querySelectorAll('[data-patterns]')) {
      const { pattern } = JSON.parse(input.dataset.patterns).find(({ limits }) => fits(limits))
      input.removeAttribute('pattern')
      if (pattern !== undefined) input.pattern = pattern
    }
    for (const select of form.querySelectorAll('select')) {
      const open = [...select.options].filter((each) => !each.hidden)
      select.value = (open.find((each) => each.defaultSelected) ?? open[0])?.value
      field(select)
    }
    const radios = seen.map((card) => card.querySelector('input[type=radio]'))
    const chosen = radios.find((each) => each.defaultChecked) ?? radios[0]
    if (chosen) chosen.checked = true
  }
  as.hidden = false
  who.addEventListener('change', show)
  show()
}

document.addEventListener('DOMContentLoaded', () => {
  themes(document.getElementById('theme'))
  const find = document.querySelector('form.find')
  if (find) finding(find)
  document.querySelectorAll('form.spawn').forEach(spawning)
})
`
