/**
 * Buckets, by their key in the settings, where everyone gets a folder of their own; in others people share what lies
 * there.
 */
export const PERSONAL_BUCKETS: readonly string[] = ['scratch', 'persistent']
