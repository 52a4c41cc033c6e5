import type { MemoryStore } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';

/** A session that shows the groups of failures of a store. */
export async function openGroups(store: MemoryStore) {
  const opened = openSession(store);
  await settle(300);
  press(opened.session, '!');
  await settle(300);
  return opened;
}
