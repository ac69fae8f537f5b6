import type { Beside } from '../beside.ts'
import type { PlainMap } from '../../maps.ts'
import type { Values } from '../values.ts'
import { address } from './address.ts'
import { form } from './form.ts'
import { homepage } from './homepage.ts'
import { homes } from './homes.ts'
import { hub } from './hub.ts'
import { placement } from './placement.ts'
import { servers } from './servers.ts'
import { signIn } from './sign-in.ts'

/** What settings can be made of JupyterHub's values, by subject: each reads some of them, and notes which. */
export const subjects: readonly ((values: Values, beside: Beside) => PlainMap)[] = [
  homepage,
  address,
  signIn,
  form,
  servers,
  homes,
  hub,
  placement,
]
