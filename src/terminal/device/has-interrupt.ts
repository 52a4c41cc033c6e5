const paste = /\u001B\[200~[\s\S]*?(?:\u001B\[201~|$)/gu;

/** Whether keys contain Ctrl-C, outside of pasted text. */
export function hasInterrupt(keys: string): boolean {
  return keys.includes('\u0003') && keys.replace(paste, '').includes('\u0003');
}
