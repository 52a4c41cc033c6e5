import { readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { hostIdentity, isProcessAlive, ownIdentity } from '../../database/sqlite/owners/process-identity.ts';
import { tryParseJson } from '../../model/payload/try-parse-json.ts';

/** An owner on another host, or before a restart of this one, counts as alive for this long after a sign. */
const foreignSignMs = 120_000;

const ownerSchema = v.object({ pid: v.number(), processStart: v.string(), host: v.string() });

export const ownerFile = 'owner.json';

/** This process as the owner of a spool. */
export function ownerText(): string {
  return JSON.stringify(ownIdentity());
}

/** A spool's owner file, and whether that process is gone. A spool without an owner file has no owner. */
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
  return { text, isGone: Date.now() - mtimeMs > foreignSignMs };
}

/** A sign of life for recorders on other hosts, which cannot see this process. */
export async function signOwner(folder: string): Promise<void> {
  const now = new Date();
  await utimes(join(folder, ownerFile), now, now);
}

function ifMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
