import type { ComponentChildren } from 'preact'
import { openProblems, type Problem } from './facts.ts'
import { Words } from './layout.tsx'

/** What `check` says of a hub or a cluster, and which of it comments in the inputs accept, with their reasons. */
export function Problems({ of }: { of: readonly Problem[] }) {
  const open = openProblems({ problems: of })
  const accepted = of.filter((each) => each.accepted !== undefined)
  return (
    <>
      {open.length === 0 && (
        <p>
          hubloom check finds none in the fleet’s files{accepted.length > 0 && ' but what is accepted'}. How it runs now
          is not known here.
        </p>
      )}
      {open.map((each) => (
        <Note of={each} kind={`note ${each.severity}`}>
          <Words of={each.help} />
        </Note>
      ))}
      <h3>Accepted warnings</h3>
      {accepted.length === 0 && <p>No warnings are accepted.</p>}
      {accepted.map((each) => (
        <Note of={each} kind="note">
          Accepted in the inputs, with the reason: <Words of={each.accepted!} />
        </Note>
      ))}
    </>
  )
}

interface NoteProps {
  of: Problem
  kind: string
  children: ComponentChildren
}

const Note = ({ of: { code, severity, message, place, accepted }, kind, children }: NoteProps) => (
  <div class={kind}>
    <p>
      <strong>
        {accepted === undefined ? severity : 'accepted'}: <Words of={message} />
      </strong>
    </p>
    <p>{children}</p>
    <p class="soft">
      {place}, <code>{code}</code>
    </p>
  </div>
)
