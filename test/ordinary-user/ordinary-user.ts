import { spawnSync } from 'node:child_process';

export type User = { readonly uid?: number; readonly gid?: number };

const isRoot = process.getuid?.() === 0;
const fallbackId = 65_534;

/** Somebody whom permissions bind: root's tests become `nobody`, an ordinary user's stay who they are. */
export const ordinaryUser: User = isRoot ? { uid: idOfNobody('-u'), gid: idOfNobody('-g') } : {};

/** Why the tests cannot become an ordinary user, as in a container whose only user is root. */
export const whyNotOrdinary: string | undefined =
  spawnSync('true', ordinaryUser).error === undefined ? undefined : 'this root may not become another user';

function idOfNobody(flag: string): number {
  const id = Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout || Number.NaN);
  return Number.isInteger(id) ? id : fallbackId;
}
