const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text in HTML, as text or as the value of an attribute. */
export const html = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!)
