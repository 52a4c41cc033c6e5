/**
 * A message without the address at its start, or after what was tried. The header shows the address; the
 * reason is only in the message.
 */
export function withoutAddress(message: string): string {
  return message.replace(/(^|: )[a-z][a-z0-9+.-]*:\/\/\S+ (?=\p{Ll})/u, '$1');
}
