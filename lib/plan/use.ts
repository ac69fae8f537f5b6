/** How hubs are assumed to be used, wherever a month's costs are told. */

/**
 * `people` are taken where `home.people` does not say how many; `atOnce` is the share of them who work at the same
 * time, `hours` of a working day, on `days` of a month. Nobody measured these: they are said beside each figure.
 */
export const USE = { people: 50, atOnce: 0.2, hours: 8, days: 21 }

export interface Servers {
  people?: number | undefined
  /** Servers of the usual size on one machine. */
  perNode: number
  /** US dollars that a machine costs an hour. */
  usdPerHour: number
}

/** Servers on at once on a usual day. */
export const serversAtOnce = (people: number = USE.people): number => Math.ceil(people * USE.atOnce)

/** Machines on at once, which are paid whole, and US dollars that they cost a month. */
export function usualUse({ people, perNode, usdPerHour }: Servers): { machines: number; usd: number } {
  const machines = Math.ceil(serversAtOnce(people) / perNode)
  return { machines, usd: machines * usdPerHour * USE.hours * USE.days }
}
