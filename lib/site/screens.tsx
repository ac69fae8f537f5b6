/** What people see of a hub: where they sign in, and where they choose their server. In markup of the site's own. */
import { marked } from '../services/jupyterhub/escape.ts'
import type { HubPlan } from '../plan/types.ts'
import type { HubFacts } from './facts.ts'
import { formOf, textOfHtml, type FormCard, type FormChoice, type FormOption } from './form.ts'
import { Outside } from './layout.tsx'

/** Ways of signing in with a name and a password that the hub asks for itself. */
const PASSWORDS: readonly string[] = ['ldap', 'native', 'shared-password']

export function SignInScreen({ plan }: { plan: HubPlan }) {
  const { homepage, signIn, title, domain } = plan
  const without = noPage(plan)
  if (without !== undefined) return <p>{without}</p>
  return (
    <div class="screen sign-in" role="group" aria-label="Sign-in page">
      <div class="bar">https://{domain}/hub/login</div>
      {homepage.announcement !== undefined && <div class="notice">{textOfHtml(marked(homepage.announcement))}</div>}
      <div class="body">
        {homepage.logo !== undefined && (
          <p>
            <span class="logo">logo: {homepage.logo}</span>
          </p>
        )}
        <h3>{title}</h3>
        {homepage.description !== undefined && <p class="soft">{homepage.description}</p>}
        {asksPassword(plan) ? <PasswordForm /> : <span class="orange">Sign in with {signIn.title}</span>}
        {homepage.links.length > 0 && (
          <p>
            {homepage.links.map(({ name, url }) => (
              <>
                {' '}
                <Outside url={url}>{name}</Outside>{' '}
              </>
            ))}
          </p>
        )}
        {homepage.parties.map(({ role, name, url }) => (
          <p class="soft">
            {role} <Outside url={url}>{name}</Outside>
          </p>
        ))}
      </div>
    </div>
  )
}

/** Why there is no page on which people sign in. */
function noPage({ signIn: { provider, start, title }, apiOnly, binder }: HubPlan): string | undefined {
  if (binder && provider.kind === 'nobody')
    return 'People find the page of Binder: they name a repository, whose image is built and started.'
  if (apiOnly) return 'The hub has no pages: programs use it by its API.'
  if (provider.kind === 'temporary') return 'Nobody signs in: whoever opens the address has a server at once.'
  if (provider.kind === 'nobody') return 'Nobody signs in here: programs start servers for people.'
  if (start.kind === 'provider') return `There is no sign-in page: people are sent to ${title} at once.`
  if (start.kind === 'elsewhere') return `There is no sign-in page: people without a session are sent to ${start.url}.`
  if (provider.kind === 'lti')
    return 'People come from a course of their learning management system, signed in already.'
  return undefined
}

const asksPassword = ({ signIn: { provider, hasClient } }: HubPlan): boolean =>
  PASSWORDS.includes(provider.kind) || (provider.kind === 'class' && !hasClient)

const PasswordForm = () => (
  <form aria-label="Sign in, as people see it">
    <label class="field">
      Username: <input type="text" autocomplete="off" />
    </label>
    <label class="field">
      Password: <input type="password" autocomplete="off" />
    </label>
    <span class="orange">Sign in</span>
  </form>
)

export function StartScreen({ hub: { plan, part } }: { hub: HubFacts }) {
  const cards = formOf(part)
  if (cards.length === 0) {
    const { defaultEnvironment: environment, defaultSize: size } = plan
    return (
      <p>
        There is nothing to choose: a server starts with {environment.title} and {size.title}.
      </p>
    )
  }
  const groups = [...new Set(cards.flatMap(groupsOf))].sort()
  return (
    <div class="screen" role="group" aria-label="Start page">
      <div class="bar">https://{plan.domain}/hub/spawn</div>
      <div class="body">
        <h3>Server Options</h3>
        {groups.length > 0 && <SeenAs groups={groups} />}
        <form class="spawn" aria-label="Server options, as people see them">
          {cards.map((card) => (
            <Card card={card} />
          ))}
          <p class="nothing" hidden>
            None of your groups may start a server here.
          </p>
          <p>
            <span class="orange">Start</span>
          </p>
        </form>
      </div>
    </div>
  )
}

function groupsOf({ limits, options }: FormCard): string[] {
  const choices = options.flatMap((option) => option.choices)
  return [...limits, ...choices.flatMap((choice) => choice.limits)].flat()
}

/** Choices that are for some people only: whose form it is that one looks at. */
const SeenAs = ({ groups }: { groups: readonly string[] }) => (
  <p class="as" hidden>
    <label>
      As seen by{' '}
      <select>
        <option value="*">everybody together</option>
        <option value="">somebody in none of the groups</option>
        {groups.map((group) => (
          <option value={group}>a member of {group}</option>
        ))}
      </select>
    </label>
  </p>
)

const forOf = ({ limits }: Pick<FormChoice, 'limits'>): string | undefined =>
  limits.length > 0 ? JSON.stringify(limits) : undefined

function Card({ card }: { card: FormCard }) {
  const id = `profile-${card.slug}`
  return (
    <div class="card" data-for={forOf(card)}>
      <input type="radio" name="profile" id={id} value={card.slug} checked={card.isDefault} />
      <div>
        <h4>
          <label for={id}>{card.title}</label>
        </h4>
        {card.limits.map((groups) => (
          <p class="soft">For {groups.join(', ')}</p>
        ))}
        {card.lines.map((line) => (
          <p>{line}</p>
        ))}
        {card.options.map((option) => (
          <Option option={option} id={`${id}-${option.key}`} />
        ))}
      </div>
    </div>
  )
}

function Option({ option: { title, choices, other }, id }: { option: FormOption; id: string }) {
  return (
    <>
      <div class="option">
        <label for={id}>{title}</label>
        <select id={id}>
          {choices.map((choice) => (
            <option value={choice.key} selected={choice.isDefault} data-for={forOf(choice)}>
              {choice.title}
            </option>
          ))}
          {other && <option value="unlisted-choice">{other.choice}</option>}
        </select>
      </div>
      {other && (
        <div class="option other" hidden={choices.length > 0}>
          <label for={`${id}-other`}>{other.title}</label>
          <input id={`${id}-other`} pattern={other.pattern} title={other.message} autocomplete="off" />
        </div>
      )}
    </>
  )
}
