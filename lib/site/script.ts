/**
 * The one script: light or dark, the search and filters of the fleet, and what moves in a hub's form. Every page can be
 * read without it. It reads texts of the page and writes none of them as HTML.
 */
export const SCRIPT = `'use strict'
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

function finding(form) {
  const rows = [...document.querySelectorAll('table.hubs tbody tr')]
  const told = document.getElementById('found')
  const fields = [...form.elements].filter((field) => field.name)
  const texts = rows.map((row) => row.textContent.toLowerCase())
  const columns = rows.map((row) => Object.fromEntries(
    ['community', 'cloud', 'profile', 'purpose'].map((name, i) => [name, row.cells[i + 1].textContent.trim()]),
  ))
  const show = () => {
    const asked = Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]))
    const words = asked.search.toLowerCase().split(/\\s+/).filter(Boolean)
    let shown = 0
    rows.forEach((row, i) => {
      const fits = words.every((word) => texts[i].includes(word)) && Object.entries(columns[i]).every(([name, value]) =>
        !asked[name] || value === asked[name] || (name === 'profile' && value.split(' + ').includes(asked[name])))
      row.hidden = !fits
      if (fits) shown++
    })
    told.textContent = shown === rows.length ? 'All ' + shown + ' hubs' : shown + ' of ' + rows.length + ' hubs'
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
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('change', ({ target }) => {
    const card = target.closest('.card')
    if (card && target.type !== 'radio') card.querySelector('input[type=radio]').checked = true
    const other = target.closest('.option')?.nextElementSibling
    if (target.tagName === 'SELECT' && other?.classList.contains('other'))
      other.hidden = target.value !== 'unlisted-choice'
  })
  const as = form.parentElement.parentElement.querySelector('.as select')
  if (!as) return
  const limited = [...form.querySelectorAll('[data-for]')]
  const show = () => {
    for (const each of limited) {
      // all of these lists have to name one of a person's groups
      const lists = JSON.parse(each.dataset.for)
      each.hidden = as.value !== '*' && !lists.every((groups) => groups.includes(as.value))
      if (each.tagName === 'OPTION') each.disabled = each.hidden
    }
    for (const select of form.querySelectorAll('select'))
      if (select.selectedOptions[0]?.hidden) select.value = [...select.options].find((each) => !each.hidden)?.value
    const checked = form.querySelector('input[type=radio]:checked')
    if (!checked || checked.closest('.card').hidden) {
      const first = form.querySelector('.card:not([hidden]) input[type=radio]')
      if (first) first.checked = true
    }
    const nothing = form.querySelector('.nothing')
    nothing.hidden = form.querySelector('.card:not([hidden])') !== null
  }
  as.closest('.as').hidden = false
  as.addEventListener('change', show)
  show()
}

document.addEventListener('DOMContentLoaded', () => {
  themes(document.getElementById('theme'))
  const find = document.querySelector('form.find')
  if (find) finding(find)
  document.querySelectorAll('form.spawn').forEach(spawning)
})
`
