import { readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { errorCode } from '../../model/errors.ts';
import { tryParseJson } from '../../model/payload/try-parse-json.ts';
import { hostIdentity, isProcessAlive, ownIdentity } from '../../programs/process-identity.ts';

/** How long after a touch of its file an owner on another host, or before a reboot, counts as alive. */
const foreignOwnerMs = 120_000;

const ownerSchema = v.object({ pid: v.number(), processStart: v.string(), host: v.string() });

export const ownerFile = 'owner.json';

export function ownerText(): string {
  return JSON.stringify(ownIdentity());
}

/** A spool's owner file, and whether that process has ended, which is also true without an owner file. */
export async function readOwner(
  folder: string,
): Promise<{ readonly text: string; readonly isGone: boolean }> {
  const path = join(folder, ownerFile);
  const text = await readFile(path, 'utf8').catch(ifMissing);
  if (text === undefined) return { text: '', isGone: true };
  const owner = v.safeParse(ownerSchema, tryParseJson(text));
  if (owner.success && owner.output.host === hostIdentity())
    return { text, isGone: !isProcessAlive(owner.output) };
  const { mtimeMs } = await stat(path);
  return { text, isGone: Date.now() - mtimeMs > foreignOwnerMs };
}

/** Shows recorders on other hosts, which cannot see this process, that the owner is alive. */
export async function touchOwner(folder: string): Promise<void> {
  const now = new Date();
  await utimes(join(folder, ownerFile), now, now);
}

export function ifMissing(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}
