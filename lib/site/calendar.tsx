/** Days of events as small tables of months. */
import { dayNumber } from '../plan/event.ts'

interface Span {
  name: string
  from: string
  until: string
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']
/** A Monday, from which weekdays are counted. */
const MONDAY = dayNumber('2024-01-01')

const written = (year: number, month: number, date: number): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`

/** Months are numbered through: 12 a year. */
const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1

export function Calendar({ spans }: { spans: readonly Span[] }) {
  const months = new Set(
    spans.flatMap(({ from, until }) =>
      Array.from({ length: monthOf(until) - monthOf(from) + 1 }, (_, i) => monthOf(from) + i),
    ),
  )
  return (
    <div class="months">
      {[...months]
        .sort((a, b) => a - b)
        .map((month) => (
          <Month year={Math.floor(month / 12)} month={(month % 12) + 1} spans={spans} />
        ))}
    </div>
  )
}

function Month({ year, month, spans }: { year: number; month: number; spans: readonly Span[] }) {
  const first = dayNumber(written(year, month, 1))
  const next = month === 12 ? written(year + 1, 1, 1) : written(year, month + 1, 1)
  const days = dayNumber(next) - first
  const before = (first - MONDAY) % 7
  const shift = before < 0 ? before + 7 : before
  const weeks = Array.from({ length: Math.ceil((shift + days) / 7) }, (_, week) =>
    WEEKDAYS.map((_, i) => week * 7 + i - shift + 1).map((date) => (date >= 1 && date <= days ? date : undefined)),
  )
  return (
    <table>
      <caption>
        {MONTHS[month - 1]} {year}
      </caption>
      <thead>
        <tr>
          {WEEKDAYS.map((each) => (
            <th scope="col">{each}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr>
            {week.map((date) => (
              <Day date={date} names={date === undefined ? [] : namesOn(written(year, month, date), spans)} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const namesOn = (day: string, spans: readonly Span[]): string[] =>
  spans.filter(({ from, until }) => from <= day && day <= until).map(({ name }) => name)

const Day = ({ date, names }: { date: number | undefined; names: readonly string[] }) =>
  names.length === 0 ? (
    <td>{date}</td>
  ) : (
    <td class="on">
      <abbr title={names.join(', ')}>{date}</abbr>
    </td>
  )
