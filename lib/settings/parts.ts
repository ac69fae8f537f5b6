/** What parts of a hub ask of core machines. */
import { amount, bytes, either, group, maybe } from './fields.ts'

const setAside = (what: string) => bytes(`Memory set aside for ${what}.`, '512Mi')
const mostly = (what: string) => bytes(`Memory that ${what} may use at most.`, '2Gi')
const cores = (what: string) => amount(`CPU cores set aside for ${what}.`, 0.5, { minimum: 0.001, maximum: 64 })
/**
 * Requests and limits of one part of the hub. Plain figures are what is set aside; memory is then also limited to it.
 */
export const part = (what: string) => ({
  memory: maybe(
    either(
      [
        bytes(`Memory of ${what}: set aside, and the most that it may use.`, '1Gi'),
        group(
          {
            guarantee: maybe(setAside(what)),
            limit: maybe(mostly(what)),
          },
          `Guarantee and limit of the memory of ${what}.`,
        ),
      ],
      `Memory of ${what}.`,
      { guarantee: '512Mi', limit: '2Gi' },
    ),
  ),
  cpu: maybe(
    either(
      [
        cores(what),
        group(
          {
            guarantee: maybe(cores(what)),
            limit: maybe(
              amount(`CPU cores that ${what} may use at most. Default: what the machine has to spare.`, 2, {
                minimum: 0.001,
                maximum: 64,
              }),
            ),
          },
          `Guarantee and limit of the CPU of ${what}, in cores.`,
        ),
      ],
      `CPU of ${what}, in cores.`,
      0.5,
    ),
  ),
})
