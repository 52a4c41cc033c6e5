/**
 * A message without the address that it begins with, or that stands behind what was tried: the header names
 * it, the reason does not stand there.
 */
export function withoutAddress(message: string): string {
  return message.replace(/(^|: )[a-z][a-z0-9+.-]*:\/\/\S+ (?=\p{Ll})/u, '$1');
}
