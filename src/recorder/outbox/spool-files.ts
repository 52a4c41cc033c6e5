import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { makeFolder } from '../../files/folders.ts';
import type { Environment } from '../../model/environment.ts';
import { errorCode } from '../../model/errors.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { hostIdentity, isProcessAlive, ownIdentity } from '../../programs/process-identity.ts';
import { isWriterKey } from '../../protocol/wire-access.ts';
import type { WriterIdentity } from './server-client.ts';

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

export const folderMode = 0o700;
const fileMode = { mode: 0o600 } as const;
const batchName = /^(\d{16})\.batch$/;

const blockBytes = 4_096;

export function bytesOnDisk(bytes: number): number {
  return Math.max(bytes, blockBytes);
}

export function batchPath(folder: string, sequence: number): string {
  return join(folder, `${String(sequence).padStart(16, '0')}.batch`);
}

export async function listBatches(
  folder: string,
): Promise<readonly { readonly sequence: number; readonly bytes: number }[]> {
  const found: { sequence: number; bytes: number }[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const sequence = Number(batchName.exec(name)?.[1]);
    if (!Number.isSafeInteger(sequence)) continue;
    const { size } = await stat(join(folder, name));
    found.push({ sequence, bytes: bytesOnDisk(size) });
  }
  return found;
}

export async function writeFileAtomically(path: string, content: string | Buffer): Promise<void> {
  const part = partOf(path);
  await writeFile(part, content, fileMode);
  await rename(part, path);
}

export function writeFileAtomicallySync(path: string, content: Buffer): void {
  writeFileSync(partOf(path), content, fileMode);
  renameSync(partOf(path), path);
}

function partOf(path: string): string {
  return `${path}.${process.pid}.part`;
}

/** The folder appears with its owner file, else any recorder could adopt it, and with the writer's key. */
export function ensureSpoolFolder(folder: string, { key }: WriterIdentity): void {
  if (existsSync(join(folder, ownerFile))) return;
  const part = `${folder}.${randomBytes(4).toString('hex')}.new`;
  try {
    makeFolder(part, folderMode);
    writeFileSync(join(part, ownerFile), ownerText(), fileMode);
    if (key !== undefined) writeFileSync(join(part, keyFile), key, fileMode);
    renameSync(part, folder);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** Removes the folder when it has no batch; returns how many batches are left. */
export function releaseFolderSync(folder: string): number {
  let left = 0;
  try {
    rmSync(join(folder, ownerFile), { force: true });
    const names = readdirSync(folder);
    left = names.filter(name => batchName.test(name)).length;
    for (const name of names) if (name.endsWith('.part')) rmSync(join(folder, name));
    if (left === 0) rmSync(join(folder, keyFile), { force: true });
    rmdirSync(folder);
  } catch {
    // The folder has batches, which remain for the next recorder, or does not exist.
  }
  return left;
}

export const keyFile = 'writer.key';

export async function readWriterKey(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, keyFile), 'utf8').catch(() => undefined);
  return text !== undefined && isWriterKey(text) ? text : undefined;
}

/** XDG Base Directory Specification 0.8; on Windows the folder that is not synchronized to other machines. */
export function defaultSpoolFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  return join(dataFolder(env, platform), 'runlens', 'spool');
}

function dataFolder(env: Environment, platform: NodeJS.Platform): string {
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  const named = env['XDG_DATA_HOME'];
  return named?.startsWith('/') ? named : join(homedir(), '.local', 'share');
}

export function spoolFolderOf(folder: string, shownUrl: string): string {
  return join(folder, createHash('sha256').update(shownUrl).digest('hex').slice(0, 16));
}
