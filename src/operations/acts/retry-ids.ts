import { createRunIds } from '../../contract/run-ids.ts';

/** Gives the new run of each address an id: the same at every try, so that none is started twice. */
export function createRetryIds(now: () => number): (address: string) => string {
  const newId = createRunIds();
  const ids = new Map<string, string>();
  return address => {
    const id = ids.get(address) ?? newId(now());
    ids.set(address, id);
    return id;
  };
}
