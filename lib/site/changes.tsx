/** What the inputs change for people against an earlier version: the words of `hubloom diff`, for those who look. */
import { HARMS, placeOf, worstOf, type FleetChange, type HarmToPeople } from '../diff/index.ts'
import { hubPath, type Site } from './facts.ts'
import { renderPage, Row, Section, Words } from './layout.tsx'
import { plural } from './words.ts'

const TOP = '..'

export function changesPage({ against, changes }: NonNullable<Site['compared']>, site: Site): string {
  const harms = HARMS.filter((harm) => changes.some((change) => change.harm === harm))
  return renderPage({
    site,
    title: `Changes · ${site.title}`,
    top: TOP,
    current: 'changes/index.html',
    children: (
      <>
        <h1>Changes</h1>
        <p class="lead">{inShort(against, changes)}</p>
        {harms.map((harm) => (
          <Section id={`harm-${harm}`} title={HARM_WORDS[harm]}>
            {changes
              .filter((change) => change.harm === harm)
              .map((change) => (
                <Change change={change} site={site} />
              ))}
          </Section>
        ))}
      </>
    ),
  })
}

const HARM_WORDS: Readonly<Record<HarmToPeople, string>> = {
  'loses-data': 'Loses data',
  'locks-out': 'Locks people out',
  'lets-in': 'Lets more people in',
  interrupts: 'Interrupts work',
  costs: 'Costs more',
  visible: 'People see it',
  none: 'Nobody notices it',
}

function inShort(against: string, changes: readonly FleetChange[]): string {
  if (changes.length === 0) return `Nothing changes for anybody against ${against}.`
  const worst = worstOf(changes.map(({ harm }) => harm))
  return `Against ${against}: ${plural(changes.length, 'change')}, the worst: ${HARM_WORDS[worst].toLowerCase()}.`
}

/** The first three take something from people, the next two upset their work or cost. */
const kindOf = (harm: HarmToPeople): string => {
  const rank = HARMS.indexOf(harm)
  if (rank < 3) return 'note error'
  return rank < 5 ? 'note warning' : 'note'
}

function Change({ change, site }: { change: FleetChange; site: Site }) {
  const { harm, what, hubs, cause, notes, effects, values } = change
  return (
    <div class={kindOf(harm)}>
      <p>
        <strong>
          <Words of={what} />
        </strong>
      </p>
      <p>
        {hubs.length === 0 ? 'The fleet' : <Row of={hubs.map((id) => linkTo(id, site))} />}
        {cause && (
          <>
            {' '}
            · <code>{placeOf(cause)}</code>
          </>
        )}
      </p>
      {[...notes, ...effects].map((each) => (
        <p class="soft">
          <Words of={each} />
        </p>
      ))}
      {values.length > 0 && (
        <details>
          <summary>{plural(values.length, 'value')} of dist/</summary>
          <ul>
            {values.map((each) => (
              <li>
                <code>{each}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

/** A hub that is there now is linked; one that goes, and a cluster, is named. */
function linkTo(id: string, site: Site) {
  const hub = site.hubs.find(({ plan }) => plan.id === id)
  return hub ? <a href={`${TOP}/${hubPath(hub.plan)}`}>{id}</a> : <>{id}</>
}
