import type { Problem } from './facts.ts'
import { Words } from './layout.tsx'

/** What `check` says of a hub or a cluster, and why that is accepted where it is. */
export const Problems = ({ of }: { of: readonly Problem[] }) =>
  of.length === 0 ? (
    <p>hubloom check finds none in the fleet’s files. How it runs now is not known here.</p>
  ) : (
    <>
      {of.map(({ code, severity, message, help, place, accepted }) => (
        <div class={accepted === undefined ? `note ${severity}` : 'note'}>
          <p>
            <strong>
              {accepted === undefined ? severity : 'accepted'}: <Words of={message} />
            </strong>
          </p>
          <p>
            <Words of={accepted === undefined ? help : `Accepted: ${accepted}`} />
          </p>
          <p class="soft">
            {place}, <code>{code}</code>
          </p>
        </div>
      ))}
    </>
  )
