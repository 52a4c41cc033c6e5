/** Inputs that were edited and not sent, as text, by the address of their run; the newest is last. */
export type KeptEdits = ReadonlyMap<string, string>;

const mostKept = 20;

/** With an edit, or without that of the run where `text` is `undefined`; the oldest ones are dropped. */
export function keepEdit(edits: KeptEdits, address: string, text: string | undefined): KeptEdits {
  const others = [...edits].filter(([other]) => other !== address);
  return new Map(text === undefined ? others : [...others.slice(1 - mostKept), [address, text]]);
}
