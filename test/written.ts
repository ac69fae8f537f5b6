/** What would be written of a value: without what is undefined, which means absent. */
export const written = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown
