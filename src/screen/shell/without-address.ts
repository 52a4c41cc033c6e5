/** Removes the address from a message: the header already shows it. */
export function withoutAddress(message: string): string {
  return message.replace(/(^|: )[a-z][a-z0-9+.-]*:\/\/\S+ (?=\p{Ll})/u, '$1');
}
