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

/** What a row has: its cells, its host names, and what else can be found, each with its line. */
function searched(row) {
  const [link, host] = row.cells[0].children
  const more = (row.dataset.more ?? '').split('\n').filter(Boolean).map((line) => {
    const at = line.indexOf(': ')
    return { line, kind: line.slice(0, at), text: fold(line.slice(at + 2)) }
  })
  const path = link.getAttribute('href').replace(/^hubs\/|\.html$/g, '')
  const cells = [...row.cells].slice(1).map((cell) => cell.textContent).filter((text) => text !== 'none')
  return { words: fold([link.textContent, path, ...cells].join(' ')), host: fold(host.textContent), more }
}

// an address is a word as a whole; with a dot, what is asked for is a part of one
const isHost = (host, word) => begins(host, word, word.includes('.') ? IN_LABEL : IN_NAME)

function has({ kind, text }, word) {
  if (kind === 'address') return isHost(text, word)
  return begins(text, word, kind === 'admin' || kind === 'contact' ? IN_NAME : IN_WORD)
}

/** Lines beside the row that words were found in alone; nothing where a word is not found at all. */
function foundIn({ words, host, more }, asked) {
  const lines = []
  for (const word of asked) {
    if (begins(words, word, IN_WORD) || isHost(host, word)) continue
    const found = more.filter((each) => has(each, word))
    if (found.length === 0) return undefined
    lines.push(...found.map(({ line }) => line))
  }
  return new Set(lines)
}

function tellWhy(row, lines) {
  const head = row.cells[0]
  head.querySelectorAll('.why').forEach((each) => each.remove())
  for (const line of lines ?? []) {
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
  const texts = rows.map(searched)
  const columns = rows.map((row) => {
    const [community, cloud, profile, purpose, problems] =
      [...row.cells].slice(1).map((cell) => cell.textContent.trim())
    return { community, cloud, profile, purpose, problems: problems === 'none' ? 'none' : 'some' }
  })
  const show = () => {
    const asked = Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]))
    const words = fold(asked.search).split(/\s+/).filter(Boolean)
    let shown = 0
    rows.forEach((row, i) => {
      const fits = Object.entries(columns[i]).every(([name, value]) =>
        !asked[name] || value === asked[name] || (name === 'profile' && value.split(' + ').includes(asked[name])))
      const lines = fits ? foundIn(texts[i], words) : undefined
      tellWhy(row, lines)
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
