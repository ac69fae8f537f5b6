/** Control characters and line ends become spaces: text of one line. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')

/**
 * A tag's own words, where a line end in the source, with the indentation after it, is one space: so that a long
 * sentence or command is written on several lines.
 */
export const folded = (text: string): string => text.replace(/\n\s*/g, ' ')
