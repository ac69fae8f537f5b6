/** How hubs are assumed to be used, wherever a month's costs are told. */

/**
 * `people` are taken where `home.people` does not say how many; `atOnce` is the share of them who work at the same
 * time, `hours` of a working day, on `days` of a month. Nobody measured these: they are said beside each figure.
 */
export const USE = { people: 50, atOnce: 0.2, hours: 8, days: 21 }

/** Servers on at once on a usual day. */
export const serversAtOnce = (people: number = USE.people): number => Math.ceil(people * USE.atOnce)

/** US dollars that machines cost a month which are on only while people work: they are paid whole. */
export const usdOfUse = (machines: number, usdPerHour: number): number => machines * usdPerHour * USE.hours * USE.days
